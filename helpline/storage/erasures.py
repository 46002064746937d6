"""What stays of an erased case: its reference, and when it was erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.tables import ErasedReferral, Referral


def add_tombstones(session: Session, contact_id: str, *, now: datetime) -> None:
    """Leaves a tombstone for each referral of a contact who is about to be erased."""
    references = session.scalars(
        select(Referral.reference).where(Referral.contact_id == contact_id)
    )
    session.add_all(
        [ErasedReferral(reference=reference, erased_at=now) for reference in references.all()]
    )
    session.flush()


def erased_at(session: Session, reference: str) -> datetime | None:
    """Returns when the referral with a reference was erased, or None if it was not."""
    tombstone = session.get(ErasedReferral, reference)
    return tombstone.erased_at if tombstone else None


def list_erased(session: Session, *, since: datetime, limit: int = 50) -> Sequence[ErasedReferral]:
    """Returns what was erased since a moment, the latest first."""
    return session.scalars(
        select(ErasedReferral)
        .where(ErasedReferral.erased_at >= since)
        .order_by(ErasedReferral.erased_at.desc())
        .limit(limit)
    ).all()
