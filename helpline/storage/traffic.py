"""How much goes back and forth with a contact: what waits, what was said before, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from helpline.storage.kinds import Author, Direction, MessageState
from helpline.storage.messages import body_of
from helpline.storage.tables import Message

# More is not looked at: it is far past every limit.
_LOOKED_AT = 200
_MOST_UNREAD = 2000


def list_unread(session: Session, contact_id: str) -> list[Message]:
    """Returns what a contact wrote that still waits for its turn, the oldest first."""
    return list(
        session.scalars(
            select(Message)
            .where(
                Message.contact_id == contact_id,
                Message.direction == Direction.INBOUND,
                Message.state == MessageState.NEW,
            )
            .order_by(Message.seq)
            .limit(_MOST_UNREAD)
        )
    )


def bodies_since(
    session: Session, contact_id: str, authors: Sequence[Author], *, since: datetime
) -> list[str]:
    """Returns the words that some authors wrote in a conversation since a moment, newest first."""
    written = session.scalars(
        select(Message)
        .where(
            Message.contact_id == contact_id,
            Message.author.in_(authors),
            Message.created_at >= since,
        )
        .order_by(Message.seq.desc())
        .limit(_LOOKED_AT)
    )
    return [body_of(session, message) for message in written]


def count_written(
    session: Session, contact_id: str, authors: Sequence[Author], *, since: datetime
) -> int:
    """Returns how many messages some authors wrote in a conversation since a moment."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Message)
            .where(
                Message.contact_id == contact_id,
                Message.author.in_(authors),
                Message.created_at >= since,
            )
        )
        or 0
    )


def was_said(session: Session, contact_id: str, response: str, *, since: datetime) -> bool:
    """Whether a contact was sent a response of the bot since a moment."""
    said = select(Message.id).where(
        Message.contact_id == contact_id,
        Message.response == response,
        Message.created_at >= since,
    )
    return session.scalar(said.limit(1)) is not None
