"""Checking the audit log, cutting off its oldest part, and its end, to be noted elsewhere."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage.audit import Act, Action, canonical, record
from helpline.storage.tables import AuditEntry, AuditHead

_BATCH = 1000
_START = "0" * 64


class Fault(enum.StrEnum):
    """What is wrong with an audit log."""

    CHANGED = "changed"
    MISSING = "missing"
    CUT_OFF = "cut_off"
    NOT_THE_HEAD = "not_the_head"


@dataclass(frozen=True)
class Verified:
    """What checking found: how many entries there are, of how many the key is not in HELPLINE_KEYS
    any more, the end's hash, and the first fault with the number of its entry, if there is one.
    """

    entries: int
    unknown: int
    head: str
    fault: Fault | None = None
    seq: int | None = None


@dataclass
class _Walk:
    # The number before the first entry that is left: cut off by us if an entry says so.
    begins_after: int = 0
    entries: int = 0
    unknown: int = 0
    last: int = 0
    hash: str = _START
    pruned_to: int = 0


def head_of(session: Session) -> tuple[int, str]:
    """Returns the number and the hash of the last entry."""
    head = session.scalars(select(AuditHead)).one()
    return head.seq, head.hash


def verify(session: Session, *, noted: str | None = None) -> Verified:
    """Checks every entry against its hash and the one before; and, if given a hash that was noted
    elsewhere, that the log still holds the entry that had it.

    Entries whose key is gone are held against their neighbours only.
    """
    walk = _Walk()
    found: tuple[Fault, int] | None = None
    while found is None:
        rows = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.seq > walk.last)
            .order_by(AuditEntry.seq)
            .limit(_BATCH)
        ).all()
        if not rows:
            break
        found = next((each for row in rows if (each := _step(session, walk, row))), None)
        session.expunge_all()
    found = found or _ending(session, walk, noted)
    wrong, seq = found or (None, None)
    return Verified(walk.entries, walk.unknown, walk.hash, wrong, seq)


def prune(session: Session, *, before: datetime, now: datetime) -> int:
    """Cuts off entries from before a moment, leaves an entry that says up to which, and returns how
    many they were. The latest entry always stays.
    """
    head = session.scalars(select(AuditHead).with_for_update()).one()
    # Only up to the first that is younger: what stays is one unbroken piece.
    young = select(func.min(AuditEntry.seq)).where(AuditEntry.at >= before)
    first = session.scalar(young) or head.seq
    return _cut(session, head, min(first, head.seq) - 1, now=now)


def cut_off_all(session: Session, *, now: datetime) -> None:
    """Empties the log, whose chain goes on from where it was."""
    head = session.scalars(select(AuditHead).with_for_update()).one()
    _cut(session, head, head.seq, now=now)


def _cut(session: Session, head: AuditHead, up_to: int, *, now: datetime) -> int:
    if up_to <= head.pruned_to:
        return 0
    head.pruned_to = up_to
    session.flush()
    gone = session.execute(
        delete(AuditEntry).where(AuditEntry.seq <= up_to).returning(AuditEntry.seq)
    )
    count = len(gone.all())
    record(session, Act(Action.LOG_PRUNED, number=up_to), now=now)
    return count


def _step(session: Session, walk: _Walk, entry: AuditEntry) -> tuple[Fault, int] | None:
    vault: Vault = session.info["vault"]
    if walk.entries == 0:
        walk.begins_after, walk.last = entry.seq - 1, entry.seq - 1
        walk.hash = entry.previous if walk.begins_after else _START
    if entry.seq != walk.last + 1:
        return Fault.MISSING, walk.last + 1
    stamped = vault.is_stamped(entry.key_id, canonical(entry), entry.hash)
    if stamped is False or entry.previous != walk.hash:
        return Fault.CHANGED, entry.seq
    walk.entries += 1
    walk.unknown += stamped is None
    walk.last, walk.hash = entry.seq, entry.hash
    if stamped and entry.action == Action.LOG_PRUNED:
        walk.pruned_to = max(walk.pruned_to, entry.number or 0)
    return None


def _ending(session: Session, walk: _Walk, noted: str | None) -> tuple[Fault, int] | None:
    if walk.begins_after > walk.pruned_to:
        return Fault.MISSING, walk.begins_after
    seq, hash_ = head_of(session)
    if (seq, hash_) != (walk.last, walk.hash):
        return Fault.CUT_OFF, walk.last + 1
    if noted is not None and not _holds(session, noted):
        return Fault.NOT_THE_HEAD, walk.last + 1
    return None


def _holds(session: Session, noted: str) -> bool:
    hash_ = noted.strip().lower()
    found = select(AuditEntry.seq).where(AuditEntry.hash == hash_)
    return hash_ == _START or session.scalar(found) is not None
