"""A referral as its page shows it: where it stands, every fact with who told it and when, and what
was corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.cases import get_case
from gateway.console.clock import ClockShown, shown_clock
from gateway.console.grouping import FactShown, Writers, shown_facts
from gateway.console.language import language
from gateway.console.members import names_of_members
from gateway.console.standing import Standing, standing_of
from helpline.dates import in_words
from helpline.law.book import FALLBACK
from helpline.law.places import jurisdiction_of
from helpline.referrals.arrests import arrested_when
from helpline.referrals.questions import CONFIRMED, QUESTIONS, is_needed
from helpline.referrals.reading import is_answered
from helpline.referrals.reference import check_word_in
from helpline.referrals.steps import steps_of
from helpline.storage.assignments import assignments_of
from helpline.storage.messages import authors_of
from helpline.storage.referrals import Fact, list_facts, unanswered_since
from helpline.storage.tables import Assignment, Referral


@dataclass(frozen=True)
class Dossier:
    """A referral with who has it or had it, its facts (as shown, and all in the order told), the
    names of the facts that are missing, the time of the arrest as it was understood (None if none
    was told, "" if it was not understood), and its check word in two languages.
    """

    referral: Referral
    standing: Standing
    assignments: tuple[Assignment, ...]
    clock: ClockShown
    facts: tuple[FactShown, ...]
    told: tuple[Fact, ...]
    missing: tuple[str, ...]
    understood: str | None
    check_word: str
    check_word_told: str

    @property
    def current(self) -> dict[str, Fact]:
        """The facts that hold, by name."""
        return {fact.name: fact for fact in self.told}


def read_dossier(session: Session, reference: str, *, now: datetime) -> Dossier:
    """Returns the referral with a reference as it stands at a moment (aware); raises NotFound."""
    referral = get_case(session, reference)
    facts = list_facts(session, referral.id)
    current = {fact.name: fact for fact in facts}
    unanswered = unanswered_since(session, [referral.contact_id]).get(referral.contact_id)
    assignments = assignments_of(session, [referral.id])[referral.id]
    steps = steps_of(referral, assignments)
    standing = standing_of(referral, current, unanswered=unanswered, steps=steps, now=now)
    return Dossier(
        referral=referral,
        standing=standing,
        assignments=tuple(assignments),
        clock=shown_clock(current, standing, language=referral.language),
        facts=shown_facts(facts, _writers(session, facts)),
        told=tuple(facts),
        missing=_missing(current, referral.language),
        understood=_understood(current, referral.language, now),
        check_word=referral.check_word,
        check_word_told=check_word_in(referral.check_word, referral.language or "en"),
    )


def _writers(session: Session, facts: list[Fact]) -> Writers:
    authors = authors_of(session, [fact.message_id for fact in facts])
    return Writers(authors, names_of_members(session))


def _missing(current: Mapping[str, Fact], spoken: str | None) -> tuple[str, ...]:
    values = {name: fact.value for name, fact in current.items()}
    return tuple(
        question.fact
        for question in QUESTIONS
        if question.fact != CONFIRMED and is_needed(question, values, language=spoken)
    )


def _understood(current: Mapping[str, Fact], spoken: str | None, now: datetime) -> str | None:
    """Says the time of the arrest in our calendar, and in the one of the place if it has one."""
    if not is_answered({name: fact.value for name, fact in current.items()}, "arrested_when"):
        return None
    when = arrested_when(current, language=spoken)
    if when is None:
        return ""
    ours = in_words(when, language().code, FALLBACK, now=now)
    local = in_words(when, language().code, jurisdiction_of(current) or FALLBACK, now=now)
    return ours if local == ours else f"{ours} ({local})"
