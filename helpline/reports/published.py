"""The tables that are published of a year or a month, and how they are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

MONTH = "month"


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
