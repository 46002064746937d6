"""Where those who want to write to an SQLite file wait for one another: threads of a process, and
the processes of a machine.

SQLite lets one write at a time, and who has to wait naps, ever longer, however soon it would be
their turn. Here the kernel wakes them at once. It is a courtesy: SQLite's own lock still decides,
so a writer that knows nothing of this file, or goes on without a turn, harms nobody.
"""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from types import TracebackType

logger = logging.getLogger(__name__)

_MOST_SECONDS = 30.0


class Turnstile:
    """A context manager that lets one writer through at a time; a thread takes one turn at once."""

    def __init__(self, path: str) -> None:
        """Takes the path of a file for it, which is made at the first turn and stays empty."""
        self._path = path
        self._threads = threading.Lock()
        self._file: int | None = None
        self._mine = threading.local()

    def __enter__(self) -> None:
        """Waits for a turn. Behind a thread of this process that has waited or written for half a
        minute, or where the file cannot be made, it goes on without one. A process that is stopped
        while it writes is waited for.
        """
        self._mine.has_turn = self._threads.acquire(timeout=_MOST_SECONDS)
        if not self._mine.has_turn:
            return
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except OSError:
            logger.warning("writers cannot wait for one another: its file cannot be used")
        except BaseException:
            # A signal's, in the thread that handles them.
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        """Lets the next one through."""
        if not self._mine.has_turn:
            return
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()
