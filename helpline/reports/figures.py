"""Figures out of what is published: nothing here can tell more than its tables do."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from helpline.reports.indicators import Indicator
from helpline.reports.publication import MONTH, Publication, Shown, Times

# Below so many cases a percentage says more than they do.
_LEAST_FOR_SHARE = 10


class FigureState(enum.StrEnum):
    """Whether a figure is shown, hidden since too few cases are behind it, there being no case at
    all, or never collected.
    """

    SHOWN = "shown"
    HIDDEN = "hidden"
    EMPTY = "empty"
    NOT_COLLECTED = "not_collected"


@dataclass(frozen=True)
class Figure:
    """A figure of an indicator, for some rows of its table. `counted` of `whole`, or `counted`
    alone; of how many it is `unknown` and how many it leaves out; None is hidden. Times are hours.
    """

    id: str
    state: FigureState
    counted: int | None = None
    whole: int | None = None
    unknown: int | None = None
    left_out: int | None = None
    times: Times | None = None
    reason: str = ""

    @property
    def share(self) -> float | None:
        """The share of the whole (0 to 1); None where there is none, or too small a whole."""
        if self.counted is None or not self.whole or self.whole < _LEAST_FOR_SHARE:
            return None
        return self.counted / self.whole


@dataclass(frozen=True)
class Row:
    """A row of a table, as groups of values, and the figure of it."""

    values: tuple[str, ...]
    figure: Figure


@dataclass(frozen=True)
class Gap:
    """By how much the languages that are told together lie behind the best: a share (0 to 1) or
    hours.
    """

    values: tuple[str, ...]
    behind: float


def figure_of_month(publication: Publication, indicator: Indicator, month: str) -> Figure:
    """Returns the figure of an indicator for a month ("01" to "12"), or for the months with which
    it is told together.
    """
    if indicator.not_collected:
        return Figure(indicator.id, FigureState.NOT_COLLECTED, reason=indicator.not_collected)
    if indicator.row is not None:
        return figure_of_year(publication, indicator)
    return _figure(publication, indicator, MONTH, month)


def figure_of_year(publication: Publication, indicator: Indicator) -> Figure:
    """Returns the figure of an indicator for the year of a publication."""
    if indicator.not_collected:
        return Figure(indicator.id, FigureState.NOT_COLLECTED, reason=indicator.not_collected)
    if indicator.row is not None:
        return _figure(publication, indicator, *indicator.row)
    return _figure(publication, indicator, MONTH, None)


def figures_by(publication: Publication, indicator: Indicator, by: str) -> list[Row]:
    """Returns the figure of an indicator for each row of its table by a dimension, or by month."""
    table = publication.find(indicator.split, by)
    if table is None or indicator.row is not None:
        return []
    return [Row(row, _figure(publication, indicator, by, row[0])) for row in table.rows]


def gaps(publication: Publication, indicator: Indicator) -> list[Gap]:
    """Returns by how much each language of a year lies behind the best by an indicator, the best
    first; empty where fewer than two of them are shown.
    """
    better = 1 if indicator.better == "up" else -1
    known = [
        (row.values, value)
        for row in figures_by(publication, indicator, "writing")
        if (value := _value(indicator, row.figure)) is not None
    ]
    if len(known) < 2:
        return []
    best = max(better * value for _, value in known)
    found = [Gap(values, best - better * value) for values, value in known]
    return sorted(found, key=lambda gap: gap.behind)


def _value(indicator: Indicator, figure: Figure) -> float | None:
    if not indicator.is_time:
        return figure.share
    return None if figure.times is None else figure.times.median


def _figure(publication: Publication, indicator: Indicator, by: str, value: str | None) -> Figure:
    table = publication.find(indicator.split, by)
    if table is None:
        return Figure(indicator.id, FigureState.HIDDEN)
    row = _row_with(table, value)
    if value is not None and row is None:
        return Figure(indicator.id, FigureState.EMPTY)
    counted = _sum(table, row, indicator.counted)
    whole = _whole(publication, indicator, by, value)
    if counted is None or (indicator.whole and whole is None):
        return Figure(indicator.id, FigureState.HIDDEN)
    times = table.times_of_all if row is None else table.times[row] if table.times else None
    if indicator.is_time and times is None:
        # Of how many there would be a time is no figure of its own, and 100% of them least of all.
        return Figure(indicator.id, FigureState.HIDDEN if counted else FigureState.EMPTY)
    return Figure(
        indicator.id,
        FigureState.SHOWN,
        counted,
        whole,
        _sum(table, row, indicator.unknown),
        _sum(table, row, indicator.left_out),
        times if indicator.is_time else None,
    )


def _whole(
    publication: Publication, indicator: Indicator, by: str, value: str | None
) -> int | None:
    if not indicator.wholes:
        table = publication.find(indicator.split, by)
        if table is None or not indicator.whole:
            return None
        return _sum(table, _row_with(table, value), indicator.whole)
    total = 0
    for split, kinds in indicator.wholes.items():
        table = publication.find(split, by)
        part = None if table is None else _sum(table, _row_with(table, value), kinds)
        if part is None:
            return None
        total += part
    return total


def _row_with(table: Shown, value: str | None) -> int | None:
    """Returns the place of the row that a value is told in, or None."""
    return next((place for place, row in enumerate(table.rows) if value in row), None)


def _sum(table: Shown, row: int | None, kinds: tuple[str, ...]) -> int | None:
    """Returns the sum of some kinds in a row (None: in all), as far as the table tells it: from
    their cells or, where one is hidden, from the sum of the row less all its other cells. None
    where it does not, or where one of the kinds is told together with others.
    """
    counts = table.kind_sums if row is None else table.cells[row]
    whole = sum(table.kind_sums) if row is None else table.row_sums[row]
    inside: list[int | None] = []
    outside: list[int | None] = []
    for group, count in zip(table.kinds, counts, strict=True):
        if not set(group) & set(kinds):
            outside.append(count)
        elif set(group) <= set(kinds):
            inside.append(count)
        else:
            return None
    return _total(inside) if None not in inside else _rest(whole, outside)


def _rest(whole: int, outside: list[int | None]) -> int | None:
    total = _total(outside)
    return None if total is None else whole - total


def _total(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None
