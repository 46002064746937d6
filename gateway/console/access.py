"""Who may enter: the first step (username and password), and sessions kept in the database."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.console import throttling
from gateway.console.passwords import (
    LONGEST,
    UNUSABLE,
    dummy_hash,
    hash_password,
    needs_rehash,
    verify_password,
)
from gateway.console.throttling import Denied, Visit
from helpline.storage import sessions as storage
from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.database import Database
from helpline.storage.invitations import forget_old_invitations
from helpline.storage.kinds import Role
from helpline.storage.staff import find_staff, forget_old_sign_ins
from helpline.storage.tables import Staff, StaffSession

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)
# How long the second step may take after the first.
STEP_LIMIT = timedelta(minutes=15)

# A session's last use is written down at most this often, so that reading pages writes nothing.
_TOUCH_EVERY = timedelta(minutes=1)
_MAX_USERNAME = 64


@dataclass(frozen=True)
class Member:
    """A staff member as the pages know them, in a session that is complete; `confirmed_at` is when
    they last gave password and second factor.
    """

    id: str
    username: str
    role: Role
    language: str
    office: str | None
    session_id: str
    confirmed_at: datetime
    has_totp: bool


@dataclass(frozen=True)
class Pending:
    """Somebody whose password was right and who has yet to give, or to set up, a second factor."""

    staff_id: str
    username: str
    language: str
    has_totp: bool


@dataclass(frozen=True)
class Granted:
    """A right password: the token of the new session, which only the browser keeps, and whether it
    opens the console (or the second step only).
    """

    token: str
    complete: bool


def sign_in(
    database: Database, username: str, password: str, *, visit: Visit, required: bool, now: datetime
) -> Granted | Denied:
    """Opens a session for the right password; complete only for who has no second factor, and then
    only if none is `required`.

    Who is unknown or disabled takes as long and gets the same answer as who has the wrong password.
    """
    opened: list[Granted] = []

    def open_it(session: Session, staff: Staff) -> None:
        _forget_what_is_old(session, now=now)
        opened.append(
            open_session(session, staff, browser=visit.browser, required=required, now=now)
        )

    return check_password(database, username, password, open_it, visit=visit, now=now) or opened[0]


def check_password(
    database: Database,
    username: str,
    password: str,
    then: Callable[[Session, Staff], None] = lambda _session, _staff: None,
    *,
    visit: Visit,
    now: datetime,
) -> Denied | None:
    """Checks the password of a username, slowly for who guesses; None if it is right, and `then`
    has been done in the transaction in which it still was.
    """
    username, password = username.strip()[:_MAX_USERNAME], password[:LONGEST]
    subjects = _subjects(database, username, visit)
    begun = throttling.begin(database, subjects, now=now)
    if begun.wait_seconds:
        return begun
    password_hash = _password_hash(database, username)
    if not verify_password(password_hash or dummy_hash(), password) or password_hash is None:
        return begun
    with database.transaction() as session:
        staff = find_staff(session, username)
        # They may have been disabled, or have a new password, since the check began.
        if staff is None or not staff.active or staff.password_hash != password_hash:
            return begun
        if needs_rehash(staff.password_hash):
            staff.password_hash = hash_password(password)
        throttling.succeeded(session, subjects, now=now)
        then(session, staff)
    return None


def open_session(
    session: Session, staff: Staff, *, browser: str, required: bool, now: datetime
) -> Granted:
    """Opens a session under a new token for who has proved their password (or their invitation)."""
    token = secrets.token_urlsafe(32)
    complete = staff.totp_sealed is None and not required
    if complete:
        _record_entry(session, staff, now=now)
    storage.add_session(
        session, token_hash(token), staff.id, complete=complete, browser=browser, now=now
    )
    return Granted(token, complete)


def complete_session(session: Session, token: str, *, now: datetime) -> str | None:
    """Puts a complete session under a new token in place of one whatever its state, and returns
    that token; None if the session has ended meanwhile.
    """
    found = storage.find_session(session, token_hash(token))
    if found is None or not storage.end_session(session, token_hash(token)):
        return None
    if not found[0].complete:
        _record_entry(session, found[1], now=now)
    fresh = secrets.token_urlsafe(32)
    storage.add_session(session, token_hash(fresh), found[1].id, browser=found[0].browser, now=now)
    return fresh


def find_member(database: Database, token: str, *, now: datetime) -> Member | None:
    """Returns who is signed in with a token; None once the session is over or they are disabled,
    and until it is complete.
    """
    with database.reading() as session:
        found = storage.find_session(session, token_hash(token))
    if found is None or not is_alive(found[0], now=now) or not found[1].active:
        return None
    signed_in, staff = found
    return Member(
        staff.id,
        staff.username,
        staff.role,
        staff.language,
        staff.office,
        signed_in.id,
        signed_in.confirmed_at,
        staff.totp_sealed is not None,
    )


def is_alive(signed_in: StaffSession, *, now: datetime) -> bool:
    """Whether a session opens the console at a moment: it is complete, and not too old."""
    idle, age = now - signed_in.last_seen_at, now - signed_in.created_at
    return signed_in.complete and idle < IDLE_LIMIT and age < ABSOLUTE_LIMIT


def find_pending(database: Database, token: str, *, now: datetime) -> Pending | None:
    """Returns who has to give a second factor with a token; None once that took too long."""
    with database.reading() as session:
        found = storage.find_session(session, token_hash(token))
        if found is None:
            return None
        signed_in, staff = found
        if signed_in.complete or not staff.active or now - signed_in.created_at >= STEP_LIMIT:
            return None
    return Pending(staff.id, staff.username, staff.language, staff.totp_sealed is not None)


def note_use(database: Database, token: str, *, now: datetime) -> None:
    """Records that a person (not a page that refreshes itself) used a session just now."""
    with database.reading() as session:
        found = storage.find_session(session, token_hash(token))
    if found is not None and now - found[0].last_seen_at >= _TOUCH_EVERY:
        with database.transaction() as session:
            storage.touch_session(session, token_hash(token), now=now)


def sign_out(database: Database, token: str) -> None:
    """Ends the session of a token; does nothing if there is none."""
    with database.transaction() as session:
        storage.end_session(session, token_hash(token))


def token_hash(token: str) -> str:
    """Returns the SHA-256 of a token (hex), under which its session is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def _record_entry(session: Session, staff: Staff, *, now: datetime) -> None:
    act = Act(Action.SIGNED_IN, Kind.STAFF, staff.id)
    record(session, act, actor=staff.id, now=now)


def _subjects(database: Database, username: str, visit: Visit) -> tuple[throttling.Subject, ...]:
    name = username.casefold()
    if visit.device is not None:
        # Who guesses at a name from elsewhere does not slow down a browser that is known.
        return throttling.subjects_of(database, device=f"{name}:{visit.device}")
    return throttling.subjects_of(database, username=name, address=visit.address)


def _password_hash(database: Database, username: str) -> str | None:
    with database.reading() as session:
        staff = find_staff(session, username)
    if staff is None or not staff.active or staff.password_hash == UNUSABLE:
        return None
    return staff.password_hash


def _forget_what_is_old(session: Session, *, now: datetime) -> None:
    forget_old_sign_ins(
        session,
        attempts_before=now - throttling.REMEMBERED,
        sessions_before=now - ABSOLUTE_LIMIT,
    )
    forget_old_invitations(session, now=now)
