"""How much goes back and forth with a contact: what waits, what was said before, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from helpline.storage.kinds import Author, Direction, MessageState
from helpline.storage.messages import unseal_body
from helpline.storage.tables import Message

# More is not looked at: it is far past every limit.
_LOOKED_AT = 200
_MOST_UNREAD = 2000


_OF_CONTACT = Message.contact_id == bindparam("contact_id")
_UNREAD = (
    select(Message)
    .where(_OF_CONTACT, Message.direction == Direction.INBOUND, Message.state == MessageState.NEW)
    .order_by(Message.seq)
    .limit(_MOST_UNREAD)
)
_WRITTEN = (
    Message.author.in_(bindparam("authors", expanding=True)),
    Message.created_at >= bindparam("since"),
)
_WRITTEN_SINCE = (
    select(Message).where(_OF_CONTACT, *_WRITTEN).order_by(Message.seq.desc()).limit(_LOOKED_AT)
)
_BODIES_SINCE = _WRITTEN_SINCE.with_only_columns(Message.id, Message.body_sealed)
_COUNTED = select(func.count()).select_from(Message).where(_OF_CONTACT, *_WRITTEN)
_COUNTED_TWICE = _COUNTED.add_columns(func.count().filter(Message.created_at >= bindparam("later")))


def list_unread(session: Session, contact_id: str) -> list[Message]:
    """Returns what a contact wrote that still waits for its turn, the oldest first."""
    return list(session.scalars(_UNREAD, {"contact_id": contact_id}))


def written_since(
    session: Session, contact_id: str, authors: Sequence[Author], *, since: datetime
) -> list[Message]:
    """Returns what some authors wrote in a conversation since a moment, newest first."""
    of_these = {"contact_id": contact_id, "authors": authors, "since": since}
    return list(session.scalars(_WRITTEN_SINCE, of_these))


def bodies_since(
    session: Session, contact_id: str, authors: Sequence[Author], *, since: datetime
) -> list[str]:
    """Returns the words that some authors wrote in a conversation since a moment, newest first."""
    # Without the rest of each message: there may be many.
    written = session.execute(
        _BODIES_SINCE, {"contact_id": contact_id, "authors": authors, "since": since}
    )
    return [unseal_body(session, sealed, message_id) for message_id, sealed in written]


def count_written(
    session: Session, contact_id: str, authors: Sequence[Author], *, since: datetime
) -> int:
    """Returns how many messages some authors wrote in a conversation since a moment."""
    of_these = {"contact_id": contact_id, "authors": authors, "since": since}
    return session.scalar(_COUNTED, of_these) or 0


def count_written_twice(
    session: Session,
    contact_id: str,
    authors: Sequence[Author],
    *,
    since: datetime,
    later: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Returns how many messages some authors wrote in a conversation since a moment, and how many
    of these since a later one.
    """
    of_these = {"contact_id": contact_id, "authors": authors, "since": since, "later": later}
    all_of_them, last = session.execute(_COUNTED_TWICE, of_these).one()
    return all_of_them, last


def was_said(session: Session, contact_id: str, response: str, *, since: datetime) -> bool:
    """Whether a contact was sent a response of the bot since a moment."""
    said = select(Message.id).where(
        Message.contact_id == contact_id,
        Message.response == response,
        Message.created_at >= since,
    )
    return session.scalar(said.limit(1)) is not None
