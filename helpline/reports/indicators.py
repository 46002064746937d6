"""The indicators, as `indicators.yml` states them, and the tables that are published at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpline.reports.case import CHILD_AGES, UNKNOWN, Case
from helpline.reports.splits import SPLITS
from helpline.reports.splits.people import (
    AUTHORITIES,
    CHANNELS,
    GENDERS,
    JURISDICTIONS,
    WRITINGS,
    writing_of,
)

_FILE = Path(__file__).with_name("indicators.yml")
_CUTS = Path(__file__).with_name("cuts.yml")
FIRST = ("A2", "A1", "B1", "B2", "D2", "F1")
QUALITY = "G6"


@dataclass(frozen=True)
class Indicator:
    """An indicator. `counted` are the kinds of a split that it counts, `whole` those of which (none
    for a plain count, and for a time those that have one); `wholes` is the whole by other splits.

    `row` is the dimension and its value if it is about some cases only. `now` names a figure of
    this moment, `gap` the indicator whose languages are compared; `not_collected` is the reason why
    there is none.
    """

    id: str
    split: str = ""
    counted: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    is_time: bool = False
    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    wholes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    row: tuple[str, str] | None = None
    better: str = ""
    now: str = ""
    gap: str = ""
    not_collected: str = ""

    @property
    def group(self) -> str:
        """The letter of its group, A to G."""
        return self.id[0]


# Of a case, by what figures are cut: the values in their order (none: names), and which it has.
_CHILD = ("child", "adult", UNKNOWN)
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "jurisdiction": JURISDICTIONS,
    "authority": AUTHORITIES,
    "gender": GENDERS,
    "child": _CHILD,
    "writing": WRITINGS,
    "channel": CHANNELS,
    "ill": ("yes", "no", UNKNOWN),
    "foreigner": ("yes", "no", UNKNOWN),
    "writer": ("self", "family", "other", UNKNOWN),
    "area": (),
}


def value_of(case: Case, dimension: str) -> str:
    """Returns which value of a dimension a case has."""
    if dimension == "writing":
        return writing_of(case)
    if dimension == "child":
        return child_value(case.age)
    if dimension == "area" and case.area != UNKNOWN:
        return f"{case.jurisdiction}: {case.area}"
    value: str = getattr(case, dimension)
    known = DIMENSIONS[dimension]
    return value if not known or value in known else UNKNOWN


def child_value(age: str) -> str:
    """Returns which value of the dimension "child" an age group is of."""
    return "child" if age in CHILD_AGES else UNKNOWN if age == UNKNOWN else "adult"


def value_of_kind(split: str, kind: str, dimension: str) -> str | None:
    """Returns which value of a dimension the cases of a kind have, where the split sorts by what
    the dimension cuts by; else None.
    """
    if (split, dimension) == ("age", "child"):
        return child_value(kind)
    return kind if split == dimension else None


@cache
def indicators() -> Mapping[str, Indicator]:
    """Returns the indicators by id in the order of the file; raises ValueError for one that names
    what there is not.
    """
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {name: _indicator(name, each) for name, each in told.items()}


@cache
def cuts() -> Mapping[str, tuple[str, ...]]:
    """Returns by which dimensions each split is published; raises ValueError for one that there is
    not.
    """
    told = yaml.safe_load(_CUTS.read_text(encoding="utf-8"))
    for split, dimensions in told.items():
        if split not in SPLITS or not DIMENSIONS.keys() >= set(dimensions):
            raise ValueError(f"cuts.yml: {split}")
    return {split: tuple(dimensions) for split, dimensions in told.items()}


def roles_of(split: str, kind: str) -> Iterator[tuple[str, bool, bool, bool]]:
    """Yields what a kind is to each indicator of its split: counted, of the whole, unknown."""
    for each in indicators().values():
        whole = each.wholes.get(split, each.whole if each.split == split else ())
        if each.split == split or whole:
            yield each.id, kind in each.counted, kind in whole, kind in each.unknown


@cache
def timed_kinds(split: str) -> frozenset[str]:
    """Returns the kinds of a split whose cases have a time."""
    timed = (each for each in indicators().values() if each.split == split and each.is_time)
    return frozenset(kind for each in timed for kind in each.counted)


def _indicator(name: str, told: Mapping[str, Any]) -> Indicator:
    if told.keys() <= {"now", "gap", "not_collected"}:
        return Indicator(name, **told)
    counted, whole = _counted(told)
    row = told.get("row")
    indicator = Indicator(
        name,
        split=told["split"],
        counted=counted,
        whole=whole,
        is_time="time" in told,
        unknown=tuple(told.get("unknown", ())),
        left_out=tuple(told.get("left_out", ())),
        wholes={split: tuple(kinds) for split, kinds in told.get("of", {}).items()},
        row=(row[0], row[1]) if row else None,
        better=told.get("better", ""),
    )
    _check(indicator)
    return indicator


def _counted(told: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if "share" in told:
        counted, whole = told["share"]
        return tuple(counted), tuple(whole)
    kinds = tuple(told.get("time") or told["count"])
    return kinds, kinds if "time" in told else ()


def _check(indicator: Indicator) -> None:
    named = {*indicator.counted, *indicator.whole, *indicator.unknown, *indicator.left_out}
    if indicator.split not in SPLITS or not named <= set(SPLITS[indicator.split].kinds):
        raise ValueError(f"indicators.yml: {indicator.id}")
    if indicator.is_time and SPLITS[indicator.split].hours is None:
        raise ValueError(f"indicators.yml: {indicator.id} has no time")
    for split, kinds in indicator.wholes.items():
        if split not in SPLITS or not set(kinds) <= set(SPLITS[split].kinds):
            raise ValueError(f"indicators.yml: {indicator.id}.of")
