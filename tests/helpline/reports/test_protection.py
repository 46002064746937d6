"""Nobody can work a hidden cell out: not by trying every table that fits, nor by adding up."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from helpline.reports.protection import hidden_cells, is_small, merged
from helpline.reports.publication import Publication, Shown, publish, publish_month, publish_year
from tests.helpline.reports.made import NOW
from tests.helpline.reports.population import population

Table = list[list[int]]


def every_table_that_fits(table: Table, hidden: frozenset[tuple[int, int]]) -> Iterator[Table]:
    """Yields every table with the same shown cells and sums, as somebody might try who knows that a
    hidden cell is not zero (unless all are hidden).
    """
    least = 0 if len(hidden) == len(table) * len(table[0]) else 1
    rows = [
        list(_rows_that_fit(row, [column for at, column in sorted(hidden) if at == number], least))
        for number, row in enumerate(table)
    ]
    sums = [sum(column) for column in zip(*table, strict=True)]
    for chosen in itertools.product(*rows):
        if [sum(column) for column in zip(*chosen, strict=True)] == sums:
            yield [list(row) for row in chosen]


def _rows_that_fit(row: list[int], columns: list[int], least: int) -> Iterator[list[int]]:
    total = sum(row[column] for column in columns)
    for values in itertools.product(range(least, total + 1), repeat=len(columns)):
        if sum(values) == total:
            tried = list(row)
            for column, value in zip(columns, values, strict=True):
                tried[column] = value
            yield tried


@pytest.mark.parametrize("seed", range(60))
def test_a_small_cell_may_have_several_values_for_all_that_can_be_tried(seed: int) -> None:
    rng = random.Random(seed)
    table = [[rng.choice((0, 1, 2, 3, 6, 9)) for _ in range(3)] for _ in range(3)]
    # As `merged` leaves them: no sum of a row or column is small.
    lines = [*table, *map(list, zip(*table, strict=True))]
    if any(0 < sum(line) < 5 for line in lines):
        return

    hidden = hidden_cells(table, 5)

    fitting = list(every_table_that_fits(table, hidden))
    for row, column in hidden:
        if is_small(table[row][column], 5):
            possible = {tried[row][column] for tried in fitting}
            assert len(possible) >= 5


def test_what_is_not_small_is_shown_and_so_is_zero() -> None:
    table = [[12, 0, 30], [25, 14, 0]]

    assert hidden_cells(table, 11) == frozenset()


def test_one_small_cell_takes_three_others_with_it_from_the_column_that_costs_least() -> None:
    table = [[3, 40, 50], [60, 70, 80]]

    assert hidden_cells(table, 11, costs=[0, 5, 0]) == {(0, 0), (0, 2), (1, 0), (1, 2)}


def test_small_groups_are_put_together_until_none_is_small() -> None:
    groups = merged([3, 40, 0, 5, 4], 11, partner=lambda one, other: abs(one - other))

    assert groups == [[0, 1], [2], [3, 4]] or all(
        not is_small(sum([3, 40, 0, 5, 4][place] for place in group), 11) for group in groups
    )


def hidden_in(table: Shown) -> list[tuple[int, int]]:
    return [
        (row, column)
        for row, cells in enumerate(table.cells)
        for column, cell in enumerate(cells)
        if cell is None
    ]


def worked_out_by_adding_up(table: Shown) -> set[tuple[int, int]]:
    """Returns the hidden cells that the sums of rows and columns pin down by linear algebra."""
    hidden = hidden_in(table)
    if not hidden:
        return set()
    lines = [[row for row, _ in hidden], [column for _, column in hidden]]
    equations = np.array(
        [
            [1.0 if place == number else 0.0 for place in lines[side]]
            for side, many in ((0, len(table.rows)), (1, len(table.kinds)))
            for number in range(many)
        ]
    )
    _, values, vectors = np.linalg.svd(equations)
    rank = int((values > 1e-9).sum())
    free = vectors[rank:]
    return {cell for place, cell in enumerate(hidden) if not np.any(np.abs(free[:, place]) > 1e-9)}


def worked_out_by_bounds(table: Shown) -> set[tuple[int, int]]:
    """Returns the hidden cells that narrowing every cell by the sums again and again pins down."""
    hidden = hidden_in(table)
    least = 0 if len(hidden) == len(table.rows) * len(table.kinds) else 1
    low = dict.fromkeys(hidden, least)
    high = dict.fromkeys(hidden, 10**9)
    lines = [(0, number, total) for number, total in enumerate(table.row_sums)]
    lines += [(1, number, total) for number, total in enumerate(table.kind_sums)]
    for _ in range(50):
        for side, number, total in lines:
            cells = [cell for cell in hidden if cell[side] == number]
            shown = sum(
                cell
                for row, values in enumerate(table.cells)
                for column, cell in enumerate(values)
                if cell is not None and (row, column)[side] == number
            )
            for cell in cells:
                others = [each for each in cells if each != cell]
                low[cell] = max(low[cell], total - shown - sum(high[each] for each in others))
                high[cell] = min(high[cell], total - shown - sum(low[each] for each in others))
    return {cell for cell in hidden if low[cell] == high[cell]}


@pytest.mark.parametrize(("cases", "threshold"), [(300, 11), (1200, 11), (1200, 5), (40, 5)])
def test_no_hidden_cell_of_all_tables_together_is_recovered(cases: int, threshold: int) -> None:
    publication = publish(population(cases), 2026, threshold=threshold, now=NOW)

    hidden = sum(len(hidden_in(table)) for table in publication.tables)
    recovered = [
        (table, cell)
        for table in publication.tables
        for cell in worked_out_by_adding_up(table) | worked_out_by_bounds(table)
    ]

    assert hidden
    # A cell that is large may be worked out: it was hidden for the sake of others only.
    truth = publish(population(cases), 2026, threshold=1, now=NOW)
    assert [each for each in recovered if is_small(true_count(truth, *each), threshold)] == []


def true_count(truth: Publication, table: Shown, cell: tuple[int, int]) -> int:
    full = truth.find(table.split, table.by)
    assert full is not None
    rows, kinds = set(table.rows[cell[0]]), set(table.kinds[cell[1]])
    return sum(
        full.cells[row][column] or 0
        for row, values in enumerate(full.rows)
        for column, group in enumerate(full.kinds)
        if set(values) <= rows and set(group) & kinds
    )


@pytest.mark.parametrize(("cases", "threshold"), [(300, 11), (1200, 11), (1200, 5), (40, 5)])
def test_every_number_that_is_shown_is_large_enough(cases: int, threshold: int) -> None:
    publication = publish(population(cases), 2026, threshold=threshold, now=NOW)
    for table in publication.tables:
        numbers = [cell for row in table.cells for cell in row if cell is not None]
        for number in (*numbers, *table.row_sums, *table.kind_sums):
            assert not is_small(number, threshold)


def test_what_one_table_hides_no_other_table_shows() -> None:
    """A kind that is, month by month, as large as a kind of another table would give it away."""
    cases = population(1200)
    shown = [
        table
        for table in publish(cases, 2026, threshold=11, now=NOW).tables
        if table.by == "month" and len(table.rows) > 1
    ]
    truth = publish(cases, 2026, threshold=1, now=NOW)
    columns = [(table, column) for table in shown for column in range(len(table.kinds))]
    counts = {
        (table.split, column): [
            true_count(truth, table, (row, column)) for row in range(len(table.rows))
        ]
        for table, column in columns
    }
    for (one, column), (other, twin) in itertools.permutations(columns, 2):
        if one.split != other.split and counts[one.split, column] == counts[other.split, twin]:
            for mine, theirs in zip(one.cells, other.cells, strict=True):
                assert mine[column] is not None or theirs[twin] is None


def test_a_month_that_is_published_by_itself_hides_nothing_and_tells_nothing_small() -> None:
    publication = publish_month(population(1200), date(2026, 5, 1), threshold=11, now=NOW)

    assert publication.tables
    for table in publication.tables:
        assert table.rows == (("05",),)
        assert not any(cell is None or is_small(cell, 11) for cell in table.cells[0])


def test_a_published_year_has_no_months_and_only_rounded_numbers() -> None:
    publication = publish_year(population(1200), 2026, threshold=11, now=NOW)

    assert publication.tables
    for table in publication.tables:
        assert table.by != "month"
        for number in (*table.row_sums, *table.kind_sums):
            assert number % 10 == 0
