"""The custody clock of a referral: from what was told of an arrest to what the law allows.

Nobody is asked what the person is accused of, so the kind of offence is never known here: where the
hours depend on it, the clock is silent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from helpline.custody.clock import Arrest, Clock, Exactness, custody_clock
from helpline.dates import Kind, When
from helpline.law.book import LawBook
from helpline.law.places import jurisdiction_of
from helpline.referrals.reading import when_of, zone_of
from helpline.storage.referrals import Fact

_WHEN = "arrested_when"
_ADULT = range(18, 120)
_AGES = {"child": range(0, 18), "adult": _ADULT}
_HOLDERS = frozenset({"police", "intelligence", "army", "vice-and-virtue", "other"})


def arrested_when(facts: Mapping[str, Fact], *, language: str | None) -> When | None:
    """Returns what was told of the time of an arrest, or None if nothing clear was."""
    told = facts.get(_WHEN)
    if told is None:
        return None
    country = facts["country"].value if "country" in facts else None
    when = when_of(told.value, language=language, zone=zone_of(country), told_at=told.told_at)
    return when if when.is_clear and when.start is not None else None


def clock_of(
    facts: Mapping[str, Fact], book: LawBook, *, language: str | None, now: datetime
) -> Clock | None:
    """Returns the clock of a referral at a moment (aware), or None where neither the place whose
    law holds nor the time of the arrest is known well enough to count.
    """
    return clock_from(facts, arrested_when(facts, language=language), book, now=now)


def clock_from(
    facts: Mapping[str, Fact], when: When | None, book: LawBook, *, now: datetime
) -> Clock | None:
    """Returns what `clock_of` does, given what was told of the time of the arrest."""
    jurisdiction = jurisdiction_of(facts)
    if jurisdiction is None or when is None or when.start is None:
        return None
    law = book.jurisdictions[jurisdiction].custody
    exact = when.kind is Kind.INSTANT and not when.about
    zone = zone_of(facts["country"].value)
    moments = [each for each in (when.start, when.end, when.other) if each is not None]
    arrest = Arrest(
        at=min(moments),
        exactness=Exactness.EXACT if exact else Exactness.ABOUT,
        timezone=zone,
        age=_age(facts),
        held_by=_held_by(facts),
        until=max(moments),
    )
    return custody_clock(law, arrest, now=now)


def _age(facts: Mapping[str, Fact]) -> int | range | None:
    age = facts["age"].value if "age" in facts else ""
    if age.isdecimal():
        return int(age)
    return _AGES.get(facts["age_group"].value) if "age_group" in facts else None


def _held_by(facts: Mapping[str, Fact]) -> str | None:
    for name in ("holder", "held_by"):
        value = facts[name].value if name in facts else None
        if value in _HOLDERS:
            return value
    return None
