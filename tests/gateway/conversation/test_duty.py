"""Calls to who is on duty: once for each urgent case and reason, at any hour, without content."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from gateway.conversation.duty import DutyCalls
from gateway.conversation.rounds import build_rounds
from helpline.errors import SettingError
from helpline.settings import Settings
from helpline.speech import Speech
from helpline.storage.assignments import claim
from helpline.storage.database import Database
from helpline.storage.farewells import claim as claim_farewell
from helpline.storage.farewells import list_due_farewells
from helpline.storage.kinds import Channel
from helpline.storage.rounds import claim_round
from helpline.storage.tables import Referral
from tests.builders import NOW, OWN_NUMBER, make_contact, make_referral
from tests.gateway.console.desk import make_staff
from tests.gateway.conversation.conftest import ScriptedCarrier

ON_DUTY = ("+15550190", "+15550191")
URGENT = {"mistreatment": "yes", "country": "nepal", "held_name": "Ram Shrestha"}
NEAR = {
    "country": "nepal", "held_by": "police", "age_group": "adult", "arrested_when": "20 hours ago",
}  # fmt: skip
LATER = NOW + timedelta(minutes=1)


def add(database: Database, number: int, facts: dict[str, str], **told: bool) -> Referral:
    with database.transaction() as session:
        contact = make_contact(session, address=f"+155501{number:02}")
        return make_referral(session, contact, facts=facts, **told)


def called(database: Database, *, now: datetime = NOW) -> list[tuple[str, str]]:
    """Makes the round and returns what is to be sent: to whom, and the words."""
    rung: list[str] = []
    calls = DutyCalls(database, Speech(), ON_DUTY, OWN_NUMBER, rung.append)
    count = calls.run_due(now=now)
    with database.transaction() as session:
        due = list_due_farewells(session, now=now)
        assert sorted(rung) == sorted(due)
        assert count == len(due)
        sent = [claim_farewell(session, id_, now=now, hold=timedelta(days=1)) for id_ in due]
    assert all(each.channel is Channel.SMS and each.own_address == OWN_NUMBER for each in sent)
    return sorted((each.address, each.body) for each in sent)


def test_an_urgent_case_calls_each_number_once(any_database: Database) -> None:
    reference = add(any_database, 1, URGENT).reference
    add(any_database, 2, {"country": "nepal"})

    says = f"Helpline: something urgent waits. Reference {reference}."
    assert called(any_database) == [(number, says) for number in ON_DUTY]
    assert called(any_database, now=LATER) == []


def test_what_somebody_has_calls_nobody_until_its_time_is_about_to_end(
    any_database: Database,
) -> None:
    mine, near = add(any_database, 1, URGENT), add(any_database, 2, NEAR)
    with any_database.transaction() as session:
        staff = make_staff(session)
        for each in (mine, near):
            claim(session, session.get_one(Referral, each.id), staff.id, now=NOW)

    (first, _) = called(any_database)

    assert near.reference in first[1]


def test_a_draft_calls_nobody(any_database: Database) -> None:
    add(any_database, 1, URGENT, submitted=False)

    assert called(any_database) == []


def test_many_at_once_are_one_message(any_database: Database) -> None:
    for number in range(4):
        add(any_database, number, URGENT)

    assert called(any_database) == [
        (number, "Helpline: 4 urgent things wait. Open the list.") for number in ON_DUTY
    ]


def test_a_second_worker_makes_no_second_call(any_database: Database) -> None:
    add(any_database, 1, URGENT)
    with any_database.transaction() as session:
        claim_round(session, "duty", now=NOW, every=timedelta(seconds=30))

    assert called(any_database) == []
    assert len(called(any_database, now=LATER)) == 2


def test_the_worker_calls_only_where_numbers_are_set(
    environ: dict[str, str], database: Database, carrier: ScriptedCarrier
) -> None:
    add(database, 1, URGENT)

    for numbers, messages in (("", 0), (",".join(ON_DUTY), 2)):
        settings = Settings.from_env(environ | {"DUTY_NUMBERS": numbers})
        build_rounds(settings, database, carrier, lambda _id: None).make(now=NOW)
        with database.reading() as session:
            assert len(list_due_farewells(session, now=NOW)) == messages


@pytest.mark.parametrize("numbers", ["15550123", "+0155501", "+1555 0123", "amina"])
def test_what_is_no_number_stops_the_start(environ: dict[str, str], numbers: str) -> None:
    with pytest.raises(SettingError, match="DUTY_NUMBERS"):
        Settings.from_env(environ | {"DUTY_NUMBERS": numbers})
