"""Hiding small cells so that nobody can work them out from what is shown.

A table is protected on the worst assumption: that whoever reads it knows every sum of its rows and
columns, and that a hidden cell is not zero. A small cell is safe where it could be larger or
smaller by several cases while all that is shown, and all sums, stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

Table = Sequence[Sequence[int]]
Cell = tuple[int, int]

# So many values, one beside the other, a hidden small cell may have for all that a reader can tell.
_WIDTH = 4


def is_small(count: int, threshold: int) -> bool:
    """Whether a count may not be shown: above zero and below the threshold."""
    return 0 < count < threshold


def hidden_cells(
    table: Table, threshold: int, *, costs: Sequence[int] | None = None
) -> frozenset[Cell]:
    """Returns which cells (row, column) of a table of counts are hidden: the small ones, and as
    many others as it takes, from the columns first that cost least. Sums of rows and columns must
    not be small themselves.
    """
    costs = costs or [0] * len(table[0])
    hidden = {
        (row, column)
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
        if is_small(count, threshold)
    }
    # Every cell more that is hidden makes the others safer: one that is safe stays so.
    for weak in sorted(hidden):
        while not _is_safe(table, hidden, weak):
            more = _next_to_hide(table, hidden, weak, costs)
            if more is None:
                everything = range(len(table)), range(len(table[0]))
                return frozenset((row, column) for row in everything[0] for column in everything[1])
            hidden.add(more)
    return frozenset(hidden)


def _next_to_hide(table: Table, hidden: set[Cell], weak: Cell, costs: Sequence[int]) -> Cell | None:
    """Returns the cell to hide besides: one that helps to close a ring around the weak cell, of
    the column that costs least, the smallest first; zeros stay.
    """
    rows, columns = range(len(table)), range(len(table[0]))
    shown = [
        (row, column)
        for row in rows
        for column in columns
        if (row, column) not in hidden and table[row][column] > 0
    ]

    in_row = {column for row, column in hidden if row == weak[0]}
    in_column = {row for row, column in hidden if column == weak[1]}

    def rank(cell: Cell) -> tuple[bool, int, int]:
        row, column = cell
        # With a cell of its row and one of its column hidden, the fourth corner closes the ring.
        if len(in_row) < 2:
            useful = row == weak[0]
        elif len(in_column) < 2:
            useful = column == weak[1]
        else:
            useful = row in in_column or column in in_row
        return not useful, costs[column], table[row][column]

    return min(shown, key=rank, default=None)


def _is_safe(table: Table, hidden: set[Cell], cell: Cell) -> bool:
    up = _slack(table, hidden, cell, more=True)
    return up + _slack(table, hidden, cell, more=False) >= _WIDTH


def _slack(table: Table, hidden: set[Cell], cell: Cell, *, more: bool) -> int:
    """Returns by how many, up to the width that is asked for, a hidden cell could be more (or less)
    with all sums as they are, no other hidden cell falling below one.
    """
    spare = {each: table[each[0]][each[1]] - 1 for each in hidden}
    row, column = ("row", cell[0]), ("column", cell[1])
    if not more:
        return _pushed(spare, column, row, min(_WIDTH, spare[cell]), without=cell)
    return _pushed(spare, column, row, _WIDTH, without=cell, falls_first=True)


Node = tuple[str, int]


def _pushed(
    spare: dict[Cell, int],
    start: Node,
    end: Node,
    most: int,
    *,
    without: Cell,
    falls_first: bool = False,
) -> int:
    """Returns how many units can be pushed from a column to a row around a ring of hidden cells. A
    step that lets its cell fall takes from what it has to spare, one that lets it rise does not.
    """
    left = {cell: units for cell, units in spare.items() if cell != without}
    beside: dict[Node, list[Cell]] = {start: [], end: []}
    for cell in left:
        beside.setdefault(("row", cell[0]), []).append(cell)
        beside.setdefault(("column", cell[1]), []).append(cell)
    pushed = 0
    while pushed < most:
        path = _path(left, beside, start, end, falls_first=falls_first)
        if path is None:
            return pushed
        for number, cell in enumerate(path):
            falls = (number % 2 == 0) is falls_first
            left[cell] += -1 if falls else 1
        pushed += 1
    return pushed


def _path(
    left: dict[Cell, int],
    beside: dict[Node, list[Cell]],
    start: Node,
    end: Node,
    *,
    falls_first: bool,
) -> list[Cell] | None:
    """Returns the cells along the shortest ring from a column to a row, or None."""
    came: dict[Node, tuple[Node, Cell] | None] = {start: None}
    nodes = [start]
    for node in nodes:
        from_column = node[0] == "column"
        falls = from_column is falls_first
        for cell in beside[node]:
            following = ("row", cell[0]) if from_column else ("column", cell[1])
            if following not in came and (not falls or left[cell] > 0):
                came[following] = (node, cell)
                nodes.append(following)
        if end in came:
            break
    path: list[Cell] = []
    step = came.get(end)
    if step is None:
        return None
    while step is not None:
        path.append(step[1])
        step = came[step[0]]
    return path[::-1]


def merged(
    totals: Sequence[int],
    threshold: int,
    *,
    partner: Callable[[int, int], int],
    start: Iterable[list[int]] | None = None,
) -> list[list[int]]:
    """Returns groups of places, in order, such that none of their sums is small: a small one is put
    to another, to the one for which `partner(small, other)` is least. All are one where it takes
    that; places whose count is zero stay alone. `start` are the groups to begin with.
    """
    groups = [[place] for place in range(len(totals))] if start is None else list(start)

    def count(group: list[int]) -> int:
        return sum(totals[place] for place in group)

    while small := [group for group in groups if is_small(count(group), threshold)]:
        weakest = min(small, key=count)
        others = [group for group in groups if group is not weakest and count(group)]
        if not others:
            return groups
        chosen = min(others, key=lambda group: (partner(weakest[0], group[0]), count(group)))
        chosen.extend(weakest)
        chosen.sort()
        groups.remove(weakest)
    return sorted(groups)
