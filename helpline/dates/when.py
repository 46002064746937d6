"""What was understood of a time that somebody told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Of these one speaks while they last: "in the morning" is this morning.
_MORNINGS = frozenset({"dawn", "after_dawn_prayer", "morning"})


class Kind(StrEnum):
    """How much of a time is known: a clock time, a part of a day, a day, several days, nothing."""

    INSTANT = "instant"
    PART = "part"
    DATE = "date"
    RANGE = "range"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class When:
    """A time as it was told.

    `start` and `end` are aware, in the person's time zone and never in the wrong order: the same
    moment for an instant, the first and the last minute otherwise, None where the kind is unclear.
    `about` says that the words were vague or allow another reading, so that it must be said back
    and confirmed. `quote` holds the words that it rests on, as they were sent (in Unicode).
    `other` is the moment that an hour told without half of the day ("yesterday at 4") may be as
    well. `part` names the part of the day ("night", "morning", …) if one was told. It is not
    `dated` where no day was ("at night", "at 3"), so that the day is a guess.
    """

    kind: Kind
    start: datetime | None = None
    end: datetime | None = None
    about: bool = False
    quote: str = ""
    part: str | None = None
    other: datetime | None = None
    dated: bool = True

    @property
    def is_clear(self) -> bool:
        """Tells whether any time was understood."""
        return self.kind is not Kind.UNCLEAR

    def may_be_any_day(self, now: datetime) -> bool:
        """Tells whether it is a part of the day that may be any day's: "at night"; "in the
        morning", told in the afternoon, is rather today's.
        """
        if self.dated or self.kind is not Kind.PART or self.part is None or self.start is None:
            return False
        is_today = self.start.date() == now.astimezone(self.start.tzinfo).date()
        is_over = self.end is not None and self.end <= now
        return not is_today or not (is_over or self.part in _MORNINGS)
