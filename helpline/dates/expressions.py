"""Single expressions of time among the items of a message, in the order in which they stand."""

from __future__ import annotations

from typing import Any

from helpline.dates.clocks import ClockReader
from helpline.dates.days import DayReader
from helpline.dates.items import Atom
from helpline.dates.lengths import LengthReader
from helpline.dates.reading import CORRECTED, ELLIPSIS

_MODIFIERS = frozenset(
    {"ago", "ago_before", "lasting", "ahead", "ahead_before", "since", "since_after", "last"}
    | {"next", "this", "about", "every", "to", "between", "or", "and", "not_before", "not_after"}
    | {
        "correction",
        "arrest",
        "other_events",
        "expecting",
        "requests",
        "places",
        "general",
        "clause",
        "but",
        "mark",
    }
    | {"beside", "beside_after", "nth"}
)


_NEGATIONS = frozenset({"not_before", "not_after"})
_HALF = 30
_LONGEST_PLACE = 3
_BEHIND_DAYS = ("last", "ago", "units", "parts", "fillers")
# What stands beside the name of a day.
_BESIDE_DAYS = frozenset(
    {"parts", "last", "since", "clock_before", "digits", "to", "or", "not_before", "units"}
)


class Expressions(DayReader, ClockReader, LengthReader):
    """Finds the expressions in the items of a message."""

    def find(self) -> list[list[Atom]]:
        """Returns the expressions in order; one place may give several atoms, as a word that
        modifies in two ways.
        """
        found: list[list[Atom]] = []
        place = 0
        while place < len(self._items):
            atoms = self._at(place)
            if atoms:
                found.append(atoms)
                place = max(max(atom.last for atom in atoms) + 1, place + 1)
            else:
                place += 1
        return found

    def _at(self, place: int) -> list[Atom]:
        # "Half an hour before the police came" is no "at the police's" (the same words in Dari).
        said_now = self._get(place, "now") and self._is_alone(place)
        ago = self._get(place, "ago") and self._is_length(place)
        if self._get(place, "ignored") and not (said_now or ago):
            return []
        # Juma Khan and Mangal Bahadur are people.
        if self._get(place, "weekdays") and self._get(place + 1, "names"):
            return []
        if self._is_both(place):
            return []
        # "Three men", where the word for Tuesday is that for three.
        is_number = self._get(place, "numbers") and self._get(place, "weekdays")
        if is_number and self._get(place + 1, "counters"):
            return []
        for pattern in (
            self._day_before_yesterday, self._night_of_two_days, self._numbered_weekday,
            self._numeric_date, self._clock_with_marks, self._numbered_month_and_day,
            self._month_date, self._day_before_a_date, self._named_hour,
            self._clock_of_four_digits, self._clock_in_two_numbers, self._minutes_by_hour,
            self._spoken_clock, self._count, self._day_of_month, self._month_alone,
        ):  # fmt: skip
            atom = pattern(place)
            if atom is not None and not self._is_address(atom):
                inside = range(atom.first, atom.last + 1)
                about = any(
                    self._get(each, "about") or self._are_side_by_side(each) for each in inside
                )
                atom.extra["about"] = about
                return [atom]
        return self._single(place)

    def _is_address(self, atom: Atom) -> bool:
        """Tells whether a date is the name of a street: "rue du 14 janvier"."""
        before = atom.first - 1
        while self._get(before, "fillers") and not self._get(before, "streets"):
            before -= 1
        written = self._is_number(atom.first) or self._get(atom.first, "day_of_month_before")
        named = written and self._get(before, "streets") is not None
        return atom.kind == "date" and bool(named)

    def _is_length(self, place: int) -> bool:
        """Tells whether a unit of time stands right before."""
        return self._get(place - 1, "units") is not None

    def _single(self, place: int) -> list[Atom]:
        found = []
        for kind, value in self._meanings(place).items():
            if kind == "weekdays":
                found.append(self._weekday(place))
            elif kind in ("days", "nights", "day_parts", "parts", "few_days", "just_now"):
                extra = {"adverb": bool(self._get(place, "adverbs"))}
                found.append(Atom(kind, value, place, place, extra))
            elif kind == "now" and self._is_alone(place):
                found.append(Atom("just_now", value, place, place))
            elif kind == "friday_parts":
                part = Atom("parts", value, place, place, {"joined": True})
                found += [Atom("weekdays", "friday", place, place), part]
            elif kind in ("anchors", "events"):
                found.append(Atom("anchor", value, place, place, {"event": kind == "events"}))
            elif kind in _MODIFIERS:
                found.append(Atom(kind, value, place, place))
            elif kind == "mark":
                found.append(Atom("mark", value, place, place))
        return found

    def _meanings(self, place: int) -> dict[str, Any]:
        """Returns what an item means where it stands."""
        meanings = self._items[place].meanings
        if meanings.get("mark") == CORRECTED:
            return {"correction": True}
        if self._is_origin(place):
            return {}
        if meanings.keys() & _NEGATIONS:
            if self._get(place + 1, "beside_after") or self._is_from(place):
                # In Pashto "not" is "than" and "from" as well: "before the prayer".
                return {}
            if self._is_denial(place) or self._takes_back(place):
                return {"correction": True}
            if self._is_between_days(place):
                # "Tuesday not Monday", with a word that elsewhere stands behind what it denies.
                return {"not_before": True}
        follows = self._get(place - 1, "weekdays") and meanings.get("one_before")
        if follows and self._is_end(place + 1):
            # "No, the Thursday before" may be the last or the one before it.
            return {"last": True, "about": True}
        return meanings

    def _takes_back(self, place: int) -> bool:
        """Tells whether "no", or "not" after a row of stops, puts right what was told before it:
        "Monday .. no, Tuesday".
        """
        stopped = self._mark(place - 1, ELLIPSIS) and self._get(place, "not_after")
        said = stopped or (self._get(place, "says_no") and self._is_end(place - 1))
        return bool(said) and self._is_day(place + 1) and any(map(self._is_day, range(place - 1)))

    def _is_between_days(self, place: int) -> bool:
        """Tells whether "not", and no "no", stands right between two days, of which the first may
        have its week or a part of it behind it.
        """
        both = self._get(place, "not_before") and self._get(place, "not_after")
        if not both or self._get(place, "says_no") or not self._is_day(place + 1):
            return False
        before = place - 1
        while not self._is_day(before) and any(self._get(before, kind) for kind in _BEHIND_DAYS):
            before -= 1
        return self._is_day(before)

    def _is_day(self, place: int) -> bool:
        return any(self._get(place, kind) for kind in ("weekdays", "days", "nights"))

    def _is_from(self, place: int) -> bool:
        """Tells whether "not" ends a place from which somebody comes: "له جومات نه"."""
        start = place - 1
        while place - start < _LONGEST_PLACE and self._is_unknown(start):
            start -= 1
        return start < place - 1 and bool(self._get(start, "since"))

    def _is_origin(self, place: int) -> bool:
        """Tells whether somebody comes from there: "स्कूलबाट", "from school", is no event."""
        named = self._get(place, "other_events") or self._get(place, "places")
        return bool(named and self._get(place + 1, "from_after"))

    def _is_both(self, place: int) -> bool:
        """Tells whether a weekday's name means "the two" here: التنين, where another day is told
        and nothing beside it speaks of that day.
        """
        if not self._get(place, "both") or self._speaks_of_day(place):
            return False
        others = (each for each in range(len(self._items)) if each != place)
        return any(
            any(self._get(each, kind) for kind in ("weekdays", "days", "nights"))
            and (not self._get(each, "both") or self._speaks_of_day(each))
            for each in others
        )

    def _speaks_of_day(self, place: int) -> bool:
        """Tells whether what stands beside a day's name shows that it is one."""
        beside = (
            self._items[each] for each in (place - 1, place + 1) if 0 <= each < len(self._items)
        )
        return any(item.meanings.keys() & _BESIDE_DAYS for item in beside)

    def _is_alone(self, place: int) -> bool:
        """Tells whether a message is nothing but a word: "now", but not "where is he now"."""
        others = (item for each, item in enumerate(self._items) if each != place)
        return all(item.get("fillers") or item.get("mark") for item in others)

    def _is_part(self, place: int) -> bool:
        return self._get(place, "parts") is not None

    def _weekday(self, place: int) -> Atom:
        """Finds a weekday, or the week where its name is the week's as well: "الجمعة اللي فاتت"."""
        named = self._get(place - 1, "units") == "day"
        week = self._get(place, "also_week")
        # A week has no evening: "الجمعة اللي فاتت العشية" is Friday.
        parted = self._is_part(place - 1) or self._is_part(place + 2)
        if week is not None and self._get(place + 1, "last") and not (named or parted):
            return Atom("unit", "week", place, place, {"about": week == "doubtful"})
        # "الاربعة الصباح" may be Wednesday or four o'clock.
        hour = self._get(place, "numbers") is not None and not named
        beside = self._is_part(place - 1) or self._is_part(place + 1)
        # "A Friday" may be any.
        indefinite = self._get(place - 1, "ones") or self._get(place - 1, "numbers") == 1
        name = self._get(place, "weekdays")
        if week is not None and self._get(place + 1, "minutes_after_hour") == _HALF:
            # "Jom3a w nos" is a week and a half.
            return Atom("count", (1.5, 1.5, "week"), place, place + 1, {"vague": True})
        return Atom(
            "weekdays", name, place, place, {"about": bool((hour and beside) or indefinite)}
        )
