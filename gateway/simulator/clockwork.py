"""Jobs of the simulated carrier that are done at their time."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count


@dataclass(order=True)
class _Job:
    due: float
    order: int
    run: Callable[[], None] = field(compare=False)


class Clockwork(threading.Thread):
    """Runs jobs at their time, each in a thread of its own so that a slow one delays no other."""

    def __init__(self) -> None:
        """Starts with nothing to do."""
        super().__init__(name="clockwork", daemon=True)
        self._jobs: list[_Job] = []
        self._order = count()
        self._changed = threading.Condition()

    def after(self, seconds: float, job: Callable[[], None]) -> None:
        """Runs a job after so many seconds."""
        with self._changed:
            heapq.heappush(self._jobs, _Job(time.monotonic() + seconds, next(self._order), job))
            self._changed.notify()

    def run(self) -> None:
        """Waits for jobs and runs them, for ever."""
        while True:
            threading.Thread(target=self._next().run, daemon=True).start()

    def _next(self) -> _Job:
        with self._changed:
            while True:
                if not self._jobs:
                    self._changed.wait()
                elif (left := self._jobs[0].due - time.monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    return heapq.heappop(self._jobs)
