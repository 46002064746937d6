"""What goes out on a channel: pieces with numbers, options in full, isolates that cost nothing."""

from __future__ import annotations

import pytest

from gateway.conversation.render import render
from helpline.storage.kinds import Channel
from helpline.storage.messages import Draft, Option
from helpline.text.sms import count, units

SENTENCE = {
    "en": "This is a sentence of a long answer. ",
    "ne": "यो लामो उत्तरको एउटा वाक्य हो। ",
    "ar": "هذه جملة من جواب طويل. ",
    "my": "ဒါက အဖြေရှည်ရဲ့ ဝါကျတစ်ကြောင်းပါ။ ",
}


def test_one_message_has_no_number() -> None:
    assert render(Draft("Short.", options=(Option("Yes", "a"), Option("No", "b")))) == [
        "Short.\n1 Yes\n2 No"
    ]


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("language", SENTENCE)
def test_34_a_long_text_goes_out_in_numbered_pieces_of_whole_sentences(
    language: str, channel: Channel
) -> None:
    bodies = render(Draft((SENTENCE[language] * 120).strip()), channel)

    assert len(bodies) > 1
    for number, body in enumerate(bodies, start=1):
        assert body.startswith(f"({number}/{len(bodies)}) ")
        assert body.endswith(SENTENCE[language].strip())
        assert units(body) <= 1600
        assert channel is Channel.WHATSAPP or count(body).parts <= 10


def test_options_stand_whole_in_the_last_piece() -> None:
    options = tuple(Option(f"Option number {number}", f"o:{number}") for number in range(9))

    bodies = render(Draft(SENTENCE["en"] * 60, options=options))

    assert bodies[-1].endswith("\n9 Option number 8")


@pytest.mark.parametrize("length", range(40, 75))
def test_isolates_of_references_cost_no_part(length: int) -> None:
    text = "ب" * length + " K7F-3RH"

    [body] = render(Draft(text))

    assert count(body).parts == count(text).parts
    assert render(Draft(text), Channel.WHATSAPP) == ["ب" * length + " \u2066K7F-3RH\u2069"]


def test_look_alikes_are_replaced_on_sms_alone() -> None:
    assert render(Draft("It’s here.")) == ["It's here."]
    assert render(Draft("It’s here."), Channel.WHATSAPP) == ["It’s here."]
