"""The supervisor of `helpline up`: starts every process, restarts one that dies, ends all on a
signal.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess  # nosec: starts this project's own commands only
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

logger = logging.getLogger(__name__)

_POLL_SECONDS = 0.2
_GRACE_SECONDS = 15.0
_LONGEST_PAUSE = 30.0
# A process that lived this long before it died is restarted at once, like a new one.
_STEADY_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process: its name in the log, its command, and the whole environment it gets."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    failures: int = 0


@dataclass
class Supervisor:
    """Runs children until `stop` is called or a signal asks for it."""

    children: list[Child]
    clock: Callable[[], float] = time.monotonic
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Starts all children and keeps them alive; returns when all have ended after a stop."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: self.stop())
        try:
            while not self._stopping.is_set():
                for child in self.children:
                    self._tend(child)
                self._stopping.wait(_POLL_SECONDS)
        finally:
            self._end_all()

    def stop(self) -> None:
        """Asks for the end of all children."""
        self._stopping.set()

    def _tend(self, child: Child) -> None:
        now = self.clock()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            child.process = None
            steady = now - child.started_at > _STEADY_SECONDS
            child.failures = 0 if steady else child.failures + 1
            pause = min(2.0 ** (child.failures - 1), _LONGEST_PAUSE) if child.failures > 1 else 0.0
            child.restart_at = now + pause
            logger.warning(
                "a process ended and is started again",
                extra={"process_name": child.name, "code": code, "pause_seconds": pause},
            )
        if now >= child.restart_at:
            self._start(child, now)

    def _start(self, child: Child, now: float) -> None:
        child.started_at = now
        child.process = subprocess.Popen(  # noqa: S603 - the commands are our own
            list(child.command),
            env=dict(child.environ),
            # A session of its own: Ctrl-C in the terminal reaches the supervisor alone, which ends
            # the others in order.
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )

    def _end_all(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        deadline = self.clock() + _GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, deadline - self.clock()))
            except subprocess.TimeoutExpired:
                _signal_group(process, signal.SIGKILL)
                process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def _die_with_parent() -> None:
    # So that a supervisor that is killed outright leaves no process behind that would hold its
    # ports.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
