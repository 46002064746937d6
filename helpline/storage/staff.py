"""Staff, and the failed sign-ins that slow down guessing. Whatever changes what somebody may do, or
how they prove who they are, ends their sessions.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from helpline.errors import HelplineError, NotFound
from helpline.storage.audit import Action, Kind
from helpline.storage.kinds import Role
from helpline.storage.tables import AuditEntry, SignInAttempt, Staff, StaffSession

SETTLES_IN = timedelta(days=1)
# By which somebody gets hold of an account, or an account of more power.
_UNSETTLING = (Action.STAFF_ADDED, Action.INVITATION_TAKEN, Action.ROLE_SET)


class TooNew(HelplineError):
    """An account is too new, or newly changed, to count as one of two people."""

    code = "too_new"


def add_staff(
    session: Session,
    username: str,
    password_hash: str,
    *,
    role: Role,
    language: str,
    now: datetime,
    office: str | None = None,
) -> Staff:
    """Adds a staff member; raises IntegrityError if the username is taken."""
    staff = Staff(
        username=username,
        password_hash=password_hash,
        role=role,
        language=language,
        office=office,
        active=True,
        created_at=now,
    )
    session.add(staff)
    session.flush()
    return staff


def find_staff(session: Session, username: str) -> Staff | None:
    """Returns the staff member with a username, or None."""
    return session.scalar(select(Staff).where(Staff.username == username))


def list_staff(session: Session) -> list[Staff]:
    """Returns all staff by username."""
    return list(session.scalars(select(Staff).order_by(Staff.username)))


def set_language(session: Session, staff_id: str, language: str) -> None:
    """Sets the language in which a staff member reads the console."""
    session.execute(update(Staff).where(Staff.id == staff_id).values(language=language))


def get_staff(session: Session, staff_id: str) -> Staff:
    """Returns a staff member; raises NotFound."""
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("staff")
    return staff


def check_settled(session: Session, staff_ids: Collection[str], *, now: datetime) -> None:
    """Raises TooNew where one of some accounts was made, let in again or given a role within the
    last day: an administrator who makes another account is not two people by that, and the others
    have a day to notice.
    """
    changed = select(AuditEntry.seq).where(
        AuditEntry.kind == Kind.STAFF,
        AuditEntry.object.in_(staff_ids),
        AuditEntry.action.in_(_UNSETTLING),
        AuditEntry.at > now - SETTLES_IN,
    )
    if session.scalar(changed.limit(1)) is not None:
        raise TooNew("an account that is too new")


def is_username_taken(session: Session, username: str) -> bool:
    """Whether somebody has a username, however its letters are written."""
    taken = select(Staff.id).where(func.lower(Staff.username) == username.lower())
    return session.scalar(taken) is not None


def set_role(session: Session, staff: Staff, role: Role, *, office: str | None) -> None:
    """Sets what a staff member may do and in which office (None: all), and ends their sessions."""
    staff.role, staff.office = role, office
    end_sessions_of(session, staff.id)


def set_active(session: Session, staff: Staff, active: bool) -> None:
    """Lets a staff member sign in, or not any more; either way their sessions end."""
    staff.active = active
    end_sessions_of(session, staff.id)


def set_password(session: Session, staff: Staff, password_hash: str) -> None:
    """Sets the hash of a staff member's password, and ends their sessions."""
    staff.password_hash = password_hash
    end_sessions_of(session, staff.id)


def end_sessions_of(session: Session, staff_id: str) -> None:
    """Ends all sessions of a staff member."""
    session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))


def add_failed_sign_in(session: Session, subject_hash: str, *, now: datetime) -> None:
    """Records a failed sign-in for a hashed username or address."""
    session.add(SignInAttempt(subject_hash=subject_hash, at=now))


def failed_sign_ins(
    session: Session, subject_hash: str, *, since: datetime
) -> tuple[int, datetime | None]:
    """Returns how many sign-ins failed for a hashed subject since a moment, and when the last."""
    count, last = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(
            SignInAttempt.subject_hash == subject_hash, SignInAttempt.at >= since
        )
    ).one()
    return count, last


def forget_failed_sign_in(session: Session, subject_hash: str, *, at: datetime) -> None:
    """Forgets the failed sign-in of a hashed username or address at one moment."""
    session.execute(
        delete(SignInAttempt).where(
            SignInAttempt.subject_hash == subject_hash, SignInAttempt.at == at
        )
    )


def forget_failed_sign_ins(session: Session, subject_hash: str) -> None:
    """Forgets all failed sign-ins of a hashed username or address."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.subject_hash == subject_hash))


def forget_old_sign_ins(
    session: Session, *, attempts_before: datetime, sessions_before: datetime
) -> None:
    """Forgets failures that slow nobody down any more, and sessions that opened too long ago."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < attempts_before))
    session.execute(delete(StaffSession).where(StaffSession.created_at < sessions_before))
