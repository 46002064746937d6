import fcntl
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from gateway.conversation.doorbell import Doorbell
from helpline.settings import Settings
from tests.end_to_end.installation import wait_for

_NORMAL = 1


def test_a_ring_of_one_process_is_answered_by_another(any_settings: Settings) -> None:
    answered: list[str] = []

    def serve(contact_id: str) -> bool:
        answered.append(contact_id)
        return False

    consumer = Doorbell(any_settings, serve).consumer()
    consumer.start()

    # A gateway's doorbell is built apart, without anything that could answer.
    Doorbell(any_settings).ring("a contact")

    wait_for(lambda: answered == ["a contact"], seconds=10, what="the answer to the ring")
    consumer.stop(graceful=True)


def test_who_is_rung_for_already_is_not_rung_for_again_until_that_is_answered(
    any_settings: Settings,
) -> None:
    doorbell = Doorbell(any_settings)

    for contact_id in ("a contact", "another", "a contact"):
        doorbell.ring(contact_id)
    assert [doorbell.huey.dequeue().args for _ in range(2)] == [("a contact",), ("another",)]
    assert doorbell.huey.pending_count() == 0

    doorbell.ring("a contact")
    assert doorbell.huey.pending_count() == 1


def test_a_ring_waits_in_turn_and_not_for_the_disk(settings: Settings) -> None:
    storage = Doorbell(settings).huey.storage

    with storage.db(commit=True) as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (_NORMAL,)
        with open(settings.var / "doorbell.db-turn") as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_67_78_a_ring_that_cannot_be_stored_does_no_harm(settings: Settings) -> None:
    doorbell = Doorbell(settings)
    with closing(sqlite3.connect(settings.var / "doorbell.db")) as connection:
        connection.execute("DROP TABLE task")

    doorbell.ring("a contact")


def test_processes_that_start_at_once_on_an_empty_database_all_get_their_bell(
    environ: dict[str, str], postgres_url: str
) -> None:
    settings = Settings.from_env({**environ, "DATABASE_URL": postgres_url})

    with ThreadPoolExecutor(8) as processes:
        bells = list(processes.map(lambda _: Doorbell(settings), range(8)))

    assert [bell.huey.pending_count() for bell in bells] == [0] * 8
