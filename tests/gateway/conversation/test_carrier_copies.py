"""What is erased here is erased at the carrier, however long it takes, and the proof stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway.carrier import NotSent, Refused
from gateway.conversation.carrier_copies import CarrierCopies
from gateway.metrics import CARRIER_ALARMS
from helpline.privacy.erasure import FAREWELL, erase_rows
from helpline.settings import Settings
from helpline.storage.copies import COPIES_OVERDUE_AFTER, count_waiting_copies
from helpline.storage.database import Database
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import CopyState, CopyTask, MessageState
from helpline.storage.tables import CarrierCopy
from tests.builders import NOW, make_contact, make_inbound, make_outbound
from tests.gateway.conversation.conftest import ScriptedCarrier, Setup

FIRST, SECOND = "SM" + "1" * 32, "SM" + "2" * 32
KEEPS = timedelta(days=7)


@pytest.fixture
def copies(any_database: Database, carrier: ScriptedCarrier) -> CarrierCopies:
    return CarrierCopies(any_database, carrier, keeps=KEEPS)


@pytest.fixture
def contact_id(any_database: Database) -> str:
    """A contact who wrote once and was answered by a message that took two attempts."""
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact).provider_sid = "SM" + "0" * 32
        answer = make_outbound(session, contact)
        answer.state, answer.provider_sid = MessageState.QUEUED, FIRST
        record_status(session, answer, "undelivered", error_code="30003", sid=FIRST, now=NOW)
        answer.state, answer.provider_sid = MessageState.QUEUED, SECOND
        return contact.id


def erase(database: Database, contact_id: str) -> None:
    with database.transaction() as session:
        erase_rows(session, contact_id, now=NOW)


def rows(database: Database) -> list[CarrierCopy]:
    with database.reading() as session:
        return list(session.scalars(select(CarrierCopy)))


def test_erasure_reaches_every_message_and_every_attempt_at_the_carrier(
    copies: CarrierCopies, carrier: ScriptedCarrier, any_database: Database, contact_id: str
) -> None:
    erase(any_database, contact_id)

    assert copies.run_due(now=NOW) == 3

    assert sorted(carrier.dropped) == [("SM" + "0" * 32, 204), (FIRST, 204), (SECOND, 204)]
    for row in rows(any_database):
        assert (row.state, row.proof, row.done_at) == (CopyState.DONE, 204, NOW)
        assert row.sid_sealed is None
        assert row.message_id is None


def test_99_a_message_on_its_way_is_asked_for_again_until_it_is_gone(
    copies: CarrierCopies, carrier: ScriptedCarrier, any_database: Database, contact_id: str
) -> None:
    erase(any_database, contact_id)
    carrier.drops = [NotSent("20009")] * 3

    assert copies.run_due(now=NOW) == 0
    assert copies.run_due(now=NOW + timedelta(minutes=1)) == 0
    carrier.drops = [NotSent("20009"), None, None]
    assert copies.run_due(now=NOW + timedelta(minutes=3)) == 2
    assert copies.run_due(now=NOW + timedelta(minutes=62)) == 0
    assert copies.run_due(now=NOW + timedelta(minutes=64)) == 1

    assert {row.state for row in rows(any_database)} == {CopyState.DONE}


def test_while_the_carrier_is_away_it_is_asked_once_a_round_and_nothing_is_given_up(
    copies: CarrierCopies, carrier: ScriptedCarrier, any_database: Database, contact_id: str
) -> None:
    erase(any_database, contact_id)
    for day in range(20):
        carrier.drops = [NotSent("ConnectTimeout")]
        assert copies.run_due(now=NOW + timedelta(days=day)) == 0
        carrier.drops = []

    assert carrier.dropped == []
    assert copies.run_due(now=NOW + timedelta(days=21)) == 3


def test_a_refusal_alarms_and_is_asked_again_the_next_day(
    copies: CarrierCopies, carrier: ScriptedCarrier, any_database: Database, contact_id: str
) -> None:
    erase(any_database, contact_id)
    carrier.drops = [Refused("20001")] * 3
    before = CARRIER_ALARMS.labels("20001")._value.get()

    copies.run_due(now=NOW)

    assert CARRIER_ALARMS.labels("20001")._value.get() == before + 3
    assert {row.next_at for row in rows(any_database)} == {NOW + timedelta(days=1)}
    assert copies.run_due(now=NOW + timedelta(days=1)) == 3


def test_after_some_days_the_words_are_redacted_at_the_carrier_and_once_only(
    copies: CarrierCopies, carrier: ScriptedCarrier, any_database: Database, contact_id: str
) -> None:
    assert copies.run_due(now=NOW + KEEPS - timedelta(hours=1)) == 0
    assert copies.run_due(now=NOW + KEEPS + timedelta(hours=1)) == 3
    assert copies.run_due(now=NOW + KEEPS + timedelta(days=9)) == 0

    assert {proof for _, proof in carrier.dropped} == {200}
    assert {row.task for row in rows(any_database)} == {CopyTask.REDACT}


def test_what_was_redacted_is_erased_when_its_contact_is(
    copies: CarrierCopies, carrier: ScriptedCarrier, any_database: Database, contact_id: str
) -> None:
    later = NOW + KEEPS + timedelta(hours=1)
    copies.run_due(now=later)
    erase(any_database, contact_id)

    assert copies.run_due(now=later + timedelta(minutes=5)) == 3

    assert len(carrier.dropped) == 6
    assert {row.task for row in rows(any_database)} == {CopyTask.ERASE}
    assert {row.message_id for row in rows(any_database)} == {None}


def test_what_the_carrier_will_not_let_go_of_is_counted(
    any_database: Database, contact_id: str
) -> None:
    erase(any_database, contact_id)

    with any_database.reading() as session:
        assert count_waiting_copies(session) == 3
        since = NOW + COPIES_OVERDUE_AFTER
        assert count_waiting_copies(session, since=since - COPIES_OVERDUE_AFTER) == 0
        assert count_waiting_copies(session, since=since + timedelta(minutes=1)) == 3


def test_nothing_of_a_contact_stands_beside_what_is_to_be_erased(
    any_database: Database, contact_id: str
) -> None:
    erase(any_database, contact_id)

    for row in rows(any_database):
        held = {name: value for name, value in vars(row).items() if isinstance(value, str | bytes)}
        assert contact_id not in held.values()
        assert not any(FIRST.encode() in v for v in held.values() if isinstance(v, bytes))


def test_the_last_message_to_who_was_erased_is_erased_too_once_it_had_time_to_arrive(
    setup: Setup, carrier: ScriptedCarrier, any_settings: Settings
) -> None:
    # The bot's memory is a file there, which on PostgreSQL nobody has made a folder for.
    any_settings.var.mkdir(parents=True, exist_ok=True)
    setup.bot.script = [{"replies": [{"text": "Erased.", "response": FAREWELL, "language": "en"}]}]
    setup.write("yes")
    setup.serve()
    [(sid, farewell)] = carrier.taken
    assert farewell.body == "Erased."
    copies = CarrierCopies(setup.database, carrier, keeps=KEEPS)

    copies.run_due(now=setup.clock())
    assert sid not in dict(carrier.dropped)
    copies.run_due(now=setup.clock() + timedelta(minutes=10))

    assert dict(carrier.dropped)[sid] == 204
