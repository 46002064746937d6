"""What stands out for a contact: a message to answer, one to send, one to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, or_, select
from sqlalchemy.orm import Session

from helpline.storage.held import is_free
from helpline.storage.kinds import Direction, MessageState
from helpline.storage.tables import Message

_OUTBOX = (MessageState.WAITING, MessageState.SENDING)
_MISSED = (MessageState.UNDELIVERED, MessageState.FAILED)
_CONTACT, _NOW = "contact_id", "now"


@dataclass(frozen=True)
class Outstanding:
    """The oldest message of a contact that waits for its turn; the oldest to them that the carrier
    has not taken, what waits until they write left aside; and the oldest that failed and is to be
    tried again by now. The first two stand here whether or not they are due.
    """

    unread: Message | None
    unsent: Message | None
    missed: Message | None


def find_outstanding(session: Session, contact_id: str, *, now: datetime) -> Outstanding:
    """Returns what stands out for a contact."""
    rows = session.scalars(_OUTSTANDING, {_CONTACT: contact_id, _NOW: now}).all()
    inbound = (each for each in rows if each.direction is Direction.INBOUND)
    outbound = [each for each in rows if each.direction is Direction.OUTBOUND]
    return Outstanding(
        unread=next(inbound, None),
        unsent=next((each for each in outbound if each.state in _OUTBOX), None),
        missed=next((each for each in outbound if each.state in _MISSED), None),
    )


def _oldest(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    of_contact = Message.contact_id == bindparam(_CONTACT)
    oldest = select(Message.seq).where(of_contact, *conditions).order_by(Message.seq).limit(1)
    return oldest.correlate(None).scalar_subquery()


_OUTSTANDING = (
    select(Message)
    .where(
        or_(
            Message.seq
            == _oldest(Message.direction == Direction.INBOUND, Message.state == MessageState.NEW),
            Message.seq
            == _oldest(
                Message.direction == Direction.OUTBOUND, Message.state.in_(_OUTBOX), is_free()
            ),
            Message.seq
            == _oldest(
                Message.direction == Direction.OUTBOUND,
                Message.state.in_(_MISSED),
                Message.next_at <= bindparam(_NOW),
            ),
        )
    )
    .order_by(Message.seq)
)
