"""All that can be downloaded of a year, put into one system of equations: nobody can work out of it
what stands in no table, however many tables are held against one another.

The tables are held together by their sums alone: what is hidden inside of one may be several
numbers while its sums stay as they are (`test_protection.py` tries them all), whatever the others
show. So the unknowns here are the sums: of each value of a dimension or month, and of each kind of
a split. Every number on the page, in the PDF and in the files is made of the same tables.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest

from helpline.reports.case import CHILD_AGES, UNKNOWN, Case
from helpline.reports.indicators import value_of
from helpline.reports.protection import is_small
from helpline.reports.publication import (
    MONTH,
    Population,
    Publication,
    _by_month,
    publish,
    publish_month,
    publish_year,
)
from helpline.reports.splits import SPLITS
from tests.helpline.reports.made import NOW, a_case
from tests.helpline.reports.population import population

Name = tuple[str, ...]
_MOST = 10**6


@dataclass
class System:
    """Counts that are not known, and sums of them that are."""

    places: dict[Name, int] = field(default_factory=dict)
    sums: dict[frozenset[tuple[int, int]], tuple[int, int]] = field(default_factory=dict)

    @property
    def rows(self) -> list[tuple[dict[int, int], tuple[int, int]]]:
        """What is known: counts with their signs, and between what their sum is."""
        return [(dict(row), between) for row, between in self.sums.items()]

    def at(self, name: Name) -> int:
        return self.places.setdefault(name, len(self.places))

    def add(
        self, names: Iterable[Name], total: int, *, less: Iterable[Name] = (), about: int = 0
    ) -> None:
        """Says that the sum of some counts, less the sum of others, is about a number."""
        row = Counter({self.at(name): 1 for name in names})
        row.subtract(self.at(name) for name in less)
        self.sums[frozenset(row.items())] = (total - about, total + about)

    def bounds(self) -> tuple[list[int], list[int]]:
        """Returns what each count is at least and at most, narrowed until nothing changes more."""
        low, high = [0] * len(self.places), [_MOST] * len(self.places)
        rows, changed = self.rows, True
        while changed:
            changed = False
            assert all(least <= most for least, most in zip(low, high, strict=True))
            for row, (fewest, greatest) in rows:
                least = sum(low[at] if sign > 0 else -high[at] for at, sign in row.items())
                most = sum(high[at] if sign > 0 else -low[at] for at, sign in row.items())
                for at, sign in row.items():
                    own = (low[at], high[at]) if sign > 0 else (-high[at], -low[at])
                    first, last = fewest - (most - own[1]), greatest - (least - own[0])
                    new = (first, last) if sign > 0 else (-last, -first)
                    if new[0] > low[at] or new[1] < high[at]:
                        low[at], high[at] = max(low[at], new[0]), min(high[at], new[1])
                        changed = True
        return low, high

    def determined(self) -> set[int]:
        """Returns the counts that the equations alone determine."""
        exact = [row for row, (fewest, greatest) in self.rows if fewest == greatest]
        matrix = np.zeros((len(exact), len(self.places)))
        for number, row in enumerate(exact):
            for at, sign in row.items():
                matrix[number, at] = sign
        _, values, vectors = np.linalg.svd(matrix)
        free = vectors[int((values > 1e-9).sum()) :]
        return {at for at in range(len(self.places)) if not np.any(np.abs(free[:, at]) > 1e-7)}


def system_of(publication: Publication) -> System:
    """Returns what a reader knows of the sums of a year who has every table and knows how they were
    made.
    """
    system = System()
    for table in publication.tables:
        of = SPLITS[table.split].population.value
        for row, total in zip(table.rows, table.row_sums, strict=True):
            system.add(((of, table.by, value) for value in row), total)
        for group, total in zip(table.kinds, table.kind_sums, strict=True):
            system.add(((of, table.split, "kind", kind) for kind in group), total)
    _add_twins(system)
    return system


def _add_twins(system: System) -> None:
    """Says what stands in two tables under two names: the values of a dimension by which cases are
    cut, and the kinds of the split that sorts them by the same.
    """
    for of, by, value in [name for name in system.places if len(name) == 3]:
        twins = [(of, by, "kind", value)]
        if by == "child":
            adult = [age for age in SPLITS["age"].kinds if age not in (*CHILD_AGES, UNKNOWN)]
            ages = {"child": CHILD_AGES, "adult": adult, UNKNOWN: [UNKNOWN]}[value]
            twins = [(of, "age", "kind", age) for age in ages]
        if all(twin in system.places for twin in twins):
            system.add(twins, 0, less=[(of, by, value)])


def truth_of(cases: list[Case], name: Name) -> int:
    """Returns what a count is."""
    months = _by_month(
        [each for each in cases if each.outcome != "duplicate"], Population(name[0]), 2026
    )
    found = [each for month in months.values() for each in month]
    if name[2] == "kind":
        return sum(SPLITS[name[1]].sort(each, NOW) == name[3] for each in found)
    if name[1] == MONTH:
        return len(found) if name[2] == "year" else len(months[name[2]])
    return sum(value_of(each, name[1]) == name[2] for each in found)


def recovered(cases: list[Case], threshold: int) -> list[tuple[Name, int]]:
    """Returns the small counts that can be worked out, each with what it was found to be."""
    system = system_of(publish(cases, 2026, threshold=threshold, now=NOW))
    names = list(system.places)
    low, high = system.bounds()
    found = system.determined() | {at for at in range(len(names)) if low[at] == high[at]}
    return [
        (names[at], truth)
        for at in found
        if is_small(truth := truth_of(cases, names[at]), threshold)
    ]


def few_children(seed: int) -> list[Case]:
    """Returns a small year in which some values are rare, and every arrest is dated."""
    rng = random.Random(seed)
    ages = ["25_59"] * 12 + ["60_up"] * 3 + ["18_24"] * 3 + ["unknown"] * 3 + ["14_15", "child"]
    return [
        a_case(
            age=rng.choice(ages),
            writer=rng.choice(["family"] * 12 + ["self"] * 2 + ["other"]),
            gender=rng.choice(["man"] * 9 + ["woman", "unknown"]),
            authority=rng.choice(["police"] * 9 + ["army", "other", "unknown"]),
            jurisdiction=rng.choice(["nepal"] * 6 + ["tunisia", "myanmar", "unknown"]),
            foreigner=rng.choice(["no"] * 6 + ["yes", "unknown"]),
            contact=rng.choice([None, 3, 20, 60]),
        )
        for _ in range(90)
    ]


@pytest.mark.parametrize("seed", [2, 5, 6, 7])
def test_of_a_small_year_nothing_small_is_worked_out_from_all_tables_together(seed: int) -> None:
    assert recovered(few_children(seed), 11) == []


@pytest.mark.parametrize(("count", "threshold"), [(160, 5), (400, 11)])
def test_of_an_invented_year_nothing_small_is_worked_out_either(count: int, threshold: int) -> None:
    assert recovered(population(count), threshold) == []


@pytest.mark.parametrize("count", [300, 400, 500, 650, 800])
def test_months_told_one_by_one_and_the_rounded_year_do_not_add_up_to_anything_small(
    count: int,
) -> None:
    cases, system = population(count), System()
    for month in range(1, 13):
        for table in publish_month(cases, date(2026, month, 1), threshold=11, now=NOW).tables:
            for group, total in zip(table.kinds, table.kind_sums, strict=True):
                system.add(((table.split, f"{month:02}", kind) for kind in group), total)
    for table in publish_year(cases, 2026, threshold=11, now=NOW).tables:
        for group, total in zip(table.kinds, table.kind_sums, strict=True):
            names = [name for name in system.places if name[0] == table.split and name[2] in group]
            # What stands in a month of which nothing is told.
            rest = [(table.split, "rest", kind) for kind in group]
            system.add([*names, *rest], total, about=5)
    low, high = system.bounds()

    pinned = [
        name for name, at in system.places.items() if low[at] == high[at] and name[1] != "rest"
    ]
    assert len(pinned) < len(system.places)
    assert [name for name in pinned if is_small(count_of(cases, *name), 11)] == []


def count_of(cases: list[Case], split: str, month: str, kind: str) -> int:
    ours = [each for each in cases if each.outcome != "duplicate"]
    months = _by_month(ours, SPLITS[split].population, 2026)
    return sum(SPLITS[split].sort(each, NOW) == kind for each in months[month])
