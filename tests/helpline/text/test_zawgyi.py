"""Zawgyi is told from Unicode, and converted as CLDR's rules do."""

from pathlib import Path

import pytest

from helpline.text.normalise import fold
from helpline.text.zawgyi import in_unicode, is_zawgyi, to_unicode, to_zawgyi, zawgyi_probability

PAIRS = [
    line.split("\t")
    for line in Path(__file__).with_name("zawgyi_pairs.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
CONVERT = {"zawgyi to unicode": to_unicode, "unicode to zawgyi": to_zawgyi}
GREETING = "မင်္ဂလာပါ"
GREETING_IN_ZAWGYI = "မဂၤလာပါ"


@pytest.mark.parametrize(("direction", "written", "expected"), PAIRS)
def test_texts_are_converted_as_in_the_reference(
    direction: str, written: str, expected: str
) -> None:
    assert CONVERT[direction](written) == expected


@pytest.mark.parametrize(("direction", "written", "expected"), PAIRS)
def test_the_two_encodings_are_told_apart(direction: str, written: str, expected: str) -> None:
    zawgyi, unicode = (
        (written, expected) if direction == "zawgyi to unicode" else (expected, written)
    )

    assert is_zawgyi(zawgyi)
    assert not is_zawgyi(unicode)


def test_a_greeting_alone_is_recognised() -> None:
    assert is_zawgyi(GREETING_IN_ZAWGYI)
    assert in_unicode(GREETING_IN_ZAWGYI) == GREETING
    assert in_unicode(GREETING) == GREETING


@pytest.mark.parametrize("text", ["", "hello", "नमस्ते", "၅၂၀", "\x00", "ၵႂၢမ်းတႆး"])
def test_what_is_no_burmese_is_left_alone(text: str) -> None:
    assert in_unicode(text) == text


def test_a_doubtful_message_follows_what_was_written_before() -> None:
    doubtful = "လူတို"

    assert 0.05 < zawgyi_probability(doubtful) < 0.95
    assert is_zawgyi(doubtful, before=True)
    assert not is_zawgyi(doubtful, before=False)


def test_a_lone_word_follows_what_was_written_before() -> None:
    assert not is_zawgyi("ရွာက")
    assert is_zawgyi("ရွာက", before=True)


def test_what_was_written_before_does_not_outweigh_what_is_plain() -> None:
    direction, written, expected = PAIRS[0]

    assert direction == "zawgyi to unicode"
    assert is_zawgyi(written, before=False)
    assert not is_zawgyi(expected, before=True)


def test_folding_brings_both_encodings_together() -> None:
    assert fold(GREETING_IN_ZAWGYI) == fold(GREETING)


@pytest.mark.parametrize(
    "word",
    ["မုံရွာ", "ဒီမနက်က", "သာကေတ", "တခြားသူ", "မေလ", "ရွာ", "ရွာက", "ဘာလဲ", "ငါက", "တက္ကစီ", "ကြက်ဥ",
     "စက္တင်ဘာ", "ဘာလုပ်ထားတာလဲမသိဘူး"],
)  # fmt: skip
def test_a_short_word_in_the_order_of_unicode_stays_as_it_is(word: str) -> None:
    assert not is_zawgyi(word)
    assert fold(word) == word


@pytest.mark.parametrize("word", ["ရန်ကုန်", "တောင်ကြီး", "မန္တလေး", "အစ်ကို", "စစ်တပ်က", "ဘယ်သူလဲ"])
def test_a_short_word_in_zawgyi_is_recognised(word: str) -> None:
    assert in_unicode(to_zawgyi(word)) == word
