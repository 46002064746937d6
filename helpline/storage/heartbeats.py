"""Heartbeats: by which a process shows others that it is alive."""

from datetime import datetime

from sqlalchemy.orm import Session

from helpline.storage.tables import Heartbeat


def beat(session: Session, process: str, *, now: datetime) -> None:
    """Records that a process is alive."""
    session.merge(Heartbeat(process=process, at=now))


def last_beat(session: Session, process: str) -> datetime | None:
    """Returns when a process last said that it is alive, or None."""
    heartbeat = session.get(Heartbeat, process)
    return None if heartbeat is None else heartbeat.at
