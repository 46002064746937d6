"""The inbox: a message is taken in once, in one transaction, whatever state the bot is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from helpline.media.places import Place
from helpline.storage.aliases import find_contact_by_any, note_addresses
from helpline.storage.contacts import add_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Channel, Forwarded, MediaKind
from helpline.storage.media import Attachment, add_attachments, add_place
from helpline.storage.messages import add_inbound
from helpline.storage.numbers import settings_of
from helpline.storage.received import is_received, keep_sid
from helpline.storage.tables import Contact
from helpline.storage.taps import Tap, note_tap
from helpline.storage.traffic import count_written
from helpline.text.keywords import Keyword, keyword_of

# A message of any carrier comes with ten files at most.
MOST_FILES = 10
# Once a minute, day and night: no person writes more, nor could anybody read it.
MOST_A_DAY = 1440


@dataclass(frozen=True)
class Incoming:
    """A message as a carrier hands it in: cleaned words, addresses without the channel's prefix.

    `media_count` is how many files it came with; `attachments` are those of which the carrier told
    more.
    """

    sid: str
    channel: Channel
    address: str
    own_address: str
    body: str
    media_count: int
    attachments: tuple[Attachment, ...] = ()
    place: Place | None = None
    forwarded: Forwarded | None = None
    # The Messaging Service by which it came, if it came by one.
    service: str | None = None
    # Another address of whom it is from, which stays when this one is not shown any more.
    alias: str | None = None
    # What was tapped, and to which message of ours it replies; not believed yet.
    tap: Tap | None = None


class Inbox:
    """Stores what comes in."""

    def __init__(self, database: Database, on_flood: Callable[[], None] = lambda: None) -> None:
        """Takes the database, and what is told of a message of which nothing is kept."""
        self._database = database
        self._on_flood = on_flood

    def receive(self, incoming: Incoming, *, now: datetime) -> str | None:
        """Stores a message and returns the contact's id; None if it was taken in before.

        Of two that come in at the same time, the unique keys let one in; the other is tried once
        more and then finds the contact, or the message, that was faster. So is one that comes in
        while its contact is being erased: it is somebody's first.
        """
        try:
            stored = self._database.together(partial(_store, incoming=incoming, now=now))
        except (IntegrityError, StaleDataError):
            stored = self._database.together(partial(_store, incoming=incoming, now=now))
        if stored.is_flood:
            self._on_flood()
        return stored.contact_id


class _Stored(NamedTuple):
    """To whom a message belongs that was taken in now, or that it is one too many in a day."""

    contact_id: str | None = None
    is_flood: bool = False


def _store(session: Session, *, incoming: Incoming, now: datetime) -> _Stored:
    if is_received(session, incoming.sid):
        return _Stored()
    contact = _contact(session, incoming, now)
    if _is_flood(session, contact, incoming, now):
        keep_sid(session, incoming.sid, now=now)
        return _Stored(is_flood=True)
    own = settings_of(session, incoming.channel, incoming.own_address, incoming.service)
    contact.own_address = incoming.own_address
    contact.own_service = incoming.service
    contact.likely_language = own.language
    # One that the carrier's list brought late may be older than what came since.
    contact.last_inbound_at = max(contact.last_inbound_at or now, now)
    # Who writes can be reached.
    contact.undeliverable = None
    note_addresses(session, contact, incoming.address, incoming.alias, now=now)
    message = add_inbound(session, contact, incoming.body, sid=incoming.sid, media_count=0, now=now)
    if incoming.forwarded is not None:
        message.forwarded = incoming.forwarded
    if incoming.tap is not None:
        note_tap(session, message, incoming.tap)
    add_attachments(session, message, _attachments(incoming), now=now)
    if incoming.place is not None:
        add_place(session, message, incoming.place, now=now)
    return _Stored(contact.id)


def _is_flood(session: Session, contact: Contact, incoming: Incoming, now: datetime) -> bool:
    """Whether a contact has written so much in a day that no person would, and no more is kept of
    it. A word that ends our writing is heard all the same.
    """
    since = now - timedelta(days=1)
    if count_written(session, contact.id, (Author.CONTACT,), since=since) < MOST_A_DAY:
        return False
    return keyword_of(incoming.body) is not Keyword.STOP


def _attachments(incoming: Incoming) -> list[Attachment]:
    """Returns the files of a message, those that were only counted too."""
    counted = min(incoming.media_count, MOST_FILES) - len(incoming.attachments)
    return [*incoming.attachments, *[Attachment(MediaKind.OTHER)] * counted]


def _contact(session: Session, incoming: Incoming, now: datetime) -> Contact:
    found = find_contact_by_any(session, incoming.channel, incoming.address, incoming.alias)
    return found or add_contact(
        session, incoming.channel, incoming.address, own_address=incoming.own_address, now=now
    )
