"""The supervisor, over real processes and with a clock that is set by hand."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from gateway.notifying import Listener, Notifier
from gateway.processes import Child, Supervisor

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Parts:
    """A supervisor of some processes that only sleep, and what they say of being ready."""

    def __init__(self, *names: str) -> None:
        self.clock = Clock()
        self.ready = dict.fromkeys(names, True)
        self.children = {
            name: Child(
                name, SLEEPS, dict(os.environ), is_ready=partial(self.ready.__getitem__, name)
            )
            for name in names
        }
        self.supervisor = Supervisor(list(self.children.values()), clock=self.clock)

    def tend(self, *, after: float = 0.0) -> None:
        self.clock.now += after
        self.supervisor.tend()

    def pid(self, name: str) -> int | None:
        process = self.children[name].process
        return None if process is None else process.pid

    def ignores_the_end(self, name: str) -> bool:
        """Whether a process does not listen to SIGTERM (yet)."""
        status = Path(f"/proc/{self.pid(name)}/status").read_text()
        ignored = next(line for line in status.splitlines() if line.startswith("SigIgn:"))
        return bool(int(ignored.split()[1], 16) >> (signal.SIGTERM - 1) & 1)

    def die(self, name: str) -> None:
        process = self.children[name].process
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def tend_until(self, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline
            self.tend()


@pytest.fixture
def parts() -> Iterator[Callable[..., Parts]]:
    made: list[Parts] = []

    def make(*names: str) -> Parts:
        made.append(Parts(*names))
        made[-1].tend()
        return made[-1]

    yield make
    for each in made:
        each.supervisor._end_all()


def pause_after_death(parts: Parts) -> float:
    """Kills the one process and returns for how many seconds it is not started again."""
    parts.die("worker")
    parts.tend()
    child = parts.children["worker"]
    pause = 0.0 if child.process else child.restart_at - parts.clock.now
    parts.tend(after=pause)
    parts.tend()
    return pause


def test_a_process_that_dies_over_and_over_is_started_after_ever_longer_pauses(
    parts: Callable[..., Parts],
) -> None:
    worker = parts("worker")

    assert [pause_after_death(worker) for _ in range(8)] == [0, 2, 4, 8, 16, 30, 30, 30]


def test_a_process_that_was_well_for_a_while_is_started_again_at_once(
    parts: Callable[..., Parts],
) -> None:
    worker = parts("worker")
    for _ in range(6):
        pause_after_death(worker)

    worker.tend(after=10)
    pauses = []
    for _ in range(3):
        pauses.append(pause_after_death(worker))
        worker.tend(after=10)

    assert pauses == [0, 0, 0]


def test_a_process_that_lived_long_and_was_never_ready_is_no_well_one(
    parts: Callable[..., Parts],
) -> None:
    worker = parts("worker")
    worker.ready["worker"] = False
    pauses = []
    for _ in range(4):
        pauses.append(pause_after_death(worker))
        worker.tend(after=50)

    assert pauses == [0, 2, 4, 8]


def test_processes_are_replaced_in_turn_and_each_only_once_the_one_before_is_ready(
    parts: Callable[..., Parts],
) -> None:
    two = parts("bot", "worker")
    first = {name: two.pid(name) for name in ("bot", "worker")}
    two.ready["bot"] = False

    two.supervisor.replace_all()
    two.tend_until(lambda: two.pid("bot") not in (None, first["bot"]))
    for _ in range(5):
        two.tend(after=1)
    assert two.pid("worker") == first["worker"]

    two.ready["bot"] = True
    two.tend_until(lambda: not two.supervisor.is_replacing)
    assert two.pid("worker") not in (None, first["worker"])
    assert two.pid("bot") != first["bot"]
    assert [child.failures for child in two.children.values()] == [0, 0]


def test_who_is_not_ready_after_its_restart_keeps_the_others_as_they_are(
    parts: Callable[..., Parts], caplog: pytest.LogCaptureFixture
) -> None:
    two = parts("bot", "worker")
    first = two.pid("worker")
    two.ready["bot"] = False

    two.supervisor.replace_all()
    two.tend_until(lambda: two.children["bot"].ready_by is not None)
    two.tend()
    two.tend(after=121)

    assert not two.supervisor.is_replacing
    assert two.pid("worker") == first
    assert "not ready after its restart" in caplog.text


def test_who_does_not_end_when_told_to_is_killed(parts: Callable[..., Parts]) -> None:
    deaf = parts("worker")
    deaf.die("worker")
    child = deaf.children["worker"]
    child.command = [
        sys.executable, "-c",
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)",
    ]  # fmt: skip
    deaf.tend()
    deaf.tend()
    before = deaf.pid("worker")
    deaf.tend_until(lambda: deaf.ignores_the_end("worker"))

    deaf.supervisor.replace_all()
    deaf.tend()
    assert deaf.pid("worker") == before
    deaf.tend(after=16)
    deaf.tend_until(lambda: deaf.pid("worker") not in (None, before))


def test_a_process_is_ready_once_it_says_so_and_no_more_once_it_is_started_anew(
    tmp_path: Path,
) -> None:
    listener = Listener(str(tmp_path / "s"))
    environ = dict(listener.environ)
    notifier = Notifier(environ)

    assert environ == {}
    assert not listener.is_ready()
    notifier.ready()
    assert listener.is_ready()
    assert listener.is_ready()
    listener.forget()
    assert not listener.is_ready()
    listener.close()
    notifier.ready()


def test_who_is_started_by_nobody_in_particular_tells_nobody() -> None:
    Notifier({}).ready()
