"""Days of the calendars that people write: ours, Bikram Sambat, Solar Hijri and lunar Hijri."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import jdatetime
import nepali_datetime

GREGORIAN, BIKRAM_SAMBAT, SOLAR, LUNAR = "gregorian", "bikram_sambat", "solar_hijri", "lunar_hijri"
# Month names of other languages and countries for the months of these calendars.
_SAME_CALENDAR = {"dari": SOLAR, "iranian": SOLAR}
# The years that an incident told today can carry; they do not overlap, so a year tells which
# calendar it is of.
_YEARS = {
    SOLAR: range(1350, 1421),
    LUNAR: range(1425, 1470),
    GREGORIAN: range(1930, 2061),
    BIKRAM_SAMBAT: range(2061, 2101),
}
_BIKRAM_SAMBAT_YEARS = range(1975, 2101)
# Some day of each calendar, from which the year of a day without one is guessed.
_LUNAR_EPOCH = date(622, 7, 19).toordinal()


class Told(NamedTuple):
    """A day as it was told, in some calendar; a year that was left out is None."""

    calendar: str
    year: int | None
    month: int
    day: int


def calendar_of_year(year: int) -> str | None:
    """Returns the calendar in which a year of four digits is a likely one, None if in none."""
    return next((name for name, years in _YEARS.items() if year in years), None)


def find_date(told: Told) -> date | None:
    """Returns the day in our calendar, None if there is no such day or its year is not told."""
    if told.year is None:
        return None
    year, month, day = told.year, told.month, told.day
    try:
        match _SAME_CALENDAR.get(told.calendar, told.calendar):
            case "gregorian":
                return date(year, month, day)
            case "bikram_sambat":
                return _checked(nepali_datetime.date(year, month, day).to_datetime_date())
            case "solar_hijri":
                return _checked(jdatetime.date(year, month, day).togregorian())
            case _:
                return _lunar(year, month, day)
    except (ValueError, OverflowError, KeyError, IndexError):
        return None


def year_of(day: date, calendar: str) -> int:
    """Returns the year of a day in a calendar."""
    match _SAME_CALENDAR.get(calendar, calendar):
        case "bikram_sambat":
            return int(nepali_datetime.date.from_datetime_date(day).year)
        case "solar_hijri":
            return int(jdatetime.date.fromgregorian(date=day).year)
        case "lunar_hijri":
            return int((day.toordinal() - _LUNAR_EPOCH) / 354.367) + 1
        case _:
            return day.year


def nearest_past(told: Told, today: date) -> date | None:
    """Returns the last such day up to today for a day without a year, None if there is none."""
    latest = year_of(today, told.calendar)
    for year in range(latest, latest - 9, -1):
        day = find_date(told._replace(year=year))
        if day is not None and day <= today:
            return day
    return None


def nearest_future(told: Told, today: date) -> date | None:
    """Returns the next such day from today on for a day without a year, None if there is none."""
    first = year_of(today, told.calendar)
    for year in range(first, first + 9):
        day = find_date(told._replace(year=year))
        if day is not None and day >= today:
            return day
    return None


def month_and_day(day: date, calendar: str) -> tuple[int, int]:
    """Returns the month and the day of a day in our calendar or another (not lunar Hijri)."""
    if calendar == BIKRAM_SAMBAT:
        told = nepali_datetime.date.from_datetime_date(day)
        return int(told.month), int(told.day)
    if calendar == SOLAR:
        solar = jdatetime.date.fromgregorian(date=day)
        return int(solar.month), int(solar.day)
    return day.month, day.day


def month_span(
    calendar: str, year: int | None, month: int, today: date
) -> tuple[date, date] | None:
    """Returns the first and the last day of a month; the last such month begun, without a year."""
    told = Told(calendar, year, month, 1)
    first = find_date(told) if year is not None else nearest_past(told, today)
    if first is None:
        return None
    following = next((later for later in _first_days(told, first)), None)
    return None if following is None else (first, following - timedelta(days=1))


def has_day(told: Told) -> bool:
    """Tells whether there is such a day in some year, or in the year told."""
    if told.year is not None:
        return find_date(told) is not None
    base = {GREGORIAN: 2024, BIKRAM_SAMBAT: 2079, LUNAR: 1446}
    first = base.get(told.calendar, 1402)
    return any(find_date(told._replace(year=first + more)) for more in range(6))


def _first_days(told: Told, first: date) -> Iterator[date]:
    year = told.year if told.year is not None else year_of(first, told.calendar)
    month = told.month % 12 + 1
    for candidate in (year + (month == 1), year + (month == 1) + 1):
        found = find_date(Told(told.calendar, candidate, month, 1))
        if found is not None and found > first:
            yield found


def _checked(value: object) -> date:
    if not isinstance(value, date):
        raise ValueError
    return value


def _lunar(year: int, month: int, day: int) -> date | None:
    """The arithmetic calendar, which may be a day off what was seen: tell it with "about"."""
    if not (1 <= month <= 12 and 1 <= day <= 30 and 1 <= year <= 1600):
        return None
    before = (year - 1) * 354 + (3 + 11 * year) // 30 + (59 * (month - 1) + 1) // 2
    return date.fromordinal(_LUNAR_EPOCH + before + day - 1)
