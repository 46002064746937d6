"""Each round is made by one worker at a time, and one that fails stops no other."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.conversation.rounds import Rounds, build_rounds
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.rounds import claim_round, end_round
from tests.builders import NOW
from tests.gateway.conversation.conftest import ScriptedCarrier

EVERY = timedelta(minutes=5)


class Failing:
    def run_due(self, *, now: datetime) -> int:
        raise RuntimeError("of the test")


class Counting:
    made = 0

    def run_due(self, *, now: datetime) -> int:
        self.made += 1
        return 0


def test_a_round_that_fails_stops_no_other() -> None:
    counting = Counting()

    for _ in range(2):
        Rounds([Failing(), counting]).make(now=NOW)

    assert counting.made == 2


def test_of_two_workers_one_makes_a_round_and_it_remembers_how_far_it_came(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        first = claim_round(session, "of tests", now=NOW, every=EVERY)
        assert first is not None
        assert first.asked_up_to is None
        end_round(session, "of tests", asked_up_to=NOW)

    with any_database.transaction() as session:
        assert claim_round(session, "of tests", now=NOW, every=EVERY) is None
        again = claim_round(session, "of tests", now=NOW + EVERY, every=EVERY)
        assert again is not None
        assert again.asked_up_to == NOW


def test_the_worker_makes_every_round(
    any_settings: Settings, any_database: Database, carrier: ScriptedCarrier
) -> None:
    build_rounds(any_settings, any_database, carrier, lambda _contact_id: None).make(now=NOW)

    with any_database.transaction() as session:
        for name in ("received", "statuses", "copies"):
            assert claim_round(session, name, now=NOW, every=EVERY) is None
