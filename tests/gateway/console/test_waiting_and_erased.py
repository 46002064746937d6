"""What staff see of who waits for them, and of who is gone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpline.privacy.erasure import erase_rows
from helpline.storage import handovers
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Handler
from tests.builders import FAMILY_NUMBER, make_contact, make_inbound, make_referral
from tests.gateway.console.desk import Desk, words


def waiting(database: Database) -> str:
    with database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact, "I want to speak to a person")
        handovers.hand_over(contact, now=datetime.now(UTC))
        return contact.id


def test_who_waits_for_staff_is_marked_until_staff_write(desk: Desk, database: Database) -> None:
    contact_id = waiting(database)
    page = f"/console/conversations/{contact_id}"
    assert "Waits for staff" in desk.get("/console/conversations").text
    assert "Waits for staff since" in words(desk.get(page).text)

    desk.submit(page, f"{page}/reply", {"body": "We are here now."})

    assert "Waits for staff" not in desk.get("/console/conversations").text
    with database.reading() as session:
        assert get_contact(session, contact_id).handler is Handler.STAFF


def test_the_mark_stays_when_the_bot_has_taken_the_conversation_back(
    desk: Desk, database: Database
) -> None:
    contact_id = waiting(database)
    with database.transaction() as session:
        handovers.hand_back(session, contact_id, before=datetime.now(UTC))

    assert "Waits for staff since" in words(desk.get(f"/console/conversations/{contact_id}").text)


@pytest.mark.parametrize(
    ("handler", "marked"), [("bot", False), ("staff", True)], ids=["handed back", "taken over"]
)
def test_handing_back_takes_the_mark_away(
    desk: Desk, database: Database, handler: str, marked: bool
) -> None:
    contact_id = waiting(database)
    page = f"/console/conversations/{contact_id}"

    desk.submit(page, f"{page}/handler", {"handler": handler})

    with database.reading() as session:
        contact = get_contact(session, contact_id)
        assert contact.handler is Handler(handler)
        assert (contact.awaits_staff_since is not None) == marked


def test_of_an_erased_referral_staff_see_that_it_was_erased_and_no_more(
    desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        reference = make_referral(session, contact, facts={"held_name": "Zarbakht"}).reference
        erase_rows(session, contact.id, now=datetime.now(UTC))

    page, listed = desk.get(f"/console/referrals/{reference}"), desk.get("/console/")

    assert page.status_code == 410
    assert "This referral was erased" in page.text
    assert reference in listed.text
    for shown in (page.text, listed.text):
        assert FAMILY_NUMBER not in shown
        assert "Zarbakht" not in shown


def test_a_referral_that_never_was_is_not_said_to_be_erased(desk: Desk) -> None:
    assert desk.get("/console/referrals/AAA-AAA").status_code == 404
