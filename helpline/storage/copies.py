"""What the carrier holds of messages: which it is to redact or to erase, and proof that it did."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import CopyState, CopyTask
from helpline.storage.tables import CarrierCopy, DeliveryEvent, Message, new_id

# A carrier may need days to let go of a message of which it never heard; then somebody must look.
COPIES_OVERDUE_AFTER = timedelta(days=3)

_SID = "carrier_copies.sid"
_LOOKUP = "carrier copy"


@dataclass(frozen=True)
class DueCopy:
    """A message at the carrier, by its id there, with what is to be done about it now."""

    id: str
    sid: str
    task: CopyTask
    attempts: int


def add_copy(
    session: Session,
    sid: str,
    task: CopyTask,
    *,
    due_at: datetime,
    now: datetime,
    message_id: str | None = None,
) -> None:
    """Says what is to become of a message that the carrier holds; what it says last, holds."""
    vault: Vault = session.info["vault"]
    hashes = vault.lookups(sid, purpose=_LOOKUP)
    copy = session.scalar(select(CarrierCopy).where(CarrierCopy.sid_hash.in_(hashes)))
    if copy is None:
        copy = CarrierCopy(id=new_id(), sid_hash=hashes[0], created_at=now)
        session.add(copy)
    copy.sid_sealed = seal(session, sid, column=_SID, row=copy.id)
    copy.message_id = message_id
    copy.task, copy.state = task, CopyState.WAITING
    copy.attempts, copy.error_code, copy.next_at = 0, None, due_at
    copy.created_at, copy.done_at, copy.proof = now, None, None
    session.flush()


def is_known_copy(session: Session, sid: str) -> bool:
    """Whether it was said before what is to become of a message that the carrier holds."""
    vault: Vault = session.info["vault"]
    hashes = vault.lookups(sid, purpose=_LOOKUP)
    known = select(CarrierCopy.id).where(CarrierCopy.sid_hash.in_(hashes))
    return session.scalar(known) is not None


def erase_forgotten_copies(
    session: Session, message_ids: Collection[str], *, now: datetime
) -> None:
    """Has the carrier erase those of some messages, which are about to be deleted here, of which it
    was not told anything before.
    """
    vault: Vault = session.info["vault"]
    sids = {
        hash_: sid
        for sid in sids_of(session, message_ids)
        for hash_ in vault.lookups(sid, purpose=_LOOKUP)
    }
    told = session.scalars(
        select(CarrierCopy.sid_hash).where(CarrierCopy.sid_hash.in_(sids.keys()))
    )
    for sid in sorted(set(sids.values()) - {sids[hash_] for hash_ in told}):
        add_copy(session, sid, CopyTask.ERASE, due_at=now, now=now)


def erase_copies(session: Session, contact_id: str, *, now: datetime) -> None:
    """Has the carrier erase every message from and to a contact who is about to be erased here."""
    messages = select(Message.id).where(Message.contact_id == contact_id)
    for sid in sorted(sids_of(session, session.scalars(messages).all())):
        add_copy(session, sid, CopyTask.ERASE, due_at=now, now=now)


def plan_redactions(session: Session, *, before: datetime, now: datetime, limit: int = 200) -> int:
    """Has the carrier redact messages older than a moment, each once; returns how many of ours
    that were.
    """
    planned = exists().where(CarrierCopy.message_id == Message.id)
    message_ids = session.scalars(
        select(Message.id)
        .where(Message.created_at < before, Message.provider_sid.is_not(None), ~planned)
        .order_by(Message.seq)
        .limit(limit)
    ).all()
    for message_id in message_ids:
        for sid in sorted(sids_of(session, [message_id])):
            add_copy(session, sid, CopyTask.REDACT, due_at=now, now=now, message_id=message_id)
    return len(message_ids)


def sids_of(session: Session, message_ids: Collection[str]) -> set[str]:
    """Returns the carrier's ids of some messages: of the last attempt and of those before it."""
    last = session.scalars(
        select(Message.provider_sid).where(
            Message.id.in_(message_ids), Message.provider_sid.is_not(None)
        )
    )
    earlier = session.scalars(
        select(DeliveryEvent.sid).where(
            DeliveryEvent.message_id.in_(message_ids), DeliveryEvent.sid != ""
        )
    )
    return set(_told(last)) | set(_told(earlier))


def list_due_copies(session: Session, *, now: datetime, limit: int = 50) -> list[DueCopy]:
    """Returns what the carrier is to be told now, the longest due first."""
    due = session.scalars(
        select(CarrierCopy)
        .where(CarrierCopy.state == CopyState.WAITING, CarrierCopy.next_at <= now)
        .order_by(CarrierCopy.next_at)
        .limit(limit)
    )
    return [
        DueCopy(copy.id, unseal(session, copy.sid_sealed, column=_SID, row=copy.id),
                copy.task, copy.attempts)
        for copy in due
        if copy.sid_sealed is not None
    ]  # fmt: skip


def record_done(session: Session, due: DueCopy, *, proof: int, now: datetime) -> None:
    """Keeps the proof, an HTTP status, and drops the carrier's id, which nobody needs any more."""
    session.execute(
        update(CarrierCopy)
        .where(CarrierCopy.id == due.id, CarrierCopy.task == due.task)
        .values(
            state=CopyState.DONE, sid_sealed=None, proof=proof, done_at=now, error_code=None,
            attempts=CarrierCopy.attempts + 1,
        )
    )  # fmt: skip


def put_off(session: Session, due: DueCopy, *, code: str, until: datetime) -> None:
    """Says when the carrier is asked again, and with which code it would not do it now."""
    session.execute(
        update(CarrierCopy)
        .where(CarrierCopy.id == due.id, CarrierCopy.task == due.task)
        .values(error_code=code, next_at=until, attempts=CarrierCopy.attempts + 1)
    )


def count_waiting_copies(session: Session, *, since: datetime | None = None) -> int:
    """Returns how many messages the carrier has yet to redact or erase; with a moment, only those
    that wait since before it.
    """
    waiting = (
        select(func.count()).select_from(CarrierCopy).where(CarrierCopy.state == CopyState.WAITING)
    )
    if since is not None:
        waiting = waiting.where(CarrierCopy.created_at < since)
    return session.scalar(waiting) or 0


def _told(sids: Iterable[str | None]) -> list[str]:
    return [sid for sid in sids if sid]
