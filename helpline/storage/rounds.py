"""Rounds: what the carrier is asked again and again, by one worker at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from helpline.storage.tables import CarrierRound


@dataclass(frozen=True)
class Claimed:
    """A round that the caller makes now. `asked_up_to` is how far the last one came, if any did."""

    asked_up_to: datetime | None


def claim_round(session: Session, name: str, *, now: datetime, every: timedelta) -> Claimed | None:
    """Takes a round that is due, so that nobody else makes it for a time; None if it is not due.

    Raises IntegrityError if two make it for the very first time at once.
    """
    if session.get(CarrierRound, name) is None:
        session.add(CarrierRound(name=name, next_at=now))
        session.flush()
    taken = session.execute(
        update(CarrierRound)
        .where(CarrierRound.name == name, CarrierRound.next_at <= now)
        .values(next_at=now + every)
        .returning(CarrierRound.asked_up_to)
    ).first()
    return None if taken is None else Claimed(taken[0])


def end_round(session: Session, name: str, *, asked_up_to: datetime) -> None:
    """Keeps how far a round came."""
    session.execute(
        update(CarrierRound).where(CarrierRound.name == name).values(asked_up_to=asked_up_to)
    )
