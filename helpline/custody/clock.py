"""The clock itself: from an arrest to the moment at which a person must have been seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from helpline.custody.limits import CustodyLaw, CustodyLimit

NEAR = timedelta(hours=6)


class Exactness(StrEnum):
    """How well the moment of an arrest is known."""

    EXACT = "exact"
    ABOUT = "about"
    DATE_ONLY = "date-only"


class ClockState(StrEnum):
    """Where a clock stands; silent means that no number is safe to tell."""

    RUNNING = "running"
    NEAR = "near"
    PASSED = "passed"
    SILENT = "silent"


@dataclass(frozen=True)
class Arrest:
    """What is known of an arrest: the moment, aware, and of whom and by whom; None is not known.

    With the exactness `date-only` the time of day is of no meaning; the day is that of `timezone`.
    `until` is the latest moment where only a stretch is known, such as a night. An age is in years,
    or a range of them ("under 18").
    """

    at: datetime
    exactness: Exactness
    timezone: ZoneInfo
    age: int | range | None = None
    offence: str | None = None
    held_by: str | None = None
    until: datetime | None = None

    @property
    def window(self) -> tuple[datetime, datetime]:
        """The earliest and the latest moment at which it can have been (UTC)."""
        if self.exactness is not Exactness.DATE_ONLY:
            return self.at.astimezone(UTC), (self.until or self.at).astimezone(UTC)
        day = self.at.astimezone(self.timezone).date()
        first = datetime.combine(day, time.min, self.timezone)
        # The next local midnight: on days when clocks change that is 23 or 25 hours later.
        last = datetime.combine(day + timedelta(days=1), time.min, self.timezone)
        return first.astimezone(UTC), last.astimezone(UTC)


@dataclass(frozen=True)
class Clock:
    """What the law allows from an arrest, and where that stands now.

    `deadline` is the latest moment at which the hours can end, `earliest` the first: they differ
    where only the day of the arrest is known. Both are aware, in the arrest's time zone, and None
    where the clock is silent.
    """

    arrest: Arrest
    limit: CustodyLimit | None
    deadline: datetime | None
    earliest: datetime | None
    state: ClockState
    possible_hours: tuple[int, ...] = ()

    @property
    def exactness(self) -> Exactness:
        """How well the moment of the arrest is known."""
        return self.arrest.exactness

    @property
    def hours(self) -> int | None:
        """The hours that the limit allows, or None where the clock is silent."""
        return self.limit.hours if self.limit else None


def custody_clock(law: CustodyLaw, arrest: Arrest, *, now: datetime) -> Clock:
    """Returns the clock for an arrest under a jurisdiction's law at a moment (aware).

    Hours are counted in real time, through nights, holidays and changes of the clock. A journey
    that a rule leaves out is not known and so not counted; the sentence says so.
    """
    limit = law.limit_for(age=arrest.age, offence=arrest.offence, held_by=arrest.held_by)
    if limit is None or limit.hours is None:
        possible = {
            each.hours
            for each in law.possible(age=arrest.age, offence=arrest.offence, held_by=arrest.held_by)
        }
        hours = tuple(sorted(each for each in possible if each))
        return Clock(arrest, None, None, None, ClockState.SILENT, hours)
    first, last = (moment + timedelta(hours=limit.hours) for moment in arrest.window)
    return Clock(
        arrest,
        limit,
        deadline=last.astimezone(arrest.timezone),
        earliest=first.astimezone(arrest.timezone),
        state=_state(last, now),
    )


def _state(deadline: datetime, now: datetime) -> ClockState:
    if now >= deadline:
        return ClockState.PASSED
    return ClockState.NEAR if deadline - now < NEAR else ClockState.RUNNING
