"""`kill -9` of any process at any moment loses no message and sends no answer twice."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
import pytest_socket

from tests.end_to_end.installation import Installation, wait_for

PHONES = [f"+155501{number}" for number in range(60, 68)]
MESSAGES_EACH = 5
# Each of these has one sentence for an answer, whatever came before.
WORDS = ["thank you", "goodbye", "thank you so much", "hello", "many thanks"]


@pytest.fixture(params=["sqlite", "postgresql"])
def fragile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """An installation with short leases: a killed worker's contacts are free again soon."""
    pytest_socket.enable_socket()
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    installation = Installation(
        tmp_path_factory.mktemp("fragile"), database_url=url, lease_seconds=6
    )
    installation.start()
    yield installation
    installation.stop()


def test_66_67_68_69_70_kills_at_any_moment_lose_nothing_and_double_nothing(
    fragile: Installation,
) -> None:
    rng = random.Random(20261124)
    killed = ["worker", "gateway", "bot", "actions", "worker", "worker", "gateway", "worker"]
    fragile.faults(duplicates=1)

    for turn in range(MESSAGES_EACH):
        for number in PHONES:
            fragile.write(number, WORDS[turn])
            if killed and rng.random() < 0.25:
                fragile.kill(killed.pop())
    while killed:
        fragile.kill(killed.pop())

    def answered() -> bool:
        return all(len(fragile.bodies(number)) >= MESSAGES_EACH for number in PHONES)

    wait_for(answered, seconds=120, what="the last answer")
    wait_for(fragile.is_ready, seconds=60, what="readiness")
    # One more turn for each phone: whatever was still under way has come before its answer.
    for number in PHONES:
        fragile.ask(number, "thank you", seconds=60)
    assert [len(fragile.bodies(number)) for number in PHONES] == [MESSAGES_EACH + 1] * len(PHONES)


def test_59_61_68_a_kill_in_the_middle_of_an_intake_loses_no_answer(fragile: Installation) -> None:
    number = "+15550171"
    fragile.ask(number, "the police arrested my uncle yesterday", replies=2, seconds=60)

    fragile.kill("actions")
    fragile.write(number, "1")
    fragile.kill("worker")
    fragile.write(number, "Nepal")
    fragile.kill("bot")
    fragile.write(number, "Lalitpur")

    wait_for(lambda: len(fragile.bodies(number)) >= 5, seconds=120, what="the questions")
    bodies = fragile.bodies(number)
    assert [body.partition("\n")[0] for body in bodies[2:]] == [
        "In which country?",
        "Where are they now? Write the town and, if you know, the station.",
        "Are they under 18?",
    ]


def test_71_81_a_send_of_unknown_outcome_is_settled_and_not_repeated(fragile: Installation) -> None:
    fragile.faults(unknown_outcomes=1, lose_callbacks=1)

    fragile.write("+15550172", "thank you")
    wait_for(lambda: fragile.bodies("+15550172"), seconds=20, what="the answer")
    fragile.ask("+15550172", "goodbye", seconds=60)

    assert len(fragile.bodies("+15550172")) == 2
