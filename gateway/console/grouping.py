"""The facts of a referral for reading: what says the same stands together and is said once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.console.labels import FACTS, is_own_words, value_of
from helpline.facts.facts import HELD_BY, OF_AGE
from helpline.referrals.questions import LEFT_OUT, NEWS, TOLD_FIRST, told_by
from helpline.referrals.urgency import SIGNS
from helpline.storage.kinds import Author
from helpline.storage.referrals import Fact
from helpline.text.characters import without_bidi

# Facts that tell of one thing, under the name of the first.
GROUPS = {
    "held_by": ("held_by", "holder"),
    "age_and_sex": ("age_and_sex", "age_group", "sex", "age"),
    "condition": ("condition", "ill", "hurt", "pregnant", "medicine"),
    "questioned": ("questioned", "signed"),
}
_PLACES = {name: place for names in GROUPS.values() for place, name in enumerate(names)}
# In the order in which a lawyer wants to know.
LEADS = (
    TOLD_FIRST, *SIGNS,
    "who_held", "people_held", "person_number", "held_name", "age_and_sex", "condition",
    "mistreatment",
    "country", "held_by", "place", "whereabouts_unknown", "arrested_when",
    "questioned", "bribe", "foreigner", "late", "seen_by_judge", "released",
    "safe", "reach", "no_follow_ups", NEWS,
)  # fmt: skip
# Each of these adds to what was told before; a newer value of any other corrects the older one.
_ADDING = (TOLD_FIRST, NEWS, *SIGNS)
_NOT_TOLD = ("unknown", LEFT_OUT)


@dataclass(frozen=True)
class Told:
    """What a message told, as staff read it, with who wrote it (None: it has been erased). What
    staff wrote down has the name of who did, and the reason, if they gave one.
    """

    value: str
    is_own_words: bool
    message_id: str
    by: Author | None
    at: datetime
    staff: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class FactShown:
    """A fact, or a group of them: the values that hold, and those that were corrected."""

    name: str
    label: str
    values: tuple[Told, ...]
    corrected: tuple[Told, ...]


@dataclass(frozen=True)
class Writers:
    """Who wrote each message, by its id, and what each staff member is called, by theirs."""

    authors: Mapping[str, Author]
    staff: Mapping[str, str]


def shown_facts(facts: Iterable[Fact], authors: Writers) -> tuple[FactShown, ...]:
    """Returns what was told, out of all facts in the order told; what was never told is left
    out.
    """
    facts = list(facts)
    shown = (_shown(lead, facts, authors) for lead in LEADS)
    return tuple(each for each in shown if each.values)


def _shown(lead: str, facts: list[Fact], authors: Writers) -> FactShown:
    names = GROUPS.get(lead, (lead,))
    told = [fact for fact in facts if fact.name in names]
    if lead in _ADDING:
        return FactShown(lead, FACTS[lead], _by_message(told, authors), ())
    changes = _changes(told)
    current = {fact.name: fact for fact in changes}
    held = [fact for fact in changes if current[fact.name] is fact]
    gone = [fact for fact in changes if current[fact.name] is not fact]
    return FactShown(
        lead,
        FACTS[lead],
        _by_message([fact for fact in held if not _is_said(fact, current.values())], authors),
        _by_message([fact for fact in gone if not _is_said(fact, _beside(fact, told))], authors),
    )


def _changes(told: Iterable[Fact]) -> list[Fact]:
    """Returns the facts without those that only say again what held already."""
    found: list[Fact] = []
    holds: dict[str, str] = {}
    for fact in told:
        if holds.get(fact.name) != fact.value:
            found.append(fact)
        holds[fact.name] = fact.value
    return found


def _beside(fact: Fact, told: Iterable[Fact]) -> list[Fact]:
    return [each for each in told if each.message_id == fact.message_id]


def _is_said(fact: Fact, others: Iterable[Fact]) -> bool:
    """Whether other facts say already what this one does, and say it better."""
    for other in others:
        if other.name == fact.name:
            continue
        if fact.value in _NOT_TOLD and other.value not in _NOT_TOLD:
            return True
        if told_by(other.name, other.value).get(fact.name) == fact.value:
            return True
        if _follows(other).get(fact.name) == fact.value:
            return True
    return False


def _follows(fact: Fact) -> dict[str, str]:
    """Returns the facts that are read out of a message along with one that says more."""
    if fact.name == "age" and fact.value.isdecimal():
        return {"age_group": "child" if int(fact.value) < OF_AGE else "adult"}
    if fact.name == "holder" and fact.value in HELD_BY:
        return {"held_by": HELD_BY[fact.value]}
    if fact.name in GROUPS["condition"][1:] and fact.value == "yes":
        return {"condition": "yes"}
    return {}


def _by_message(facts: Iterable[Fact], authors: Writers) -> tuple[Told, ...]:
    messages: dict[str, list[Fact]] = {}
    for fact in facts:
        messages.setdefault(fact.message_id, []).append(fact)
    for told in messages.values():
        told.sort(key=lambda fact: _PLACES.get(fact.name, 0))
    return tuple(_told(told, authors) for told in messages.values())


def _told(facts: list[Fact], authors: Writers) -> Told:
    own_words = any(is_own_words(fact.name, fact.value) for fact in facts)
    value = ", ".join(without_bidi(value_of(fact.name, fact.value)) for fact in facts)
    first = facts[0]
    return Told(
        value,
        own_words,
        first.message_id,
        authors.authors.get(first.message_id),
        first.told_at,
        None if first.staff_id is None else authors.staff.get(first.staff_id, ""),
        first.reason,
    )
