"""Invitations: links by which somebody becomes staff, or sets password and second factor anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpline.storage.kinds import Role
from helpline.storage.tables import Invitation, Staff

VALID = timedelta(hours=72)


@dataclass(frozen=True)
class Place:
    """What an invitation makes of who takes it: their role, language, and office (None: all)."""

    role: Role
    language: str
    office: str | None = None


def add_invitation(
    session: Session,
    token_hash: str,
    place: Place,
    *,
    now: datetime,
    invited_by: str | None = None,
    staff_id: str | None = None,
) -> Invitation:
    """Adds an invitation, valid for three days; with `staff_id` for somebody who is staff already,
    in place of any other that they have.
    """
    if staff_id is not None:
        session.execute(delete(Invitation).where(Invitation.staff_id == staff_id))
    added = Invitation(
        token_hash=token_hash,
        staff_id=staff_id,
        role=place.role,
        language=place.language,
        office=place.office,
        invited_by=invited_by,
        created_at=now,
        expires_at=now + VALID,
    )
    session.add(added)
    session.flush()
    return added


def find_invitation(
    session: Session, token_hash: str, *, now: datetime
) -> tuple[Invitation, Staff | None] | None:
    """Returns an invitation that is still valid, with whom of staff it is for, or None."""
    row = session.execute(
        select(Invitation, Staff)
        .outerjoin(Staff, Staff.id == Invitation.staff_id)
        .where(Invitation.token_hash == token_hash, Invitation.expires_at > now)
    ).first()
    return None if row is None else (row[0], row[1])


def take_invitation(session: Session, token_hash: str, *, now: datetime) -> bool:
    """Uses an invitation up; False if another request did, or it is not valid any more."""
    taken = session.execute(
        delete(Invitation).where(Invitation.token_hash == token_hash, Invitation.expires_at > now)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]


def withdraw_invitation(session: Session, invitation_id: str) -> None:
    """Makes an invitation's link worthless; does nothing if it was used."""
    session.execute(delete(Invitation).where(Invitation.id == invitation_id))


def withdraw_invitations_of(session: Session, staff_id: str) -> None:
    """Makes the links worthless by which a staff member would set password and factor anew."""
    session.execute(delete(Invitation).where(Invitation.staff_id == staff_id))


def list_invitations(session: Session, *, now: datetime) -> list[Invitation]:
    """Returns the valid invitations, the newest first."""
    rows = session.scalars(
        select(Invitation).where(Invitation.expires_at > now).order_by(Invitation.created_at.desc())
    )
    return list(rows)


def forget_old_invitations(session: Session, *, now: datetime) -> None:
    """Erases invitations that are not valid any more."""
    session.execute(delete(Invitation).where(Invitation.expires_at <= now))
