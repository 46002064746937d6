"""Reviews of the law: two who do not see each other, and a new version that nobody has seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli import main
from helpline.errors import LawFileError
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.law.reviews import Judgement, Reviews, ReviewState, Verdict, record_verdict

BOOK = LawBook.load()
ENTRY = BOOK.entry("nepal", "bail")
APPROVED, OBJECTED = Judgement.APPROVED, Judgement.OBJECTED


def verdict(reviewer: str, judgement: Judgement, *, version: str = ENTRY.version) -> Verdict:
    return Verdict(reviewer, ENTRY.key, version, judgement, date(2026, 11, 25))


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([], ReviewState.NONE),
        ([verdict("r1", APPROVED)], ReviewState.ONE_APPROVED),
        ([verdict("r1", APPROVED), verdict("r2", APPROVED)], ReviewState.APPROVED),
        ([verdict("r1", APPROVED), verdict("r2", OBJECTED)], ReviewState.DISPUTED),
        ([verdict("r1", OBJECTED)], ReviewState.OBJECTED),
        ([verdict("r1", APPROVED, version="old"), verdict("r2", APPROVED, version="old")],
         ReviewState.CHANGED),
        ([verdict("r1", APPROVED, version="old"), verdict("r2", APPROVED)],
         ReviewState.ONE_APPROVED),
    ],
)  # fmt: skip
def test_two_must_approve_the_same_version(verdicts: list[Verdict], state: ReviewState) -> None:
    assert Reviews(verdicts).state_of(ENTRY) is state


def test_a_verdict_is_written_once_in_its_reviewers_own_file(tmp_path: Path) -> None:
    record_verdict(verdict("r1", OBJECTED), tmp_path)
    record_verdict(verdict("r1", APPROVED), tmp_path)
    record_verdict(replace(verdict("r2", APPROVED), note="checked s. 67"), tmp_path)

    assert {path.name for path in tmp_path.iterdir()} == {"r1.yml", "r2.yml"}
    assert Reviews.load(tmp_path).is_approved(ENTRY)


@pytest.mark.parametrize("reviewer", ["../r1", "R1", ""])
def test_a_reviewers_id_cannot_be_a_path(tmp_path: Path, reviewer: str) -> None:
    with pytest.raises(LawFileError):
        record_verdict(verdict(reviewer, APPROVED), tmp_path)


def test_what_is_not_approved_is_withheld_where_reviews_are_required() -> None:
    approved = Reviews([verdict("r1", APPROVED), verdict("r2", APPROVED)])
    answers = LawAnswers(BOOK, reviews=approved, require_review=True)

    assert answers.answer("nepal", "bail", "en").text == ENTRY.says
    withheld = answers.answer("nepal", "search", "en")
    assert (withheld.withheld, withheld.text) == (True, "")


def test_a_changed_text_is_withheld_again() -> None:
    reviews = Reviews([verdict("r1", APPROVED), verdict("r2", APPROVED)])
    changed = replace(ENTRY, says="Bail is for everybody.")

    assert reviews.is_approved(ENTRY)
    assert reviews.state_of(changed) is ReviewState.CHANGED


def test_a_custody_limit_is_reviewed_too() -> None:
    [limit] = [each for each in BOOK.jurisdictions["nepal"].custody.limits if each.id == "np-code"]
    reviewed = [
        Verdict(reviewer, limit.key, limit.version, APPROVED, date(2026, 11, 25))
        for reviewer in ("r1", "r2")
    ]

    assert LawAnswers(BOOK, require_review=True).is_clock_withheld(limit)
    answers = LawAnswers(BOOK, reviews=Reviews(reviewed), require_review=True)
    assert not answers.is_clock_withheld(limit)


def test_a_reviewer_is_shown_what_they_have_not_judged_and_no_others_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpline.law.reviews.REVIEWS_FOLDER", tmp_path)
    monkeypatch.setattr(Reviews.load.__func__, "__defaults__", (tmp_path,))
    monkeypatch.setattr(record_verdict, "__defaults__", (tmp_path,))
    run = CliRunner().invoke

    first = run(main, ["law", "review", "--reviewer", "r1"], input="a\n\nq\n")
    second = run(main, ["law", "review", "--reviewer", "r2"], input="q\n")
    again = run(main, ["law", "review", "--reviewer", "r1"], input="q\n")

    assert first.exit_code == second.exit_code == again.exit_code == 0, first.output
    shown = second.output.splitlines()
    assert "r1" not in second.output
    assert "approved" not in second.output
    total = len(BOOK.entries()) + sum(
        len(each.custody.limits) for each in BOOK.jurisdictions.values()
    )
    assert f"[1 of {total}]" in shown[1]
    assert f"[1 of {total - 1}]" in again.output
    checked = run(main, ["law", "check"])
    assert "approved by one reviewer only" in checked.output
