"""SMS in place of WhatsApp, to who agreed to it: what could not be delivered stands in their
conversation by SMS instead, and says nothing on a locked screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.conversation.notices import Notices
from gateway.conversation.offering import words_and_options
from gateway.conversation.render import render
from helpline.storage.contacts import add_contact, find_contact, language_for
from helpline.storage.held import hold
from helpline.storage.kinds import Author, Channel, HeldBecause
from helpline.storage.messages import Draft, add_outbound, body_of, options_of
from helpline.storage.persons import link, phone_of
from helpline.storage.safeguards import is_in_other_hands
from helpline.storage.tables import Contact, Message

BY_SMS = "by SMS"
INSTEAD, INSTEAD_DISCREET = "utter_sms_instead", "utter_sms_instead_discreet"
# What we write of ourselves, and not in answer to what somebody has just written.
_OF_OURSELVES = ("follow-up:", "back:")
# What carries over to a contact by SMS of who writes by WhatsApp.
_SHARED = (
    "language", "script", "country", "jurisdiction", "discreet", "reads_zawgyi", "handler",
    "awaits_staff_since",
)  # fmt: skip


class BySms:
    """Writes by SMS what WhatsApp does not deliver."""

    def __init__(self, says: Notices, own_numbers: Sequence[str]) -> None:
        """Takes what says our notices, and our own numbers for SMS, the first of which writes."""
        self._says = says
        self._own_numbers = tuple(own_numbers)

    def may_take(self, session: Session, contact: Contact, message: Message) -> bool:
        """Whether a message to a contact on WhatsApp may go by SMS: they agreed, have a number and
        have not written STOP by SMS, and staff wrote it or we write of ourselves.
        """
        if contact.channel is not Channel.WHATSAPP or contact.sms_agreed_at is None:
            return False
        if is_in_other_hands(contact):
            return False
        turn = message.turn or ""
        if message.author is not Author.STAFF and not turn.startswith(_OF_OURSELVES):
            return False
        number = phone_of(session, contact)
        if number is None or not self._own_numbers:
            return False
        known = find_contact(session, Channel.SMS, number)
        return known is None or _is_reached(known)

    def take(
        self, session: Session, contact: Contact, message: Message, *, now: datetime
    ) -> Contact:
        """Writes a message by SMS and returns the contact by SMS; `may_take` must hold.

        Where others read their phone only a notice goes, and the words wait until they answer.
        """
        by_sms = self._contact(session, contact, now)
        turn = f"sms:{message.id}"
        language = language_for(contact)
        notice = INSTEAD_DISCREET if contact.discreet else INSTEAD
        position = self._says.put(session, by_sms, notice, language=language, turn=turn, now=now)
        text, options = words_and_options(body_of(session, message), options_of(session, message))
        draft = Draft(text, message.language, message.response, options, message.law)
        for place, body in enumerate(render(draft, Channel.SMS), start=position):
            written = add_outbound(
                session, by_sms, replace(draft, body=body),
                turn=turn, position=place, author=message.author,
                staff_id=message.staff_id, now=now,
            )  # fmt: skip
            if contact.discreet:
                hold(written, HeldBecause.DISCREET, now=now)
        return by_sms

    def _contact(self, session: Session, contact: Contact, now: datetime) -> Contact:
        number = phone_of(session, contact)
        if number is None:
            raise ValueError("a contact without a phone number")
        found = find_contact(session, Channel.SMS, number)
        if found is None:
            found = add_contact(
                session, Channel.SMS, number, own_address=self._own_numbers[0], now=now
            )
            for name in _SHARED:
                setattr(found, name, getattr(contact, name))
        link(session, contact, found)
        return found


def _is_reached(contact: Contact) -> bool:
    silent = contact.opted_out_at is not None or contact.undeliverable is not None
    return not silent and not is_in_other_hands(contact)
