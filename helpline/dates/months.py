"""Dates with a month among the items of a message: "5 November", "मंसिर ३ गते", "٢٥ شهر ١١"."""

from __future__ import annotations

from helpline.dates.calendars import SOLAR, Told, calendar_of_year, has_day
from helpline.dates.items import Atom, ItemReader

# The longest month of all calendars.
MAX_DAY = 32
MONTHS = 12


class MonthReader(ItemReader):
    """Finds days with their month, and months; a day that does not exist is `bad`."""

    def _month_date(self, place: int) -> Atom | None:
        """Finds a day and a month, in either order, and a year after them."""
        month = self._get(place, "month")
        if month is not None:
            after = place + 1
            while self._get(after, "fillers") or self._get(after, "units") == "month":
                after += 1
            number = self._number(after)
            spoken = self._get(after, "ordinals")
            if number is None and spoken is not None:
                number = int(spoken), after + 1
            usable = (
                number is not None and 1 <= number[0] <= MAX_DAY and not self._is_timed(number[1])
            )
            if number is None or not usable:
                return self._year_then_day(place, month)
            return self._dated(month, number[0], place, number[1])
        number = self._number(place)
        spoken = self._get(place, "ordinals")
        if number is None and spoken is not None:
            number = int(spoken), place + 1
        if number is None or not 1 <= number[0] <= 99:
            return None
        after = number[1]
        while self._between_day_and_month(after):
            after += 1
        month = self._get(after, "month")
        if month is not None:
            return self._dated(month, number[0], place, after + 1)
        return self._day_and_numbered_month(place, number[0], after)

    def _day_and_numbered_month(self, place: int, day: int, after: int) -> Atom | None:
        """Finds "٢٥ شهر ١١" and "۴ برج ۹", given the day and where the month's number stands."""
        if not self._get(after - 1, "numbered_month"):
            return None
        month = self._number(after)
        if month is None or not 1 <= month[0] <= MONTHS or self._unit_after(month[1]):
            return None
        return self._dated((self._calendar, month[0]), day, place, month[1])

    def _numbered_month_and_day(self, place: int) -> Atom | None:
        """Finds "८ महिनाको ९ गते" and "၁၁ လပိုင်း ၂၅ ရက်"."""
        month = self._number(place)
        if month is None or not 1 <= month[0] <= MONTHS:
            return None
        after = month[1]
        of_year = self._get(after, "month_of_year")
        named = self._get(after, "units") == "month" or self._get(after, "month_after")
        if not (of_year or named):
            return None
        after += 1
        while self._get(after, "fillers"):
            after += 1
        day = self._number(after)
        if day is None or not 1 <= day[0] <= MAX_DAY:
            return None
        told = self._get(day[1], "day_of_month_after") or (
            of_year and self._get(day[1], "units") == "day"
        )
        return self._dated((self._calendar, month[0]), day[0], place, day[1] + 1) if told else None

    def _year_then_day(self, place: int, month: tuple[str, int]) -> Atom | None:
        year = self._digits(place + 1)
        if year is None or calendar_of_year(year) is None:
            return None
        day = self._digits(place + 2)
        if day is None or not 1 <= day <= MAX_DAY:
            return None
        return self._dated(month, day, place, place + 3, year=year)

    def _between_day_and_month(self, place: int) -> bool:
        following = self._get(place + 1, "month") or self._get(place + 1, "numbered_month")
        if following and (self._mark(place, "-", "/", ".") or self._get(place, "since")):
            return True
        kinds = ("ordinal", "fillers", "day_of_month_after", "month_in", "numbered_month")
        return any(self._get(place, kind) for kind in kinds) and not self._get(place, "month")

    def _dated(
        self, month: tuple[str, int], day: int, first: int, after: int, *, year: int | None = None
    ) -> Atom:
        last = after - 1
        while self._get(after, "ordinal") or self._get(after, "day_of_month_after"):
            last, after = after, after + 1
        if self._mark(after, "-", "/", ".") and (short := self._short_year(after + 1)) is not None:
            year, last, after = short, after + 1, after + 2
        for place in (after, after + 1, after + 2):
            told_year = self._digits(place)
            if told_year is not None and calendar_of_year(told_year) is not None:
                year, last = told_year, place
                break
            if not (self._get(place, "fillers") or self._mark(place, ",", "-", "/")):
                break
        for place in (first - 1, first - 2):
            before = self._digits(place)
            if year is None and before is not None and calendar_of_year(before) is not None:
                year, first = before, place
            if not self._get(place, "fillers"):
                break
        calendar = {"dari": SOLAR, "iranian": SOLAR}.get(month[0], month[0])
        told = Told(calendar, year, month[1], day)
        return Atom("date" if has_day(told) else "bad", told, first, last)

    def _short_year(self, place: int) -> int | None:
        digits = self._get(place, "digits")
        return 2000 + int(digits) if digits is not None and len(digits) == 2 else None

    def _month_alone(self, place: int) -> Atom | None:
        month = self._get(place, "month")
        if month is None:
            return None
        year = self._digits(place + 1)
        year = year if year is not None and calendar_of_year(year) is not None else None
        before = self._get(place - 1, "month_in") or self._get(place - 1, "units") == "month"
        after = self._get(place + 1, "month_after") or self._get(place + 1, "units") == "month"
        if not (before or after or year is not None):
            return None
        last = place + bool(after or year)
        return Atom("month", (*month, year), place - bool(before), last)
