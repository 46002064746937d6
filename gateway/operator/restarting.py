"""`helpline restart`: asks the supervisor of this machine to start each process anew, in turn."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO

import click

from helpline.processes import ProcessCounts
from helpline.settings import Settings


@click.command()
def restart() -> None:
    """Start every process of this machine's `helpline up` anew, one after another, each once the
    one before is ready. What comes in meanwhile is taken, and answered.
    """
    pid = find_supervisor(Settings.from_env(os.environ))
    if pid is None:
        raise click.ClickException("no `helpline up` runs over this HELPLINE_VAR")
    os.kill(pid, signal.SIGHUP)
    click.echo("each process is started anew in turn; the log says if one is not ready again")


def chosen(counts: ProcessCounts, **asked: int | None) -> ProcessCounts:
    """Returns the counts with those in place that were asked for on the command line."""
    return replace(counts, **{name: count for name, count in asked.items() if count is not None})


@contextmanager
def told_of(settings: Settings) -> Iterator[None]:
    """Leaves word of this process as the supervisor for as long as the block runs; raises
    ClickException if another one runs here.
    """
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _path(settings).open("a+", encoding="ascii") as file:
        if not _lock(file):
            raise click.ClickException("another `helpline up` runs over this HELPLINE_VAR")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def find_supervisor(settings: Settings) -> int | None:
    """Returns the id of the process that supervises this installation here, or None."""
    try:
        with _path(settings).open(encoding="ascii") as file:
            # Who died holds no lock, whatever number stands here.
            return None if _lock(file) else int(file.read())
    except (FileNotFoundError, ValueError):
        return None


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _path(settings: Settings) -> Path:
    # Several machines may share the folder.
    return settings.var / f"up-{socket.gethostname()}.pid"
