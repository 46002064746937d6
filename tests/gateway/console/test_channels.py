"""What staff see and do about a contact's channels: 24 hours, what waits, SMS, who is linked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.twilio.templates import declared_templates
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.held import hold
from helpline.storage.kinds import ApprovalState, Author, Channel, HeldBecause, MessageState
from helpline.storage.persons import link
from helpline.storage.tables import Contact
from helpline.storage.templates import record_approval, record_submission
from tests.builders import FAMILY_NUMBER, make_contact, make_outbound, make_referral
from tests.gateway.console.desk import Desk, words

HOUR = timedelta(hours=1)
ASKED, SMS, WAITS = "asks them to write", "goes by SMS instead", "They are not asked to"


def make(database: Database, *, silent: timedelta | None = HOUR, **values: Any) -> Contact:
    """Adds a contact on WhatsApp who has been silent for a time, or has never written."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        contact = make_contact(session, channel=Channel.WHATSAPP, now=now)
        contact.last_inbound_at = None if silent is None else now - silent
        for name, value in values.items():
            setattr(contact, name, value)
        return contact


def page_of(contact: Contact) -> str:
    return f"/console/conversations/{contact.id}"


def approve(database: Database) -> None:
    now = datetime.now(UTC)
    wording = declared_templates().declared["helpline_reply"].wordings["en"]
    with database.transaction() as session:
        template = record_submission(
            session, "helpline_reply", "en", digest=wording.digest, sid="HX" + "1" * 32, now=now
        )
        record_approval(template, ApprovalState.APPROVED, reason="", now=now)


def test_staff_see_how_long_they_may_write_freely(desk: Desk, database: Database) -> None:
    contact = make(database, silent=20 * HOUR + timedelta(minutes=30))

    shown = words(desk.get(page_of(contact)).text)

    assert "3 hr" in shown.partition("24 hours since their last message:")[2][:20]


@pytest.mark.parametrize("silent", [24 * HOUR, 90 * HOUR, None])
@pytest.mark.parametrize(
    ("approved", "allowed", "says"),
    [(False, False, WAITS), (False, True, SMS), (True, False, ASKED), (True, True, ASKED)],
)
def test_staff_see_before_they_write_what_becomes_of_a_reply_after_24_hours(
    desk: Desk, database: Database, silent: timedelta | None, approved: bool, allowed: bool,
    says: str,
) -> None:  # fmt: skip
    if approved:
        approve(database)
    contact = make(database, silent=silent, sms_agreed_at=datetime.now(UTC) if allowed else None)

    page = desk.get(page_of(contact)).text

    assert says in words(page)
    assert '<fieldset id="reply-fields">' in page
    assert (
        desk.submit(page_of(contact), f"{page_of(contact)}/reply", {"body": "hi"}).status_code
        == 303
    )


def test_by_sms_nothing_is_said_of_whatsapp(desk: Desk, database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)

    assert "WhatsApp lets us" not in desk.get(page_of(contact)).text


@pytest.mark.parametrize(
    ("because", "says"),
    [
        (HeldBecause.WINDOW, "24 hours are over. This is sent by itself if they write"),
        (HeldBecause.DISCREET, "Others read their phone"),
    ],
)
def test_a_message_that_waits_says_why_and_the_queue_counts_it(
    desk: Desk, database: Database, because: HeldBecause, says: str
) -> None:
    contact = make(database, silent=30 * HOUR)
    with database.transaction() as session:
        held = get_contact(session, contact.id)
        make_referral(session, held)
        for body in ("one", "two"):
            message = make_outbound(session, held, body, author=Author.STAFF)
            hold(message, because, now=datetime.now(UTC))

    assert says in words(desk.get(page_of(contact)).text)
    assert "2 messages wait until they write" in words(desk.get("/console/").text)


def test_nothing_is_counted_once_it_has_gone(desk: Desk, database: Database) -> None:
    contact = make(database)
    with database.transaction() as session:
        held = get_contact(session, contact.id)
        make_referral(session, held)
        message = make_outbound(session, held, "one", author=Author.STAFF)
        hold(message, HeldBecause.WINDOW, now=datetime.now(UTC))
        message.state = MessageState.SENT

    assert "until they write" not in desk.get("/console/").text


def test_linked_conversations_lead_to_each_other(desk: Desk, database: Database) -> None:
    contact = make(database)
    with database.transaction() as session:
        other, alone = make_contact(session), make_contact(session, address="+15550103")
        link(session, get_contact(session, contact.id), other)
        reference = make_referral(session, other).reference

    assert f'href="{page_of(other)}"' in desk.get(page_of(contact)).text
    for page in (page_of(other), f"/console/referrals/{reference}"):
        shown = desk.get(page).text
        assert f'href="{page_of(contact)}"' in shown
        assert f"WhatsApp {FAMILY_NUMBER}" in words(shown)
    assert "The same person" not in desk.get(page_of(alone)).text


def test_staff_note_that_sms_is_allowed_and_take_it_back(desk: Desk, database: Database) -> None:
    contact = make(database)
    for agrees, says in (("yes", "reach them: allowed"), ("no", "reach them: not allowed")):
        answer = desk.submit(page_of(contact), f"{page_of(contact)}/sms", {"agrees": agrees})

        assert answer.status_code == 303
        assert answer.headers["Location"] == f"{page_of(contact)}#conversation"
        assert says in words(desk.get(page_of(contact)).text)
        with database.reading() as session:
            agreed = get_contact(session, contact.id).sms_agreed_at
        assert (agreed is not None) is (agrees == "yes")


def test_what_is_no_answer_or_no_contact_on_whatsapp_is_refused(
    desk: Desk, database: Database
) -> None:
    contact = make(database)
    with database.transaction() as session:
        by_sms = make_contact(session, address="+15550103")

    for of, agrees in ((contact, "perhaps"), (contact, ""), (by_sms, "yes")):
        answer = desk.submit(page_of(contact), f"{page_of(of)}/sms", {"agrees": agrees})
        assert answer.status_code == 400
    missing = desk.submit(page_of(contact), "/console/conversations/none/sms", {"agrees": "yes"})
    assert missing.status_code == 404
