"""One mention of a time in a message: the expressions that belong together, and their modifiers."""

from __future__ import annotations

from dataclasses import dataclass, field

from helpline.dates.here import spans
from helpline.dates.items import Atom

DAY_KINDS = frozenset(
    {"days", "nights", "day_parts", "weekdays", "date", "month", "bad", "few_days", "just_now"}
)
TIME_KINDS = frozenset({"clock", "parts"})
# "Yesterday, Friday" is one day; told further apart, the two are two.
_SAME_DAY_REACH = 2
# A greater and a smaller unit told together, and how many of the smaller are one of the greater;
# 0 where the smaller one adds nothing to what is vague anyway.
_SIZES = {
    ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60, ("day", "hour_or_clock"): 24,
    ("hour_or_clock", "minute"): 60, ("month", "week"): 0, ("month", "day"): 0,
    ("year", "month"): 0,
}  # fmt: skip
_SUM_REACH = 2
# Of these units one is enough to count in: "today it is a week".
_LONGER = frozenset({"week", "month", "year"})


@dataclass
class Mention:
    """One mention: at most one of each kind of expression, the modifiers around, where it stands.

    `until` is the mention at the other end of a range, `either` says that it is an alternative.
    """

    clause: int
    sentence: int
    day: Atom | None = None
    weekday: Atom | None = None
    count: Atom | None = None
    unit: Atom | None = None
    clock: Atom | None = None
    part: Atom | None = None
    modifiers: dict[str, int] = field(default_factory=dict)
    atoms: list[Atom] = field(default_factory=list)
    until: Mention | None = None
    either: bool = False
    negated: bool = False
    # Whether words that mean nothing here stand in its clause.
    has_words: bool = False

    @property
    def first(self) -> int:
        """The first item that it rests on."""
        return min(atom.first for atom in self.atoms)

    @property
    def last(self) -> int:
        """The last item that it rests on."""
        return max(atom.last for atom in self.atoms)

    @property
    def has_time(self) -> bool:
        """Tells whether a clock or a part of the day is told."""
        return self.clock is not None or self.part is not None

    @property
    def has_day(self) -> bool:
        """Tells whether a day, or a stretch of time up to now, is told."""
        return any((self.day, self.weekday, self.count, self._dated_unit))

    @property
    def is_empty(self) -> bool:
        """Tells whether no expression has come in yet."""
        return not (self.has_day or self.has_time or self.unit)

    def has(self, *kinds: str) -> bool:
        """Tells whether one of these modifiers stands by it."""
        return any(kind in self.modifiers for kind in kinds)

    @property
    def is_today(self) -> bool:
        """Tells whether it tells today, and no other day."""
        return self.day is not None and self.day.kind == "days" and self.day.value == "today"

    @property
    def is_of_today(self) -> bool:
        """Tells whether it tells today or a part of it: "this morning"."""
        if self.is_today:
            return not self.counts_to_today and not self.is_nth_day
        if self.day is not None:
            return self.day.kind == "day_parts" and str(self.day.value).startswith("this_")
        return self.has("this") and self.part is not None and not self.has_day

    @property
    def is_nth_day(self) -> bool:
        """Tells whether it counts today among other days: "today is the third day"."""
        day = self.unit is not None and self.unit.value == "day"
        return self.is_today and (day or self.has("nth"))

    @property
    def is_age(self) -> bool:
        """Tells whether it counts years that nothing says to be past: "15 years"."""
        past = self.has("ago", "lasting", "since", "ahead", "ahead_before", "last", "next")
        return self.count is not None and self.count.value[2] == "year" and not past

    @property
    def counts_to_today(self) -> bool:
        """Tells whether it counts up to today: "today it is 4 days", "today it is a week"."""
        counted = self.count is not None and not self.is_age
        longer = self.unit is not None and self.unit.value in _LONGER
        return self.is_today and (counted or (longer and not self.has("last", "next", "this")))

    @property
    def _dated_unit(self) -> bool:
        return self.unit is not None and self.has("last", "next", "this", "ago", "since", "ahead")

    def take(self, atom: Atom) -> bool:
        """Takes an expression in; says False where there is one of its kind already."""
        self._as_part(atom)
        if self._widens(atom) or self._adds(atom) or self._narrows(atom):
            return True
        if self._is_told(atom) or self._counts_from_anchor(atom):
            self.atoms.append(atom)
            if self.has("last", "ago", "beside", "beside_after"):
                # "The Friday before last Friday."
                self.modifiers.setdefault("about", atom.first)
            return True
        slot = self._slot(atom)
        if slot is None:
            return False
        setattr(self, slot, atom)
        self.atoms.append(atom)
        if atom.extra.get("about"):
            self.modifiers.setdefault("about", atom.first)
        return True

    def anchor(self) -> bool:
        """Gives up what counts from some other day than today; says whether it did."""
        counted = self.day is not None and self.day.kind == "date" and self.day.value.month == 0
        if (self.day is not None and not counted) or self.weekday is not None:
            return False
        self.day = self.count = self.unit = None
        return True

    def _counts_from_anchor(self, atom: Atom) -> bool:
        """Tells whether an expression counts from a feast told before it: "ईदको २ दिन अघि"."""
        anchored = self.day is not None and self.day.value == "anchor"
        of_month = atom.kind == "date" and atom.value.month == 0
        return anchored and (atom.kind in ("count", "unit") or of_month)

    def _is_told(self, atom: Atom) -> bool:
        """Tells whether a weekday is told a second time: "Friday, after Friday prayers"."""
        weekday = self.weekday
        return atom.kind == "weekdays" and weekday is not None and weekday.value == atom.value

    def _as_part(self, atom: Atom) -> None:
        """After a day, a word like "last night" (ညက) only tells the part of that day; so does "the
        night" before "between Monday and Tuesday".
        """
        day = self.day
        if atom.extra.get("through") and day is not None and day.kind == "nights":
            self.part, self.day = Atom("parts", "night", day.first, day.last), None
        if atom.kind in ("nights", "day_parts") and (self.day or self.weekday):
            atom.value = "night" if atom.kind == "nights" else str(atom.value).partition("_")[2]
            atom.kind = "parts"

    def _narrows(self, atom: Atom) -> bool:
        """Takes "in the morning at dawn" as the dawn."""
        part = self.part
        if part is None or atom.kind != "parts" or not 0 < atom.first - part.last <= _SUM_REACH:
            return False
        old, new = spans()[str(part.value)], spans()[str(atom.value)]
        if old.end <= new.start or new.end <= old.start:
            return False
        self.atoms.append(atom)
        if new.end - new.start < old.end - old.start:
            self.part = atom
        return True

    def _adds(self, atom: Atom) -> bool:
        """Takes "2 weeks and 3 days" as 17 days, and "a month and 5 days" as about a month."""
        count = self.count
        if count is None or atom.kind != "count" or atom.first - count.last > _SUM_REACH:
            return False
        least, most, unit = count.value
        more, greatest, smaller = atom.value
        size = _SIZES.get((unit, smaller))
        if size is None or least != most or more != greatest:
            return False
        if size:
            count.value = (least * size + more, most * size + more, smaller)
        count.extra.pop("one", None)
        self.atoms.append(atom)
        return True

    def _widens(self, atom: Atom) -> bool:
        """Takes "2 days 3 days" as "2 to 3 days"."""
        count = self.count
        if count is None or atom.kind != "count" or atom.first - count.last > 1:
            return False
        least, _most, unit = count.value
        if unit != atom.value[2] or atom.value[1] <= least:
            return False
        count.value = (least, atom.value[1], unit)
        self.atoms.append(atom)
        return True

    def _slot(self, atom: Atom) -> str | None:
        if atom.kind == "weekdays":
            far = self.day is not None and atom.first - self.last > _SAME_DAY_REACH
            return None if self.weekday or self.count or far else "weekday"
        if atom.kind in DAY_KINDS:
            far = self.weekday is not None and atom.first - self.last > _SAME_DAY_REACH
            # "4 days today", but not "5 months pregnant, and today ...".
            today = atom.kind == "days" and atom.value == "today"
            counts = self.count and (not today or atom.first - self.last > _SAME_DAY_REACH)
            return None if self.day or counts or far else "day"
        if atom.kind == "count":
            # "Just now, 10 minutes ago."
            now = self.is_today or (self.day is not None and self.day.kind == "just_now")
            taken = (self.day and not now) or self.weekday or self.count
            return None if taken else "count"
        if atom.kind == "unit":
            return None if self.unit or self.count else "unit"
        if atom.kind == "clock":
            return None if self.clock else "clock"
        # "Last night at 3 in the morning": the second part only says which 3.
        return None if self.part and not self.clock else "part"
