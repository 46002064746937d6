"""What is shown of a year: a fixed list of tables, small cells hidden in all of them together.

Every figure on every page and in every file is worked out from these tables, so that nothing can
tell more than they do. Small months, kinds and values are put together with others first; what is
still small is hidden within its table, and other cells with it (`protection`).
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from helpline.reports.case import Case
from helpline.reports.indicators import (
    DIMENSIONS,
    cuts,
    roles_of,
    timed_kinds,
    value_of,
    value_of_kind,
)
from helpline.reports.protection import hidden_cells, merged
from helpline.reports.published import MONTH as MONTH
from helpline.reports.published import Publication as Publication
from helpline.reports.published import Shown as Shown
from helpline.reports.published import Times as Times
from helpline.reports.splits import SPLITS, Population, Split

# A tenth of so few times lies beside the longest of them, and would tell it.
_P90_FROM = 50
_AREA_FACTOR = 10
_MONTHS = tuple(f"{month:02}" for month in range(1, 13))


def publish(cases: Iterable[Case], year: int, *, threshold: int, now: datetime) -> Publication:
    """Returns what is shown of a year of some cases at a moment (aware)."""
    tables: list[Shown] = []
    for population, months in _counted(cases, year, threshold):
        tables += _tables(months, population, threshold, now)
    return Publication(year, threshold, now, tuple(tables))


def publish_month(
    cases: Iterable[Case], month: date, *, threshold: int, now: datetime
) -> Publication:
    """Returns what the public is told of a month, by itself: kinds are put together until none is
    small, so that nothing is hidden, and nothing of another month or the year stands beside it.
    """
    tables: list[Shown] = []
    name = f"{month.month:02}"
    for population, months in _counted(cases, month.year, threshold):
        if len(months[name]) >= threshold:
            shown = _tables({name: months[name]}, population, threshold, now)
            tables += [table for table in shown if table.by == MONTH and table.rows == ((name,),)]
    return Publication(month.year, threshold, now, tuple(tables))


def publish_year(cases: Iterable[Case], year: int, *, threshold: int, now: datetime) -> Publication:
    """Returns what the public is told of a year: its tables by dimension, every number rounded to
    ten, so that the months that were told one by one do not add up to what is hidden: rounded to
    five, of one made-up year in twenty they did.
    """
    whole = publish(cases, year, threshold=threshold, now=now)
    return replace(
        whole, tables=tuple(_to_ten(table) for table in whole.tables if table.by != MONTH)
    )


def _to_ten(table: Shown) -> Shown:
    return replace(
        table,
        cells=tuple(tuple(map(_ten, row)) for row in table.cells),
        row_sums=tuple(10 * round(count / 10) for count in table.row_sums),
        kind_sums=tuple(10 * round(count / 10) for count in table.kind_sums),
    )


def _ten(count: int | None) -> int | None:
    return None if count is None else 10 * round(count / 10)


def _counted(
    cases: Iterable[Case], year: int, threshold: int
) -> Iterator[tuple[Population, dict[str, list[Case]]]]:
    """Yields the cases of a year by month for each population that is large enough."""
    counted = [case for case in cases if case.outcome != "duplicate"]
    for population in Population:
        months = _by_month(counted, population, year)
        if sum(map(len, months.values())) >= threshold:
            yield population, months


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
    blocks = {
        dimension: _row_groups(dimension, _by_value(everyone, dimension), threshold)
        for dimension in _cut_by(population)
    }
    for split in SPLITS.values():
        if split.population is not population:
            continue
        sort = _sort_of(split, everyone, now)
        kinds = _kind_groups(split, Counter(map(sort, everyone)), blocks, threshold)
        if len(kinds) < 2:
            continue
        by = months if split.monthly else {"year": everyone}
        tables.append(_shown(split, MONTH, by, kinds, threshold, sort))
        for dimension in cuts().get(split.id, ()):
            values = _by_value(everyone, dimension)
            tables.append(_shown(split, dimension, values, kinds, threshold, sort))
    return tables


def _sort_of(split: Split, cases: Iterable[Case], now: datetime) -> Callable[[Case], str]:
    """Returns what sorts cases; each is looked at once, in however many tables it stands."""
    known = {id(case): split.sort(case, now) for case in cases}
    return lambda case: known[id(case)]


def _by_value(cases: Iterable[Case], dimension: str) -> dict[str, list[Case]]:
    values: dict[str, list[Case]] = {value: [] for value in DIMENSIONS[dimension]}
    for case in cases:
        values.setdefault(value_of(case, dimension), []).append(case)
    return values if DIMENSIONS[dimension] else dict(sorted(values.items()))


Groups = tuple[tuple[str, ...], ...]


def _cut_by(population: Population) -> list[str]:
    """Returns by which dimensions the cases of a population are cut."""
    return sorted(
        {by for split, names in cuts().items() for by in names
         if SPLITS[split].population is population}
    )  # fmt: skip


def _kind_groups(
    split: Split, counts: Mapping[str, int], blocks: Mapping[str, Groups], threshold: int
) -> Groups:
    """Returns the kinds of a split, small ones put together with those that mean nearly the same to
    the indicators. Where cases are cut by the same as they are sorted by, never with one of another
    row (`blocks`, by dimension): the small one would be the difference of the two.
    """
    kinds = split.kinds or tuple(sorted(counts))
    roles = [_roles(split, kind) for kind in kinds]

    def unlike(small: int, other: int) -> int:
        return sum(one != two for one, two in zip(roles[small], roles[other], strict=True))

    totals = [counts.get(kind, 0) for kind in kinds]
    groups: list[list[int]] = []
    for block in _blocks_of(split, kinds, blocks):
        # What every indicator leaves out is told as one.
        aside = [place for place in block if not any(roles[place])]
        alone = [[place] for place in block if place not in aside]
        start = [*alone, aside] if aside and alone else [[place] for place in block]
        groups += merged(totals, threshold, partner=unlike, start=start)
    return _named(kinds, sorted(groups))


def _blocks_of(split: Split, kinds: Sequence[str], blocks: Mapping[str, Groups]) -> list[list[int]]:
    for dimension, rows in blocks.items():
        values = [value_of_kind(split.id, kind, dimension) for kind in kinds]
        if None not in values:
            found = [[at for at, value in enumerate(values) if value in row] for row in rows]
            return [block for block in found if block]
    return [list(range(len(kinds)))]


def _roles(split: Split, kind: str) -> list[bool]:
    return [holds for _id, *roles in roles_of(split.id, kind) for holds in roles]


def _row_groups(by: str, rows: Mapping[str, list[Case]], threshold: int) -> Groups:
    totals = [len(cases) for cases in rows.values()]
    if not DIMENSIONS.get(by, (MONTH,)):
        # There are so many areas that the small ones would all be hidden.
        threshold *= _AREA_FACTOR

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
    costs = [max(sum(_roles(split, kind)) for kind in group) for group in kinds]
    hidden = hidden_cells(table, threshold, costs=costs)
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
        _times(split, cases, threshold, sort) if _is_told(split, kinds, row) else None
        for cases, row in zip(members, cells, strict=True)
    )
    is_told = _is_told(split, kinds, kind_sums)
    of_all = _times(split, everyone, threshold, sort) if is_told else None
    return replace(shown, times=times, times_of_all=of_all)


def _is_told(split: Split, kinds: Groups, row: Sequence[int | None]) -> bool:
    """Whether it is shown of how many cases the times of a row are: else no median is either."""
    timed = timed_kinds(split.id)
    return all(
        cell is not None and timed.issuperset(group)
        for group, cell in zip(kinds, row, strict=True)
        if timed.intersection(group)
    )


def _times(
    split: Split, cases: Iterable[Case], threshold: int, sort: Callable[[Case], str]
) -> Times | None:
    """Returns the median and the ninth tenth of the times of some cases, rounded so that no one
    case's is told: to the hour, those below an hour to the second.
    """
    timed = timed_kinds(split.id)
    of = (case for case in cases if sort(case) in timed)
    hours = [] if split.hours is None else [split.hours(case) for case in of]
    known = sorted(each for each in hours if each is not None)
    if len(known) < threshold:
        return None
    median = _rounded(statistics.median(known))
    if len(known) < _P90_FROM:
        return Times(median, None)
    return Times(median, _rounded(statistics.quantiles(known, n=10, method="inclusive")[-1]))


def _rounded(hours: float) -> float:
    return float(round(hours)) if hours >= 1 else round(hours * 3600) / 3600
