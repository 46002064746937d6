"""WhatsApp's 24 hours before staff write: when they end or ended, and what becomes of a reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.language import N_
from gateway.conversation.ways import REPLY
from gateway.twilio.templates import declared_templates
from helpline.storage.contacts import language_for
from helpline.storage.kinds import Channel, HeldBecause
from helpline.storage.tables import Contact
from helpline.window import closes_at, is_closed

_ASKED = N_(
    "What you write waits here. A message that says nothing of it asks them to write. Once they "
    "do, yours is sent by itself."
)
_BY_SMS = N_("What you write goes by SMS instead, as they allowed.")
_WAITS = N_(
    "What you write waits here and is sent by itself if they write within three days. They are not "
    "asked to: WhatsApp has approved no message for that in their language yet."
)

# Why a message waits, as its line in the conversation says.
HELD = {
    HeldBecause.WINDOW: N_(
        "WhatsApp's 24 hours are over. This is sent by itself if they write within three days."
    ),
    HeldBecause.DISCREET: N_(
        "Others read their phone: this is sent once they have answered that nobody sees it."
    ),
    HeldBecause.SPEND: N_(
        "The money of the day is spent. This is sent by itself tomorrow, or once the cap is "
        "raised. What you write is sent at once."
    ),
}


@dataclass(frozen=True)
class Window:
    """WhatsApp's window of a contact: whether it is closed and since or until when (UTC; None for
    who never wrote), and, if it is closed, what becomes of a reply: a msgid of the catalog.
    """

    is_closed: bool
    at: datetime | None
    what_happens: str | None


def read_window(session: Session, contact: Contact, *, now: datetime) -> Window | None:
    """Returns the window of a contact at a moment (aware); None by SMS, which has none."""
    if contact.channel is not Channel.WHATSAPP:
        return None
    if not is_closed(contact, now=now):
        return Window(False, closes_at(contact), None)
    return Window(True, closes_at(contact), _what_happens(session, contact))


def _what_happens(session: Session, contact: Contact) -> str:
    language = language_for(contact)
    if contact.undeliverable is None and declared_templates().find_approved(
        session, REPLY, language
    ):
        return _ASKED
    return _BY_SMS if contact.sms_agreed_at is not None else _WAITS
