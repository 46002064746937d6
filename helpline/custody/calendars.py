"""Dates as people in a place write them: Bikram Sambat in Nepal, Solar Hijri in Afghanistan."""

from __future__ import annotations

from datetime import date

import jdatetime
import nepali_datetime

# jdatetime has the Iranian names only; these are the ones of Dari, in Latin letters.
_SOLAR_MONTHS = (
    "Hamal", "Sawr", "Jawza", "Saratan", "Asad", "Sunbula",
    "Mizan", "Aqrab", "Qaws", "Jadi", "Dalw", "Hut",
)  # fmt: skip
# The years that the tables of Bikram Sambat cover, in our calendar.
_BIKRAM_SAMBAT_YEARS = range(1944, 2043)


def in_local_calendar(day: date, jurisdiction: str) -> str | None:
    """Returns a date in the calendar that people of a jurisdiction use beside ours, or None where
    they use ours.
    """
    if jurisdiction == "nepal" and day.year in _BIKRAM_SAMBAT_YEARS:
        told = nepali_datetime.date.from_datetime_date(day)
        return f"{told.day} {told.strftime('%B')} {told.year}"
    if jurisdiction == "afghanistan":
        solar = jdatetime.date.fromgregorian(date=day)
        return f"{solar.day} {_SOLAR_MONTHS[solar.month - 1]} {solar.year}"
    return None
