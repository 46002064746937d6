"""The custody clock of a referral as its page shows it; where there is none, what is wanting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.console.language import N_
from gateway.console.lawbook import law_answers
from gateway.console.standing import Standing
from helpline.custody.clock import Clock, ClockState, Exactness
from helpline.custody.limits import CountedFrom, CustodyLaw, CustodyLimit, InForce
from helpline.law.reviews import ReviewState
from helpline.referrals.arrests import arrested_when
from helpline.referrals.reading import is_answered
from helpline.storage.referrals import Fact

# What a clock needs, in words that end the sentence "To know it, ask:".
COUNTRY = N_("In which country are they held?")
HOLDER = N_("Who holds them?")
WHEN = N_("On which day, and at about what hour, were they arrested?")
AGE = N_("How old are they?")
OFFENCE = N_("What are they accused of? We do not ask the family; police or the court may tell.")
NO_LAW = N_("We have no law of that country.")

_ANY_AGE = range(120)
_USUAL_HOLDER = "police"


@dataclass(frozen=True)
class ClockShown:
    """A clock; `limit` is None where it is silent or there is none, and then `asks` holds the
    questions (msgids) whose answers would give it, `why` the law file's own reason (in English).
    """

    clock: Clock | None
    limit: CustodyLimit | None
    review: ReviewState | None
    asks: tuple[str, ...] = ()
    why: str = ""

    @property
    def is_standard(self) -> bool:
        """Whether the limit is one to ask for, not local law."""
        return self.limit is not None and self.limit.in_force is InForce.STANDARD

    @property
    def is_from_register(self) -> bool:
        """Whether the law counts from an entry that a family does not know of."""
        return self.limit is not None and self.limit.counted_from is CountedFrom.REGISTER

    @property
    def is_rough(self) -> bool:
        """Whether the moment of the arrest is not known exactly."""
        return self.clock is not None and self.clock.exactness is not Exactness.EXACT


def shown_clock(
    facts: Mapping[str, Fact], standing: Standing, *, language: str | None
) -> ClockShown:
    """Returns the clock of a referral out of its current facts, where it stands, and the language
    in which they were told.
    """
    clock = standing.clock
    if clock is None:
        return ClockShown(None, None, None, tuple(_wanting(facts, standing, language)))
    if clock.state is not ClockState.SILENT and clock.limit is not None:
        return ClockShown(clock, clock.limit, law_answers().reviews.state_of(clock.limit))
    law = law_answers().book.jurisdictions[standing.jurisdiction or ""].custody
    why = _silence(law, clock.arrest.held_by)
    return ClockShown(clock, None, None, () if why else tuple(_would_help(law, clock)), why)


def _wanting(facts: Mapping[str, Fact], standing: Standing, language: str | None) -> list[str]:
    values = {name: fact.value for name, fact in facts.items()}
    if values.get("country") == "elsewhere":
        return [NO_LAW]
    wanting = []
    if not is_answered(values, "country"):
        wanting.append(COUNTRY)
    elif standing.jurisdiction is None:
        wanting.append(HOLDER)
    if arrested_when(facts, language=language) is None:
        wanting.append(WHEN)
    return wanting


def _silence(law: CustodyLaw, holder: str | None) -> str:
    return next((each.why for each in law.silences if holder and holder in each.held_by), "")


def _would_help(law: CustodyLaw, clock: Clock) -> list[str]:
    """Returns the questions that would make a silent clock speak, by trying their answers."""
    holder, age = clock.arrest.held_by, clock.arrest.age
    ages = [age] if isinstance(age, int) else list(age or _ANY_AGE)
    covered = [each for each in ages if any(limit.covers_age(each) for limit in law.limits)]
    hours = [_hours(law, each, holder or _USUAL_HOLDER) for each in covered]
    asks = []
    if holder is None and any(each.held_by for each in law.silences):
        asks.append(HOLDER)
    if len(set(hours)) > 1:
        asks.append(AGE)
    if None in hours:
        asks.append(OFFENCE)
    return asks


def _hours(law: CustodyLaw, age: int, holder: str) -> int | None:
    limit = law.limit_for(age=age, offence=None, held_by=holder)
    return limit.hours if limit else None
