"""Items of a message read by place: what they mean, and the numbers among them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from helpline.dates.calendars import GREGORIAN
from helpline.dates.words import Item


@dataclass
class Atom:
    """One expression: its kind (as in the word lists, or `date`, `month`, `count`, `clock`, `unit`,
    `bad`), its value, and the items from `first` to `last` that it rests on.
    """

    kind: str
    value: Any
    first: int
    last: int
    extra: dict[str, Any] = field(default_factory=dict)


class ItemReader:
    """Reads items by place; outside of them there is nothing. `calendar` is the one of days that
    are told without a month.
    """

    def __init__(self, items: list[Item], calendar: str = GREGORIAN) -> None:
        """Takes the items of a message."""
        self._items = items
        self._calendar = calendar

    def _get(self, place: int, kind: str) -> Any:
        return self._items[place].get(kind) if 0 <= place < len(self._items) else None

    def _mark(self, place: int, *marks: str) -> bool:
        return self._get(place, "mark") in marks

    def _is_unknown(self, place: int) -> bool:
        return 0 <= place < len(self._items) and self._items[place].is_unknown

    def _digits(self, place: int) -> int | None:
        digits = self._get(place, "digits")
        return int(digits) if digits is not None else None

    def _is_end(self, place: int) -> bool:
        return place >= len(self._items) or self._get(place, "mark") is not None

    def _is_about_of_day(self, first: int, after: int) -> bool:
        """Tells whether a number is the last word, behind a day and "about": "today around 11"."""
        kinds = ("days", "weekdays")
        named = self._get(first - 1, "about") and any(self._get(first - 2, each) for each in kinds)
        return bool(named and self._is_end(after))

    def _is_timed(self, place: int) -> bool:
        kinds = ("clock_after", "am", "pm", "minutes_after_hour")
        return any(self._get(place, kind) is not None for kind in kinds) or self._mark(place, ":")

    def _unit_after(self, place: int) -> bool:
        return self._get(place, "units") is not None

    def _is_date_by_part(self, place: int) -> bool:
        """Tells whether a word that counts days and names one of a month stands before a part of
        one: Burmese "၂၄ ရက် ညနေ" is the evening of the 24th.
        """
        return bool(self._get(place, "day_or_date") and self._get(place + 1, "parts"))

    # Numbers: a value, or a first and a last one, and the place after them.

    def _number(self, place: int) -> tuple[int, int] | None:
        digits = self._digits(place)
        if digits is not None:
            return digits, place + 1
        spoken = self._get(place, "numbers")
        # In Tunisia one word is "two" and, after the word for a day, Monday.
        named = self._get(place, "weekdays") and self._get(place - 1, "units") == "day"
        # In Nepali one word is "six" and, before another number, "is".
        is_verb = self._get(place, "copula") and self._number(place + 1) is not None
        if spoken is None or named or is_verb or self._is_denial(place):
            return None
        after = place + 1
        joined = after + 1 if self._get(after, "and") else after
        more = self._get(joined, "numbers")
        # "Three and twenty" is one number, "seven thirty" an hour.
        in_order = more is not None and (joined > after or int(spoken) > int(more))
        if in_order and self._tens(int(spoken), int(more)):
            return int(spoken) + int(more), joined + 1
        return int(spoken), after

    def _is_denial(self, place: int) -> bool:
        """Tells whether a word for "not" and nine stands between two numbers: "eleven, no, ten"."""
        beside = (
            self._get(each, "numbers") or self._digits(each) for each in (place - 1, place + 1)
        )
        return bool(self._get(place, "not_before") and all(beside))

    @staticmethod
    def _tens(first: int, second: int) -> bool:
        """Tells whether two numbers are one: twenty and three, or three and twenty."""
        least, greatest = sorted((first, second))
        return least < 10 and greatest >= 20 and greatest % 10 == 0

    def _numbers(self, place: int) -> tuple[int, int, int] | None:
        """Returns the least, the greatest and the place after: "2-3", "2 or 3", "do se"."""
        number = self._number(place)
        if number is None:
            return None
        least, after = number
        for skip in (1, 0):
            between = skip == 1 and (
                self._mark(after, "-", "/", ",")
                or self._get(after, "or")
                or self._get(after, "to")
                or (self._get(after, "and") and self._is_after_between(place))
            )
            second = self._number(after + skip) if between or skip == 0 else None
            spoken = between or not self._is_written(place)
            if second is not None and spoken and least < second[0] <= least * 2 + 3:
                return least, second[0], second[1]
        if self._are_side_by_side(place):
            return least, least + 1, after + 1
        return least, least, after

    def _is_after_between(self, place: int) -> bool:
        """Tells whether "between" stands before a place, also "between the" (بين ال)."""
        before = place - 1
        while self._get(before, "fillers") and not self._get(before, "between"):
            before -= 1
        return self._get(before, "between") is not None

    def _are_side_by_side(self, place: int) -> bool:
        """Tells whether two digits stand there as people write "2 or 3 days": "2 3 days". Only
        "about", as the first may be a house's.
        """
        first, second = self._digits(place), self._digits(place + 1)
        if first is None or second is None or not (0 < first < 10 and second == first + 1):
            return False
        counted = self._unit_after(place + 2) or self._get(place + 2, "clock_after")
        return bool(counted) and not self._get(place - 1, "streets")

    def _is_number(self, place: int) -> bool:
        return any(self._get(place, kind) is not None for kind in ("digits", "long"))

    def _is_written(self, place: int) -> bool:
        return self._digits(place) is not None
