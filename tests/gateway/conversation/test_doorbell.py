import sqlite3
from contextlib import closing

from gateway.conversation.doorbell import Doorbell
from helpline.settings import Settings
from tests.end_to_end.installation import wait_for


def test_a_ring_of_one_process_is_answered_by_another(any_settings: Settings) -> None:
    answered: list[str] = []
    consumer = Doorbell(any_settings, answered.append).consumer()
    consumer.start()

    # A gateway's doorbell is built apart, without anything that could answer.
    Doorbell(any_settings).ring("a contact")

    wait_for(lambda: answered == ["a contact"], seconds=10, what="the answer to the ring")
    consumer.stop(graceful=True)


def test_67_78_a_ring_that_cannot_be_stored_does_no_harm(settings: Settings) -> None:
    doorbell = Doorbell(settings)
    with closing(sqlite3.connect(settings.var / "doorbell.db")) as connection:
        connection.execute("DROP TABLE task")

    doorbell.ring("a contact")
