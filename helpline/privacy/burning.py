"""Burning: the installation key is destroyed, and then every row and file. What was sealed under it
does not open again, with HELPLINE_KEYS or without.

The key goes first, in a transaction of its own, so that what follows may be broken off: whatever is
left of it cannot be read. `docs/adr/0016` says what this does not reach.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from helpline.errors import HelplineError
from helpline.media.files import FileFolder
from helpline.privacy.auditing import cut_off_all
from helpline.privacy.erasure import BotMemory
from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.database import Database, seal, unseal
from helpline.storage.kinds import Role
from helpline.storage.staff import get_staff
from helpline.storage.tables import (
    AuditEntry,
    AuditHead,
    Base,
    BurnRequest,
    InstallationKey,
    Staff,
    new_id,
)

# What a person types who means it.
WORD = "burn"
ASKED_FOR = timedelta(hours=1)
_REASON = "burn_requests.reason"
_KEPT = {AuditEntry.__tablename__, AuditHead.__tablename__}


class NotTwo(HelplineError):
    """Two administrators, who are not one person, have not both said so."""


def ask(session: Session, staff_id: str, reason: str, *, now: datetime) -> BurnRequest:
    """Keeps that an administrator asks, in place of any request before."""
    session.execute(delete(BurnRequest))
    request = BurnRequest(id=new_id(), staff_id=staff_id, asked_at=now)
    request.reason_sealed = seal(session, reason, column=_REASON, row=request.id)
    session.add(request)
    session.flush()
    return request


def find_request(session: Session, *, now: datetime) -> BurnRequest | None:
    """Returns the request that may still be confirmed, or None."""
    return session.scalar(select(BurnRequest).where(BurnRequest.asked_at > now - ASKED_FOR))


def reason_of(session: Session, request: BurnRequest) -> str:
    """Returns why an administrator asks."""
    return unseal(session, request.reason_sealed, column=_REASON, row=request.id)


def withdraw(session: Session) -> None:
    """Takes any request away."""
    session.execute(delete(BurnRequest))


def check_two(session: Session, first_id: str, second_id: str) -> None:
    """Raises NotTwo unless both are administrators who may sign in, and are not one person."""
    both = [get_staff(session, each) for each in (first_id, second_id)]
    if first_id == second_id or not all(map(_is_administrator, both)):
        raise NotTwo("two administrators who are two people must agree")


def burn(
    database: Database,
    memory: BotMemory,
    files: FileFolder,
    *,
    first_id: str,
    second_id: str,
    now: datetime,
) -> None:
    """Destroys the key and then everything, for two administrators; raises NotTwo.

    The database must not be a guarded one. What stays is an empty installation and, in the audit
    log, that it was burned.
    """
    with database.transaction() as session:
        check_two(session, first_id, second_id)
        record(session, Act(Action.BURNED, Kind.STAFF, first_id), actor=second_id, now=now)
        _destroy_key(session)
    database.truncate_log()
    finish(database, memory, files, now=now)


def is_unfinished(session: Session) -> bool:
    """Whether the key was destroyed and not everything after it."""
    # What it leaves at its end is of no kind.
    begun = select(AuditEntry.seq).where(
        AuditEntry.action == Action.BURNED, AuditEntry.kind.is_not(None)
    )
    return session.scalar(begun.limit(1)) is not None


def finish(database: Database, memory: BotMemory, files: FileFolder, *, now: datetime) -> None:
    """Destroys what is left once the key is gone; may be broken off and run again."""
    memory.forget_all()
    for name in files.names():
        files.remove(name)
    with database.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in _KEPT:
                session.execute(delete(table))
        cut_off_all(session, now=now)
        # It tells of no one: who they were is gone as well.
        record(session, Act(Action.BURNED), now=now)
    database.compact()


def _destroy_key(session: Session) -> None:
    # Written over before it is deleted, for what keeps deleted rows.
    session.execute(update(InstallationKey).values(wrapped=secrets.token_bytes(96)))
    session.flush()
    session.execute(delete(InstallationKey))


def _is_administrator(staff: Staff) -> bool:
    return staff.active and staff.role is Role.ADMINISTRATOR
