"""Delivery events: what the provider reports of a message, in any order and any number of times."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from helpline.storage.counting import add_once
from helpline.storage.kinds import MISSED, MessageState
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
_ARRIVED = (MessageState.DELIVERED, MessageState.READ)


_EVENT_OF_SID = (
    select(DeliveryEvent.id)
    .where(
        DeliveryEvent.sid == bindparam("sid"),
        DeliveryEvent.message_id == bindparam("message_id"),
    )
    .limit(1)
)


def record_status(
    session: Session,
    message: Message,
    status: str,
    *,
    error_code: str | None,
    now: datetime,
    sid: str = "",
) -> bool:
    """Appends a provider's status for a message once and moves the message on, never back.

    `sid` is the provider's id for the attempt to send of which it tells. A status that we do not
    know is kept as an event and changes nothing, and so does one of an earlier attempt, unless that
    one arrived after all. Returns whether the message has just failed.
    """
    earlier = _is_of_earlier_attempt(session, message, sid)
    add_once(
        session,
        DeliveryEvent,
        {"message_id": message.id, "sid": sid, "status": status},
        {"error_code": error_code, "received_at": now},
    )
    state = _STATE_OF_STATUS.get(status)
    if earlier:
        if message.state not in MISSED or state not in _ARRIVED:
            return False
    else:
        message.provider_sid = message.provider_sid or sid or None
        if state is None or not _advances(message.state, state):
            return False
    message.state = state
    message.error_code = error_code or (None if state in _ARRIVED else message.error_code)
    message.next_at = None
    message.updated_at = now
    return state in MISSED


def is_known_sid(session: Session, sid: str) -> bool:
    """Whether a provider's id belongs to a message of ours, or to an earlier attempt at one."""
    return (
        session.scalar(select(Message.id).where(Message.provider_sid == sid)) is not None
        or session.scalar(select(DeliveryEvent.id).where(DeliveryEvent.sid == sid).limit(1))
        is not None
    )


def count_failures(session: Session, message: Message) -> int:
    """Returns how many attempts to send a message the provider has reported as failed."""
    failed = [status for status, state in _STATE_OF_STATUS.items() if state in MISSED]
    return (
        session.scalar(
            select(func.count(DeliveryEvent.sid.distinct())).where(
                DeliveryEvent.message_id == message.id, DeliveryEvent.status.in_(failed)
            )
        )
        or 0
    )


def _is_of_earlier_attempt(session: Session, message: Message, sid: str) -> bool:
    """Whether a sid is not that of the present attempt: once that is over, its sid has events."""
    if not sid or sid == message.provider_sid:
        return False
    if message.provider_sid is not None:
        return True
    return session.scalar(_EVENT_OF_SID, {"message_id": message.id, "sid": sid}) is not None


def _advances(current: MessageState, new: MessageState) -> bool:
    if current in _FINAL or current is MessageState.DELIVERED and new in _FINAL:
        return False
    return new in _FINAL or _RANK[new] > _RANK[current]
