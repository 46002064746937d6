"""Who may enter: passwords, sessions kept in the database, and the slowing down of guesses."""

from __future__ import annotations

import hashlib
import math
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage import staff as storage
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.tables import Staff

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=12)

# A session's last use is written down at most this often, so that reading pages writes nothing.
_TOUCH_EVERY = timedelta(minutes=1)

# So many failures are free; each one more doubles the wait, which never grows past the longest.
# Many people may share an address, so an address has more free tries than a username.
_FREE_BY_USERNAME = 5
_FREE_BY_ADDRESS = 20
_LONGEST_WAIT = timedelta(minutes=5)
_REMEMBERED = timedelta(hours=1)
_MAX_USERNAME = 64
_MAX_PASSWORD = 1024

# A check takes 64 MiB; more than two at once would let strangers fill the memory.
_CHECKS = threading.BoundedSemaphore(2)
_HASHER = PasswordHasher()


@dataclass(frozen=True)
class Member:
    """A staff member as the pages know them."""

    id: str
    username: str
    role: Role
    language: str


@dataclass(frozen=True)
class Granted:
    """A sign-in that succeeded: the token of the new session, which only the browser keeps."""

    token: str


@dataclass(frozen=True)
class Denied:
    """A sign-in that did not succeed; above zero, `wait_seconds` says that nothing was checked."""

    wait_seconds: int = 0


def hash_password(password: str) -> str:
    """Returns the Argon2id hash of a password, with its salt and parameters."""
    return _HASHER.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    """Whether a password has this hash; a hash that cannot be read fits no password."""
    try:
        with _CHECKS:
            return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_in(
    database: Database, username: str, password: str, *, address: str, now: datetime
) -> Granted | Denied:
    """Opens a session for the right password; `address` is where the request came from.

    Who is unknown or disabled takes as long and gets the same answer as who has the wrong password.
    """
    username, password = username.strip()[:_MAX_USERNAME], password[:_MAX_PASSWORD]
    with database.transaction() as session:
        subjects = _subjects(session, username, address)
        wait = max(_wait(session, subject, free, now) for subject, free in subjects)
        if wait > timedelta(0):
            return Denied(math.ceil(wait.total_seconds()))
        # Counted before the check, so that many guesses at once are slowed down as well.
        for subject, _free in subjects:
            storage.add_failed_sign_in(session, subject, now=now)
    password_hash = _password_hash(database, username)
    if not verify_password(password_hash or _dummy_hash(), password) or password_hash is None:
        return Denied()
    return _grant(database, username, password, password_hash, address=address, now=now)


def find_member(database: Database, token: str, *, now: datetime) -> Member | None:
    """Returns who is signed in with a token; None once the session is over or they are disabled."""
    with database.reading() as session:
        found = storage.find_session(session, token_hash(token))
    if found is None:
        return None
    signed_in, staff = found
    idle, age = now - signed_in.last_seen_at, now - signed_in.created_at
    if not staff.active or idle >= IDLE_LIMIT or age >= ABSOLUTE_LIMIT:
        return None
    return Member(staff.id, staff.username, staff.role, staff.language)


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


def _subjects(session: Session, username: str, address: str) -> list[tuple[str, int]]:
    vault: Vault = session.info["vault"]
    return [
        (vault.lookup(f"username:{username.casefold()}", purpose="sign-in"), _FREE_BY_USERNAME),
        (vault.lookup(f"address:{address}", purpose="sign-in"), _FREE_BY_ADDRESS),
    ]


def _wait(session: Session, subject: str, free: int, now: datetime) -> timedelta:
    failures, last = storage.failed_sign_ins(session, subject, since=now - _REMEMBERED)
    if last is None or failures < free:
        return timedelta(0)
    # Past 2^10 seconds the longest wait holds anyway.
    return last + min(timedelta(seconds=2 ** min(failures - free, 10)), _LONGEST_WAIT) - now


def _password_hash(database: Database, username: str) -> str | None:
    with database.reading() as session:
        staff = storage.find_staff(session, username)
    return staff.password_hash if staff is not None and staff.active else None


def _grant(
    database: Database,
    username: str,
    password: str,
    password_hash: str,
    *,
    address: str,
    now: datetime,
) -> Granted | Denied:
    token = secrets.token_urlsafe(32)
    with database.transaction() as session:
        staff = storage.find_staff(session, username)
        # They may have been disabled, or have a new password, since the check began.
        if staff is None or not staff.active or staff.password_hash != password_hash:
            return Denied()
        _rehash(staff, password)
        (by_username, _), (by_address, _) = _subjects(session, username, address)
        storage.forget_failed_sign_ins(session, by_username)
        # An address keeps its other failures: one right password must not pay for other guesses.
        storage.forget_failed_sign_in(session, by_address, at=now)
        storage.forget_old_sign_ins(
            session, attempts_before=now - _REMEMBERED, sessions_before=now - ABSOLUTE_LIMIT
        )
        storage.add_session(session, token_hash(token), staff.id, now=now)
    return Granted(token)


def _rehash(staff: Staff, password: str) -> None:
    if _HASHER.check_needs_rehash(staff.password_hash):
        staff.password_hash = hash_password(password)


@cache
def _dummy_hash() -> str:
    return hash_password(secrets.token_urlsafe(16))
