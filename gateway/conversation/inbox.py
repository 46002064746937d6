"""The inbox: a message is taken in once, in one transaction, whatever state the bot is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from helpline.storage.contacts import add_contact, find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.messages import add_inbound, is_received
from helpline.storage.tables import Contact


@dataclass(frozen=True)
class Incoming:
    """A message as a carrier hands it in: cleaned words, addresses without the channel's prefix."""

    sid: str
    channel: Channel
    address: str
    own_address: str
    body: str
    media_count: int


class Inbox:
    """Stores what comes in."""

    def __init__(self, database: Database) -> None:
        """Takes the database."""
        self._database = database

    def receive(self, incoming: Incoming, *, now: datetime) -> str | None:
        """Stores a message and returns the contact's id; None if it was taken in before.

        Of two that come in at the same time, the unique keys let one in; the other is tried once
        more and then finds the contact, or the message, that was faster. So is one that comes in
        while its contact is being erased: it is somebody's first.
        """
        try:
            return self._store(incoming, now)
        except (IntegrityError, StaleDataError):
            return self._store(incoming, now)

    def _store(self, incoming: Incoming, now: datetime) -> str | None:
        with self._database.transaction() as session:
            if is_received(session, incoming.sid):
                return None
            contact = _contact(session, incoming, now)
            contact.own_address = incoming.own_address
            contact.last_inbound_at = now
            # Who writes can be reached.
            contact.undeliverable = None
            add_inbound(
                session,
                contact,
                incoming.body,
                sid=incoming.sid,
                media_count=incoming.media_count,
                now=now,
            )
            return contact.id


def _contact(session: Session, incoming: Incoming, now: datetime) -> Contact:
    found = find_contact(session, incoming.channel, incoming.address)
    return found or add_contact(
        session, incoming.channel, incoming.address, own_address=incoming.own_address, now=now
    )
