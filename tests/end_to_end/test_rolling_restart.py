"""Two of each kind on PostgreSQL: all are started anew in turn while families write."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
import pytest_socket
import requests

from tests.end_to_end.installation import Installation, free_port, wait_for

PHONES = [f"+15550185{number}" for number in range(6)]
WORDS = ["thank you", "goodbye", "thank you so much", "hello", "many thanks"]
KINDS = ("bot", "actions", "gateway", "worker")


@pytest.fixture
def many(tmp_path: Path, postgres_url: str) -> Iterator[Installation]:
    """An installation with two processes of each kind."""
    pytest_socket.enable_socket()
    installation = Installation(tmp_path, database_url=postgres_url)
    installation.environ |= {
        "RASA_URL": f"{installation.bot_url},http://127.0.0.1:{free_port()}",
        "TRACKER_URL": postgres_url,
        "WORKERS": "2",
        "GATEWAYS": "2",
        "ACTION_SERVERS": "2",
    }
    installation.start()
    yield installation
    installation.stop()


def processes(installation: Installation) -> set[int]:
    return {process.pid for kind in KINDS for process in installation.parts(kind)}


def bots_ready(installation: Installation) -> bool:
    urls = installation.environ["RASA_URL"].split(",")
    try:
        return all(requests.get(f"{url}/bot/health", timeout=3).ok for url in urls)
    except requests.RequestException:
        return False


def test_57_60_69_a_restart_of_everything_in_turn_loses_and_doubles_no_answer(
    many: Installation,
) -> None:
    wait_for(lambda: bots_ready(many), seconds=60, what="both bots")
    before = processes(many)
    assert [len(many.parts(kind)) for kind in KINDS] == [2, 2, 2, 2]

    many.run("restart")
    written, left = 0, before
    while left or len(processes(many)) < len(before):
        for number in PHONES:
            many.write(number, WORDS[written % len(WORDS)])
        written += 1
        # No more than a person would write: somebody is started anew under every message.
        wait_for(partial(_gone_on, many, left), seconds=120, what="the end of the next process")
        left = before & processes(many)
    wait_for(partial(_answered, many, written), seconds=60, what="the last answer")

    assert written > 3
    # One more turn for each phone: whatever was still under way has come before its answer.
    for number in PHONES:
        many.ask(number, "thank you", seconds=60)
    assert [len(many.bodies(number)) for number in PHONES] == [written + 1] * len(PHONES)
    assert (many.folder / "up.log").read_text().count("a process ended and is started again") == 0


def _answered(installation: Installation, count: int) -> bool:
    return all(len(installation.bodies(number)) >= count for number in PHONES)


def _gone_on(installation: Installation, left: set[int]) -> bool:
    now = processes(installation)
    return (not left and len(now) == 2 * len(KINDS)) or not left <= now
