"""Messages to a contact that wait until they write: kept, counted, and taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from helpline.storage.kinds import Direction, HeldBecause, MessageState
from helpline.storage.tables import Message

# These end when the contact writes; any other wait has a time of its own.
UNTIL_THEY_WRITE = (HeldBecause.WINDOW, HeldBecause.DISCREET)


def is_free() -> ColumnElement[bool]:
    """Returns the condition on `Message` that it does not wait for its contact to write, nor for a
    day with money to spend: what comes after it goes first.
    """
    return Message.held_because.is_(None)


def is_held() -> ColumnElement[bool]:
    """Returns the condition on `Message` that it waits until its contact writes."""
    return and_(
        Message.direction == Direction.OUTBOUND,
        Message.state == MessageState.WAITING,
        Message.held_because.in_(UNTIL_THEY_WRITE),
    )


def hold(message: Message, because: HeldBecause, *, now: datetime) -> None:
    """Keeps a message in the outbox until its contact writes."""
    message.state = MessageState.WAITING
    message.held_because = because
    message.error_code = None
    message.next_at = None
    message.updated_at = now


def release(message: Message, *, now: datetime) -> None:
    """Lets a message go that was held."""
    message.held_because = None
    message.released_at = now
    message.updated_at = now


def count_held(session: Session, contact_ids: Sequence[str]) -> dict[str, int]:
    """Returns how many messages wait until their contact writes, by contact; who has none is
    left out."""
    counted = (
        select(Message.contact_id, func.count())
        .where(Message.contact_id.in_(contact_ids), is_held())
        .group_by(Message.contact_id)
    )
    return {contact_id: count for contact_id, count in session.execute(counted)}
