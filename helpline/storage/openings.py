"""Opening a case outside one's scope in an emergency: for a time, and with a reason that stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import Role
from helpline.storage.tables import CaseOpening, Referral, Staff, new_id

# A night: long enough to act, too short to work with.
HOLDS = timedelta(hours=12)
# Whose cases are those of an office. A lawyer's are given to them, since they may act for somebody
# on the other side; who sees no content sees none in an emergency either.
MAY_OPEN = frozenset({Role.INTAKE, Role.SUPERVISOR})
# Who is told of every opening, at once and on every page.
ARE_TOLD = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_REASON = "case_openings.reason"


@dataclass(frozen=True)
class Opening:
    """That somebody, by username, opened a case, by reference, and until when (UTC)."""

    reference: str
    username: str
    opened_at: datetime
    ends_at: datetime
    reason: str | None = None


def open_case(
    session: Session, referral: Referral, staff_id: str, reason: str, *, now: datetime
) -> None:
    """Lets a staff member see a referral for `HOLDS`, and records that."""
    opening_id = new_id()
    session.add(
        CaseOpening(
            id=opening_id,
            referral_id=referral.id,
            staff_id=staff_id,
            reason_sealed=seal(session, reason, column=_REASON, row=opening_id),
            opened_at=now,
            ends_at=now + HOLDS,
        )
    )
    act = Act(Action.CASE_BROKEN_OPEN, Kind.REFERRAL, referral.reference)
    record(session, act, actor=staff_id, now=now)
    session.flush()


def is_open_to(session: Session, staff_id: str, referral_id: str, *, now: datetime) -> bool:
    """Whether a staff member has opened a referral and may still see it."""
    found = _held(staff_id, now).where(CaseOpening.referral_id == referral_id)
    return session.scalar(found.limit(1)) is not None


def is_contact_open_to(session: Session, staff_id: str, contact_id: str, *, now: datetime) -> bool:
    """Whether a staff member has opened a case of a contact and may still see it."""
    found = (
        _held(staff_id, now)
        .join(Referral, Referral.id == CaseOpening.referral_id)
        .where(Referral.contact_id == contact_id)
    )
    return session.scalar(found.limit(1)) is not None


def list_in_force(session: Session, *, now: datetime) -> list[Opening]:
    """Returns the openings that hold, the newest first, without their reasons."""
    rows = session.execute(_openings().where(CaseOpening.ends_at > now))
    return [
        Opening(reference, username, row.opened_at, row.ends_at)
        for row, reference, username in rows
    ]


def list_of_case(session: Session, referral_id: str) -> list[Opening]:
    """Returns every opening of a referral with its reason, the newest first."""
    rows = session.execute(_openings().where(CaseOpening.referral_id == referral_id))
    return [
        Opening(
            reference, username, row.opened_at, row.ends_at,
            unseal(session, row.reason_sealed, column=_REASON, row=row.id),
        )
        for row, reference, username in rows
    ]  # fmt: skip


def _held(staff_id: str, now: datetime) -> Select[str]:
    return select(CaseOpening.id).where(
        CaseOpening.staff_id == staff_id, CaseOpening.opened_at <= now, CaseOpening.ends_at > now
    )


def _openings() -> Select[CaseOpening, str, str]:
    return (
        select(CaseOpening, Referral.reference, Staff.username)
        .join(Referral, Referral.id == CaseOpening.referral_id)
        .join(Staff, Staff.id == CaseOpening.staff_id)
        .order_by(CaseOpening.opened_at.desc(), CaseOpening.id)
    )
