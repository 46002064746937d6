"""Where and when a message was written, and the parts of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import yaml

from helpline.dates.calendars import GREGORIAN

# Before this hour, "this night" is the night that has just ended.
_NIGHT_PAST_UNTIL = 16
# Before this hour, "this evening" is the one that has just ended.
_MORNING = 5
# Until this hour, who writes of "this morning" has not slept yet.
_AWAKE_UNTIL = 3
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Here:
    """Where and when a message was written: the local moment, the calendar of bare days, and the
    first day of the week (0 is Monday).
    """

    now: datetime
    zone: ZoneInfo
    calendar: str = GREGORIAN
    first_weekday: int = 0
    # In these languages the night of Friday is the one before that day.
    eve: bool = False
    # Told of something to come: "Sunday" is the next one, not the last.
    ahead: bool = False
    # In answer to "since when?": "5 days" is how long ago.
    answers: bool = False
    # Somebody was let go, too: only a time beside an arrest is one of it.
    tells_of_the_freed: bool = False

    @property
    def today(self) -> date:
        """The local date."""
        return self.now.date()

    @property
    def is_small_hours(self) -> bool:
        """Tells whether "tonight" and "this evening" are still said of the day before."""
        return self.now.hour < _MORNING

    @property
    def is_before_sleep(self) -> bool:
        """Tells whether "this morning" is still said of the day before."""
        return self.now.hour < _AWAKE_UNTIL

    @property
    def this_night(self) -> date:
        """The day on which "this night" began: yesterday until the afternoon."""
        return self.today - DAY if self.now.hour < _NIGHT_PAST_UNTIL else self.today

    def moment(self, day: date, since_midnight: timedelta) -> datetime:
        """Returns a local moment by the clock on the wall, also on a day when clocks change."""
        return (datetime.combine(day, time.min) + since_midnight).replace(tzinfo=self.zone)


class Span(NamedTuple):
    """A part of a day, from and to, since midnight; `half` is the reading of its bare hours."""

    start: timedelta
    end: timedelta
    half: str


@cache
def spans() -> dict[str, Span]:
    """Returns the parts of a day by name."""
    listed = yaml.safe_load(Path(__file__).with_name("spans.yml").read_text(encoding="utf-8"))
    return {
        name: Span(_since_midnight(span["from"]), _since_midnight(span["to"]), span["half"])
        for name, span in listed.items()
    }


def _since_midnight(clock: str) -> timedelta:
    hours, _, minutes = clock.partition(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
