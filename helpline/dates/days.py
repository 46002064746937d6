"""Dates among the items of a message: "5 November", "मंसिर ३ गते", "18/11/2026"."""

from __future__ import annotations

from helpline.dates.calendars import (
    BIKRAM_SAMBAT,
    GREGORIAN,
    SOLAR,
    Told,
    calendar_of_year,
    has_day,
)
from helpline.dates.items import Atom
from helpline.dates.months import MAX_DAY, MonthReader

_AFTER_SATURDAY = ("sunday", "monday", "tuesday", "wednesday", "thursday")
_NEXT = {
    "monday": "tuesday", "tuesday": "wednesday", "wednesday": "thursday", "thursday": "friday",
    "friday": "saturday", "saturday": "sunday", "sunday": "monday",
}  # fmt: skip
_SEPARATORS = ("/", "-", ".")


class DayReader(MonthReader):
    """Finds dates; one that does not exist, or may be two, is `bad`."""

    def _day_before_yesterday(self, place: int) -> Atom | None:
        """Finds "the day before" with any word for yesterday, and "أول أول أمس"."""
        if not self._get(place, "one_before"):
            return None
        after = place + 1
        while self._get(after, "one_before") or (
            self._get(after, "fillers") and not self._get(after, "days")
        ):
            after += 1
        names = ("day_before_yesterday", "three_days_ago")
        earlier = sum(1 for each in range(place, after) if self._get(each, "one_before"))
        if self._get(after, "days") != "yesterday" or earlier > len(names):
            return None
        return Atom("days", names[earlier - 1], place, after)

    def _numbered_weekday(self, place: int) -> Atom | None:
        """Finds "۵ شنبه" and "se shanbe", the days after Saturday by their number; "sat night"."""
        short = self._get(place, "short_weekdays")
        if short is not None:
            after = ("parts", "digits", "clock_after")
            told = any(self._get(place + 1, kind) for kind in (*after, "last", "or"))
            told = told or self._get(place - 1, "last") or self._get(place - 1, "or")
            return Atom("weekdays", short, place, place) if told else None
        number = self._number(place)
        if self._calendar != SOLAR or number is None or not 1 <= number[0] <= len(_AFTER_SATURDAY):
            return None
        if self._get(number[1], "weekdays") != "saturday":
            return None
        return Atom("weekdays", _AFTER_SATURDAY[number[0] - 1], place, number[1])

    def _numeric_date(self, place: int) -> Atom | None:
        first, second = self._digits(place), self._digits(place + 2)
        if first is None or second is None or not self._mark(place + 1, *_SEPARATORS):
            return None
        third = self._digits(place + 4)
        if third is not None and self._get(place + 3, "mark") == self._get(place + 1, "mark"):
            return self._full_date(place, (first, second, third))
        return self._day_and_month(place, first, second)

    def _full_date(self, place: int, numbers: tuple[int, int, int]) -> Atom:
        first, second, third = numbers
        calendar = calendar_of_year(first)
        if calendar is not None:
            told = Told(calendar, first, second, third)
        elif self._calendar == BIKRAM_SAMBAT and first in range(70, 100):
            told = Told(BIKRAM_SAMBAT, 2000 + first, second, third)
        else:
            year = 2000 + third if third < 70 else third
            if self._calendar == BIKRAM_SAMBAT and third in range(70, 100):
                year = 2000 + third
            calendar = calendar_of_year(year) or GREGORIAN
            day, month = (first, second) if first > 12 else (second, first)
            if first <= 12 and second <= 12 and first != second:
                if calendar == GREGORIAN:
                    return Atom("bad", "ambiguous", place, place + 4)
                # Nobody puts the month first in Bikram Sambat or Hijri.
                day, month = first, second
            told = Told(calendar, year, month, day)
        kind = "date" if has_day(told) else "bad"
        return Atom(kind, told, place, place + 4)

    def _day_and_month(self, place: int, first: int, second: int) -> Atom | None:
        if self._unit_after(place + 3) or self._get(place + 3, "clock_after"):
            return None
        if self._mark(place + 1, ".") and first <= 12 < second:
            # With a point the day comes first: "10.30" is a time.
            return None
        # "17/1" may be an article of a law: a date has a word before it or stands alone.
        kinds = ("day_of_month_before", "fillers", "weekdays")
        before = any(self._get(place - 1, kind) for kind in kinds)
        alone = len(self._items) <= 3 and (self._mark(place + 1, "/") or first > 12 >= second)
        if not before and not alone:
            return None
        if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
            return None
        if first <= 12 and second <= 12 and first != second:
            return Atom("bad", "ambiguous", place, place + 2)
        day, month = max(first, second), min(first, second)
        told = Told(GREGORIAN, None, month, day)
        return Atom("date" if has_day(told) else "bad", told, place, place + 2)

    def _day_before_a_date(self, place: int) -> Atom | None:
        """Finds the first day of "24 to 25 November" and of "between 24 and 25 November"."""
        number = self._number(place)
        if number is None or not 1 <= number[0] <= MAX_DAY:
            return None
        day, after = number
        after += self._get(after, "ordinal") is not None
        between = any(self._get(before, "between") for before in (place - 1, place - 2))
        if not (self._get(after, "to") or (between and self._get(after, "and"))):
            return None
        last = self._month_date(after + 1)
        if last is None or last.kind != "date" or not day < last.value.day:
            return None
        told = last.value._replace(day=day)
        return Atom("date" if has_day(told) else "bad", told, place, after - 1)

    def _night_of_two_days(self, place: int) -> Atom | None:
        """Finds the day on which a night "from Monday to Tuesday" or "between 24 and 25" began."""
        weekday, number = self._get(place, "weekdays"), self._number(place)
        if weekday is None and number is None:
            return None
        after = number[1] if number is not None else place + 1
        linked = any(self._get(after, kind) for kind in ("to", "and", "onto"))
        # Last, since it looks back over all that stands before.
        if not (linked or self._mark(after, "-", "/")) or not self._is_after_night(place):
            return None
        after += 1
        while self._get(after, "fillers") and not self._get(after, "weekdays"):
            after += 1
        if weekday is not None and self._get(after, "weekdays") == _NEXT[weekday]:
            return Atom("weekdays", weekday, place, after, {"through": True})
        if number is None or weekday is not None or not 1 <= number[0] <= MAX_DAY:
            return None
        last, following = self._month_date(after), self._number(after)
        if last is not None and last.kind == "date" and last.value.day == number[0] + 1:
            told = last.value._replace(day=number[0])
            return Atom("date", told, place, last.last, {"through": True})
        if following is None or following[0] != number[0] + 1 or self._counts(following[1]):
            return None
        told = Told(self._calendar, None, 0, number[0])
        return Atom("date", told, place, following[1] - 1, {"through": True})

    def _is_after_night(self, place: int) -> bool:
        before = place - 1
        while not self._names_night(before) and any(
            self._get(before, kind) for kind in ("fillers", "between", "since")
        ):
            before -= 1
        return self._names_night(before)

    def _names_night(self, place: int) -> bool:
        return self._get(place, "parts") == "night" or self._get(place, "nights") is not None

    def _day_of_month(self, place: int) -> Atom | None:
        before = self._get(place, "day_of_month_before")
        number = self._number(place + 1 if before else place)
        if number is None or not 1 <= number[0] <= MAX_DAY:
            return None
        value, after = number
        if self._get(after, "month") is not None or self._is_number(after):
            return None
        calendar = self._calendar
        ordinal = self._get(after, "ordinal") is not None
        # "The 9th class", "les 3 enfants": what follows is counted.
        if ordinal and not (before or self._get(place - 1, "fillers")):
            return None
        if self._is_unknown(after + ordinal):
            return None
        # "The 2nd day of the feast", "the 3rd week".
        if ordinal and self._unit_after(after + 1):
            return None
        if self._get(after, "day_of_gregorian_month_after"):
            calendar, after = GREGORIAN, after + 1
        elif ordinal or self._get(after, "day_of_month_after") or self._is_date_by_part(after):
            after += 1
        elif not before or not self._is_written(place + 1) or self._counts(after):
            return None
        first = place - 1 if ordinal and not before else place
        return Atom("date", Told(calendar, None, 0, value), first, after - 1)

    def _counts(self, place: int) -> bool:
        return self._unit_after(place) or self._is_timed(place) or self._mark(place, ":", "/", ".")
