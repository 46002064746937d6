"""Small writes of many threads that share one transaction: what comes in while one waits for its
turn to write is written with it.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

_T = TypeVar("_T")
# So many that wait are written at once: each of them keeps a thread from other work.
_ENOUGH = 4


@dataclass
class _Job:
    work: Callable[[Session], Any]
    is_patient: bool
    is_done: bool = False
    result: Any = None
    error: Exception | None = None


class Gathering:
    """Does jobs in transactions, several in one where they come at the same time. A job may be done
    twice, of which only the second counts, so that it must change nothing but its session.
    """

    def __init__(self, transaction: Callable[[], AbstractContextManager[Session]]) -> None:
        """Takes what opens a transaction that commits at the end of its block."""
        self._transaction = transaction
        self._waiting: deque[_Job] = deque()
        self._leading = threading.Lock()
        self._is_time = threading.Event()

    def do(self, work: Callable[[Session], _T], *, patience: float = 0.0) -> _T:
        """Returns what a job returns once it is committed; raises what it or the commit raised. A
        job that fails undoes no other. For so many seconds of `patience` it waits for others to
        come, unless one has none or enough have come.
        """
        job = _Job(work, is_patient=patience > 0)
        self._waiting.append(job)
        if not job.is_patient or len(self._waiting) >= _ENOUGH:
            self._is_time.set()
        with self._leading:
            # Who led before may have done it.
            if not job.is_done:
                self._wait_for_more(patience)
                self._lead()
        if job.error is not None:
            raise job.error
        result: _T = job.result
        return result

    def _wait_for_more(self, seconds: float) -> None:
        self._is_time.clear()
        waiting = list(self._waiting)
        if len(waiting) < _ENOUGH and all(job.is_patient for job in waiting):
            self._is_time.wait(seconds)

    def _lead(self) -> None:
        """Does all jobs that wait by the time it is our turn to write."""
        jobs: list[_Job] = []
        try:
            self._together(jobs)
        except OperationalError as error:
            # The database is locked, full or away: for one as for all.
            self._take(jobs)
            for job in jobs:
                job.error = error
        except Exception:
            self._take(jobs)
            for job in jobs:
                self._alone(job)
        except BaseException:
            self._waiting.extendleft(reversed(jobs))
            raise
        for job in jobs:
            job.is_done = True

    def _together(self, jobs: list[_Job]) -> None:
        with self._transaction() as session:
            self._take(jobs)
            for job in jobs:
                job.result = job.work(session)

    def _alone(self, job: _Job) -> None:
        try:
            with self._transaction() as session:
                job.result = job.work(session)
        except Exception as error:
            job.error = error

    def _take(self, jobs: list[_Job]) -> None:
        while self._waiting:
            jobs.append(self._waiting.popleft())
