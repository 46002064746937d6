"""Dates as people in a place write them: Bikram Sambat in Nepal, Solar Hijri in Afghanistan."""

from __future__ import annotations

from datetime import date

from helpline.dates.calendars import BIKRAM_SAMBAT, SOLAR, month_and_day, year_of
from helpline.dates.saying import month_name

_CALENDARS = {"nepal": BIKRAM_SAMBAT, "afghanistan": SOLAR}
# The years that the tables of Bikram Sambat cover, in our calendar.
_BIKRAM_SAMBAT_YEARS = range(1944, 2043)


def in_local_calendar(day: date, jurisdiction: str, language: str = "en") -> str | None:
    """Returns a date in the calendar that people of a jurisdiction use beside ours, or None where
    they use ours. The months have the names of the language, in Latin letters where it has none.
    """
    calendar = _CALENDARS.get(jurisdiction)
    if calendar is None or (calendar == BIKRAM_SAMBAT and day.year not in _BIKRAM_SAMBAT_YEARS):
        return None
    month, number = month_and_day(day, calendar)
    name = month_name(calendar, month, language) or month_name(calendar, month, "en")
    return f"{number} {name} {year_of(day, calendar)}"
