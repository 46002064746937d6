"""Custody limits, as the law files state them, and which of them holds for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any, TypeVar

from helpline.law.files import fault, require


class InForce(StrEnum):
    """Whether a limit is told: a standard is one to ask for, an uncertain one only may happen."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    STANDARD = "standard"


class CountedFrom(StrEnum):
    """What starts the hours. A family knows of the arrest, seldom of the register."""

    ARREST = "arrest"
    REGISTER = "custody-register"
    ORDER = "order"


class SeenBy(StrEnum):
    """Who must see the person before the hours end, in the plainest word."""

    JUDGE = "judge"
    PROSECUTOR = "prosecutor"
    COURT = "court"


Word = TypeVar("Word", bound=StrEnum)

# A kind of offence that a limit names by what it is not ("not-security").
_NOT = "not-"
ANY_OFFENCE = "any"


@dataclass(frozen=True)
class CustodyLimit:
    """A rule on how long a person may be held before somebody must see them.

    `hours` None means that no number is safe to tell; `total_hours` is the longest stretch that the
    same rule allows in all. `ages` are the youngest and oldest age it covers, None without a bound.
    """

    id: str
    jurisdiction: str
    in_force: InForce
    counted_from: CountedFrom
    ages: tuple[int | None, int | None]
    offence: str
    who: str
    applies_to: str
    hours: int | None
    before_whom: str
    before: SeenBy
    extendable: bool
    extended_by: str
    total_hours: int | None
    basis: str
    excludes: str
    confidence: str

    @property
    def key(self) -> str:
        """By what reviews name it: "nepal/limit/np-code"."""
        return f"{self.jurisdiction}/limit/{self.id}"

    @property
    def version(self) -> str:
        """A short hash of the whole rule."""
        return hashlib.sha256("\n".join(map(str, astuple(self))).encode()).hexdigest()[:12]

    def covers_age(self, age: int) -> bool:
        """Whether the limit holds for somebody of an age in years."""
        youngest, oldest = self.ages
        return (youngest is None or age >= youngest) and (oldest is None or age <= oldest)

    @property
    def is_counted(self) -> bool:
        """Whether it can be counted from an arrest and told as a rule, or as one to ask for."""
        return (
            self.in_force in (InForce.YES, InForce.STANDARD)
            and self.counted_from is not CountedFrom.ORDER
        )


@dataclass(frozen=True)
class Silence:
    """Where a law file says itself that it has no number: for some offences, or some holders.

    A silence over `held_by` also holds while it is not known who holds the person, because these
    holders are common there.
    """

    offences: frozenset[str]
    held_by: frozenset[str]
    why: str


@dataclass(frozen=True)
class CustodyLaw:
    """What a jurisdiction has on custody: its limits, its silences, its time zone (IANA)."""

    jurisdiction: str
    timezone: str
    limits: tuple[CustodyLimit, ...]
    silences: tuple[Silence, ...]

    def limit_for(
        self, *, age: int | range | None, offence: str | None, held_by: str | None
    ) -> CustodyLimit | None:
        """Returns the limit that holds for a person, or None where no number is safe to tell.

        A fact that is None is not known; it silences the clock only if the hours depend on it.
        """
        if self._is_silent(offence, held_by):
            return None
        found = self._matching(age, offence)
        if not found or not all(limit.is_counted and limit.hours for limit in found):
            return None
        return found[0] if len({limit.hours for limit in found}) == 1 else None

    def possible(
        self, *, age: int | range | None, offence: str | None, held_by: str | None
    ) -> list[CustodyLimit]:
        """Returns the limits that may hold, for a range in words where no one number is safe."""
        if self._is_silent(offence, held_by):
            return []
        return [limit for limit in self._matching(age, offence) if limit.is_counted and limit.hours]

    def _is_silent(self, offence: str | None, held_by: str | None) -> bool:
        return any(
            (silence.held_by and (held_by is None or held_by in silence.held_by))
            or offence in silence.offences
            for silence in self.silences
        )

    def _matching(self, age: int | range | None, offence: str | None) -> list[CustodyLimit]:
        """Returns the limits that may hold, each once, those of adults first; ages that the file
        does not cover at all are passed over where the age is not known.
        """
        ages = [age] if isinstance(age, int) else self._ages_in(age)
        found = [limit for each in ages for limit in self._matching_at(each, offence)]
        return list(dict.fromkeys(found))

    def _ages_in(self, known: range | None) -> list[int]:
        """Returns one age of each stretch of ages, those of adults first, over which no limit
        begins or ends; of those within the known range only.
        """
        bounds = [limit.ages for limit in self.limits]
        starts = {youngest or 0 for youngest, _ in bounds}
        starts |= {oldest + 1 for _, oldest in bounds if oldest is not None}
        if known is not None:
            starts = {age for age in starts if age in known} | {known.start}
        return sorted(starts, reverse=True)

    def _matching_at(self, age: int, offence: str | None) -> list[CustodyLimit]:
        told = [
            limit
            for limit in self.limits
            if limit.in_force in (InForce.YES, InForce.STANDARD) and limit.covers_age(age)
        ]
        if offence is None:
            # What starts with an order cannot be what a family tells of as an arrest.
            return [limit for limit in told if limit.counted_from is not CountedFrom.ORDER]
        named = [limit for limit in told if limit.offence == offence]
        if named:
            return named
        other_than = [
            limit
            for limit in told
            if limit.offence.startswith(_NOT) and limit.offence.removeprefix(_NOT) != offence
        ]
        return other_than or [
            limit
            for limit in told
            if limit.offence == ANY_OFFENCE and limit.counted_from is not CountedFrom.ORDER
        ]


def read_custody_law(jurisdiction: str, data: Mapping[str, Any], place: str) -> CustodyLaw:
    """Reads `custody_limits`, `no_number_for` and `timezone` of a law file; raises LawFileError
    that names the place, the line and the limit.
    """
    kinds = {"custody_limits": list, "timezone": str}
    require(data, kinds, place=place, where="the file")
    limits = tuple(
        _limit(jurisdiction, each, place, f"custody_limits[{number}]")
        for number, each in enumerate(data["custody_limits"], start=1)
    )
    ids = [limit.id for limit in limits]
    if len(set(ids)) != len(ids):
        raise fault(place, data, "custody_limits", "an id of custody_limits stands twice")
    silences = tuple(
        _silence(each, place, f"no_number_for[{number}]")
        for number, each in enumerate(data.get("no_number_for") or (), start=1)
    )
    return CustodyLaw(jurisdiction, data["timezone"], limits, silences)


_TEXTS = ("id", "offence", "who", "applies_to", "before_whom", "basis", "excludes", "confidence")


def _limit(jurisdiction: str, data: Any, place: str, where: str) -> CustodyLimit:
    require(data, {**dict.fromkeys(_TEXTS, str), "extendable": bool}, place=place, where=where)
    where = f"{where} ({data['id']})"
    if data["confidence"] not in ("high", "medium", "low"):
        raise fault(place, data, "confidence", f"{where}.confidence: high, medium or low")
    return CustodyLimit(
        jurisdiction=jurisdiction,
        **{key: data[key] for key in _TEXTS},
        in_force=_in_force(data, place, where),
        counted_from=_word(CountedFrom, data, "from", place=place, where=where),
        before=_word(SeenBy, data, "before", place=place, where=where),
        ages=_ages(data, place, where),
        hours=_hours(data, "hours", place, where),
        extendable=data["extendable"],
        extended_by=str(data.get("extended_by", "")),
        total_hours=_hours(data, "total_hours", place, where),
    )


def _silence(data: Any, place: str, where: str) -> Silence:
    require(data, {"why": str}, place=place, where=where)
    offences, held_by = data.get("offences", []), data.get("held_by", [])
    if not isinstance(offences, list) or not isinstance(held_by, list) or not offences + held_by:
        raise fault(place, data, "why", f"{where} needs a list: offences, or held_by")
    return Silence(frozenset(offences), frozenset(held_by), data["why"])


def _in_force(data: Any, place: str, where: str) -> InForce:
    value = data.get("in_force")
    told = {True: InForce.YES, False: InForce.NO}.get(value) if isinstance(value, bool) else None
    try:
        return told or InForce(value)
    except ValueError:
        what = f"{where}.in_force must be true, false, unknown or standard"
        raise fault(place, data, "in_force", what) from None


def _word(kind: type[Word], data: Any, key: str, *, place: str, where: str) -> Word:
    """Returns the word of a kind that a key holds; raises LawFileError that names those it may."""
    try:
        return kind(data.get(key))
    except ValueError:
        *others, last = kind
        what = f"{where}.{key} must be {', '.join(others)} or {last}"
        raise fault(place, data, key, what) from None


def _ages(data: Any, place: str, where: str) -> tuple[int | None, int | None]:
    value = data.get("ages")
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(age is None or isinstance(age, int) for age in value)
    ):
        what = f"{where}.ages must be [youngest, oldest], null for no bound"
        raise fault(place, data, "ages", what)
    return value[0], value[1]


def _hours(data: Any, key: str, place: str, where: str) -> int | None:
    value = data.get(key)
    if key not in data or not (value is None or (type(value) is int and value > 0)):
        raise fault(place, data, key, f"{where}.{key} must be a whole number of hours, or null")
    return value
