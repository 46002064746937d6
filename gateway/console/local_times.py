"""Days and times as staff enter them and read them: those of the place where it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from gateway.console.language import gettext as _
from gateway.console.language import language, locale
from gateway.console.moments import time_there
from helpline.custody.calendars import in_local_calendar
from helpline.storage.events import Happening
from helpline.storage.kinds import EventExactness
from helpline.text.characters import digits_to_ascii

_DAY = timedelta(days=1)
# No event of a case lies further off than this; a slip of the hand does.
_FARTHEST = timedelta(days=3660)


@dataclass(frozen=True)
class Span:
    """When something happened: the first and the last possible moment in UTC, both None where it
    is not known.
    """

    starts_at: datetime | None
    ends_at: datetime | None
    exactness: EventExactness


def span_of(
    day: str, hour: str, exactness: EventExactness, zone: ZoneInfo, *, now: datetime
) -> Span:
    """Returns when something happened, out of a day ("2026-11-24") and a time ("22:05") of a place
    as a form gives them; raises ValueError where they are wanting, wrong, or years away from now.
    """
    if exactness is EventExactness.UNKNOWN:
        return Span(None, None, exactness)
    on = date.fromisoformat(digits_to_ascii(day.strip()))
    if exactness is EventExactness.DATE:
        starts = datetime.combine(on, time.min, zone)
        ends = datetime.combine(on + _DAY, time.min, zone)
    else:
        starts = ends = datetime.combine(
            on, time.fromisoformat(digits_to_ascii(hour.strip())), zone
        )
    if abs(starts - now) > _FARTHEST:
        raise ValueError("years away")
    return Span(starts.astimezone(UTC), ends.astimezone(UTC), exactness)


def when_words(happening: Happening, zone: ZoneInfo, place: str) -> str:
    """Returns when an event happened, in the time and also the calendar of its place."""
    starts, ends = happening.starts_at, happening.ends_at
    if starts is None or ends is None:
        return _("Not known when")
    first, last = starts.astimezone(zone), ends.astimezone(zone)
    if happening.exactness is EventExactness.DATE:
        # A day ends with the next midnight.
        last = max(first, last - timedelta(minutes=1))
        if first.date() == last.date():
            return _day(first.date(), place)
        return _(
            "%(first)s to %(last)s", first=_day(first.date(), place), last=_day(last.date(), place)
        )
    if first == last:
        words = time_there(first, place)
        if happening.exactness is EventExactness.ABOUT:
            return _("about %(moment)s", moment=words)
        return words
    if first.date() == last.date():
        day, until = time_there(first, place), format_time(last, "short", locale=locale())
        return _("%(moment)s, until %(time)s at the latest", moment=day, time=until)
    # Both are in one zone, which is told once.
    begins = time_there(first, place).rpartition(" · ")[0]
    return _("%(first)s to %(last)s", first=begins, last=time_there(last, place))


def _day(on: date, place: str) -> str:
    words: str = format_date(on, "EEEE d MMMM y", locale=locale())
    local = in_local_calendar(on, place, language().code)
    # The local date may be written the other way: it is kept from turning the words around it.
    return f"{words} (\u2068{local}\u2069)" if local else words
