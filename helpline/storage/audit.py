"""The audit log: who saw or did what, and to which case. It is only ever added to, as part of the
transaction that it tells of, and each entry is chained to the one before.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import ORMExecuteState, Session

from helpline.privacy.vault import Vault
from helpline.storage.tables import AuditEntry, AuditHead


class Actor(enum.StrEnum):
    """Who acts that is not one of staff: the helpline by itself, who runs a command, somebody who
    holds a lawyer's link, or a stranger.
    """

    SYSTEM = "system"
    COMMAND = "command"
    LINK = "link"
    STRANGER = "stranger"


class Kind(enum.StrEnum):
    """What an entry is about."""

    REFERRAL = "referral"
    CONVERSATION = "conversation"
    STAFF = "staff"
    LAWYER = "lawyer"
    MEDIA = "media"
    EXPORT = "export"


class Action(enum.StrEnum):
    """What was seen or done."""

    # Seen.
    LIST_OPENED = "list_opened"
    CASE_OPENED = "case_opened"
    CASE_PRINTED = "case_printed"
    TALK_OPENED = "conversation_opened"
    FILE_OPENED = "file_opened"
    SEARCHED = "searched"
    LAWYERS_OPENED = "lawyers_opened"
    STAFF_OPENED = "staff_opened"
    SETTINGS_OPENED = "settings_opened"
    FIGURES_OPENED = "figures_opened"
    AUDIT_OPENED = "audit_opened"
    ASKED_OPENED = "request_opened"
    # Done in a case.
    CASE_BROKEN_OPEN = "case_opened_in_emergency"
    CASE_NOT_FOUND = "case_not_found"
    CLAIMED = "claimed"
    TRANSFERRED = "transferred"
    GIVEN_UP = "given_up"
    LAWYER_ASKED = "lawyer_asked"
    LAWYER_TAKEN_OFF = "lawyer_taken_off"
    LAWYER_ANSWERED = "lawyer_answered"
    EVENT_ADDED = "event_added"
    EVENT_DECIDED = "event_decided"
    NOTE_ADDED = "note_added"
    FACT_CORRECTED = "fact_corrected"
    CLOSED = "closed"
    REOPENED = "reopened"
    PAIR_DECIDED = "pair_decided"
    REPLIED = "replied"
    HANDLER_SET = "handler_set"
    PHONE_SET = "phone_set"
    UNDELIVERED_SETTLED = "undelivered_settled"
    # Done to what all share.
    LAWYER_SAVED = "lawyer_saved"
    CASES_MOVED = "cases_moved"
    CANNED_SAVED = "canned_saved"
    NUMBER_SAVED = "number_saved"
    FIGURES_EXPORTED = "figures_exported"
    EXPORT_ASKED = "export_asked"
    EXPORT_APPROVED = "export_approved"
    EXPORT_REFUSED = "export_refused"
    CASES_EXPORTED = "cases_exported"
    # Staff, and how they come in.
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    INVITED = "invited"
    INVITATION_WITHDRAWN = "invitation_withdrawn"
    INVITATION_TAKEN = "invitation_taken"
    STAFF_ADDED = "staff_added"
    ROLE_SET = "role_set"
    ACCOUNT_SET = "account_set"
    LET_IN_AGAIN = "let_in_again"
    PROOF_CHANGED = "proof_changed"
    # The whole.
    ERASED = "erased"
    PURGED = "purged"
    KEYS_ROTATED = "keys_rotated"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    MOVED = "database_moved"
    LOG_PRUNED = "log_pruned"
    BURN_ASKED = "burn_asked"
    BURN_WITHDRAWN = "burn_withdrawn"
    BURNED = "burned"


@dataclass(frozen=True)
class Act:
    """What is noted: an action, on what by kind and id (or reference), and how many."""

    action: Action
    kind: Kind | None = None
    object: str | None = None
    number: int | None = None


@dataclass
class _Acting:
    actor: str
    # What the first transaction that changes something is noted as.
    act: Act | None
    at: datetime | None


_acting: ContextVar[_Acting | None] = ContextVar("acting", default=None)
_PENDING, _CHANGED = "audit pending", "audit changed"


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Whatever is recorded meanwhile, here and not in other threads, is recorded as an actor's."""
    token = _acting.set(_Acting(actor, None, None))
    try:
        yield
    finally:
        _acting.reset(token)


def begin_acting(actor: str, act: Act | None, *, at: datetime) -> None:
    """Has the next transaction that changes something record an act, until `end_acting`."""
    _acting.set(_Acting(actor, act, at))


def end_acting() -> None:
    """Ends what `begin_acting` began."""
    _acting.set(None)


def record(session: Session, act: Act, *, now: datetime, actor: str | None = None) -> None:
    """Records an act at the end of the present transaction, as the actor's or of who is acting."""
    acting = _acting.get()
    name = actor or (acting.actor if acting else Actor.SYSTEM)
    session.info.setdefault(_PENDING, []).append((name, act, now))


def note_flush(session: Session, _context: object) -> None:
    """Remembers that a session changed something (SQLAlchemy's "after_flush")."""
    session.info[_CHANGED] = True


def note_statement(state: ORMExecuteState) -> None:
    """Remembers that a session changed something (SQLAlchemy's "do_orm_execute")."""
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[_CHANGED] = True


def append_pending(session: Session) -> None:
    """Appends what the transaction is to leave in the log. Done last, so that who appends holds the
    log's end as briefly as can be, and after every other row.
    """
    session.flush()
    pending = session.info.pop(_PENDING, [])
    acting = _acting.get()
    if acting and acting.act and acting.at and session.info.pop(_CHANGED, False):
        pending.insert(0, (acting.actor, acting.act, acting.at))
        acting.act = None
    if not pending:
        return
    head = session.scalars(
        select(AuditHead).with_for_update().execution_options(populate_existing=True)
    ).one()
    for actor, act, at in pending:
        _append(session, head, actor, act, at)
    session.flush()


def was_recorded(session: Session, actor: str, act: Act, *, since: datetime) -> bool:
    """Whether an actor's act on the same thing has been recorded since a moment."""
    same_object = (
        AuditEntry.object.is_(None) if act.object is None else AuditEntry.object == act.object
    )
    found = select(AuditEntry.seq).where(
        AuditEntry.actor == actor,
        same_object,
        AuditEntry.action == act.action,
        AuditEntry.at > since,
    )
    return session.scalar(found.limit(1)) is not None


def canonical(entry: AuditEntry) -> bytes:
    """Returns the bytes of an entry that its hash covers."""
    fields: Sequence[object] = (
        entry.seq,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor,
        entry.action,
        entry.kind,
        entry.object,
        entry.number,
        entry.key_id,
        entry.previous,
    )
    return json.dumps(fields, separators=(",", ":")).encode()


def _append(session: Session, head: AuditHead, actor: str, act: Act, at: datetime) -> None:
    vault: Vault = session.info["vault"]
    entry = AuditEntry(
        seq=head.seq + 1,
        at=at,
        actor=actor,
        action=act.action.value,
        kind=act.kind.value if act.kind else None,
        object=act.object,
        number=act.number,
        key_id=vault.stamp(b"")[0],
        previous=head.hash,
    )
    entry.hash = vault.stamp(canonical(entry))[1]
    session.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
