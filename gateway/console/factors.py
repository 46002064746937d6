"""The second step: codes of an authenticator app (RFC 6238) and recovery codes, each taken once."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
from sqlalchemy.orm import Session

from gateway.console import throttling
from gateway.console.throttling import Denied, Visit
from helpline.storage.database import Database
from helpline.storage.second_factors import (
    set_recovery_codes,
    set_totp,
    take_recovery_code,
    take_step,
    totp_of,
)
from helpline.storage.staff import get_staff
from helpline.storage.tables import Staff
from helpline.text.characters import digits_to_ascii

STEP = timedelta(seconds=30)
DIGITS = 6
# A phone's clock may be one step behind or ahead.
_DRIFT = (0, -1, 1)
RECOVERY_CODES = 10
_GROUPS, _GROUP = 4, 4
# No letter of it is taken for another, or for a digit, when it is copied from paper.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """Returns a secret for an authenticator app: 160 random bits in base32."""
    return pyotp.random_base32()


def setup_address(secret: str, username: str, *, issuer: str) -> str:
    """Returns the otpauth address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def step_of(secret: str, code: str, *, now: datetime) -> int | None:
    """Returns the time step whose code this is, in digits of any script; None if it is of none
    that is near enough to a moment (aware).
    """
    given = "".join(digits_to_ascii(code).split())
    if len(given) != DIGITS or not (given.isascii() and given.isdigit()):
        return None
    present = int(now.timestamp()) // int(STEP.total_seconds())
    app = pyotp.TOTP(secret, digits=DIGITS, interval=int(STEP.total_seconds()))
    for drift in _DRIFT:
        if hmac.compare_digest(app.generate_otp(present + drift), given):
            return present + drift
    return None


def check_code(
    database: Database, staff_id: str, code: str, *, visit: Visit, now: datetime
) -> Denied | None:
    """Takes a code of a staff member's authenticator or one of their recovery codes; None if it was
    right, and was not taken before.
    """

    def is_right(session: Session, staff: Staff) -> bool:
        return _take(session, staff, code, now=now)

    return check_factor(database, staff_id, is_right, visit=visit, now=now)


def check_factor(
    database: Database,
    staff_id: str,
    is_right: Callable[[Session, Staff], bool],
    *,
    visit: Visit,
    now: datetime,
) -> Denied | None:
    """Has a second factor checked in a transaction, slowly for who guesses; None if it is right."""
    subjects = _subjects(database, staff_id, visit)
    begun = throttling.begin(database, subjects, now=now)
    if begun.wait_seconds:
        return begun
    with database.transaction() as session:
        if not is_right(session, get_staff(session, staff_id)):
            return begun
        throttling.succeeded(session, subjects, now=now)
    return None


def set_up(session: Session, staff: Staff, secret: str, code: str, *, now: datetime) -> bool:
    """Sets up a staff member's authenticator if this is a code of its secret; else False."""
    step = step_of(secret, code, now=now)
    if step is None:
        return False
    set_totp(session, staff, secret, step=step)
    return True


def new_recovery_codes(session: Session, staff_id: str) -> list[str]:
    """Makes ten recovery codes in place of all that there were, and returns them; only hashes are
    stored.
    """
    codes = ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]
    set_recovery_codes(session, staff_id, [_hash(code) for code in codes])
    return codes


def _take(session: Session, staff: Staff, code: str, *, now: datetime) -> bool:
    secret = totp_of(session, staff)
    step = None if secret is None else step_of(secret, code, now=now)
    if step is not None:
        return take_step(session, staff.id, step)
    return take_recovery_code(session, staff.id, _hash(code))


def _subjects(database: Database, staff_id: str, visit: Visit) -> tuple[throttling.Subject, ...]:
    if visit.device is not None:
        return throttling.subjects_of(database, device=f"code:{staff_id}:{visit.device}")
    return throttling.subjects_of(database, code=staff_id, address=visit.address)


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))


def _hash(code: str) -> str:
    """Returns the SHA-256 of a recovery code (79 random bits), however it was typed."""
    plain = "".join(sign for sign in digits_to_ascii(code).casefold() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
