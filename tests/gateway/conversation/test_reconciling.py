"""What no webhook brought is taken in from the carrier's list, once, and as of when it was
written.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.carrier import NotSent, Received
from gateway.conversation.inbox import Inbox, Incoming
from gateway.conversation.reconciling import OVERLAP, Reconciler
from helpline.privacy.erasure import erase_rows
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.tables import Contact
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, OWN_NUMBER
from tests.gateway.conversation.conftest import ScriptedCarrier
from tests.gateway.twilio.requests import new_sid

EVERY = timedelta(minutes=3)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class Rung(list[str]):
    """Remembers for whom the doorbell was rung."""

    def __call__(self, contact_id: str) -> None:
        self.append(contact_id)


@pytest.fixture
def rung() -> Rung:
    return Rung()


@pytest.fixture
def reconciler(any_database: Database, carrier: ScriptedCarrier, rung: Rung) -> Reconciler:
    return Reconciler(any_database, carrier, rung, every=EVERY)


def received(
    body: str = CANARY_TEXT, *, at: datetime, sid: str | None = None, media: int = 0
) -> Received:
    sid = sid or new_sid()
    incoming = Incoming(sid, Channel.SMS, FAMILY_NUMBER, OWN_NUMBER, body, media)
    return Received(incoming, at)


def bodies(database: Database) -> list[str]:
    with database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        listed = list_messages(session, contact.id) if contact else []
        return [body_of(session, message) for message in listed]


def test_65_a_message_that_never_reached_us_is_taken_in_and_rung_for(
    reconciler: Reconciler, carrier: ScriptedCarrier, any_database: Database, rung: Rung
) -> None:
    at = NOW - timedelta(minutes=20)
    carrier.received = [received(at=at)]

    assert reconciler.run_due(now=NOW) == 1

    with any_database.reading() as session:
        [contact] = session.scalars(select(Contact)).all()
        [message] = list_messages(session, contact.id)
    assert (message.state, message.created_at) == (MessageState.NEW, at)
    assert contact.last_inbound_at == at
    assert rung == [contact.id]


def test_what_the_webhook_brought_is_not_taken_in_again(
    reconciler: Reconciler, carrier: ScriptedCarrier, any_database: Database, rung: Rung
) -> None:
    there = received("first", at=NOW - timedelta(minutes=9))
    Inbox(any_database).receive(there.incoming, now=there.at)
    carrier.received = [there, received("second", at=NOW - timedelta(minutes=8))]

    assert reconciler.run_due(now=NOW) == 1
    assert reconciler.run_due(now=NOW + EVERY) == 0

    assert bodies(any_database) == ["first", "second"]
    assert len(rung) == 1


def test_14_99_what_was_erased_does_not_come_back(
    reconciler: Reconciler, carrier: ScriptedCarrier, any_database: Database
) -> None:
    there = received(at=NOW - timedelta(minutes=9))
    contact_id = Inbox(any_database).receive(there.incoming, now=there.at)
    assert contact_id is not None
    with any_database.transaction() as session:
        erase_rows(session, contact_id, now=NOW)
    carrier.received = [there]

    assert reconciler.run_due(now=NOW) == 0
    assert bodies(any_database) == []


def test_a_message_whose_webhook_may_still_come_is_left_to_it(
    reconciler: Reconciler, carrier: ScriptedCarrier
) -> None:
    carrier.received = [received(at=NOW - timedelta(seconds=20))]

    assert reconciler.run_due(now=NOW) == 0
    assert reconciler.run_due(now=NOW + EVERY) == 1


def test_the_list_is_searched_only_every_few_minutes(
    reconciler: Reconciler, carrier: ScriptedCarrier
) -> None:
    reconciler.run_due(now=NOW)
    carrier.received = [received(at=NOW - timedelta(minutes=5))]

    assert reconciler.run_due(now=NOW + EVERY - timedelta(seconds=1)) == 0
    assert reconciler.run_due(now=NOW + EVERY) == 1


def test_after_an_outage_of_days_the_search_begins_where_the_last_one_ended(
    reconciler: Reconciler, carrier: ScriptedCarrier, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconciler.run_due(now=NOW)
    back = NOW + timedelta(days=3)
    carrier.received = [received(at=NOW + timedelta(hours=1))]
    asked: list[datetime] = []
    listed = carrier.list_received

    def unreachable(*, since: datetime) -> list[Received]:
        asked.append(since)
        raise NotSent("ConnectTimeout")

    monkeypatch.setattr(carrier, "list_received", unreachable)
    assert reconciler.run_due(now=back) == 0
    monkeypatch.setattr(carrier, "list_received", listed)

    assert reconciler.run_due(now=back + EVERY) == 1
    assert asked[0] <= NOW - OVERLAP


def test_one_that_came_late_does_not_make_a_contact_silent(
    reconciler: Reconciler, carrier: ScriptedCarrier, any_database: Database
) -> None:
    later = received("later", at=NOW - timedelta(minutes=2))
    Inbox(any_database).receive(later.incoming, now=later.at)
    carrier.received = [received("earlier", at=NOW - timedelta(minutes=30)), later]

    reconciler.run_due(now=NOW)

    with any_database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        assert contact.last_inbound_at == later.at
