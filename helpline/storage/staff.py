"""Staff, their sessions, and the failed sign-ins that slow down guessing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from helpline.storage.kinds import Role
from helpline.storage.tables import SignInAttempt, Staff, StaffSession


def add_staff(
    session: Session, username: str, password_hash: str, *, role: Role, language: str, now: datetime
) -> Staff:
    """Adds a staff member; raises IntegrityError if the username is taken."""
    staff = Staff(
        username=username,
        password_hash=password_hash,
        role=role,
        language=language,
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


def add_session(session: Session, token_hash: str, staff_id: str, *, now: datetime) -> None:
    """Records a signed-in browser."""
    session.add(
        StaffSession(token_hash=token_hash, staff_id=staff_id, created_at=now, last_seen_at=now)
    )


def find_session(session: Session, token_hash: str) -> tuple[StaffSession, Staff] | None:
    """Returns a signed-in browser's session with its staff member, or None."""
    row = session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == token_hash)
    ).first()
    return None if row is None else (row[0], row[1])


def touch_session(session: Session, token_hash: str, *, now: datetime) -> None:
    """Records that a signed-in browser was used; does nothing if its session has ended."""
    session.execute(
        update(StaffSession).where(StaffSession.token_hash == token_hash).values(last_seen_at=now)
    )


def end_session(session: Session, token_hash: str) -> None:
    """Ends one signed-in browser's session."""
    session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))


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
