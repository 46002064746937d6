"""The page on the law: what is told, how sure it is, and what a lawyer must look at again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from gateway.console import law
from gateway.console.law import read_law
from gateway.console.law_labels import CONFIDENCE, PLACES, REVIEWS, TOPICS, VARIANTS
from gateway.console.lawbook import law_answers
from helpline.i18n import LANGUAGES
from helpline.law import book
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.law.reviews import Judgement, Reviews, ReviewState, Verdict
from tests.gateway.console.desk import Desk, words

BOOK = LawBook.load()
APPROVED, OBJECTED = Judgement.APPROVED, Judgement.OBJECTED
Reviewed = Callable[..., LawAnswers]


def reviewed(*verdicts: tuple[str, str, Judgement], version: str | None = None) -> LawAnswers:
    """Returns the law with verdicts as (reviewer, key, judgement), on the present version unless
    another is named.
    """
    known = {entry.key: entry.version for entry in BOOK.entries()}
    return LawAnswers(
        BOOK,
        reviews=Reviews(
            Verdict(reviewer, key, version or known[key], judgement, date(2026, 11, 1))
            for reviewer, key, judgement in verdicts
        ),
    )


def topic_of(page: str, topic: str) -> str:
    """Returns the part of the page that is on a topic."""
    found = re.search(rf'<section[^>]*"topic-{topic}".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_everything_that_the_page_names_has_a_name() -> None:
    assert set(TOPICS) == set(book.TOPICS)
    assert set(VARIANTS) == set(book.VARIANTS)
    assert set(PLACES) == set(BOOK.jurisdictions)
    assert set(REVIEWS) == set(ReviewState)
    assert set(CONFIDENCE) == {"high", "medium", "low"}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_page_tells_every_text_that_the_bot_tells(place: str, spoken: str) -> None:
    answers = law_answers()

    page = read_law(answers, place, spoken)

    for texts in page.topics:
        for shown in texts:
            variant = {shown.entry.variant} if shown.entry.variant else set()
            told = answers.answer(place, shown.entry.topic, spoken, held=variant)
            assert (shown.text, shown.language) == (told.text, told.language)
    assert {texts[0].entry.topic for texts in page.topics} == set(TOPICS)


def test_page_shows_text_confidence_date_and_review_state(desk: Desk) -> None:
    entry = BOOK.jurisdictions["nepal"].entries["bail"]

    shown = words(topic_of(desk.get("/console/law?place=nepal&spoken=en").text, "bail"))

    for part in ("Bail", entry.says[:40], "Not reviewed", "Sure", "as of 23 Nov 2026"):
        assert part in shown
    for part in (*entry.basis, entry.version):
        assert words(part) in shown.replace("&#39;", "'")


def test_page_shows_what_is_told_to_a_child_instead(desk: Desk) -> None:
    varied = BOOK.jurisdictions["nepal"].variants["detention_time", "child"]

    shown = words(topic_of(desk.get("/console/law?place=nepal&spoken=en").text, "detention_time"))

    assert "To a child" in shown
    assert varied.says[:40] in shown


@pytest.mark.parametrize(
    ("verdicts", "version", "words_for_it", "alarms"),
    [
        ([], None, "Not reviewed", False),
        ([("a", "nepal/bail", APPROVED)], None, "Approved by one lawyer", False),
        ([("a", "nepal/bail", APPROVED), ("b", "nepal/bail", APPROVED)], None, "Approved", False),
        ([("a", "nepal/bail", APPROVED)], "old", "Changed since its review", True),
        ([("a", "nepal/bail", OBJECTED)], None, "A lawyer objects", True),
        ([("a", "nepal/bail", APPROVED), ("b", "nepal/bail", OBJECTED)], None,
         "Lawyers disagree", True),
    ],
)  # fmt: skip
def test_what_a_lawyer_must_look_at_again_is_seen_at_a_glance(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    verdicts: list[tuple[str, str, Judgement]],
    version: str | None,
    words_for_it: str,
    alarms: bool,
) -> None:
    answers = reviewed(*verdicts, version=version)
    monkeypatch.setattr(law, "law_answers", lambda: answers)

    page = desk.get("/console/law?place=nepal").text

    topic = topic_of(page, "bail")
    assert words_for_it in words(topic)
    assert ("is-trouble" in topic) is alarms
    # It is told at the top of the page, and from the pages of other places as well.
    tally = words(page.partition("tally")[2].partition("</p>")[0])
    assert f"{words_for_it} 1" in tally or not verdicts
    places = desk.get("/console/law?place=tunisia").text.partition('class="places"')[2]
    assert ("1 to be reviewed again" in words(places.partition("</nav>")[0])) is alarms


def test_changed_custody_limit_is_counted_and_marked() -> None:
    limit = BOOK.jurisdictions["nepal"].custody.limits[0]
    verdict = Verdict("a", limit.key, "old", APPROVED, date(2026, 11, 1))

    page = read_law(LawAnswers(BOOK, reviews=Reviews([verdict])), "nepal", "en")

    assert [shown.limit.key for shown in page.limits if shown.is_trouble] == [limit.key]
    assert dict(page.tally)[ReviewState.CHANGED] == 1
    assert {place.id: place.trouble for place in page.places}["nepal"] == 1


def test_text_that_is_not_translated_says_that_it_is_told_in_english(
    tmp_path_factory: pytest.TempPathFactory, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    untranslated = LawAnswers(BOOK, tmp_path_factory.mktemp("no-catalogs"))
    monkeypatch.setattr(law, "law_answers", lambda: untranslated)

    topic = topic_of(desk.get("/console/law?place=nepal&spoken=ar").text, "bail")

    assert "Not translated: told in English" in topic
    assert '<p class="law-says" lang="en" dir="ltr">' in topic


def test_text_in_another_language_bears_its_direction(desk: Desk) -> None:
    topic = topic_of(desk.get("/console/law?place=tunisia&spoken=ar").text, "bail")

    assert '<p class="law-says" lang="ar" dir="rtl">' in topic
    assert "Not translated" not in topic


def test_what_is_withheld_until_it_is_approved_says_so(
    app: Flask, environ: dict[str, str], desk: Desk
) -> None:
    withheld = read_law(law_answers(), "nepal", "en", require_review=True)
    told = read_law(law_answers(), "nepal", "en")

    assert all(shown.is_withheld for texts in withheld.topics for shown in texts)
    assert not any(shown.is_withheld for texts in told.topics for shown in texts)


@pytest.mark.parametrize("query", ["", "?place=atlantis", "?spoken=xx", "?place=&spoken="])
def test_unknown_choice_shows_the_first_place_in_the_page_s_language(
    desk: Desk, query: str
) -> None:
    answer = desk.get(f"/console/law{query}")

    assert answer.status_code == 200
    assert '<option value="en" selected>' in answer.text
    assert re.search(r'place=afghanistan[^"]*" aria-current="page"', answer.text)


def test_every_page_links_to_the_law(desk: Desk) -> None:
    for path in ("/console/", "/console/conversations", "/console/law"):
        assert '<a href="/console/law"' in desk.get(path).text
