"""Lengths of time among the items of a message: "3 days", "half an hour", "يومين", "a week"."""

from __future__ import annotations

from helpline.dates.items import Atom, ItemReader

_HALF_AN_HOUR = 30
# So many days, told without a word like "ago", are rather a day of the month.
_DAYS_TOLD_BARE = 8
# "A few" is this many.
_FEW = (2, 5)


class LengthReader(ItemReader):
    """Finds lengths: a `count` holds the least and the greatest number and the unit, a `unit`
    stands alone ("last week").
    """

    def _count(self, place: int) -> Atom | None:
        """Finds a unit with its number or numbers, or with a word for a number; or a unit alone."""
        return (
            self._paired(place)
            or self._worded(place)
            or self._numbered(place)
            or self._unit_alone(place)
        )

    def _paired(self, place: int) -> Atom | None:
        """Finds a dual ("يومين"), also in "يومين أو ثلاثة"."""
        pair = self._get(place, "pairs")
        if pair is None:
            return None
        linked = self._get(place + 1, "or") is not None
        more = self._number(place + 1 + linked)
        # "يومين ٣" needs its "or", "يومين تلاتة" does not; "ساعتين الساعة ٣" is no such span.
        spoken = more is not None and (linked or not self._is_written(place + 1))
        if more is not None and more[0] == 3 and spoken and not self._is_timed(more[1]):
            after = more[1] + (self._get(more[1], "units") == pair)
            return self._counted((2, 3), str(pair), place, after)
        return self._counted((2, 2), str(pair), place, place + 1)

    def _worded(self, place: int) -> Atom | None:
        """Finds "a few days", "half an hour", "a week", "डेढ घण्टा"."""
        if self._get(place, "half_hour"):
            return self._counted((0.5, 0.5), "hour", place, place + 1)
        minutes = self._get(place, "part_hours")
        if minutes is not None:
            return self._counted((int(minutes), int(minutes)), "minute", place, place + 1)
        rounded = self._get(place, "rounded")
        if rounded is not None:
            return self._rounded(int(rounded), place)
        minutes = self._get(place, "whole_clock")
        kinds = ("several", "half", "ones")
        if minutes is None and not any(self._get(place, kind) for kind in kinds):
            return None
        after = self._unit_place(place + 1)
        unit = self._get(after, "units")
        if unit is None:
            return None
        if self._get(place, "several"):
            return Atom("count", (*_FEW, unit), place, after, {"vague": True})
        size = 0.5 if self._get(place, "half") else 1
        size = int(minutes) / 60 if minutes is not None else size
        return self._counted((size, size), unit, place, after + 1)

    def _rounded(self, number: int, place: int) -> Atom | None:
        """Finds "une quinzaine de jours", which is about a fortnight."""
        after = self._unit_place(place + 1)
        unit = self._get(after, "units")
        if unit is None:
            return None
        return Atom("count", (number, number, unit), place, after, {"vague": True})

    def _numbered(self, place: int) -> Atom | None:
        """Finds "3 days", "2-3 days", "two and a half hours"."""
        # "साढे दुई घण्टा" is two hours and a half.
        before = self._get(place, "minutes_before_hour")
        numbers = self._numbers(place + (before is not None))
        if numbers is None:
            return None
        least, greatest = map(float, numbers[:2])
        after = numbers[2]
        if before is not None:
            unit = self._get(after, "units")
            more = int(before) / 60
            named = self._get(after + 1, "clock_after") or unit == "hour_or_clock"
            if unit is None or named:
                return None
            return self._counted((least + more, greatest + more), unit, place, after + 1)
        if (least, greatest) == (1, 2) and self._is_half_sign(place, after):
            least = greatest = 0.5
        half = 0.5 if self._is_half_more(after) else 0
        after = self._unit_place(after + (half > 0))
        unit = self._get(after, "units")
        # "٢٥ الشهر" is a day of the month.
        dated = unit == "month" and self._get(after, "day_of_month_after")
        if unit is None or dated or self._is_date_by_part(after):
            return None
        count = self._counted((least + half, greatest + half), unit, place, after + 1)
        # Burmese "၂၄ ရက်" is 24 days or the 24th.
        count.extra["doubtful"] = self._get(after, "day_or_date") and least >= _DAYS_TOLD_BARE
        return count

    def _unit_place(self, place: int) -> int:
        """Returns where the unit stands, behind at most two words that mean nothing."""
        for after in (place, place + 1, place + 2):
            if self._unit_after(after) or not self._get(after, "fillers"):
                return after
        return place

    def _unit_alone(self, place: int) -> Atom | None:
        several = self._get(place, "plurals")
        if several is not None and self._is_of_something(place):
            return None
        if several is not None:
            vague = {"vague": True, "doubtful": True}
            return Atom("count", (*_FEW, several), place, place, vague)
        unit = self._get(place, "units")
        weekday = self._get(place, "weekdays") and not self._get(place - 1, "ago_before")
        # "The first day" is no length.
        ordinal = self._get(place - 1, "ordinals") is not None
        if unit is None or weekday or ordinal or self._get(place, "parts"):
            return None
        number = self._number(place + 1)
        if number is not None:
            # Burmese counts round numbers after the unit: ရက် ၂၀.
            round_number = number[0] % 10 == 0 and not self._is_counted(number[1])
            return self._counted((number[0],) * 2, unit, place, number[1]) if round_number else None
        half = self._get(place + 1, "minutes_after_hour") == _HALF_AN_HOUR
        if unit in ("hour", "hour_or_clock", "minute"):
            size = 1.5 if half else 1
            return Atom("count", (size, size, unit), place, place + half, {"one": True})
        return Atom("unit", unit, place, place + half)

    def _is_of_something(self, place: int) -> bool:
        """Tells whether "since days" goes on to say which: "since the days of school"."""
        after = place + 1
        while self._get(after, "fillers"):
            after += 1
        named = any(self._get(after, kind) for kind in ("streets", "places", "other_events"))
        return bool(self._get(place - 1, "since") and (named or self._is_unknown(after)))

    def _counted(self, numbers: tuple[float, ...], unit: str, first: int, after: int) -> Atom:
        if self._is_half_more(after):
            numbers, after = tuple(each + 0.5 for each in numbers), after + 1
        return Atom("count", (*numbers, unit), first, after - 1)

    def _is_half_sign(self, place: int, after: int) -> bool:
        """Tells whether "1/2" stands there, before hours."""
        return self._mark(place + 1, "/") and self._get(after, "units") in ("hour", "hour_or_clock")

    def _is_half_more(self, place: int) -> bool:
        """Tells whether "and a half" stands there, in words or as the half of "22.5"."""
        written = self._get(place, "half_more") is not None
        return written or self._get(place, "minutes_after_hour") == _HALF_AN_HOUR

    def _is_counted(self, place: int) -> bool:
        kinds = ("units", "month", "clock_after", "minutes_after_hour")
        return any(self._get(place, kind) is not None for kind in kinds)
