"""A conversation as a page shows it: who it is with, who answers, and every message."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.gist import gist_of
from gateway.console.language import gettext as _
from gateway.console.media import MediaShown, shown_media
from gateway.console.members import names_of_members
from gateway.console.replies import Refusal, closed_because
from gateway.console.window import HELD, Window, read_window
from gateway.twilio.errors import meaning_of
from helpline.speech import Said as Gist
from helpline.storage.contacts import address_of, get_contact, writes_zawgyi
from helpline.storage.kinds import Author, Direction, Handler, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.persons import list_linked
from helpline.storage.referrals import referrals_by_contact
from helpline.storage.safeguards import MASK
from helpline.storage.scope import Scope, is_contact_in
from helpline.storage.tables import Contact, Message, Referral
from helpline.storage.unread import read_up_to
from helpline.storage.unreported import NEVER_REPORTED
from helpline.text.zawgyi import in_unicode

_TICKS = {
    MessageState.SENT: "✓",
    MessageState.DELIVERED: "✓✓",
    MessageState.READ: "✓✓",
    MessageState.UNDELIVERED: "!",
    MessageState.FAILED: "!",
    MessageState.CANCELED: "!",
}
# So many of the last messages are shown at once; the others are asked for.
LATEST = 100
_MOST = 5000
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
    """One message: its words, who wrote it, and where it stands. `by` names the staff member; the
    `gist` of one of the bot's says it in the language of the page, if that is another; `media` came
    with it.
    """

    message: Message
    body: str
    by: str | None
    tick: str
    gist: Gist | None = None
    media: tuple[MediaShown, ...] = ()

    @property
    def is_inbound(self) -> bool:
        """Whether the contact wrote it."""
        return self.message.direction is Direction.INBOUND

    @property
    def is_masked(self) -> bool:
        """Whether it was the contact's own word, which is not kept."""
        return self.is_inbound and self.body == MASK

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
        held = self.message.held_because
        if held in HELD and self.message.state is MessageState.WAITING:
            return _(HELD[held])
        if not self.message.error_code:
            return None
        if self.is_inbound:
            return _(meaning_of(self.message.error_code).staff)
        if not self.is_in_trouble and self.message.error_code != NEVER_REPORTED:
            return None
        return _(meaning_of(self.message.error_code, reported=self._was_taken).staff)

    @property
    def _was_taken(self) -> bool:
        return self.message.provider_sid is not None


@dataclass(frozen=True)
class Reader:
    """A member of staff who reads, by id, and how far they had read when they opened the page, by
    `seq` of its messages (None: they open it now).
    """

    staff_id: str
    opened_after: int | None = None


@dataclass(frozen=True)
class Reading:
    """How far a reader has read a conversation, by `seq` of its messages: by now, and when they
    opened the page.
    """

    up_to: int = 0
    opened_after: int = 0


NOT_READ = Reading()


@dataclass(frozen=True)
class Linked:
    """Another contact of the same person."""

    contact: Contact
    address: str


@dataclass(frozen=True)
class Thread:
    """A conversation with one contact, or its latest messages (`is_whole` tells); `closed` says
    why nothing may be written at present, `window` how WhatsApp limits it, `linked` are the
    person's other contacts. `reading` says how far its reader has read it.
    """

    contact: Contact
    address: str
    said: tuple[Said, ...]
    referrals: tuple[Referral, ...]
    closed: Refusal | None
    window: Window | None = None
    linked: tuple[Linked, ...] = ()
    is_whole: bool = True
    reading: Reading = NOT_READ

    @property
    def first_unread(self) -> str | None:
        """The id of the first message that is new since its reader last opened it; None where there
        is none, or where all of it is new.
        """
        after = self.reading.opened_after
        new = (each.message for each in self.said if each.is_inbound and each.message.seq > after)
        first = next(new, None)
        return None if first is None or not after else first.id

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the messages that are shown."""
        return frozenset(said.message.id for said in self.said)

    @property
    def bot_answers(self) -> bool:
        """Whether the bot answers this contact."""
        return self.contact.handler is Handler.BOT


def read_thread(
    session: Session,
    contact_id: str,
    *,
    now: datetime,
    scope: Scope | None = None,
    whole: bool = False,
    reader: Reader | None = None,
) -> Thread:
    """Returns the conversation with a contact, its latest messages unless the whole is asked for,
    as far as a reader has read it, and of their referrals those in a scope (None: all); raises
    NotFound.
    """
    contact = get_contact(session, contact_id)
    names = names_of_members(session)
    most = _MOST if whole else LATEST
    found = list_messages(session, contact_id, limit=most + 1)
    listed = found[-most:]
    came = shown_media(session, [message.id for message in listed if message.media_count])
    return Thread(
        contact=contact,
        address=address_of(session, contact),
        said=tuple(
            replace(_said(session, contact, message, names), media=came.get(message.id, ()))
            for message in listed
        ),
        referrals=tuple(referrals_by_contact(session, [contact_id], scope=scope)[contact_id]),
        closed=closed_because(contact),
        window=read_window(session, contact, now=now),
        linked=_linked(session, contact, scope),
        is_whole=len(found) <= most,
        reading=_reading(session, contact_id, reader),
    )


def _reading(session: Session, contact_id: str, reader: Reader | None) -> Reading:
    if reader is None:
        return NOT_READ
    up_to = read_up_to(session, reader.staff_id, contact_id)
    return Reading(up_to, up_to if reader.opened_after is None else reader.opened_after)


def _linked(session: Session, contact: Contact, scope: Scope | None) -> tuple[Linked, ...]:
    """Returns the other contacts of a person, those in a scope."""
    return tuple(
        Linked(each, address_of(session, each))
        for each in list_linked(session, contact)
        if scope is None or is_contact_in(session, scope, each.id)
    )


def _said(session: Session, contact: Contact, message: Message, names: dict[str, str]) -> Said:
    by = names.get(message.staff_id or "") if message.author is Author.STAFF else None
    body = body_of(session, message)
    if message.direction is Direction.INBOUND:
        body = in_unicode(body, before=writes_zawgyi(contact))
    return Said(message, body, by, _TICKS.get(message.state, ""), gist_of(message, body))
