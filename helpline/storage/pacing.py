"""Pace: each of our addresses sends so many parts a second, and who sends takes a place in line.

A contact has at most one message in line at a time, for its outbox goes out one after the other: so
one contact to whom much is written slows nobody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.counting import insert_for
from helpline.storage.kinds import Channel
from helpline.storage.tables import Pace


def take_place(
    session: Session, channel: Channel, address: str, *, parts: int, pace: float, now: datetime
) -> datetime:
    """Takes the next free place on one of our addresses for so many parts, at a pace in parts a
    second, and returns the moment (aware) at which it begins: `now` where nobody is before it.
    """
    added = insert_for(session, Pace).values(channel=channel, address=address, busy_until=now)
    session.execute(added.on_conflict_do_nothing())
    row = session.scalars(
        select(Pace)
        .where(Pace.channel == channel, Pace.address == address)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    begins = max(row.busy_until, now)
    row.busy_until = begins + timedelta(seconds=parts / pace)
    return begins


def busy_until(session: Session) -> dict[tuple[Channel, str], datetime]:
    """Returns until when each of our addresses is busy with what has a place already."""
    return {(row.channel, row.address): row.busy_until for row in session.scalars(select(Pace))}
