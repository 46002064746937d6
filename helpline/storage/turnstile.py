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
        self._waiting: threading.Thread | None = None
        self._is_late = False

    def __enter__(self) -> None:
        """Waits for a turn. Behind who has written for half a minute, or where the file cannot be
        made, it goes on without one.
        """
        self._mine.has_turn = self._threads.acquire(timeout=_MOST_SECONDS)
        if not self._mine.has_turn:
            return
        try:
            self._wait_for_processes()
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

    def _wait_for_processes(self) -> None:
        if self._file is None:
            self._file = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        if self._waiting is not None and self._waiting.is_alive():
            # For whoever is in the way half a minute was waited already.
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # The kernel waits without an end: in a thread that can be left alone.
            self._is_late = False
            self._waiting = threading.Thread(
                target=self._take_file, args=(self._file,), name="turn", daemon=True
            )
            self._waiting.start()
            self._waiting.join(_MOST_SECONDS)
            self._is_late = self._waiting.is_alive()

    def _take_file(self, file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
        if self._is_late:
            fcntl.flock(file, fcntl.LOCK_UN)
