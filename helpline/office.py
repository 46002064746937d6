"""When somebody of the team is there to answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SPAN = re.compile(
    r"(?P<first>[A-Za-z]{3})(?:-(?P<last>[A-Za-z]{3}))?\s+"
    r"(?P<opens>\d{2}:\d{2})-(?P<closes>\d{2}:\d{2})"
)
_DAY = timedelta(days=1)
# A week from any moment holds every opening.
_LOOKED_AHEAD = 8


@dataclass(frozen=True)
class Span:
    """Hours of one weekday (0 is Monday), as times since its midnight."""

    weekday: int
    opens: timedelta
    closes: timedelta


@dataclass(frozen=True)
class OfficeHours:
    """The hours of a week at which the team answers, in its time zone; no spans: at any hour."""

    spans: tuple[Span, ...] = ()
    zone: tzinfo = UTC

    @classmethod
    def parse(cls, words: str, zone: str) -> OfficeHours:
        """Reads hours such as "Sun-Thu 09:00-17:00, Fri 09:00-12:00" and a zone such as
        "Asia/Kathmandu"; raises ValueError for anything else. No hours: always open.
        """
        try:
            place = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError("not a time zone") from error
        parts = [part.strip() for part in words.split(",") if part.strip()]
        return cls(tuple(span for part in parts for span in _spans(part)), place)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at an aware moment."""
        return self.opens_at(at) == at

    def opens_at(self, at: datetime) -> datetime:
        """Returns the moment, in the team's time zone, from which somebody is there again: `at`
        itself where somebody is there then.
        """
        local = at.astimezone(self.zone)
        if not self.spans:
            return local
        openings = []
        for ahead in range(-1, _LOOKED_AHEAD):
            midnight = (local + ahead * _DAY).replace(hour=0, minute=0, second=0, microsecond=0)
            for span in self.spans:
                if span.weekday != midnight.weekday():
                    continue
                # Times of the clock on the wall: a day that is an hour shorter has them as well.
                opens, closes = midnight + span.opens, midnight + span.closes
                if opens <= local < closes:
                    return local
                if opens > local:
                    openings.append(opens)
        return min(openings)


def _spans(part: str) -> list[Span]:
    match = _SPAN.fullmatch(part)
    if match is None:
        raise ValueError("not days and hours")
    first = _weekday(match["first"])
    last = _weekday(match["last"]) if match["last"] else first
    opens, closes = _time(match["opens"]), _time(match["closes"])
    if closes <= opens:
        raise ValueError("hours that end before they begin")
    return [Span((first + number) % 7, opens, closes) for number in range((last - first) % 7 + 1)]


def _weekday(name: str) -> int:
    return _DAYS.index(name.capitalize())


def _time(words: str) -> timedelta:
    hours, minutes = (int(part) for part in words.split(":"))
    time = timedelta(hours=hours, minutes=minutes)
    if minutes > 59 or time > _DAY:
        raise ValueError("no such time")
    return time
