"""Notes by staff for staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.database import seal, unseal
from helpline.storage.tables import Note, Referral, new_id

_BODY = "notes.body"


@dataclass(frozen=True)
class NoteTold:
    """A note: what it says, who wrote it and when (UTC)."""

    id: str
    body: str
    staff_id: str
    created_at: datetime


def add_note(
    session: Session, referral: Referral, body: str, *, staff_id: str, now: datetime
) -> None:
    """Adds a note to a referral; the queue does not take it for news."""
    note_id = new_id()
    session.add(
        Note(
            id=note_id,
            referral_id=referral.id,
            staff_id=staff_id,
            body_sealed=seal(session, body, column=_BODY, row=note_id),
            created_at=now,
        )
    )
    session.flush()


def list_notes(session: Session, referral_id: str) -> list[NoteTold]:
    """Returns the notes of a referral in the order in which they were written."""
    rows = session.scalars(select(Note).where(Note.referral_id == referral_id).order_by(Note.seq))
    return [
        NoteTold(
            row.id,
            unseal(session, row.body_sealed, column=_BODY, row=row.id),
            row.staff_id,
            row.created_at,
        )
        for row in rows
    ]
