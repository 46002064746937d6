"""A referral as its page shows it: every fact with who told it and when, and what was corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.labels import FACTS, is_own_words, value_of
from helpline.errors import NotFound
from helpline.referrals.questions import NEWS, QUESTION_OF, TOLD_FIRST
from helpline.referrals.reference import check_word_in
from helpline.storage.kinds import Author
from helpline.storage.messages import authors_of
from helpline.storage.referrals import Fact, find_by_reference, list_facts
from helpline.storage.tables import Referral
from helpline.text.characters import without_bidi

# Each of these adds to what was told before; a newer value of any other corrects the older one.
_ADDING = (TOLD_FIRST, NEWS)


@dataclass(frozen=True)
class Told:
    """A value as staff read it, with who told it (None: that message has been erased) and when."""

    value: str
    is_own_words: bool
    message_id: str
    by: Author | None
    at: datetime


@dataclass(frozen=True)
class FactShown:
    """A fact: the values that hold, none if it was not told, and those that were corrected."""

    name: str
    label: str
    values: tuple[Told, ...]
    corrected: tuple[Told, ...]


@dataclass(frozen=True)
class Dossier:
    """A referral with its facts in the order of the questions; its check word in two languages."""

    referral: Referral
    facts: tuple[FactShown, ...]
    check_word: str
    check_word_told: str


def read_dossier(session: Session, reference: str) -> Dossier:
    """Returns the referral with a reference; raises NotFound."""
    referral = find_by_reference(session, reference)
    if referral is None:
        raise NotFound("referral")
    facts = list_facts(session, referral.id)
    authors = authors_of(session, [fact.message_id for fact in facts])
    names = (TOLD_FIRST, *QUESTION_OF, NEWS)
    shown = (_shown(name, [fact for fact in facts if fact.name == name], authors) for name in names)
    return Dossier(
        referral=referral,
        facts=tuple(fact for fact in shown if fact.values or fact.name in QUESTION_OF),
        check_word=referral.check_word,
        check_word_told=check_word_in(referral.check_word, referral.language or "en"),
    )


def _shown(name: str, facts: list[Fact], authors: dict[str, Author]) -> FactShown:
    told = tuple(_told(fact, authors.get(fact.message_id)) for fact in facts)
    if name in _ADDING:
        return FactShown(name, FACTS[name], told, ())
    return FactShown(name, FACTS[name], told[-1:], told[:-1])


def _told(fact: Fact, by: Author | None) -> Told:
    own_words = is_own_words(fact.name, fact.value)
    value = without_bidi(fact.value) if own_words else value_of(fact.name, fact.value)
    return Told(value, own_words, fact.message_id, by, fact.told_at)
