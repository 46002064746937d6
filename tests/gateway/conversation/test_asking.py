"""The carrier is asked of what it never reported; after a day staff read that nothing was heard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.carrier import NotSent, Reported
from gateway.conversation.asking import StatusAsker
from gateway.twilio.errors import meaning_of
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import MessageState
from helpline.storage.messages import get_message
from helpline.storage.tables import Message
from helpline.storage.unreported import NEVER_REPORTED, WAITS
from tests.builders import NOW, make_contact, make_outbound
from tests.gateway.conversation.conftest import ScriptedCarrier

SID = "SM" + "7" * 32


@pytest.fixture
def asker(any_database: Database, carrier: ScriptedCarrier) -> StatusAsker:
    return StatusAsker(any_database, carrier, lambda _contact_id: None)


@pytest.fixture
def message_id(any_database: Database) -> str:
    """A message that the carrier took at NOW, and of which it said nothing since."""
    with any_database.transaction() as session:
        message = make_outbound(session, make_contact(session))
        message.state, message.provider_sid = MessageState.QUEUED, SID
        message.updated_at = NOW
        return message.id


def read(database: Database, message_id: str) -> Message:
    with database.reading() as session:
        return get_message(session, message_id)


def test_84_a_lost_report_is_fetched(
    asker: StatusAsker, carrier: ScriptedCarrier, any_database: Database, message_id: str
) -> None:
    carrier.reports[SID] = Reported("delivered", None)

    assert asker.run_due(now=NOW + timedelta(minutes=14)) == 0
    assert asker.run_due(now=NOW + timedelta(minutes=16)) == 1

    assert read(any_database, message_id).state is MessageState.DELIVERED


def test_a_failure_that_was_never_reported_is_followed_as_one_that_was(
    asker: StatusAsker, carrier: ScriptedCarrier, any_database: Database, message_id: str
) -> None:
    carrier.reports[SID] = Reported("undelivered", "30003")
    now = NOW + WAITS[0]

    asker.run_due(now=now)

    message = read(any_database, message_id)
    assert (message.state, message.error_code) == (MessageState.UNDELIVERED, "30003")
    assert message.next_at == now + meaning_of("30003").again_after[0]


def test_a_block_that_was_never_reported_marks_the_contact(
    asker: StatusAsker, carrier: ScriptedCarrier, any_database: Database, message_id: str
) -> None:
    carrier.reports[SID] = Reported("failed", "30004")

    asker.run_due(now=NOW + WAITS[0])

    contact_id = read(any_database, message_id).contact_id
    with any_database.reading() as session:
        assert get_contact(session, contact_id).undeliverable == "blocked"


def test_84_after_a_day_without_a_word_staff_are_told_and_nobody_asks_again(
    asker: StatusAsker, carrier: ScriptedCarrier, any_database: Database, message_id: str
) -> None:
    carrier.reports[SID] = Reported("queued", None)

    assert [asker.run_due(now=NOW + wait) for wait in WAITS] == [1, 1, 1, 1]
    assert asker.run_due(now=NOW + timedelta(days=30)) == 0

    message = read(any_database, message_id)
    assert (message.state, message.error_code) == (MessageState.QUEUED, NEVER_REPORTED)


def test_a_report_that_comes_after_all_ends_the_doubt(
    asker: StatusAsker, any_database: Database, message_id: str
) -> None:
    # The carrier holds no such message any more: it will never report of it.
    asker.run_due(now=NOW + WAITS[0])
    assert read(any_database, message_id).error_code == NEVER_REPORTED

    with any_database.transaction() as session:
        message = get_message(session, message_id)
        record_status(session, message, "delivered", error_code=None, sid=SID, now=NOW)

    message = read(any_database, message_id)
    assert (message.state, message.error_code) == (MessageState.DELIVERED, None)


def test_while_the_carrier_is_away_nothing_is_counted_as_asked(
    asker: StatusAsker,
    carrier: ScriptedCarrier,
    any_database: Database,
    message_id: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unreachable(_sid: str) -> Reported | None:
        raise NotSent("ConnectTimeout")

    monkeypatch.setattr(carrier, "status_of", unreachable)

    assert asker.run_due(now=NOW + WAITS[3]) == 0
    assert read(any_database, message_id).status_asks == 0
