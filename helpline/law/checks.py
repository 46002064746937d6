"""What is weak in the law book: unreviewed, stale, untranslated, too long, too sure of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from helpline.custody.limits import CustodyLimit
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.answers import LawAnswers
from helpline.law.book import TOPICS, Entry
from helpline.law.reviews import ReviewState
from helpline.text.sms import count

STALE_AFTER = timedelta(days=365)
LONGEST_SAYS = 300
# What an answer on a right may cost a person to receive, in SMS parts.
MOST_PARTS = 5
# What is not sure must be spoken as something to ask for.
_TOO_SURE = re.compile(r"\b(the law says|by law|must be|has the right)\b", re.IGNORECASE)


def findings(answers: LawAnswers, entry: Entry, *, today: date) -> list[str]:
    """Returns what is weak in an entry, a phrase each; empty if nothing is."""
    return [
        *_of_review(answers.reviews.state_of(entry)),
        *_of_text(entry, today),
        *_of_translations(answers, entry),
    ]


def limit_findings(answers: LawAnswers, limit: CustodyLimit) -> list[str]:
    """Returns what is weak in a custody limit, a phrase each."""
    return list(_of_review(answers.reviews.state_of(limit)))


def parts_by_language(answers: LawAnswers, entry: Entry) -> dict[str, int]:
    """Returns how many SMS parts an entry costs in each language it is translated into."""
    texts = {code: answers.text_of(entry.says, code) for code in LANGUAGES}
    return {code: count(text).parts for code, text in texts.items() if text}


def coverage_table(answers: LawAnswers) -> str:
    """Returns a Markdown table: a row for each jurisdiction and topic, with its review state, its
    confidence, and in which languages it is told and in how many SMS parts.
    """
    languages = list(LANGUAGES)
    lines = [
        "| jurisdiction | topic | told to | review | confidence | read in a source | "
        + " | ".join(languages)
        + " |",
        "|" + " --- |" * (6 + len(languages)),
    ]
    for jurisdiction in answers.book.jurisdictions.values():
        entries = [
            entry
            for topic in TOPICS
            for entry in answers.book.entries()
            if (entry.jurisdiction, entry.topic) == (jurisdiction.id, topic)
        ]
        lines += [_row(answers, entry) for entry in entries]
    return "\n".join(lines) + "\n"


def _row(answers: LawAnswers, entry: Entry) -> str:
    parts = parts_by_language(answers, entry)
    cells = [
        entry.jurisdiction,
        entry.topic.replace("_", " "),
        entry.variant or "all",
        answers.reviews.state_of(entry).value,
        entry.confidence,
        "yes" if entry.verified else "recalled",
        *(str(parts.get(code, "–")) for code in LANGUAGES),
    ]
    return f"| {' | '.join(cells)} |"


def _of_review(state: ReviewState) -> Iterator[str]:
    told = {
        ReviewState.NONE: "unreviewed",
        ReviewState.CHANGED: "changed since its review",
        ReviewState.ONE_APPROVED: "approved by one reviewer only",
        ReviewState.DISPUTED: "disputed between reviewers",
        ReviewState.OBJECTED: "objected to by a reviewer",
    }
    if state in told:
        yield told[state]


def _of_text(entry: Entry, today: date) -> Iterator[str]:
    if today - entry.as_of > STALE_AFTER:
        yield f"stale: facts of {entry.as_of}"
    if not entry.verified:
        yield "recalled, not read"
    if len(entry.says) > LONGEST_SAYS:
        yield f"too long: {len(entry.says)} characters"
    if entry.confidence == "low" and _TOO_SURE.search(entry.says):
        yield "too sure: of low confidence, but not spoken as something to ask for"


def _of_translations(answers: LawAnswers, entry: Entry) -> Iterator[str]:
    parts = parts_by_language(answers, entry)
    spoken = answers.book.jurisdictions[entry.jurisdiction].languages
    missing = [code for code in spoken if code in LANGUAGES and code not in parts]
    if missing:
        yield f"untranslated: {', '.join(missing)}"
    dear = [f"{code} {number}" for code, number in parts.items() if number > MOST_PARTS]
    if dear:
        yield f"too many SMS parts: {', '.join(dear)}"


def worst_offenders(answers: LawAnswers, *, most: int = 5) -> list[tuple[int, str, str]]:
    """Returns the dearest texts as (parts, language, key), the dearest first."""
    costs = [
        (number, code, entry.key)
        for entry in answers.book.entries()
        for code, number in parts_by_language(answers, entry).items()
        if code != DEFAULT_LANGUAGE
    ]
    return sorted(costs, reverse=True)[:most]
