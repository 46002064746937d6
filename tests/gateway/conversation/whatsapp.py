"""A contact on WhatsApp, and all ways to reach them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from gateway.carrier import ApprovedTemplate
from gateway.conversation.by_sms import BySms
from gateway.conversation.delivery import Deliverer
from gateway.conversation.failing import follow_failure
from gateway.conversation.notices import Notices
from gateway.conversation.ways import Ways
from gateway.twilio.errors import meaning_of
from helpline.storage.contacts import add_contact, find_contact, get_contact
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import (
    Author,
    Channel,
    Direction,
)
from helpline.storage.messages import Draft, add_outbound, body_of, list_messages
from helpline.storage.tables import Message, new_id
from tests.builders import OWN_NUMBER
from tests.gateway.conversation.conftest import SPEECH, Setup

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NUMBER = "+15550178"
ASKS = "Write any word to read it."


class Approved:
    """Templates that are approved in English."""

    def __init__(self) -> None:
        self.names = {"helpline_reply", "helpline_news", "helpline_follow_up"}

    def find_approved(self, session: Session, name: str, language: str) -> ApprovedTemplate | None:
        if name not in self.names:
            return None
        return ApprovedTemplate(f"HX-{name}", f"{name}: {ASKS}", "en")


@pytest.fixture
def templates() -> Approved:
    return Approved()


@pytest.fixture
def whatsapp(setup: Setup, templates: Approved) -> Setup:
    """A contact who has just written by WhatsApp, and all ways to reach them."""
    ways = Ways(SPEECH, BySms(Notices(SPEECH), (OWN_NUMBER,)), templates)
    deliverer = setup.service._deliverer
    assert isinstance(deliverer, Deliverer)
    deliverer._ways = ways
    with setup.database.transaction() as session:
        contact = add_contact(
            session, Channel.WHATSAPP, NUMBER, own_address=OWN_NUMBER, now=setup.clock()
        )
        contact.language = "en"
        contact.last_inbound_at = setup.clock()
        contact_id = contact.id
    return replace(setup, contact_id=contact_id)


def change(setup: Setup, **values: object) -> None:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        for name, value in values.items():
            setattr(contact, name, value)


def put(setup: Setup, body: str, *, author: Author = Author.STAFF, turn: str = "") -> str:
    with setup.database.transaction() as session:
        contact = get_contact(session, setup.contact_id)
        return add_outbound(
            session, contact, Draft(body, "en"),
            turn=turn or new_id(), position=0, author=author, now=setup.clock(),
        ).id  # fmt: skip


def outbound(setup: Setup, contact_id: str = "") -> list[tuple[Message, str]]:
    with setup.database.reading() as session:
        return [
            (message, body_of(session, message))
            for message in list_messages(session, contact_id or setup.contact_id)
            if message.direction is Direction.OUTBOUND
        ]


def write(setup: Setup, body: str = "any news?") -> None:
    """Writes as the inbox notes it: the window opens."""
    setup.clock.pass_by(timedelta(seconds=2))
    change(setup, last_inbound_at=setup.clock(), undeliverable=None)
    setup.write(body)
    setup.serve()


def report(setup: Setup, message_id: str, code: str) -> None:
    with setup.database.transaction() as session:
        message = session.query(Message).filter_by(id=message_id).one()
        sid = message.provider_sid or ""
        if record_status(session, message, "failed", error_code=code, sid=sid, now=setup.clock()):
            follow_failure(session, message, meaning_of(code, reported=True), now=setup.clock())


def by_sms(setup: Setup) -> str:
    with setup.database.reading() as session:
        contact = find_contact(session, Channel.SMS, NUMBER)
        assert contact is not None
        return contact.id
