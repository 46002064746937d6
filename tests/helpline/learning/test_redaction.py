import pytest

from helpline.learning.redaction import HIDDEN, common_words, redacted
from helpline.settings import ROOT
from helpline.text.language import messages_of

COMMON = common_words(
    message
    for path in sorted((ROOT / "bot/data/nlu").glob("*/*.yml"))
    for message in messages_of(path)
)


@pytest.mark.parametrize(
    ("text", "secret", "told"),
    [
        ("they took my brother Zarbakht Orakzai", "Zarbakht", "brother"),
        ("call me on +1 555 0177 please", "0177", "please"),
        ("पुलिसले मेरो भाइ झमकबहादुरलाई लग्यो ९८४१", "झमकबहादुर", "मेरो"),
        ("اعتقلوا أخي زربخت البارحة ٠٥٩٩", "زربخت", "أخي"),
        ("برادرم زربخت را پولیس برد", "زربخت", "برادرم"),
        ("ရဲက ကျွန်တော့်ညီကို ဖမ်းသွားတယ် ၀၉၇၇", "၀၉၇၇", "ဖမ်း"),
    ],
)
def test_names_and_numbers_are_hidden_and_common_words_are_not(
    text: str, secret: str, told: str
) -> None:
    shown = redacted(text, COMMON)

    assert secret not in shown
    assert told in shown
    assert HIDDEN in shown


def test_a_name_that_the_family_told_is_hidden_however_common() -> None:
    shown = redacted("my brother was taken by police", COMMON, names=["Brother"])

    assert "brother" not in shown
    assert "police" in shown


def test_one_mark_stands_for_several_hidden_words() -> None:
    assert redacted("Zarbakht Orakzai Jamalzai was taken", COMMON) == f"{HIDDEN} was taken"
