"""Ending what is due, in small transactions: a purge that is broken off is simply run again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpline.privacy.auditing import prune
from helpline.privacy.due import QUIET, ROWS, Ending, count_rows, list_due_rows, list_endings
from helpline.privacy.erasure import BotMemory, erase_contact
from helpline.privacy.retention import Kept, Policy
from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.contacts import acquire_lease, get_contact, release_lease
from helpline.storage.copies import erase_forgotten_copies
from helpline.storage.database import Database
from helpline.storage.exports import forget_ended
from helpline.storage.kinds import ReferralState
from helpline.storage.tables import (
    Base,
    Contact,
    DeliveryEvent,
    ErasedReferral,
    Media,
    Message,
    Referral,
    RemovedFile,
)

_BATCH = 500
_LEASE_SECONDS = 60
_OWNER = "purge"


def purge(
    database: Database, memory: BotMemory, policy: Policy, *, now: datetime
) -> tuple[Counter[Kept], int]:
    """Ends everything that is due at a moment (aware). Returns how much of each kind was, and how
    many things could not be ended since somebody writes, is being written to or is at work on them:
    these are looked at again the next time.
    """
    with database.reading() as session:
        endings = list_endings(session, policy, until=now)
    done: Counter[Kept] = Counter()
    left = 0
    for ending in (each for each in endings if each.kind in _ONE_BY_ONE):
        if _ONE_BY_ONE[ending.kind](database, memory, ending, now):
            done[ending.kind] += 1
        else:
            left += 1
    for kind, end in ((Kept.FILES, _end_files), (Kept.MESSAGES, _end_messages)):
        ids = [each.id for each in endings if each.kind is kind]
        for some in batched(ids, _BATCH):
            with database.transaction() as session:
                end(session, some, now)
            done[kind] += len(some)
    for kind in ROWS:
        done[kind] += _end_rows(database, policy, kind, now)
    with database.transaction() as session:
        forget_ended(session, now=now)
        record(session, Act(Action.PURGED, number=done.total()), now=now)
    database.truncate_log()
    return done, left


def count_endings(database: Database, policy: Policy, *, until: datetime) -> Counter[Kept]:
    """Returns how much of each kind ends until a moment (aware)."""
    with database.reading() as session:
        counted = Counter(each.kind for each in list_endings(session, policy, until=until))
        for kind in ROWS:
            counted[kind] = count_rows(session, policy, kind, until=until)
    return counted


def _end_contact(database: Database, memory: BotMemory, ending: Ending, now: datetime) -> bool:
    with database.reading() as session:
        # A purge takes minutes where much is due: they may have written since it began.
        since = select(Message.id).where(Message.contact_id == ending.id, Message.created_at > now)
        if session.scalar(since.limit(1)) is not None:
            return False
    if erase_contact(database, memory, ending.id, now=now, owner=_OWNER):
        return True
    with database.reading() as session:
        # Nobody holds who is gone: another purge, or the person themselves, was faster.
        return session.get(Contact, ending.id) is None


def _end_case(database: Database, memory: BotMemory, ending: Ending, now: datetime) -> bool:
    """Erases a closed case. The bot forgets the conversation as well, which may hold facts of it,
    unless the family is writing with it about something else.
    """
    with database.transaction() as session:
        referral = session.get(Referral, ending.id)
        if referral is None:
            return True
        if referral.state is not ReferralState.CLOSED:
            # It was opened again since the purge began.
            return False
        contact = get_contact(session, ending.contact_id)
        wrote = contact.last_inbound_at
        is_quiet = wrote is None or now - wrote >= QUIET
        if not acquire_lease(session, contact.id, _OWNER, _LEASE_SECONDS, again=True):
            return False
        conversation = contact.bot_conversation
    if is_quiet:
        memory.forget(conversation)
    with database.transaction() as session:
        referral = session.get(Referral, ending.id)
        if referral is not None:
            _erase_case(session, referral, now)
        release_lease(session, ending.contact_id, _OWNER)
    return True


_ONE_BY_ONE = {
    Kept.CONTACTS_WITH_CASE: _end_contact,
    Kept.CONTACTS_WITHOUT_CASE: _end_contact,
    Kept.CLOSED_CASES: _end_case,
}


def _erase_case(session: Session, referral: Referral, now: datetime) -> None:
    record(session, Act(Action.ERASED, Kind.REFERRAL, referral.reference), now=now)
    session.add(ErasedReferral(reference=referral.reference, erased_at=now))
    for table in reversed(Base.metadata.sorted_tables):
        for key in table.foreign_keys:
            if key.column is Referral.__table__.c.id:
                session.execute(delete(table).where(key.parent == referral.id))
    session.delete(referral)


def _end_files(session: Session, ids: Sequence[str], now: datetime) -> None:
    files = session.scalars(select(Media.file).where(Media.id.in_(ids), Media.file.is_not(None)))
    session.add_all(RemovedFile(id=file, removed_at=now) for file in files.all() if file)
    session.execute(delete(Media).where(Media.id.in_(ids)))


def _end_messages(session: Session, ids: Sequence[str], now: datetime) -> None:
    # Afterwards nothing is left by which the carrier knows them.
    erase_forgotten_copies(session, ids, now=now)
    files = list(session.scalars(select(Media.id).where(Media.message_id.in_(ids))))
    _end_files(session, files, now)
    session.execute(delete(DeliveryEvent).where(DeliveryEvent.message_id.in_(ids)))
    session.execute(delete(Message).where(Message.id.in_(ids)))


def _end_rows(database: Database, policy: Policy, kind: Kept, now: datetime) -> int:
    if kind is Kept.AUDIT:
        with database.transaction() as session:
            return prune(session, before=now - policy.term(kind), now=now)
    count = 0
    while True:
        with database.transaction() as session:
            keys = list_due_rows(session, policy, kind, now=now, limit=_BATCH)
            session.execute(delete(ROWS[kind].table).where(ROWS[kind].key.in_(keys)))
        count += len(keys)
        if len(keys) < _BATCH:
            return count
