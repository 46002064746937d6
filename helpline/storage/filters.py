"""Filters of the queue that a staff member keeps under a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpline.storage.database import seal, unseal
from helpline.storage.tables import SavedFilter, new_id

_NAME = "saved_filters.name"


@dataclass(frozen=True)
class Kept:
    """A filter as it was kept: its name, and the query by which the queue knows it."""

    id: str
    name: str
    query: str


def keep_filter(session: Session, staff_id: str, name: str, query: str, *, now: datetime) -> None:
    """Keeps a filter for a staff member."""
    filter_id = new_id()
    session.add(
        SavedFilter(
            id=filter_id,
            staff_id=staff_id,
            name_sealed=seal(session, name, column=_NAME, row=filter_id),
            query=query,
            created_at=now,
        )
    )


def list_filters(session: Session, staff_id: str) -> list[Kept]:
    """Returns the filters of a staff member in the order in which they kept them."""
    rows = session.scalars(
        select(SavedFilter)
        .where(SavedFilter.staff_id == staff_id)
        .order_by(SavedFilter.created_at, SavedFilter.id)
    )
    return [
        Kept(row.id, unseal(session, row.name_sealed, column=_NAME, row=row.id), row.query)
        for row in rows
    ]


def drop_filter(session: Session, staff_id: str, filter_id: str) -> None:
    """Drops a filter of a staff member; does nothing if they have no such filter."""
    session.execute(
        delete(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.staff_id == staff_id)
    )
