"""A way of sorting cases into kinds."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from helpline.reports.case import Case

Sort = Callable[[Case, datetime], str]
Hours = Callable[[Case], float | None]


class Population(enum.StrEnum):
    """Which cases are sorted, and by what their month is: whose arrest is dated, by its day; all,
    by the day of the first message; and with them the intakes that were left unfinished.
    """

    ARRESTED = "arrested"
    WRITTEN = "written"
    STARTED = "started"


@dataclass(frozen=True)
class Split:
    """A way of sorting. `sort` says of a case, at a moment (aware), which of `kinds` it is; `hours`
    the time that the kinds are made of. `kinds` is empty where they are names, such as areas.
    `monthly` is False where there are too many kinds for a month, or a month would tell too much.
    """

    id: str
    population: Population
    kinds: tuple[str, ...]
    sort: Sort
    hours: Hours | None = None
    monthly: bool = True


def within(hours: float, bounds: Sequence[float], kinds: Sequence[str]) -> str:
    """Returns the kind of a time in hours: the first whose bound it keeps, else the last."""
    for bound, kind in zip(bounds, kinds, strict=False):
        if hours <= bound:
            return kind
    return kinds[-1]
