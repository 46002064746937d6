"""Moments as staff read them: in their locale and their browser's time zone, and how long ago.

What a place's law sets an end to is told in the time and the calendar of that place.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location
from babel.units import format_unit
from flask import Flask, request

from gateway.console.language import gettext as _
from gateway.console.language import language, locale
from helpline.custody.calendars import in_local_calendar

# A script of the page writes the browser's zone here; without it times are in UTC and say so.
ZONE_COOKIE = "time_zone"
_JUST_NOW = timedelta(minutes=1)
# Below so many, minutes are told, not hours; above so many, days.
_FEW_HOURS, _MANY_HOURS = 2, 100


def register(app: Flask) -> None:
    """Gives templates the filters of this module."""
    app.jinja_env.filters.update(
        machine_time=machine_time, clock_time=clock_time, full_time=full_time, ago=ago,
        time_left=time_left, time_there=time_there, day=day, month_name=month_name,
    )  # fmt: skip


def month_name(first: date) -> str:
    """Returns a month, by any day of it, with its year."""
    return str(format_date(first, "MMMM y", locale=locale()))


def machine_time(at: datetime) -> str:
    """Returns a moment as the `datetime` attribute wants it, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock_time(at: datetime) -> str:
    """Returns day, month and time; the year where it is not this one; "UTC" if no zone is known."""
    zone = _zone()
    local = at.astimezone(zone or UTC)
    this_year = datetime.now(zone or UTC).year == local.year
    pattern = "d MMM, HH:mm" if this_year else "d MMM y, HH:mm"
    text: str = format_datetime(local, pattern, tzinfo=zone or UTC, locale=locale())
    return text if zone else f"{text} UTC"


def full_time(at: datetime) -> str:
    """Returns a moment with its weekday, year and time zone."""
    text: str = format_datetime(at, "full", tzinfo=_zone() or UTC, locale=locale())
    return text


def ago(at: datetime) -> str:
    """Returns how long ago a moment was, to the minute."""
    past = datetime.now(UTC) - at
    if past < _JUST_NOW:
        return _("just now")
    try:
        return _ago(past, "short")
    except KeyError:
        # Of some lengths of time a language has no short form with a direction: Arabic of weeks.
        return _ago(past, "long")


def _ago(past: timedelta, width: Literal["short", "long"]) -> str:
    return format_timedelta(
        -past, granularity="minute", threshold=1.2, add_direction=True, format=width,
        locale=locale(),
    )  # fmt: skip


def time_left(deadline: datetime) -> str:
    """Returns how long it is until a deadline, or how long ago it was; never more than is left."""
    left = deadline - datetime.now(UTC)
    if left > timedelta(0):
        return _("%(time)s left", time=_length(left))
    return _("%(time)s over", time=_length(-left))


def time_there(at: datetime, jurisdiction: str) -> str:
    """Returns a moment in the time zone that it bears, with its weekday, the date in the calendar
    used in the place as well, and the zone's name.
    """
    words = format_datetime(at, "EEEE d MMMM y, HH:mm", tzinfo=at.tzinfo, locale=locale())
    local = in_local_calendar(at.date(), jurisdiction, language().code)
    zone = get_timezone_location(at, locale=locale())
    # The local date may be written the other way: it is kept from turning the words around it.
    return f"{words} (\u2068{local}\u2069) · {zone}" if local else f"{words} · {zone}"


def day(on: date) -> str:
    """Returns a day in the page's language."""
    text: str = format_date(on, "d MMM y", locale=locale())
    return text


def _length(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    hours = minutes // 60
    if hours < _FEW_HOURS:
        count, unit = minutes, "duration-minute"
    elif hours < _MANY_HOURS:
        count, unit = hours, "duration-hour"
    else:
        count, unit = hours // 24, "duration-day"
    return str(format_unit(count, unit, length="short", locale=locale()))


def _zone() -> ZoneInfo | None:
    try:
        return ZoneInfo(request.cookies.get(ZONE_COOKIE, ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
