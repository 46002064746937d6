"""Parts as Twilio's own message-segment calculator counts them: these are its published cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.text.sms import count, dear_characters, split


@pytest.mark.parametrize(
    ("text", "encoding", "parts"),
    [
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" + "a" * 158, "GSM-7", 1),
        ("€" + "a" * 159, "GSM-7", 2),
        ("é" * 160, "GSM-7", 1),
        ("Á" * 70, "UCS-2", 1),
        ("Á" * 71, "UCS-2", 2),
        ("😜" + "a" * 68, "UCS-2", 1),
        ("😜" + "a" * 69, "UCS-2", 2),
        ("😜" + "a" * 133, "UCS-2", 3),
        ("🇮🇹" + "a" * 66, "UCS-2", 1),
        ("🇮🇹" + "a" * 67, "UCS-2", 2),
        ("🏳️‍🌈" + "a" * 64, "UCS-2", 1),
        ("🏳️‍🌈" + "a" * 65, "UCS-2", 2),
        ("😀" + "]" * 68, "UCS-2", 1),
        ("😀" + "]" * 69, "UCS-2", 2),
        ("e\u0301\u0302\u0303" + "a" * 66, "UCS-2", 1),
        ("e\u0301\u0302\u0303" + "a" * 67, "UCS-2", 2),
        ("न" * 134, "UCS-2", 2),
        ("", "GSM-7", 1),
    ],
)
def test_parts_are_counted_as_twilio_counts_them(text: str, encoding: str, parts: int) -> None:
    counted = count(text)

    assert (counted.encoding, counted.parts) == (encoding, parts)


def test_a_carriage_return_is_a_character() -> None:
    assert count("\rabcde\r\n123").units == 11


def test_dear_characters_are_named_once_each() -> None:
    assert dear_characters("l’été à Tunis — ‘oui’") == ["’", "—", "‘"]


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("One. Two. Three.", 10, ["One. Two.", "Three."]),
        ("پہلا۔ دوسرا؟ تیسرا", 12, ["پہلا۔ دوسرا؟", "تیسرا"]),
        ("एक। दुई। तीन।", 8, ["एक। दुई।", "तीन।"]),
        ("line one\nline two", 10, ["line one", "line two"]),
        ("nosentenceend but words", 14, ["nosentenceend", "but words"]),
        ("short", 10, ["short"]),
        ("", 10, []),
    ],
)
def test_long_texts_are_cut_where_a_sentence_ends(text: str, limit: int, pieces: list[str]) -> None:
    assert split(text, limit) == pieces


def test_a_word_without_end_is_cut_between_graphemes() -> None:
    assert split("👨‍👩‍👧‍👦" * 3, 10) == ["👨‍👩‍👧‍👦"] * 3


@given(st.text(max_size=400), st.integers(min_value=5, max_value=60))
def test_splitting_loses_nothing_but_space_and_keeps_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(len(piece) <= limit for piece in pieces)
