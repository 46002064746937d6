"""Whom to ask to take a case: the lawyers of the roster, the most fitting first, with the reasons.

No score: the reasons stand in an order of weight, and of two lawyers the one goes first who has the
weightier reason that the other lacks. Whoever reads the list can check each of them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from helpline.facts.line import line_of
from helpline.facts.places import places_in
from helpline.facts.words import writings_for
from helpline.law.book import CHILD, WOMAN
from helpline.law.places import held_as, jurisdiction_of
from helpline.office import OfficeHours
from helpline.storage.kinds import Gender
from helpline.storage.lawyers import LawyerTold
from helpline.storage.referrals import Fact


class Fit(enum.StrEnum):
    """What speaks for a lawyer in a case, in the order of weight."""

    WILLING = "willing"
    JURISDICTION = "jurisdiction"
    FREE = "free"
    CHILD = "child"
    WOMAN = "woman"
    LANGUAGE = "language"
    PLACE = "place"
    HOURS = "hours"


@dataclass(frozen=True)
class Wanted:
    """What a case asks of a lawyer: whose law, where (English names of places), in which language
    the family writes, and whether a child or a woman is held. None or empty is not known.
    """

    jurisdiction: str | None = None
    places: Set[str] = frozenset()
    language: str | None = None
    is_child: bool = False
    is_woman: bool = False


@dataclass(frozen=True)
class Suggestion:
    """A lawyer for a case: how many cases they have, what speaks for them, and what against."""

    lawyer: LawyerTold
    cases: int
    fits: tuple[Fit, ...]
    lacks: tuple[Fit, ...]


def wanted_in(facts: Mapping[str, Fact], *, language: str | None) -> Wanted:
    """Returns what a case asks of a lawyer, out of its current facts and the family's language."""
    held = held_as(facts)
    place = facts["place"].value if "place" in facts else ""
    return Wanted(
        jurisdiction=jurisdiction_of(facts),
        places=place_names(place, language),
        language=language,
        is_child=CHILD in held,
        is_woman=WOMAN in held,
    )


def place_names(text: str, language: str | None) -> frozenset[str]:
    """Returns the English names of the places that a text names, whatever it is written in; the
    text itself where the gazetteer knows none of them.
    """
    found = places_in(line_of(text), writings_for(text, language))
    return frozenset(each.place.name for each in found) or frozenset({text.strip()} - {""})


def suggest(
    lawyers: Iterable[LawyerTold],
    wanted: Wanted,
    *,
    cases: Mapping[str, int],
    declined: Set[str] = frozenset(),
    now: datetime,
) -> list[Suggestion]:
    """Returns the lawyers who take cases, the most fitting first; of those who fit alike who has
    the fewest cases. `cases` are how many each has by id, `declined` the ids of those who said of
    this case that they cannot; `now` is aware.
    """
    found = []
    for lawyer in lawyers:
        if lawyer.active:
            held = cases.get(lawyer.id, 0)
            asked = _asked(lawyer, wanted, held, lawyer.id in declined, now)
            fits = tuple(fit for fit in Fit if asked.get(fit))
            lacks = tuple(fit for fit in Fit if asked.get(fit) is False)
            found.append(Suggestion(lawyer, held, fits, lacks))
    return sorted(
        found,
        key=lambda each: (
            tuple(_rank(each, fit) for fit in Fit),
            each.cases,
            each.lawyer.name.casefold(),
        ),
    )


def _asked(
    lawyer: LawyerTold, wanted: Wanted, cases: int, has_declined: bool, now: datetime
) -> dict[Fit, bool]:
    """Returns, for each thing that the case asks for, whether a lawyer has it."""
    asked = {Fit.FREE: cases < lawyer.most_cases, Fit.HOURS: _is_there(lawyer, now)}
    if has_declined:
        asked[Fit.WILLING] = False
    if wanted.jurisdiction is not None:
        asked[Fit.JURISDICTION] = wanted.jurisdiction in lawyer.jurisdictions
    if wanted.places and lawyer.places:
        own = {place.casefold() for place in lawyer.places}
        asked[Fit.PLACE] = any(place.casefold() in own for place in wanted.places)
    if wanted.language is not None:
        asked[Fit.LANGUAGE] = wanted.language in lawyer.languages
    if wanted.is_child:
        asked[Fit.CHILD] = lawyer.child_specialist
    if wanted.is_woman:
        asked[Fit.WOMAN] = lawyer.gender is Gender.WOMAN
    return asked


def _rank(suggestion: Suggestion, fit: Fit) -> int:
    """What a case does not ask for stands between what a lawyer has and what they lack."""
    return (fit in suggestion.lacks) - (fit in suggestion.fits)


def _is_there(lawyer: LawyerTold, now: datetime) -> bool:
    return OfficeHours.parse(lawyer.hours, lawyer.zone).is_open(now)
