"""SMS parts as Twilio's own calculator counts them, and texts cut where people would cut them."""

from __future__ import annotations

from typing import Any

import pytest
import regex
import yaml
from hypothesis import given
from hypothesis import strategies as st

from helpline.settings import ROOT
from helpline.text.sms import (
    cheapened,
    count,
    dear_characters,
    room,
    split,
    units,
    with_look_alikes,
)

HERE = ROOT / "tests/helpline/text"
VECTORS = yaml.safe_load((HERE / "twilio_segments.yml").read_text(encoding="utf-8"))
LOOK_ALIKES = yaml.safe_load((ROOT / "helpline/text/look_alikes.yml").read_text(encoding="utf-8"))
BITS = {"GSM-7": 7, "UCS-2": 16}
HEADER_BITS = 48


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_parts_are_counted_as_twilios_calculator_counts_them(vector: dict[str, Any]) -> None:
    body = vector["body"]
    counted = count(body)
    bits = counted.units * BITS[counted.encoding]
    ours = {
        "encoding": counted.encoding,
        "segments": counted.parts,
        "message_bits": bits,
        "total_bits": bits + (HEADER_BITS * counted.parts if counted.parts > 1 else 0),
        # There a carriage return is a character of its own.
        "characters": len(regex.findall(r"\r|\X", body)),
        "scalars": len(body),
        "lacking": dear_characters(body),
    }

    assert {name: ours[name] for name in vector if name in ours} == {
        name: value for name, value in vector.items() if name in ours
    }


@pytest.mark.parametrize(
    ("text", "encoding", "parts"),
    [
        ("é" * 160, "GSM-7", 1),
        ("न" * 134, "UCS-2", 2),
        ("", "GSM-7", 1),
        # Where a conjunct falls on the border of two parts, its letters are parted.
        ("न" * 65 + "क्ष" + "न" * 66, "UCS-2", 2),
    ],
)
def test_parts_of_our_languages_are_counted(text: str, encoding: str, parts: int) -> None:
    counted = count(text)

    assert (counted.encoding, counted.parts) == (encoding, parts)


def test_every_look_alike_of_twilios_smart_encoding_is_replaced() -> None:
    pairs = [(dear, cheap) for cheap, each in LOOK_ALIKES.items() for dear in each]

    assert len(pairs) == 271
    assert [dear for dear, cheap in pairs if with_look_alikes(dear) != cheap] == []
    assert with_look_alikes("".join(dear for dear, _ in pairs)) == "".join(
        cheap for _, cheap in pairs
    )


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("It’s “here” – now…", 'It\'s "here" - now...'),
        ("plain", "plain"),
        # Where something dear stays, nothing is won, and the words are left as they were written.
        ("l’été à Tunis, où êtes-vous ?", "l’été à Tunis, où êtes-vous ?"),
        ("می‌رود", "می‌رود"),
    ],
)
def test_look_alikes_are_taken_only_where_the_whole_text_then_is_cheap(
    text: str, sent: str
) -> None:
    assert cheapened(text) == sent


def test_dear_characters_are_named_once_each() -> None:
    assert dear_characters("l’été à Tunis — ‘oui’") == ["’", "—", "‘"]


@given(st.text(max_size=900), st.integers(min_value=1, max_value=10))
def test_a_text_of_the_length_of_the_room_fits_into_the_parts(text: str, parts: int) -> None:
    cut = split(text, max(2, room(text, parts)))

    # Between graphemes a part may have to leave a little empty.
    assert all(count(piece).parts <= parts + 1 for piece in cut)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("One. Two. Three.", 10, ["One. Two.", "Three."]),
        ("پہلا۔ دوسرا؟ تیسرا", 12, ["پہلا۔ دوسرا؟", "تیسرا"]),
        ("एक। दुई। तीन।", 8, ["एक। दुई।", "तीन।"]),
        ("တစ်။ နှစ်။ သုံး။", 11, ["တစ်။ နှစ်။", "သုံး။"]),
        ("line one\nline two", 10, ["line one", "line two"]),
        ("Do this.\n1. Stay calm.\n2. Ask.", 14, ["Do this.", "1. Stay calm.", "2. Ask."]),
        ("See it. Now Art. 13 says", 20, ["See it.", "Now Art. 13 says"]),
        ("nosentenceend but words", 14, ["nosentenceend", "but words"]),
        ("short", 10, ["short"]),
        ("", 10, []),
    ],
)
def test_34_long_texts_are_cut_where_a_sentence_ends(
    text: str, limit: int, pieces: list[str]
) -> None:
    assert split(text, limit) == pieces


@pytest.mark.parametrize("grapheme", ["👨‍👩‍👧‍👦", "🇮🇹", "e\u0301\u0302\u0303", "क्षि", "ကျွန်"])
def test_32_a_word_without_end_is_cut_between_graphemes(grapheme: str) -> None:
    pieces = split(grapheme * 9, units(grapheme) + 1)

    assert "".join(pieces) == grapheme * 9
    borders = {found.end() for found in regex.finditer(r"\X", grapheme * 9)}
    assert all(sum(len(each) for each in pieces[:end]) in borders for end in range(1, len(pieces)))


_ODD = st.text(
    st.one_of(st.characters(), st.sampled_from(" .\n।a\u0301\u200d👨👩🇮🇹कष्")), max_size=300
)


@given(_ODD, st.integers(min_value=5, max_value=60))
def test_34_splitting_loses_nothing_but_space_and_keeps_the_limit(text: str, limit: int) -> None:
    pieces = split(text, limit)

    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(units(piece) <= limit for piece in pieces)


@given(_ODD, st.integers(min_value=30, max_value=60))
def test_32_no_grapheme_is_cut_that_fits_into_a_piece(text: str, limit: int) -> None:
    whole = [each for each in regex.findall(r"\X", text) if units(each) <= limit]
    pieces = split(text, limit)

    if all(units(each) <= limit for each in regex.findall(r"\X", text)):
        kept = [each for piece in pieces for each in regex.findall(r"\X", piece)]
        assert [each for each in kept if not each.isspace()] == [
            each for each in whole if not each.isspace()
        ]
