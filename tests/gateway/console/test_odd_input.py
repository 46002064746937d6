"""Addresses, languages and searches that are made to break something: each is a word or nothing."""

from __future__ import annotations

import pytest

from helpline.speech import Speech
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.gateway.console.cases import open_case
from tests.gateway.console.desk import Desk

HOSTILE = [
    "' OR 1=1--",
    "'); DROP TABLE contacts; --",
    "%' ESCAPE '!",
    "\x00",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "a\r\nSet-Cookie: x=y",
    "9" * 400,
    "-1",
    "𝟗",
]
_FIELDS = ("q", "has", "jurisdiction", "language", "urgency", "state", "page", "sort", "order")
_LANGUAGES = [
    "../../etc/passwd", 'en"><script>', "xx-YY", "x" * 1000, "en;q=nan", "*;q=1e999", "ar\x00",
    "٪", ",,,;;;", "-", "en-" + "-".join(["a"] * 300),
]  # fmt: skip


@pytest.mark.parametrize("asked", _LANGUAGES)
def test_43_a_browser_that_asks_for_a_language_that_is_none_gets_english(
    stranger: Desk, asked: str
) -> None:
    shown = stranger.get("/console/sign-in", headers={"Accept-Language": asked})

    assert shown.status_code == 200
    assert '<html lang="en" dir="ltr"' in shown.text
    assert asked not in shown.text or len(asked) < 4


@pytest.mark.parametrize("chosen", [*_LANGUAGES, "", "EN", "en ", "en_US"])
def test_43_a_language_that_is_none_of_ours_cannot_be_chosen(desk: Desk, chosen: str) -> None:
    answer = desk.submit("/console/", "/console/language", {"language": chosen})

    assert answer.status_code == 400
    assert '<html lang="en"' in desk.get("/console/").text


def test_44_what_is_filtered_or_ordered_by_is_never_part_of_a_query(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database, number=1, country="nepal", held_by="police")

    for words in HOSTILE:
        for page in ("/console/", "/console/live/referrals", "/console/conversations"):
            answer = desk.get(page, query_string=dict.fromkeys(_FIELDS, words))
            assert answer.status_code in (200, 302, 303, 400, 404), (page, words)
            assert "Set-Cookie: x=y" not in str(answer.headers)
            assert "<script>alert" not in answer.text

    assert reference in desk.get("/console/").text


def test_44_what_is_searched_for_is_literal(desk: Desk, database: Database) -> None:
    reference = open_case(database, number=1, country="nepal", held_by="police")

    for words in [*HOSTILE, "%", "_", "*", "\\"]:
        found = desk.submit("/console/search", "/console/search", {"q": words, "words": words})
        assert found.status_code in (200, 400), words
        assert reference not in found.text, words
        assert "<script>alert" not in found.text

    with database.reading() as session:
        assert session.query(Contact).count() == 1


@pytest.mark.parametrize(
    "value", ["{reference}", "{{7*7}}", "%s %(x)s", "${x}", "{0.__class__}", "{"]
)
def test_42_what_a_sentence_is_filled_with_is_said_as_it_is(value: str) -> None:
    said = Speech().say(
        "utter_referral_received", "en", values={"reference": value, "check_word": "{lines}"}
    )

    assert value in said.text
    assert "{lines}" in said.text
