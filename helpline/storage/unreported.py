"""Messages of which the carrier has not said what became of them, though it took them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from helpline.storage.kinds import Direction, MessageState
from helpline.storage.tables import Message

# Why a message is in doubt, as its error code says: nothing was heard of it within a day.
NEVER_REPORTED = "never reported"

# After so long without any word the carrier is asked, each time once; then nobody asks again.
WAITS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=5), timedelta(hours=24))
_OPEN = (MessageState.QUEUED, MessageState.SENT)


@dataclass(frozen=True)
class Unreported:
    """A message by our id and by the carrier's; `is_last` if nobody will ask again."""

    message_id: str
    sid: str
    is_last: bool


def list_unreported(session: Session, *, now: datetime, limit: int = 50) -> list[Unreported]:
    """Returns the messages of which the carrier is to be asked now, the oldest first."""
    due = [
        and_(Message.status_asks == asks, Message.updated_at <= now - wait)
        for asks, wait in enumerate(WAITS)
    ]
    rows = session.scalars(
        select(Message)
        .where(
            Message.direction == Direction.OUTBOUND,
            Message.state.in_(_OPEN),
            Message.provider_sid.is_not(None),
            or_(*due),
        )
        .order_by(Message.seq)
        .limit(limit)
    )
    return [
        Unreported(message.id, message.provider_sid, message.status_asks == len(WAITS) - 1)
        for message in rows
        if message.provider_sid is not None
    ]


def count_ask(session: Session, message: Message, *, is_last: bool) -> None:
    """Counts that the carrier was asked; after the last time a message that is still open is in
    doubt, until it is reported after all.
    """
    message.status_asks += 1
    if is_last and message.state in _OPEN:
        message.error_code = NEVER_REPORTED
        message.status_asks = max(message.status_asks, len(WAITS))
