"""What ends when: of people with all that is theirs, of closed cases, messages and files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from helpline.facts.facts import OF_AGE
from helpline.law.places import jurisdiction_of
from helpline.privacy.erasure import select_silent
from helpline.privacy.retention import Kept, Policy
from helpline.storage.kinds import MessageState, ReferralState
from helpline.storage.referrals import current_facts
from helpline.storage.tables import (
    AuditEntry,
    Base,
    CarrierCopy,
    Contact,
    DeliveryEvent,
    ErasedReferral,
    Media,
    Message,
    ReceivedSid,
    Referral,
    RefusedWebhook,
)

_CHILD = "child"
# Of somebody who wrote more lately the bot may need what it remembers for its next answer.
QUIET = timedelta(days=1)
_UNDER_WAY = (
    MessageState.NEW,
    MessageState.WAITING,
    MessageState.SENDING,
    MessageState.QUEUED,
)
_OPEN = exists().where(
    Referral.contact_id == Contact.id,
    Referral.submitted_at.is_not(None),
    Referral.state != ReferralState.CLOSED,
)


@dataclass(frozen=True)
class Ending:
    """Something that ends: its kind, its id, whose it is (a contact's id), and when."""

    kind: Kept
    id: str
    contact_id: str
    at: datetime


@dataclass(frozen=True)
class Rows:
    """A table whose rows end by themselves: by which column, counted from which, and of which."""

    table: type[Base]
    key: InstrumentedAttribute[str] | InstrumentedAttribute[int]
    since: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]


# The audit log is counted here and cut by `auditing.prune`.
ROWS = {
    Kept.DELIVERY_REPORTS: Rows(DeliveryEvent, DeliveryEvent.id, DeliveryEvent.received_at),
    Kept.CARRIER_PROOFS: Rows(CarrierCopy, CarrierCopy.id, CarrierCopy.done_at),
    Kept.REFUSED_WEBHOOKS: Rows(RefusedWebhook, RefusedWebhook.id, RefusedWebhook.at),
    Kept.RECEIVED_TOMBSTONES: Rows(ReceivedSid, ReceivedSid.sid_hash, ReceivedSid.received_at),
    Kept.ERASED_CASES: Rows(ErasedReferral, ErasedReferral.reference, ErasedReferral.erased_at),
    Kept.AUDIT: Rows(AuditEntry, AuditEntry.seq, AuditEntry.at),
}


def list_endings(session: Session, policy: Policy, *, until: datetime) -> list[Ending]:
    """Returns what of people ends until a moment (aware), people first."""
    contacts = list(_contacts(session, policy, until))
    gone = {each.id for each in contacts}
    rest = [
        *_cases(session, policy, until),
        *_messages(session, policy, until),
        *_files(session, policy, until),
    ]
    return [*contacts, *(each for each in rest if each.contact_id not in gone)]


def count_rows(session: Session, policy: Policy, kind: Kept, *, until: datetime) -> int:
    """Returns how many rows of a kind of `ROWS` end until a moment."""
    rows = ROWS[kind]
    due = select(func.count()).select_from(rows.table)
    return session.scalar(due.where(rows.since < until - policy.term(kind))) or 0


def list_due_rows(
    session: Session, policy: Policy, kind: Kept, *, now: datetime, limit: int
) -> Sequence[str | int]:
    """Returns keys of rows of a kind that are due, at most so many."""
    rows = ROWS[kind]
    due = select(rows.key).where(rows.since < now - policy.term(kind)).limit(limit)
    return list(session.scalars(due))


def _contacts(session: Session, policy: Policy, until: datetime) -> Iterator[Ending]:
    soonest = min(
        policy.shortest(Kept.CONTACTS_WITH_CASE), policy.shortest(Kept.CONTACTS_WITHOUT_CASE)
    )
    silent = session.execute(select_silent(before=until - soonest))
    for contact_id, last in silent.all():
        referrals = _submitted(session, contact_id)
        kind = Kept.CONTACTS_WITH_CASE if referrals else Kept.CONTACTS_WITHOUT_CASE
        at = last + _term_of_all(session, policy, kind, referrals)
        if at < until:
            yield Ending(kind, contact_id, contact_id, at)


def _cases(session: Session, policy: Policy, until: datetime) -> Iterator[Ending]:
    closed = select(Referral).where(
        Referral.state == ReferralState.CLOSED,
        Referral.closed_at < until - policy.shortest(Kept.CLOSED_CASES),
    )
    for referral in session.scalars(closed).all():
        if referral.closed_at is None:
            continue
        at = referral.closed_at + _term_of_all(session, policy, Kept.CLOSED_CASES, [referral.id])
        if at < until:
            yield Ending(Kept.CLOSED_CASES, referral.id, referral.contact_id, at)


def _messages(session: Session, policy: Policy, until: datetime) -> Iterator[Ending]:
    return _of_closed(
        session, policy, until, Kept.MESSAGES, Message.created_at,
        select(Message.id, Message.contact_id, Message.created_at)
        .join(Contact, Contact.id == Message.contact_id)
        .where(Message.state.not_in(_UNDER_WAY)),
    )  # fmt: skip


def _files(session: Session, policy: Policy, until: datetime) -> Iterator[Ending]:
    return _of_closed(
        session, policy, until, Kept.FILES, Media.created_at,
        select(Media.id, Media.contact_id, Media.created_at)
        .join(Contact, Contact.id == Media.contact_id)
        .where(Media.settled_at.is_not(None)),
    )  # fmt: skip


def _of_closed(
    session: Session,
    policy: Policy,
    until: datetime,
    kind: Kept,
    since: ColumnElement[datetime] | InstrumentedAttribute[datetime],
    query: Select[str, str, datetime],
) -> Iterator[Ending]:
    terms: dict[str, timedelta] = {}
    rows = session.execute(query.where(~_OPEN, since < until - policy.shortest(kind)))
    for row_id, contact_id, at in rows.all():
        if contact_id not in terms:
            submitted = _submitted(session, contact_id)
            terms[contact_id] = _term_of_all(session, policy, kind, submitted)
        if at + terms[contact_id] < until:
            yield Ending(kind, row_id, contact_id, at + terms[contact_id])


def _submitted(session: Session, contact_id: str) -> list[str]:
    query = select(Referral.id).where(
        Referral.contact_id == contact_id, Referral.submitted_at.is_not(None)
    )
    return list(session.scalars(query))


def _term_of_all(
    session: Session, policy: Policy, kind: Kept, referrals: Sequence[str]
) -> timedelta:
    """Returns the shortest of the terms that hold for any of some referrals."""
    terms = [policy.term(kind)] if not referrals else []
    for referral_id in referrals:
        facts = current_facts(session, referral_id)
        values = {name: fact.value for name, fact in facts.items()}
        terms.append(
            policy.term(kind, jurisdiction=jurisdiction_of(facts), is_child=_is_child(values))
        )
    return min(terms)


def _is_child(facts: dict[str, str]) -> bool:
    age = facts.get("age", "")
    return facts.get("age_group") == _CHILD or (age.isdecimal() and int(age) < OF_AGE)
