"""Does what a training has to do on all cores."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from typing import TypeVar

_Result = TypeVar("_Result")

_works: Sequence[Callable[[], object]] = ()


def side_by_side(works: Sequence[Callable[[], _Result]]) -> list[_Result]:
    """Returns what each of some functions returns, in their order; they are begun in it, so the
    longest ones go first. Raises what one of them raises.

    They run in forked processes, which share what they work on: half of it is Python's own work,
    which threads would do one after the other.
    """
    with multiprocessing.get_context("fork").Pool(initializer=_keep, initargs=(works,)) as pool:
        return pool.map(_done, range(len(works)), chunksize=1)


def _keep(works: Sequence[Callable[[], object]]) -> None:
    """Keeps them in a process, which was forked with all that they hold."""
    global _works
    _works = works


def _done(place: int) -> object:
    return _works[place]()
