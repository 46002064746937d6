"""Moments as staff read them: in their locale and their browser's time zone, and how long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime, format_timedelta
from flask import Flask, request

from gateway.console.language import gettext as _
from gateway.console.language import locale

# A script of the page writes the browser's zone here; without it times are in UTC and say so.
ZONE_COOKIE = "time_zone"
_JUST_NOW = timedelta(minutes=1)


def register(app: Flask) -> None:
    """Gives templates the filters of this module."""
    app.jinja_env.filters.update(
        machine_time=machine_time, clock_time=clock_time, full_time=full_time, ago=ago
    )


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
    return format_timedelta(
        -past, granularity="minute", threshold=1.2, add_direction=True, format="short",
        locale=locale(),
    )  # fmt: skip


def _zone() -> ZoneInfo | None:
    try:
        return ZoneInfo(request.cookies.get(ZONE_COOKIE, ""))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
