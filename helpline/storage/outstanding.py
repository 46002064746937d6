"""What stands out for a contact: a message to answer, one to send, one to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, ScalarSelect, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from helpline.storage.held import UNTIL_THEY_WRITE, is_free, is_held
from helpline.storage.kinds import MISSED, UNSENT, Direction, MessageState
from helpline.storage.tables import Message

_CONTACT, _NOW = "contact_id", "now"


@dataclass(frozen=True)
class Outstanding:
    """The oldest message of a contact that waits for its turn; the oldest to them that the carrier
    has not taken, what waits until they write left aside; and the oldest that failed and is to be
    tried again by now. The first two stand here whether or not they are due. `has_more_unsent`:
    whether another one waits for the carrier behind `unsent`; `held`: what waits until they write,
    the oldest first.
    """

    unread: Message | None
    unsent: Message | None
    missed: Message | None
    has_more_unsent: bool = False
    held: tuple[Message, ...] = ()


def find_outstanding(session: Session, contact_id: str, *, now: datetime) -> Outstanding:
    """Returns what stands out for a contact."""
    rows = session.scalars(_OUTSTANDING, {_CONTACT: contact_id, _NOW: now}).all()
    inbound = (each for each in rows if each.direction is Direction.INBOUND)
    outbound = [each for each in rows if each.direction is Direction.OUTBOUND]
    held = tuple(each for each in outbound if each.held_because in UNTIL_THEY_WRITE)
    unsent = [each for each in outbound if each.state in UNSENT and each not in held]
    return Outstanding(
        unread=next(inbound, None),
        unsent=next(iter(unsent), None),
        missed=next((each for each in outbound if each.state in MISSED), None),
        has_more_unsent=len(unsent) > 1,
        held=held,
    )


def is_unread() -> ColumnElement[bool]:
    """Returns the condition on `Message` that it waits for its turn."""
    return and_(Message.direction == Direction.INBOUND, Message.state == MessageState.NEW)


def is_unsent() -> ColumnElement[bool]:
    """Returns the condition on `Message` that it waits for the carrier, and not for its contact."""
    return and_(Message.direction == Direction.OUTBOUND, Message.state.in_(UNSENT), is_free())


def is_missed(now: datetime | BindParameter[Any]) -> ColumnElement[bool]:
    """Returns the condition on `Message` that it failed and is to be tried again by now."""
    return and_(
        Message.direction == Direction.OUTBOUND,
        Message.state.in_(MISSED),
        Message.next_at <= now,
    )


def _oldest(condition: ColumnElement[bool], count: int | None = 1) -> ScalarSelect[int]:
    of_contact = Message.contact_id == bindparam(_CONTACT)
    oldest = select(Message.seq).where(of_contact, condition).order_by(Message.seq).limit(count)
    return oldest.correlate(None).scalar_subquery()


_OUTSTANDING = (
    select(Message)
    .where(
        or_(
            Message.seq == _oldest(is_unread()),
            Message.seq.in_(_oldest(is_unsent(), 2)),
            Message.seq == _oldest(is_missed(bindparam(_NOW))),
            Message.seq.in_(_oldest(is_held(), None)),
        )
    )
    .order_by(Message.seq)
)
