"""How the system stands, in figures without content: what waits, since when, and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from helpline.storage.held import is_free
from helpline.storage.kinds import UNSENT, Direction, MessageState
from helpline.storage.tables import Contact, Heartbeat, Message


@dataclass(frozen=True)
class Queue:
    """How many messages wait, and since when the oldest does (None: none waits)."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True)
class Queues:
    """What waits: for a turn, to be sent, for the contact to write or for money; what the bot left
    to staff; how many contacts were told that the bot is away, and how many wait for staff.
    """

    inbox: Queue
    outbox: Queue
    held: Queue
    parked: Queue
    told_away: int
    awaiting_staff: Queue


def read_queues(session: Session) -> Queues:
    """Returns what waits at present."""
    outbox = (Message.direction == Direction.OUTBOUND, Message.state.in_(UNSENT))
    told = select(func.count()).where(Contact.told_away_at.is_not(None))
    awaiting = session.execute(
        select(func.count(), func.min(Contact.awaits_staff_since)).where(
            Contact.awaits_staff_since.is_not(None), Contact.opted_out_at.is_(None)
        )
    ).one()
    return Queues(
        inbox=_queue(session, Message.state == MessageState.NEW),
        outbox=_queue(session, *outbox, is_free()),
        held=_queue(session, *outbox, ~is_free()),
        parked=_queue(session, Message.state == MessageState.PARKED),
        told_away=session.scalar(told) or 0,
        awaiting_staff=Queue(awaiting[0], awaiting[1]),
    )


def list_beats(session: Session) -> dict[str, datetime]:
    """Returns when each process last said that it is alive, by its name."""
    beats = session.scalars(select(Heartbeat).order_by(Heartbeat.process))
    return {each.process: each.at for each in beats}


def _queue(session: Session, *conditions: ColumnElement[bool]) -> Queue:
    count, oldest = session.execute(
        select(func.count(), func.min(Message.created_at)).where(*conditions)
    ).one()
    return Queue(count, oldest)
