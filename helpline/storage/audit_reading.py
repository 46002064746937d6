"""What an auditor reads of the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from helpline.storage.referrals import find_by_reference
from helpline.storage.tables import AuditEntry


@dataclass(frozen=True)
class Sought:
    """Which entries are wanted; an empty part does not narrow. `since` and `until` are aware."""

    actor: str | None = None
    action: str | None = None
    reference: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def list_entries(
    session: Session, sought: Sought, *, before: int | None = None, limit: int
) -> Sequence[AuditEntry]:
    """Returns entries, the latest first, before the number of one. Those of a reference are of its
    family's conversation too, for as long as it is not erased.
    """
    query = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.seq < before)
    if sought.actor:
        query = query.where(AuditEntry.actor == sought.actor)
    if sought.action:
        query = query.where(AuditEntry.action == sought.action)
    if sought.reference:
        referral = find_by_reference(session, sought.reference)
        named = AuditEntry.object == sought.reference
        query = query.where(
            or_(named, AuditEntry.object == referral.contact_id) if referral else named
        )
    if sought.since:
        query = query.where(AuditEntry.at >= sought.since)
    if sought.until:
        query = query.where(AuditEntry.at < sought.until)
    return session.scalars(query).all()
