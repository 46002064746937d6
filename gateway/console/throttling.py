"""Slowing down who guesses: each failure past the free ones doubles the wait, which stays short
enough that nobody is locked out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage import staff as storage
from helpline.storage.database import Database

LONGEST_WAIT = timedelta(minutes=5)
REMEMBERED = timedelta(hours=1)
# Every so many failures at one name, code or address somebody is told.
ALARM_EVERY = 10
# Many people may share an address, so an address has more free tries than a username.
_FREE = {"username": 5, "code": 5, "device": 5, "address": 20}
_PURPOSE = "sign-in"


@dataclass(frozen=True)
class Visit:
    """From where somebody signs in: the request's address, the kind of browser, and (where the
    browser has signed in as them before) what is known of it.
    """

    address: str
    browser: str = ""
    device: str | None = None


@dataclass(frozen=True)
class Subject:
    """What is guessed at or guesses, and how it is called in the table of failures."""

    kind: str
    hash: str


@dataclass(frozen=True)
class Denied:
    """A proof that was not taken; above zero, `wait_seconds` says that nothing was checked.
    `alarm` names what has been guessed at so often that somebody should know.
    """

    wait_seconds: int = 0
    alarm: str | None = field(default=None, compare=False)


def subjects_of(database: Database, **named: str) -> tuple[Subject, ...]:
    """Returns subjects by kind ("username", "code", "device", "address"); only hashes are kept."""
    vault: Vault = database.vault
    return tuple(
        Subject(kind, vault.lookup(f"{kind}:{value}", purpose=_PURPOSE))
        for kind, value in named.items()
    )


def begin(database: Database, subjects: Sequence[Subject], *, now: datetime) -> Denied:
    """Counts an attempt as failed before anything is checked, so that many guesses at once are
    slowed down as well; or says how long to wait.
    """
    alarm = None
    with database.transaction() as session:
        failures = [_failures(session, subject, now) for subject in subjects]
        wait = max(
            _wait(subject, *each, now) for subject, each in zip(subjects, failures, strict=True)
        )
        if wait > timedelta(0):
            return Denied(math.ceil(wait.total_seconds()))
        for subject, (count, _last) in zip(subjects, failures, strict=True):
            storage.add_failed_sign_in(session, subject.hash, now=now)
            if (count + 1) % ALARM_EVERY == 0:
                alarm = alarm or subject.kind
    return Denied(alarm=alarm)


def succeeded(session: Session, subjects: Sequence[Subject], *, now: datetime) -> None:
    """Takes back what `begin` counted at a moment, and all failures of who was guessed at.

    An address keeps its other failures: one right password must not pay for other guesses.
    """
    for subject in subjects:
        if subject.kind == "address":
            storage.forget_failed_sign_in(session, subject.hash, at=now)
        else:
            storage.forget_failed_sign_ins(session, subject.hash)


def _failures(session: Session, subject: Subject, now: datetime) -> tuple[int, datetime | None]:
    return storage.failed_sign_ins(session, subject.hash, since=now - REMEMBERED)


def _wait(subject: Subject, failures: int, last: datetime | None, now: datetime) -> timedelta:
    free = _FREE[subject.kind]
    if last is None or failures < free:
        return timedelta(0)
    # Past 2^10 seconds the longest wait holds anyway.
    return last + min(timedelta(seconds=2 ** min(failures - free, 10)), LONGEST_WAIT) - now
