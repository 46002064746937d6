"""The supervisor of `helpline up`: starts every process, restarts one that dies, restarts all in
turn on SIGHUP, ends all on a signal.
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
# Longer than Rasa takes to load its model on a busy machine.
_READY_SECONDS = 120.0
_LONGEST_PAUSE = 30.0
# A process that was ready for this long before it died is restarted at once, like a new one.
_STEADY_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """One process: its name in the log, its command (or what gives it at each start), the whole
    environment it gets, and the open files that are handed to it. `is_ready` tells whether it does
    its work since `forget_ready`; `holds` is what must stay open for it.
    """

    name: str
    command: Sequence[str] | Callable[[], Sequence[str]]
    environ: Mapping[str, str]
    files: Sequence[int] = ()
    is_ready: Callable[[], bool] = lambda: True
    forget_ready: Callable[[], None] = lambda: None
    holds: object = None
    process: subprocess.Popen[bytes] | None = None
    ready_at: float | None = None
    restart_at: float = 0.0
    failures: int = 0
    # When a process that is being replaced must have ended, and be ready again.
    end_by: float | None = None
    ready_by: float | None = None


@dataclass
class Supervisor:
    """Runs children until `stop` is called or a signal asks for it."""

    children: list[Child]
    clock: Callable[[], float] = time.monotonic
    _stopping: threading.Event = field(default_factory=threading.Event)
    _replacing: list[Child] = field(default_factory=list)
    _asked: bool = False

    def run(self) -> None:
        """Starts all children and keeps them alive; returns when all have ended after a stop."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: self.stop())
        signal.signal(signal.SIGHUP, lambda *_: self.replace_all())
        try:
            while not self._stopping.is_set():
                self.tend()
                self._stopping.wait(_POLL_SECONDS)
        finally:
            self._end_all()

    def stop(self) -> None:
        """Asks for the end of all children."""
        self._stopping.set()

    def replace_all(self) -> None:
        """Asks for every child to be ended and started anew, one after another: the next goes once
        the one before is ready. Stops at one that does not get ready; the others run on.
        """
        self._asked = True

    @property
    def is_replacing(self) -> bool:
        """Whether children are still to be replaced."""
        return self._asked or bool(self._replacing)

    def tend(self) -> None:
        """Starts what is due, notes what has ended, and goes on replacing."""
        if self._asked and not self._replacing:
            self._asked, self._replacing = False, list(self.children)
            logger.info("every process is started anew, one after another")
        for child in self.children:
            self._tend(child)
        if self._replacing:
            self._replace(self._replacing[0])

    def _tend(self, child: Child) -> None:
        now = self.clock()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                if child.ready_at is None and child.is_ready():
                    child.ready_at = now
                return
            self._note_end(child, code, now)
        if now >= child.restart_at:
            self._start(child, now)

    def _note_end(self, child: Child, code: int, now: float) -> None:
        child.process = None
        if child.end_by is not None:
            # We ended it.
            child.end_by, child.ready_by = None, now + _READY_SECONDS
            child.restart_at = now
            return
        steady = child.ready_at is not None and now - child.ready_at >= _STEADY_SECONDS
        child.failures = 0 if steady else child.failures + 1
        pause = min(2.0 ** (child.failures - 1), _LONGEST_PAUSE) if child.failures > 1 else 0.0
        child.restart_at = now + pause
        logger.warning(
            "a process ended and is started again",
            extra={"process_name": child.name, "code": code, "pause_seconds": pause},
        )

    def _replace(self, child: Child) -> None:
        """Does the next step in replacing a child; takes it off the list once it is ready."""
        now = self.clock()
        if child.ready_by is not None:
            if child.ready_at is not None:
                child.ready_by = None
                self._replacing.pop(0)
            elif now >= child.ready_by:
                child.ready_by = None
                self._replacing.clear()
                logger.error(
                    "a process is not ready after its restart; the others are left as they are",
                    extra={"process_name": child.name},
                )
        elif child.process is None:
            # It pauses after a failure: what is new may be what mends it.
            child.restart_at, child.ready_by = now, now + _READY_SECONDS
        elif child.end_by is None:
            child.end_by = now + _GRACE_SECONDS
            _signal_group(child.process, signal.SIGTERM)
        elif now >= child.end_by:
            _signal_group(child.process, signal.SIGKILL)

    def _start(self, child: Child, now: float) -> None:
        child.ready_at = None
        child.forget_ready()
        child.process = subprocess.Popen(  # noqa: S603 - the commands are our own
            list(child.command() if callable(child.command) else child.command),
            env=dict(child.environ),
            pass_fds=child.files,
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
