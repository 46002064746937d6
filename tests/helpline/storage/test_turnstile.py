"""Those who write to an SQLite file wait for one another, and are woken when it is their turn."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from helpline.settings import Settings
from helpline.storage import turnstile
from helpline.storage.database import Database
from helpline.storage.turnstile import Turnstile
from tests.builders import make_contact

_HOLDER = """
import sys
from helpline.storage.turnstile import Turnstile
with Turnstile(sys.argv[1]):
    print("in", flush=True)
    sys.stdin.read()
"""


def _is_taken(path: Path) -> bool:
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False


def test_a_transaction_has_its_turn_to_its_end_however_it_ends(
    database: Database, settings: Settings
) -> None:
    path = settings.var / "helpline.db-turn"

    with database.transaction() as session:
        make_contact(session)
        assert _is_taken(path)
    assert not _is_taken(path)
    with pytest.raises(ValueError, match="no"), database.transaction():
        raise ValueError("no")
    assert not _is_taken(path)
    with database.reading():
        assert not _is_taken(path)
    assert path.read_bytes() == b""
    assert path.stat().st_mode & 0o077 == 0


def test_another_process_is_waited_for_until_it_is_done_or_dies(tmp_path: Path) -> None:
    path = tmp_path / "turn"
    for end in ("done", "killed"):
        holder = subprocess.Popen(
            [sys.executable, "-c", _HOLDER, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert holder.stdin
        assert holder.stdout
        assert holder.stdout.readline() == "in\n"
        had_turn = threading.Event()

        def wait(had_turn: threading.Event = had_turn) -> None:
            with Turnstile(str(path)):
                had_turn.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert _is_taken(path)
        assert not had_turn.is_set()
        if end == "done":
            holder.stdin.close()
        else:
            holder.kill()
        assert had_turn.wait(10)
        waiting.join()
        holder.wait()
        holder.stdout.close()


def test_threads_of_one_process_are_let_through_one_at_a_time(tmp_path: Path) -> None:
    one_at_a_time, inside, most = Turnstile(str(tmp_path / "turn")), 0, 0

    def write() -> None:
        nonlocal inside, most
        for _ in range(200):
            with one_at_a_time:
                inside += 1
                most = max(most, inside)
                # Lets the others run.
                time.sleep(0)
                inside -= 1

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (inside, most) == (0, 1)


def test_who_has_waited_too_long_goes_on_without_a_turn_and_takes_none_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "_MOST_SECONDS", 0.01)
    path = tmp_path / "turn"
    shared, went_on = Turnstile(str(path)), threading.Event()

    def go_on() -> None:
        with shared:
            went_on.set()

    with shared:
        other = threading.Thread(target=go_on)
        other.start()
        assert went_on.wait(10)
        other.join()
        assert _is_taken(path)
    assert not _is_taken(path)


def test_nobody_waits_for_ever_for_a_process_that_stands_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "_MOST_SECONDS", 0.01)
    path = tmp_path / "turn"
    ours, other = Turnstile(str(path)), os.open(path, os.O_CREAT | os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX)
    for _ in range(2):
        with ours:
            assert _is_taken(path)
    late = ours._waiting
    assert late
    # One thread waits on, and keeps nothing once it is let through.
    assert [each.name for each in threading.enumerate()].count("turn") == 1
    fcntl.flock(other, fcntl.LOCK_UN)
    late.join(10)
    assert not _is_taken(path)
    with ours:
        assert _is_taken(path)
    os.close(other)


def test_where_no_file_can_be_made_it_is_written_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Turnstile(str(tmp_path / "no folder" / "turn"))
    for _ in range(2):
        with nowhere:
            assert "cannot wait" in caplog.text
