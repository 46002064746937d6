"""What is shown of a year: a fixed list of tables, small cells hidden in all of them together.

Every figure on every page and in every file is worked out from these tables, so that nothing can
tell more than they do. Small months, kinds and values are put together with others first; what is
still small is hidden within its table, and other cells with it (`protection`).
"""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from helpline.reports.case import Case
from helpline.reports.indicators import DIMENSIONS, cuts, roles_of, timed_kinds, value_of
from helpline.reports.protection import hidden_cells, merged
from helpline.reports.splits import SPLITS, Population, Split

MONTH = "month"
# A tenth of so few times lies beside the longest of them, and would tell it.
_P90_FROM = 50
_MONTHS = tuple(f"{month:02}" for month in range(1, 13))


@dataclass(frozen=True)
class Times:
    """The median of some times and the time that nine in ten keep, in hours; None is not shown."""

    median: float
    p90: float | None


@dataclass(frozen=True)
class Shown:
    """A published table: a split by month or by a dimension, for a year.

    `rows` and `kinds` are groups of values that are told together; a cell is None where it is
    hidden. `times` are of the cases of a row that have one; None where there are too few. The sums
    of rows and of kinds, and the times of all, are never hidden: they were made large enough.
    """

    split: str
    by: str
    rows: tuple[tuple[str, ...], ...]
    kinds: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[int | None, ...], ...]
    row_sums: tuple[int, ...]
    kind_sums: tuple[int, ...]
    times: tuple[Times | None, ...] = ()
    times_of_all: Times | None = None


@dataclass(frozen=True)
class Publication:
    """All that is shown of a year, and as of when (aware, UTC). A year with too few cases has no
    tables.
    """

    year: int
    threshold: int
    as_of: datetime
    tables: tuple[Shown, ...]

    def find(self, split: str, by: str = MONTH) -> Shown | None:
        """Returns the table of a split by month or a dimension, or None where none is shown."""
        return next((each for each in self.tables if (each.split, each.by) == (split, by)), None)

    def to_json(self) -> str:
        """Returns the publication as JSON."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat())

    @classmethod
    def from_json(cls, text: str) -> Publication:
        """Returns the publication that `to_json` wrote."""
        told = json.loads(text)
        tables = tuple(_table(each) for each in told["tables"])
        as_of = datetime.fromisoformat(told["as_of"])
        return cls(told["year"], told["threshold"], as_of, tables)


def publish(cases: Iterable[Case], year: int, *, threshold: int, now: datetime) -> Publication:
    """Returns what is shown of a year of some cases at a moment (aware)."""
    counted = [case for case in cases if case.outcome != "duplicate"]
    tables: list[Shown] = []
    for population in Population:
        months = _by_month(counted, population, year)
        if sum(map(len, months.values())) >= threshold:
            tables += _tables(months, population, threshold, now)
    return Publication(year, threshold, now, tuple(tables))


def years_of(cases: Iterable[Case]) -> list[int]:
    """Returns the years of which anything is counted."""
    found: set[int] = set()
    for case in cases:
        for population in Population:
            if (day := _day(case, population)) is not None:
                found.add(day.year)
    return sorted(found)


def _day(case: Case, population: Population) -> datetime | None:
    """Returns the moment by whose month a case is counted, at its place, or None if it is not."""
    if population is not Population.STARTED and case.submitted is None:
        return None
    moment = case.written
    if population is Population.ARRESTED:
        if case.arrested is None or case.arrested.at is None:
            return None
        moment = case.arrested.at
    return moment.astimezone(ZoneInfo(case.zone))


def _by_month(cases: Iterable[Case], population: Population, year: int) -> dict[str, list[Case]]:
    months: dict[str, list[Case]] = {month: [] for month in _MONTHS}
    for case in cases:
        day = _day(case, population)
        if day is not None and day.year == year:
            months[f"{day.month:02}"].append(case)
    return months


def _tables(
    months: Mapping[str, list[Case]], population: Population, threshold: int, now: datetime
) -> list[Shown]:
    everyone = [case for of_month in months.values() for case in of_month]
    tables: list[Shown] = []
    for split in SPLITS.values():
        if split.population is not population:
            continue
        sort = _sort_at(split, now)
        kinds = _kind_groups(split, Counter(map(sort, everyone)), threshold)
        if len(kinds) < 2:
            continue
        by = months if split.monthly else {"year": everyone}
        tables.append(_shown(split, MONTH, by, kinds, threshold, sort))
        for dimension in cuts().get(split.id, ()):
            values = _by_value(everyone, dimension)
            tables.append(_shown(split, dimension, values, kinds, threshold, sort))
    return tables


def _sort_at(split: Split, now: datetime) -> Callable[[Case], str]:
    return lambda case: split.sort(case, now)


def _by_value(cases: Iterable[Case], dimension: str) -> dict[str, list[Case]]:
    values: dict[str, list[Case]] = {value: [] for value in DIMENSIONS[dimension]}
    for case in cases:
        values.setdefault(value_of(case, dimension), []).append(case)
    return values if DIMENSIONS[dimension] else dict(sorted(values.items()))


Groups = tuple[tuple[str, ...], ...]


def _kind_groups(split: Split, counts: Mapping[str, int], threshold: int) -> Groups:
    """Returns the kinds of a split, small ones put together with those that mean nearly the same to
    the indicators.
    """
    kinds = split.kinds or tuple(sorted(counts))
    roles = [list(roles_of(split.id, kind)) for kind in kinds]

    def unlike(small: int, other: int) -> int:
        return sum(one != two for one, two in zip(roles[small], roles[other], strict=True))

    return _named(kinds, merged([counts.get(kind, 0) for kind in kinds], threshold, partner=unlike))


def _row_groups(by: str, rows: Mapping[str, list[Case]], threshold: int) -> Groups:
    totals = [len(cases) for cases in rows.values()]

    def far(small: int, other: int) -> int:
        # Months are put to their neighbours; of other values all that are small become one.
        return abs(small - other) if by == MONTH else 0

    return _named(tuple(rows), merged(totals, threshold, partner=far))


def _named(names: Sequence[str], groups: Iterable[Iterable[int]]) -> Groups:
    return tuple(tuple(names[place] for place in group) for group in groups)


def _shown(
    split: Split,
    by: str,
    values: Mapping[str, list[Case]],
    kinds: Groups,
    threshold: int,
    sort: Callable[[Case], str],
) -> Shown:
    rows = tuple(
        group for group in _row_groups(by, values, threshold) if any(values[each] for each in group)
    )
    members = [[case for each in group for case in values[each]] for group in rows]
    counts = [Counter(map(sort, cases)) for cases in members]
    table = [[sum(count[kind] for kind in group) for group in kinds] for count in counts]
    hidden = hidden_cells(table, threshold)
    cells = tuple(
        tuple(None if (row, column) in hidden else count for column, count in enumerate(counts))
        for row, counts in enumerate(table)
    )
    kind_sums = tuple(map(sum, zip(*table, strict=True)))
    shown = Shown(split.id, by, rows, kinds, cells, tuple(map(len, members)), kind_sums)
    if split.hours is None:
        return shown
    everyone = [case for cases in members for case in cases]
    times = tuple(
        _times(split, cases, threshold) if _is_told(split, kinds, row) else None
        for cases, row in zip(members, cells, strict=True)
    )
    of_all = _times(split, everyone, threshold) if _is_told(split, kinds, kind_sums) else None
    return replace(shown, times=times, times_of_all=of_all)


def _is_told(split: Split, kinds: Groups, row: Sequence[int | None]) -> bool:
    """Whether it is shown of how many cases the times of a row are: else no median is either."""
    timed = timed_kinds(split.id)
    return all(
        cell is not None and timed.issuperset(group)
        for group, cell in zip(kinds, row, strict=True)
        if timed.intersection(group)
    )


def _times(split: Split, cases: Iterable[Case], threshold: int) -> Times | None:
    """Returns the median and the ninth tenth of the times of some cases, rounded so that no one
    case's is told: to the hour, those below an hour to the second.
    """
    hours = [] if split.hours is None else [split.hours(case) for case in cases]
    known = sorted(each for each in hours if each is not None)
    if len(known) < threshold:
        return None
    p90 = statistics.quantiles(known, n=10, method="inclusive")[-1]
    return Times(
        _rounded(statistics.median(known)), _rounded(p90) if len(known) >= _P90_FROM else None
    )


def _rounded(hours: float) -> float:
    return float(round(hours)) if hours >= 1 else round(hours * 3600) / 3600


def _table(told: Mapping[str, Any]) -> Shown:
    lists: dict[str, Any] = {
        name: tuple(tuple(each) if isinstance(each, list) else each for each in value)
        for name, value in told.items()
        if isinstance(value, list) and name != "times"
    }
    times = tuple(_read_times(each) for each in told["times"])
    of_all = _read_times(told["times_of_all"])
    return Shown(told["split"], told["by"], **lists, times=times, times_of_all=of_all)


def _read_times(told: Mapping[str, Any] | None) -> Times | None:
    return None if told is None else Times(**told)
