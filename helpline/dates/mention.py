"""One mention of a time in a message: the expressions that belong together, and their modifiers."""

from __future__ import annotations

from dataclasses import dataclass, field

from helpline.dates.items import Atom

DAY_KINDS = frozenset(
    {"days", "nights", "day_parts", "weekdays", "date", "month", "bad", "few_days", "just_now"}
)
TIME_KINDS = frozenset({"clock", "parts"})
# "Yesterday, Friday" is one day; told further apart, the two are two.
_SAME_DAY_REACH = 2


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
    def counts_to_today(self) -> bool:
        """Tells whether it counts up to today: "today it is 4 days"."""
        return self.is_today and self.count is not None

    @property
    def _dated_unit(self) -> bool:
        return self.unit is not None and self.has("last", "next", "this", "ago", "since", "ahead")

    def take(self, atom: Atom) -> bool:
        """Takes an expression in; says False where there is one of its kind already."""
        self._as_part(atom)
        if self._widens(atom):
            return True
        slot = self._slot(atom)
        if slot is None:
            return False
        setattr(self, slot, atom)
        self.atoms.append(atom)
        if atom.extra.get("about"):
            self.modifiers.setdefault("about", atom.first)
        return True

    def _as_part(self, atom: Atom) -> None:
        """After a day, a word like "last night" (ညက) only tells the part of that day."""
        if atom.kind in ("nights", "day_parts") and (self.day or self.weekday):
            atom.value = "night" if atom.kind == "nights" else str(atom.value).partition("_")[2]
            atom.kind = "parts"

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
            return None if self.day or self.count or far else "day"
        if atom.kind == "count":
            taken = (self.day and not self.is_today) or self.weekday or self.count
            return None if taken else "count"
        if atom.kind == "unit":
            return None if self.unit or self.count else "unit"
        if atom.kind == "clock":
            return None if self.clock else "clock"
        # "Last night at 3 in the morning": the second part only says which 3.
        return None if self.part and not self.clock else "part"
