"""Signed-in browsers: how far each has come, when it was used, and what its next pages need."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from helpline.storage.database import seal, unseal
from helpline.storage.tables import Staff, StaffSession, new_id

_KEPT = "staff_sessions.kept"


def add_session(
    session: Session,
    token_hash: str,
    staff_id: str,
    *,
    now: datetime,
    complete: bool = True,
    browser: str = "",
) -> StaffSession:
    """Records a signed-in browser; an incomplete one has yet to give its second factor."""
    added = StaffSession(
        token_hash=token_hash,
        id=new_id(),
        staff_id=staff_id,
        complete=complete,
        browser=browser,
        confirmed_at=now,
        created_at=now,
        last_seen_at=now,
    )
    session.add(added)
    session.flush()
    return added


def find_session(session: Session, token_hash: str) -> tuple[StaffSession, Staff] | None:
    """Returns a browser's session, complete or not, with its staff member, or None."""
    row = session.execute(
        select(StaffSession, Staff)
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == token_hash)
    ).first()
    return None if row is None else (row[0], row[1])


def list_sessions(session: Session, staff_id: str) -> list[StaffSession]:
    """Returns a staff member's complete sessions, the last used first."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.staff_id == staff_id, StaffSession.complete.is_(True))
        .order_by(StaffSession.last_seen_at.desc(), StaffSession.id)
    )
    return list(rows)


def touch_session(session: Session, token_hash: str, *, now: datetime) -> None:
    """Records that a signed-in browser was used; does nothing if its session has ended."""
    session.execute(
        update(StaffSession).where(StaffSession.token_hash == token_hash).values(last_seen_at=now)
    )


def confirm_session(session: Session, token_hash: str, *, now: datetime) -> None:
    """Records that the owner of a session has just given password and second factor again."""
    session.execute(
        update(StaffSession).where(StaffSession.token_hash == token_hash).values(confirmed_at=now)
    )


def end_session(session: Session, token_hash: str) -> bool:
    """Ends one browser's session; False if it had ended before."""
    ended = session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash))
    return bool(ended.rowcount)  # type: ignore[attr-defined]


def end_session_of(session: Session, staff_id: str, session_id: str) -> None:
    """Ends a staff member's session by its id; does nothing if it is not theirs."""
    session.execute(
        delete(StaffSession).where(StaffSession.staff_id == staff_id, StaffSession.id == session_id)
    )


def end_other_sessions(session: Session, staff_id: str, *, but: str) -> None:
    """Ends all sessions of a staff member but the one with a token's hash."""
    session.execute(
        delete(StaffSession).where(
            StaffSession.staff_id == staff_id, StaffSession.token_hash != but
        )
    )


def keep(session: Session, token_hash: str, name: str, value: object) -> None:
    """Keeps what the next pages of a browser need, in place of what was kept before; does nothing
    if its session has ended.
    """
    found = find_session(session, token_hash)
    if found is not None:
        text = json.dumps({"name": name, "value": value})
        found[0].kept_sealed = seal(session, text, column=_KEPT, row=found[0].id)


def kept(session: Session, token_hash: str, name: str) -> object:
    """Returns what was kept under a name for a browser's session, or None."""
    found = find_session(session, token_hash)
    if found is None or found[0].kept_sealed is None:
        return None
    stored = json.loads(unseal(session, found[0].kept_sealed, column=_KEPT, row=found[0].id))
    return stored["value"] if stored["name"] == name else None


def take_kept(session: Session, token_hash: str, name: str) -> object:
    """Returns what was kept under a name for a browser's session and forgets it, or None."""
    value = kept(session, token_hash, name)
    if value is not None:
        session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == token_hash)
            .values(kept_sealed=None)
        )
    return value
