"""A staff member's reply: whether it may be sent, and putting it into the outbox once."""

from __future__ import annotations

import enum
import re
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from gateway.console.language import N_
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Channel
from helpline.storage.messages import Draft, add_outbound
from helpline.storage.safeguards import is_in_other_hands
from helpline.storage.tables import Contact
from helpline.text.characters import clean
from helpline.text.sms import cheapened, count

# What a carrier takes in one message, counted as it does and as a browser's maxlength does.
MAX_UNITS = 1600
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,48}")


class Refusal(enum.StrEnum):
    """Why a reply is not sent."""

    OPTED_OUT = "opted_out"
    OTHER_HANDS = "other_hands"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    BAD_FORM = "bad_form"


REFUSALS = {
    Refusal.OPTED_OUT: N_(
        "They wrote STOP, so nothing may be sent to them until they write START."
    ),
    Refusal.OTHER_HANDS: N_(
        "Somebody wrote that this phone is not theirs who asked us for help, so nothing is sent to "
        "it. If you know better, say below that it is them after all."
    ),
    Refusal.EMPTY: N_("Write something first."),
    Refusal.TOO_LONG: N_("This is too long to be sent as one message. Shorten it."),
    Refusal.BAD_FORM: N_("This page was open for too long. Reload it and try again."),
}


def closed_because(contact: Contact) -> Refusal | None:
    """Returns why nothing may be written to a contact at present, or None."""
    if contact.opted_out_at is not None:
        return Refusal.OPTED_OUT
    if is_in_other_hands(contact):
        return Refusal.OTHER_HANDS
    return None


def cleaned(text: str) -> str:
    """Returns a reply as it will be sent."""
    return clean(text).strip()


def as_sent(body: str, channel: Channel) -> str:
    """Returns a reply as it goes out on a channel: by SMS with look-alikes for characters that make
    it dear, where that saves a part and leaves none of them.
    """
    if channel is not Channel.SMS:
        return body
    cheap = cheapened(body)
    return cheap if count(cheap).parts < count(body).parts else body


def units(text: str) -> int:
    """Returns the length of a text in UTF-16 units, as the carrier counts it."""
    return len(text.encode("utf-16-le")) // 2


def send_reply(
    database: Database, contact_id: str, text: str, *, nonce: str, staff_id: str, now: datetime
) -> Refusal | None:
    """Puts a reply into the outbox, once for each nonce of a form, or returns why it is refused.

    Raises NotFound for an unknown contact.
    """
    body = cleaned(text)
    try:
        with database.transaction() as session:
            contact = get_contact(session, contact_id)
            refusal = closed_because(contact) or _fault(body, nonce)
            if refusal is None:
                add_outbound(
                    session, contact, Draft(as_sent(body, contact.channel)),
                    turn=f"staff:{nonce}", position=0, author=Author.STAFF,
                    staff_id=staff_id, now=now,
                )  # fmt: skip
            return refusal
    except IntegrityError:
        # The same form came twice, as after a double click: the first has been taken.
        return None


def _fault(body: str, nonce: str) -> Refusal | None:
    if not body:
        return Refusal.EMPTY
    if units(body) > MAX_UNITS:
        return Refusal.TOO_LONG
    return None if _NONCE.fullmatch(nonce) else Refusal.BAD_FORM
