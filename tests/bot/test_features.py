"""What the classifier sees of a message."""

import numpy as np
import pytest

from bot.components.features import VIEWS, Features, Seen

MESSAGES = [
    "police took my brother last night",
    "मेरो भाइलाई प्रहरीले लग्यो, वकिल चाहियो",
    "mero bhai lai prahari le lagyo, wakil chahiyo",
    "ရဲက ကျွန်တော့်အစ်ကိုကို ဖမ်းသွားတယ်",
    "الشرطة خذات خويا البارح في الليل",
    "police police police",
]


def test_a_message_alone_is_seen_as_it_was_in_training() -> None:
    features = Features(dict.fromkeys(VIEWS, 1.5))
    trained = features.fit([Seen.of(text) for text in MESSAGES]).toarray()

    alone = np.vstack([features.of([Seen.of(text)]).toarray() for text in MESSAGES])
    together = features.of([Seen.of(text) for text in MESSAGES]).toarray()

    assert np.allclose(trained, alone)
    assert np.allclose(trained, together)


@pytest.mark.parametrize("text", ["", "…", "\U0001f600", "zzzz qqqq"])
def test_what_was_never_seen_is_a_row_of_next_to_nothing(text: str) -> None:
    features = Features({"characters": 1.0, "words": 1.0})
    features.fit([Seen.of(message) for message in MESSAGES])

    assert features.of([Seen.of(text)]).shape[0] == 1


def test_native_and_romanised_spellings_share_a_skeleton() -> None:
    assert Seen.of("वकिल").skeleton == Seen.of("wakil").skeleton
