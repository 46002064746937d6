"""Staff read in the conversation why a message did not arrive, and what happens now."""

from __future__ import annotations

import pytest

from gateway.twilio.errors import codes, meaning_of
from helpline.storage.database import Database
from helpline.storage.kinds import MessageState
from helpline.storage.unreported import NEVER_REPORTED
from tests.builders import make_contact, make_outbound
from tests.gateway.console.desk import Desk, words


def shown(desk: Desk, database: Database, state: MessageState, code: str | None) -> str:
    with database.transaction() as session:
        contact = make_contact(session)
        message = make_outbound(session, contact)
        message.state, message.error_code = state, code
        contact_id = contact.id
    return words(desk.get(f"/console/conversations/{contact_id}").text)


@pytest.mark.parametrize("code", codes())
def test_each_code_is_told_in_its_sentence(desk: Desk, database: Database, code: str) -> None:
    assert meaning_of(code).staff in shown(desk, database, MessageState.FAILED, code)


def test_a_code_that_nobody_knows_is_told_so(desk: Desk, database: Database) -> None:
    assert meaning_of("99999").staff in shown(desk, database, MessageState.FAILED, "99999")


def test_a_message_that_arrived_needs_no_reason(desk: Desk, database: Database) -> None:
    page = shown(desk, database, MessageState.DELIVERED, "30003")

    assert meaning_of("30003").staff not in page


def test_a_message_of_which_nothing_was_heard_is_told_so(desk: Desk, database: Database) -> None:
    page = shown(desk, database, MessageState.SENT, NEVER_REPORTED)

    assert meaning_of(NEVER_REPORTED).staff in page
