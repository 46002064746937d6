from datetime import date
from pathlib import Path

import pytest

from helpline.errors import LawFileError
from helpline.law.answers import LawAnswers
from helpline.law.book import CHILD, FALLBACK, LAW_FOLDER, TOPICS, WOMAN, LawBook
from helpline.law.checks import findings
from helpline.law.reviews import Reviews, ReviewState


@pytest.fixture
def nepal() -> str:
    return (LAW_FOLDER / "nepal.yml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "law"
    folder.mkdir()
    (folder / "international.yml").write_text(
        (LAW_FOLDER / "international.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    return folder


def test_every_jurisdiction_says_something_on_every_topic() -> None:
    book = LawBook.load()

    assert len(book.jurisdictions) == 7
    for jurisdiction in book.jurisdictions.values():
        assert set(jurisdiction.entries) == set(TOPICS)


def test_no_text_claims_a_review_that_did_not_happen() -> None:
    reviews = Reviews.load()

    assert {reviews.state_of(entry) for entry in LawBook.load().entries()} == {ReviewState.NONE}


def test_a_child_is_told_what_holds_for_children_where_it_differs() -> None:
    book = LawBook.load()

    for jurisdiction in book.jurisdictions:
        grown = book.entry(jurisdiction, "detention_time")
        child = book.entry(jurisdiction, "detention_time", frozenset({CHILD, WOMAN}))
        assert child.key == f"{jurisdiction}/detention_time@child"
        assert child.says != grown.says
        assert book.find(child.key) is child


def test_what_is_not_sure_is_spoken_as_something_to_ask_for() -> None:
    answers = LawAnswers(LawBook.load())
    today = date(2026, 11, 25)

    sure = [
        entry.key
        for entry in answers.book.entries()
        if any("too sure" in finding for finding in findings(answers, entry, today=today))
    ]

    assert sure == []


@pytest.mark.parametrize(
    ("broken", "repaired", "named"),
    [
        ("    confidence: high\n    verified", "    confidence: sure\n    verified", "confidence"),
        ("  bail:\n", "  bale:\n", "bail"),
        ('as_of: "2026-11-23"', 'as_of: "last week"', "as_of"),
        ("jurisdiction: nepal", "jurisdiction: bhutan", "jurisdiction"),
        ("topics:\n", "topics: [\n", "line"),
        ("    hours: 24\n", "    hours: about 24\n", "hours"),
        ("    before: court\n", "    before: mayor\n", "before"),
        ("      child:\n", "      baby:\n", "baby"),
        ("  bail:\n", "  bail: {}\n  bail:\n", "twice"),
    ],
)
def test_a_broken_file_is_refused_by_file_and_place(
    folder: Path, nepal: str, broken: str, repaired: str, named: str
) -> None:
    assert broken in nepal
    (folder / "nepal.yml").write_text(nepal.replace(broken, repaired, 1), encoding="utf-8")

    with pytest.raises(LawFileError, match=r"law/nepal\.yml, line \d+: ") as refusal:
        LawBook.load(folder)

    assert named in str(refusal.value)


def test_an_unknown_place_gets_the_international_standard() -> None:
    answer = LawAnswers(LawBook.load()).answer(None, "bail", "en")

    assert answer.entry == f"{FALLBACK}/bail"


def test_a_right_without_translation_is_told_whole_in_english(tmp_path: Path) -> None:
    answers = LawAnswers(LawBook.load(), locales=tmp_path)

    answer = answers.answer("nepal", "bail", "ne")

    assert answer.language == "en"
    assert answer.text == answers.book.entry("nepal", "bail").says


def test_the_version_changes_with_the_text(folder: Path, nepal: str) -> None:
    (folder / "nepal.yml").write_text(nepal, encoding="utf-8")
    before = LawBook.load(folder).entry("nepal", "bail").version
    (folder / "nepal.yml").write_text(
        nepal.replace("A lawyer can ask for release", "A lawyer may ask for release"),
        encoding="utf-8",
    )

    assert LawBook.load(folder).entry("nepal", "bail").version != before
