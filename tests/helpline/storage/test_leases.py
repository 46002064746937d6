from datetime import timedelta

import pytest

from helpline.errors import LeaseLost
from helpline.storage.contacts import (
    acquire_lease,
    get_contact,
    list_contacts_with_work,
    release_lease,
    renew_lease,
)
from helpline.storage.database import Database, database_now
from helpline.storage.kinds import MessageState
from tests.builders import make_contact, make_inbound, make_outbound


@pytest.fixture
def contact_id(any_database: Database) -> str:
    with any_database.transaction() as session:
        return make_contact(session).id


def test_64_a_lease_is_held_by_one(any_database: Database, contact_id: str) -> None:
    with any_database.transaction() as session:
        assert acquire_lease(session, contact_id, "first", 30)
    with any_database.transaction() as session:
        assert not acquire_lease(session, contact_id, "second", 30)


def test_57_64_a_lease_that_ran_out_goes_to_the_next_and_fences_the_first(
    any_database: Database, contact_id: str
) -> None:
    with any_database.transaction() as session:
        acquire_lease(session, contact_id, "first", 30)
        get_contact(session, contact_id).lease_until = database_now(session) - timedelta(seconds=1)
    with any_database.transaction() as session:
        assert acquire_lease(session, contact_id, "second", 30)

    with pytest.raises(LeaseLost), any_database.transaction() as session:
        renew_lease(session, contact_id, "first", 30)


def test_release_by_a_former_holder_changes_nothing(
    any_database: Database, contact_id: str
) -> None:
    with any_database.transaction() as session:
        acquire_lease(session, contact_id, "second", 30)
        release_lease(session, contact_id, "first")

    with any_database.transaction() as session:
        assert not acquire_lease(session, contact_id, "third", 30)


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        (MessageState.NEW, True),
        (MessageState.DONE, False),
        (MessageState.PARKED, False),
    ],
)
def test_67_sweep_lists_contacts_with_messages_that_wait_for_a_turn(
    any_database: Database, contact_id: str, state: MessageState, listed: bool
) -> None:
    with any_database.transaction() as session:
        make_inbound(session, get_contact(session, contact_id), state=state)

        assert list_contacts_with_work(session) == ([contact_id] if listed else [])


@pytest.mark.parametrize(
    ("state", "listed"),
    [
        (MessageState.WAITING, True),
        (MessageState.SENDING, True),
        (MessageState.QUEUED, False),
        (MessageState.FAILED, False),
    ],
)
def test_70_sweep_lists_contacts_with_messages_that_wait_to_be_sent(
    any_database: Database, contact_id: str, state: MessageState, listed: bool
) -> None:
    with any_database.transaction() as session:
        make_outbound(session, get_contact(session, contact_id)).state = state
        session.flush()

        assert list_contacts_with_work(session) == ([contact_id] if listed else [])


def test_sweep_leaves_out_what_is_held_or_not_yet_due(
    any_database: Database, contact_id: str
) -> None:
    with any_database.transaction() as session:
        held = make_contact(session, address="+15550112")
        make_inbound(session, held, state=MessageState.NEW)
        acquire_lease(session, held.id, "a worker", 30)
        later = make_outbound(session, get_contact(session, contact_id))
        later.next_at = database_now(session) + timedelta(minutes=1)
        session.flush()

        assert list_contacts_with_work(session) == []
