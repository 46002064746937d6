"""What waits in the outbox because the money of a day is spent, and who is done with what did not
arrive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.storage.kinds import MISSED, Direction, HeldBecause, MessageState
from helpline.storage.tables import Contact, Message


@dataclass(frozen=True)
class Missed:
    """A message that did not arrive, and to whom it was to go."""

    message: Message
    contact: Contact


def list_held(session: Session, *, limit: int = 200) -> list[tuple[Message, Contact]]:
    """Returns what waits since the money was spent, the oldest first, and for whom."""
    rows = session.execute(
        select(Message, Contact)
        .join(Contact, Contact.id == Message.contact_id)
        .where(*_is_held())
        .order_by(Message.seq)
        .limit(limit)
    )
    return [(message, contact) for message, contact in rows]


def count_held(session: Session) -> int:
    """Returns how many messages wait since the money was spent."""
    return session.scalar(select(func.count()).select_from(Message).where(*_is_held())) or 0


def release(session: Session, message_id: str, *, now: datetime) -> bool:
    """Lets one message go that waited since the money was spent; False if it waits no more."""
    released = session.execute(
        update(Message)
        .where(Message.id == message_id, *_is_held())
        .values(held_because=None, next_at=None, released_at=now, updated_at=now)
        .returning(Message.id)
    )
    return released.first() is not None


def list_missed_for_staff(
    session: Session, *, since: datetime, where: ColumnElement[bool], limit: int = 200
) -> list[Missed]:
    """Returns what was written since a moment and did not arrive, will not be tried again by
    itself, and nobody is done with: the newest first. `where` narrows it to some contacts.
    """
    rows = session.execute(
        select(Message, Contact)
        .join(Contact, Contact.id == Message.contact_id)
        .where(*_is_missed(since), where)
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return [Missed(message, contact) for message, contact in rows]


def count_missed_for_staff(session: Session, *, since: datetime, where: ColumnElement[bool]) -> int:
    """Returns how many messages those are."""
    counted = (
        select(func.count())
        .select_from(Message)
        .join(Contact, Contact.id == Message.contact_id)
        .where(*_is_missed(since), where)
    )
    return session.scalar(counted) or 0


def count_missed_by_code(session: Session, *, since: datetime) -> list[tuple[str, bool, int]]:
    """Returns how many messages written since a moment did not arrive, by code and whether the
    carrier had taken them, the most first.
    """
    taken = Message.provider_sid.is_not(None)
    number = func.count()
    rows = session.execute(
        select(Message.error_code, taken, number)
        .where(
            Message.direction == Direction.OUTBOUND,
            Message.state.in_((*MISSED, MessageState.CANCELED)),
            Message.created_at >= since,
        )
        .group_by(Message.error_code, taken)
        .order_by(number.desc(), Message.error_code)
    )
    return [(code or "", bool(was_taken), count) for code, was_taken, count in rows]


def send_again(session: Session, message_id: str, *, now: datetime) -> Contact:
    """Puts a message that did not arrive into the outbox once more and returns its contact; raises
    NotFound if it is not among those.
    """
    message, contact = _get_missed(session, message_id)
    message.state = MessageState.WAITING
    message.error_code = None
    message.provider_sid = None
    message.next_at = None
    message.attempts = 0
    message.released_at = message.updated_at = now
    # Whoever asks for it wants it tried, whatever the carrier said last.
    contact.undeliverable = None
    return contact


def be_done(session: Session, message_id: str, *, now: datetime) -> None:
    """Records that staff are done with a message that did not arrive; raises NotFound."""
    message, _ = _get_missed(session, message_id)
    message.handled_at = now


def _get_missed(session: Session, message_id: str) -> tuple[Message, Contact]:
    message = session.scalar(
        select(Message).where(
            Message.id == message_id,
            Message.direction == Direction.OUTBOUND,
            Message.state.in_(MISSED),
        )
    )
    if message is None:
        raise NotFound("message")
    return message, session.get_one(Contact, message.contact_id)


def _is_held() -> Sequence[ColumnElement[bool]]:
    return (Message.held_because == HeldBecause.SPEND, Message.state == MessageState.WAITING)


def _is_missed(since: datetime) -> Sequence[ColumnElement[bool]]:
    return (
        Message.direction == Direction.OUTBOUND,
        Message.state.in_(MISSED),
        Message.next_at.is_(None),
        Message.handled_at.is_(None),
        Message.created_at >= since,
    )
