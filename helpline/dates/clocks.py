"""Times of day among the items of a message: "14:30", "half past 3", "बेलुका ७ बजे"."""

from __future__ import annotations

from dataclasses import dataclass

from helpline.dates.items import Atom, ItemReader
from helpline.dates.months import MAX_DAY, MONTHS

_HOURS, _NOON = ("hour", "hour_or_clock"), 12


@dataclass
class _Told:
    """An hour, or the first and the last of some, while it is read: minutes to add, its places, and
    whether a word for a clock or for "at" stands by it.
    """

    hours: tuple[int, int]
    shift: int
    first: int
    after: int
    named: bool = False
    at: bool = False


class ClockReader(ItemReader):
    """Finds times of day. Its atoms hold the hour as told and the minutes, and, as extras, the half
    of the day ("am", "pm"), whether there is no other reading (`sure`), whether it may be a length
    of time as well (`count`), minutes to add (`shift`) and the last hour of a span (`until`).
    """

    def _clock_with_marks(self, place: int) -> Atom | None:
        """Finds "14:30", "14h30" and, where a clock is spoken of, "10.30"."""
        before = self._get(place, "clock_before") or self._get(place, "at")
        start = place + 1 if before else place
        hour, minute = self._digits(start), self._digits(start + 2)
        if hour is None or minute is None or not (hour <= 24 and minute <= 59):
            return None
        by_letter = self._get(start + 1, "units") == "hour_or_clock"
        after = start + 3 + (by_letter and self._get(start + 3, "units") == "minute")
        timed = before or self._is_timed(after) or self._ends_span(start)
        # "10.12" may be a day and a month.
        timed = timed or (self._is_by_day(place, after) and (minute == 0 or minute > MONTHS))
        by_point = self._mark(start + 1, ".") and timed
        if not (self._mark(start + 1, ":") or by_letter or by_point):
            return None
        if len(self._get(start + 2, "digits")) != 2:
            return None
        sure = self._get(start, "digits").startswith("0") or hour > 12 or hour == 0
        clock = self._clock(hour % 24, minute, place, after, sure=sure)
        # "Il y a 1h30" is a length.
        clock.extra["count"] = bool(by_letter) and not before
        return clock

    def _is_by_day(self, first: int, after: int) -> bool:
        """Tells whether a day or a part of it stands on either side: "Friday 10.30"."""
        before = first - 1
        while self._get(before, "fillers") and not self._get(before, "parts"):
            before -= 1
        # "Nov 22 10.30", "10.30 on the 22nd".
        before -= bool(self._is_number(before) and self._get(before - 1, "month"))
        after = self._past_fillers(after)
        after += self._is_number(after)
        kinds = ("weekdays", "days", "nights", "day_parts", "parts", "month", "ordinal")
        return any(self._get(place, kind) for place in (before, after) for kind in kinds)

    def _past_fillers(self, place: int) -> int:
        while self._get(place, "fillers") and not self._get(place, "parts"):
            place += 1
        return place

    def _clock(self, hour: int, minute: int, first: int, after: int, *, sure: bool) -> Atom:
        if self._get(after, "clock_after"):
            after += 1
        half = self._half(after)
        if half is not None and not sure:
            return Atom("clock", (hour, minute), first, after, {"half": half})
        return Atom("clock", (hour, minute), first, after - 1, {"half": None, "sure": sure})

    def _half(self, place: int) -> str | None:
        if self._get(place, "am"):
            return "am"
        return "pm" if self._get(place, "pm") else None

    def _clock_in_two_numbers(self, place: int) -> Atom | None:
        """Finds "2 30 pm" and "monday night 10 30"."""
        before = self._get(place, "at") or self._get(place, "clock_before")
        start = place + bool(before)
        hour, minute = self._digits(start), self._digits(start + 1)
        if hour is None or minute is None or not (1 <= hour <= 12 and minute <= 59):
            return None
        told = any(self._get(place - 1, kind) for kind in ("parts", "nights", "day_parts"))
        told = told and not (self._unit_after(start + 2) or self._is_number(start + 2))
        written = len(self._get(start + 1, "digits")) == 2
        if not written or not (told or self._half(start + 2)):
            return None
        return self._clock(hour, minute, place, start + 2, sure=False)

    def _clock_of_four_digits(self, place: int) -> Atom | None:
        """Finds "2315 hrs", "at 0430" and "815 am"."""
        before = self._get(place, "at") or self._get(place, "clock_before")
        start = place + bool(before)
        digits = self._get(start, "digits")
        if digits is None or not (len(digits) == 4 or (len(digits) == 3 and self._half(start + 1))):
            return None
        hour, minute = int(digits[:-2]), int(digits[-2:])
        hours = self._get(start + 1, "units") in _HOURS
        after = start + 1 + hours
        marked = hours or self._get(start + 1, "am") or self._get(start + 1, "pm")
        if hour > 23 or minute > 59 or not (marked or (before and digits[0] == "0")):
            return None
        return self._clock(hour, minute, place, after, sure=hour > 12 or digits[0] == "0")

    def _named_hour(self, place: int) -> Atom | None:
        """Finds "midi et demi" and "minuit et quart"."""
        part = self._get(place, "parts")
        minutes = self._get(place + 1, "minutes_after_hour")
        if part not in ("noon", "midnight") or minutes is None:
            return None
        extra = {"half": None, "shift": int(minutes), "sure": part == "noon"}
        if part == "midnight":
            extra["part"] = part
        return Atom("clock", (12, 0), place, place + 1, extra)

    def _minutes_by_hour(self, place: int) -> Atom | None:
        """Finds "twenty past nine", "10 minutes to 5", "پانزده دقیقه کم هشت"."""
        start = place + bool(self._get(place, "clock_before") or self._get(place, "at"))
        minutes = self._number(start)
        if minutes is None or not 1 <= minutes[0] <= 59:
            return None
        after = minutes[1]
        counted = self._get(after, "units") == "minute"
        after += counted
        past, before = self._get(after, "minutes_past"), self._get(after, "minutes_to")
        # "Ten to twelve" may be a span as well; only whole fives are told so.
        sayable = counted or past or (minutes[0] in (10, 20, 25) and not self._is_written(start))
        hour = self._number(after + 1 + bool(self._get(after + 1, "clock_before")))
        if not (past or before) or not sayable or hour is None or not 1 <= hour[0] <= 24:
            return None
        if self._unit_after(hour[1]) and self._get(hour[1], "units") not in _HOURS:
            return None
        after = hour[1] + bool(self._get(hour[1], "clock_after"))
        half = self._half(after)
        shift = minutes[0] if past else -minutes[0]
        extra = {"half": half, "shift": shift, "sure": hour[0] > 12}
        last = after if half else after - 1
        return Atom("clock", (hour[0] % 24, 0), place, last, extra)

    def _spoken_clock(self, place: int) -> Atom | None:
        """Finds "at 3", "half past 3", "3 pm", "७ बजे", "ساعت ۳", "3 heures et demie"."""
        named, at = bool(self._get(place, "clock_before")), bool(self._get(place, "at"))
        after = place + (named or at)
        while (named or at) and (self._get(after, "about") or self._get(after, "fillers")):
            after += 1
        # In Tunis "at the past three" is three o'clock.
        after += bool(named and self._get(after, "last") and self._number(after + 1))
        shift = self._get(after, "minutes_before_hour")
        after += shift is not None
        whole = self._get(after, "whole_clock")
        if whole is not None:
            # डेढ is 1:30 before a word for o'clock, else one and a half of something.
            hour, minutes = divmod(int(whole), 60)
            told = _Told((hour, hour), minutes, place, after + 1, named=self._is_timed(after + 1))
            return self._timed(told)
        numbers = self._numbers(after)
        if numbers is None:
            return None
        named = named or (shift is not None and not self._unit_after(numbers[2]))
        return self._timed(
            _Told(numbers[:2], int(shift or 0), place, numbers[2], named=named, at=at)
        )

    def _timed(self, told: _Told) -> Atom | None:
        self._add_half(told)
        ambiguous = self._get(told.after, "units") == "hour_or_clock"
        if ambiguous and self._get(told.after - 1, "half_more"):
            # "22,5 heures" is no time of day.
            return None
        if ambiguous:
            told.after += 1
        elif self._unit_after(told.after):
            # "دیروز ۸ شب" is an hour of the night, "۸ شب پیش" so many nights.
            day = self._get(told.first - 1, "days") or self._get(told.first - 1, "weekdays")
            told.named = told.named or bool(day and not self._get(told.after + 1, "ago"))
            if not (told.named and self._get(told.after, "parts")):
                return None
        if self._get(told.after, "clock_after"):
            told.named, told.after = True, told.after + 1
        self._add_minutes(told, ambiguous=ambiguous)
        half = self._half(told.after)
        if told.hours[1] > 24 or self._not_an_hour(told):
            return None
        if not (told.named or ambiguous or half or self._is_hour(told)):
            return None
        half = half or self._half(told.after)
        # "Depuis 3 heures du matin" is no length.
        is_count = ambiguous and not told.named and half is None
        extra = {"half": half, "count": is_count, "shift": told.shift}
        if told.hours[0] != told.hours[1]:
            extra["until"] = told.hours[1]
        extra["sure"] = told.hours[0] > 12 or told.hours[0] == 0
        last = told.after if half else told.after - 1
        return Atom("clock", (told.hours[0] % 24, 0), told.first, last, extra)

    def _add_half(self, told: _Told) -> None:
        if self._get(told.after, "half_more"):
            told.shift, told.after = told.shift + 30, told.after + 1
        half = self._get(told.after, "minutes_after_hour")
        if half is not None and self._get(told.after + 1, "clock_after"):
            # In Pashto "five and a half o'clock".
            told.shift, told.after = told.shift + int(half), told.after + 1

    def _is_hour(self, told: _Told) -> bool:
        """Tells whether a number without a word for a clock is an hour by what stands around it."""
        if self._is_halved_beside_day(told):
            self._add_minutes(told, ambiguous=True)
            return True
        if told.at:
            return not self._is_no_hour(told)
        if told.hours[1] <= _NOON and self._is_about_of_day(told.first, told.after):
            return True
        return self._begins_span(told) or self._is_beside_part(told)

    def _is_halved_beside_day(self, told: _Told) -> bool:
        """Tells whether a number with "and a half" or "thirty" is an hour, by the day beside it."""
        more = self._get(told.after, "minutes_after_hour")
        after = told.after + 1
        # In Dari the word for night is a length as well, but nobody counts half nights.
        counted = self._unit_after(after) and not self._get(after, "parts")
        if more is None or told.hours[1] > 12 or counted:
            return False
        after = self._past_fillers(after)
        kinds = ("parts", "nights", "days", "weekdays", "day_parts", "am", "pm")
        return any(self._get(each, kind) for each in (told.first - 1, after) for kind in kinds)

    def _begins_span(self, told: _Told) -> bool:
        """Tells whether "6" is an hour in "between 6 and 6.30"."""
        second = self._digits(told.after + 1)
        minute = self._digits(told.after + 3)
        marked = self._mark(told.after + 2, ":", ".") and second is not None
        return self._ends_span(told.after + 1) and marked and minute is not None and minute < 60

    def _ends_span(self, place: int) -> bool:
        linked = self._get(place - 1, "and") or self._get(place - 1, "to")
        starts = (place - 3, place - 5)
        return bool(linked) and any(self._get(each, "between") for each in starts)

    def _add_minutes(self, told: _Told, *, ambiguous: bool) -> None:
        if self._get(told.after, "short_of") and (short := self._minutes(told.after + 1)):
            told.shift, told.after, told.named = -short[0], short[1], True
        more = self._get(told.after, "minutes_after_hour")
        if more is not None and (told.named or told.at or ambiguous):
            told.shift += int(more)
            told.after += 1 + (self._get(told.after + 1, "units") == "minute")
        elif (told.named or ambiguous) and (minutes := self._minutes(told.after)) is not None:
            told.shift, told.after = minutes

    def _is_beside_part(self, told: _Told) -> bool:
        """Tells whether a bare number stands by a part of the day, so that it is an hour."""
        before, after = told.first - 1, told.after
        about = bool(self._get(before, "about"))
        written = self._get(told.first, "digits") is not None
        # "پنج عصر", but not "two nights" and not "one evening"; نه is nine, and "not".
        part = self._get(after, "parts") or self._get(after, "day_parts")
        spoken = told.hours[0] > 1 and part and not self._unit_after(after)
        spoken = spoken and not self._get(told.first, "weekdays")
        if told.hours[1] > 12 or not (written or about or spoken):
            return False
        if self._get(after, "counters"):
            return False
        before -= about
        after = self._past_fillers(after)
        kinds = ("parts", "nights")
        beside = any(self._get(place, kind) for place in (after, before) for kind in kinds)
        denied = self._get(told.first, "not_before")
        return beside or bool(self._get(after, "day_parts") and not denied)

    def _is_no_hour(self, told: _Told) -> bool:
        """Tells whether "at" is said of something else: "at 16", "à une personne"."""
        spoken = self._get(told.after - 1, "numbers") is not None
        counted = self._get(told.after, "counters") is not None
        return told.hours[1] > 12 or counted or (spoken and self._is_unknown(told.after))

    def _not_an_hour(self, told: _Told) -> bool:
        if self._mark(told.after, "/", "-", ":"):
            return True
        if self._get(told.after, "month") is None or self._get(told.after - 1, "clock_after"):
            return False
        # "At seven Nov 22" is an hour, "around 7 November" a day.
        day = self._digits(told.after + 1)
        return not ((told.at or told.named) and day is not None and 1 <= day <= MAX_DAY)

    def _minutes(self, place: int) -> tuple[int, int] | None:
        """Returns the minutes told after an hour ("۳ و ۲۰ دقیقه"), and the place after them."""
        start = place + 1 if self._get(place, "and") else place
        number = self._number(start)
        if number is None or number[0] > 59 or self._get(number[1], "units") != "minute":
            return None
        return number[0], number[1] + 1
