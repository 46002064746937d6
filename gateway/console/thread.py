"""A conversation as a page shows it: who it is with, who answers, and every message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.language import gettext as _
from gateway.console.replies import Refusal, closed_because
from gateway.twilio.errors import meaning_of
from helpline.storage.contacts import address_of, get_contact, writes_zawgyi
from helpline.storage.kinds import Author, Direction, Handler, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.referrals import referrals_by_contact
from helpline.storage.staff import list_staff
from helpline.storage.tables import Contact, Message, Referral
from helpline.text.zawgyi import in_unicode

_TICKS = {
    MessageState.SENT: "✓",
    MessageState.DELIVERED: "✓✓",
    MessageState.READ: "✓✓",
    MessageState.UNDELIVERED: "!",
    MessageState.FAILED: "!",
    MessageState.CANCELED: "!",
}
_TROUBLE = frozenset(
    {
        MessageState.UNDELIVERED,
        MessageState.FAILED,
        MessageState.CANCELED,
        MessageState.PARKED,
    }
)


@dataclass(frozen=True)
class Said:
    """One message: its words, who wrote it, and where it stands. `by` names the staff member."""

    message: Message
    body: str
    by: str | None
    tick: str

    @property
    def is_inbound(self) -> bool:
        """Whether the contact wrote it."""
        return self.message.direction is Direction.INBOUND

    @property
    def shows_state(self) -> bool:
        """Whether its state tells staff anything: an inbound message that was answered does not."""
        return self.message.state is not MessageState.DONE

    @property
    def is_in_trouble(self) -> bool:
        """Whether it did not arrive, or waits for a person."""
        return self.message.state in _TROUBLE

    @property
    def why(self) -> str | None:
        """Why it did not arrive and what happens now, in the page's language; None if it did."""
        if self.is_inbound or not self.is_in_trouble or not self.message.error_code:
            return None
        return _(meaning_of(self.message.error_code, reported=self._was_taken).staff)

    @property
    def _was_taken(self) -> bool:
        return self.message.provider_sid is not None


@dataclass(frozen=True)
class Thread:
    """A conversation with one contact; `closed` says why nothing may be written at present."""

    contact: Contact
    address: str
    said: tuple[Said, ...]
    referrals: tuple[Referral, ...]
    closed: Refusal | None

    @property
    def bot_answers(self) -> bool:
        """Whether the bot answers this contact."""
        return self.contact.handler is Handler.BOT


def read_thread(session: Session, contact_id: str, *, now: datetime) -> Thread:
    """Returns the conversation with a contact; raises NotFound."""
    contact = get_contact(session, contact_id)
    names = {member.id: member.username for member in list_staff(session)}
    return Thread(
        contact=contact,
        address=address_of(session, contact),
        said=tuple(
            _said(session, contact, message, names)
            for message in list_messages(session, contact_id)
        ),
        referrals=tuple(referrals_by_contact(session, [contact_id])[contact_id]),
        closed=closed_because(contact, now=now),
    )


def _said(session: Session, contact: Contact, message: Message, names: dict[str, str]) -> Said:
    by = names.get(message.staff_id or "") if message.author is Author.STAFF else None
    body = body_of(session, message)
    if message.direction is Direction.INBOUND:
        body = in_unicode(body, before=writes_zawgyi(contact))
    return Said(message, body, by, _TICKS.get(message.state, ""))
