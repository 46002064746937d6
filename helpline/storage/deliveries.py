"""Delivery events: what the provider reports of a message, in any order and any number of times."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.kinds import MessageState
from helpline.storage.tables import DeliveryEvent, Message

# Reports may overtake one another, so a status never moves a message back.
_RANK = {
    MessageState.WAITING: 0,
    MessageState.SENDING: 1,
    MessageState.QUEUED: 2,
    MessageState.SENT: 3,
    MessageState.DELIVERED: 4,
    MessageState.READ: 5,
}
_STATE_OF_STATUS = {
    "accepted": MessageState.QUEUED,
    "scheduled": MessageState.QUEUED,
    "queued": MessageState.QUEUED,
    "sending": MessageState.QUEUED,
    "sent": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.READ,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.FAILED,
    "canceled": MessageState.CANCELED,
}
_FINAL = (MessageState.UNDELIVERED, MessageState.FAILED, MessageState.CANCELED)


def record_status(
    session: Session, message: Message, status: str, *, error_code: str | None, now: datetime
) -> None:
    """Appends a provider's status for a message once and moves the message on, never back.

    A status that we do not know is kept as an event and changes nothing.
    """
    seen = session.scalar(
        select(DeliveryEvent.id).where(
            DeliveryEvent.message_id == message.id, DeliveryEvent.status == status
        )
    )
    if seen is None:
        session.add(
            DeliveryEvent(
                message_id=message.id, status=status, error_code=error_code, received_at=now
            )
        )
    state = _STATE_OF_STATUS.get(status)
    if state is not None and _advances(message.state, state):
        message.state = state
        message.error_code = error_code or message.error_code
        message.next_at = None
        message.updated_at = now


def _advances(current: MessageState, new: MessageState) -> bool:
    if current in _FINAL or current is MessageState.DELIVERED and new in _FINAL:
        return False
    return new in _FINAL or _RANK[new] > _RANK[current]
