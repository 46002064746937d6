"""Referrals and the facts told about them. A fact is never changed: a newer one is put over it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, true
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.referrals.searching import tokens_in
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import Author, Direction, ReferralState
from helpline.storage.persons import contacts_of_person
from helpline.storage.scope import Scope, referrals_in
from helpline.storage.search import put_tokens
from helpline.storage.tables import Contact, Message, Referral, ReferralFact, new_id

_VALUE = "referral_facts.value"
_REASON = "referral_facts.reason"
# What a fact is read from: a list of them is read often, and need not be objects of the session.
_COLUMNS = (
    ReferralFact.id,
    ReferralFact.referral_id,
    ReferralFact.name,
    ReferralFact.value_sealed,
    ReferralFact.message_id,
    ReferralFact.staff_id,
    ReferralFact.created_at,
)

_FACTS = (
    select(*_COLUMNS, ReferralFact.reason_sealed)
    .where(ReferralFact.referral_id == bindparam("referral_id"))
    .order_by(ReferralFact.seq)
)
# Under this name a session keeps the facts that it has read, by referral: a turn asks often.
_READ = "facts_read"
_THEIRS = Referral.withheld_at.is_(None)
_NEWEST = Referral.created_at.desc()
_DRAFT = (
    select(Referral)
    .where(
        Referral.contact_id == bindparam("contact_id"),
        Referral.state == ReferralState.DRAFT,
        _THEIRS,
    )
    .order_by(_NEWEST)
    .limit(1)
)
_LATEST = (
    select(Referral)
    .where(
        Referral.contact_id.in_(bindparam("contact_ids", expanding=True)),
        Referral.state != ReferralState.CLOSED,
        _THEIRS,
    )
    .order_by(_NEWEST)
    .limit(1)
)


@dataclass(frozen=True)
class Fact:
    """What was told: its name, its words, the message that told it and when (UTC). One that staff
    wrote down bears their id, and in a list the reason, in their words.
    """

    name: str
    value: str
    message_id: str
    told_at: datetime
    staff_id: str | None = None
    reason: str | None = None


def find_draft(session: Session, contact_id: str) -> Referral | None:
    """Returns the draft that a contact is filling in, or None; the newest if there are several. One
    of somebody who had the phone before is none of theirs.
    """
    return session.scalar(_DRAFT, {"contact_id": contact_id})


def find_referral_opened_by(session: Session, message_id: str) -> Referral | None:
    """Returns the referral that a message opened, or None."""
    return session.scalar(select(Referral).where(Referral.opened_by == message_id))


def find_latest_referral(session: Session, contact_id: str) -> Referral | None:
    """Returns the newest referral of a contact that is not closed, by whichever of their linked
    channels, or None; one of somebody who had the phone before is none of theirs.
    """
    return session.scalar(_LATEST, {"contact_ids": contacts_of_person(session, contact_id)})


def find_by_reference(session: Session, reference: str) -> Referral | None:
    """Returns the referral with a reference, or None."""
    return session.scalar(select(Referral).where(Referral.reference == reference))


def get_referral(session: Session, referral_id: str) -> Referral:
    """Returns a referral; raises NotFound."""
    referral = session.get(Referral, referral_id)
    if referral is None:
        raise NotFound("referral")
    return referral


def get_referrals(session: Session, referral_ids: Collection[str]) -> list[Referral]:
    """Returns some referrals by id, in no order; one that is gone is left out."""
    return list(session.scalars(select(Referral).where(Referral.id.in_(referral_ids))))


def with_contacts(
    session: Session, referral_ids: Collection[str]
) -> list[tuple[Referral, Contact]]:
    """Returns some referrals by id with who opened each, in no order."""
    rows = session.execute(
        select(Referral, Contact)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(Referral.id.in_(referral_ids))
    )
    return [(referral, contact) for referral, contact in rows]


def add_fact(
    session: Session,
    referral: Referral,
    name: str,
    value: str,
    *,
    message_id: str,
    now: datetime,
    staff_id: str | None = None,
    reason: str | None = None,
) -> None:
    """Records what a message told, once: the same message telling the same name again has no
    effect. What staff write down has their id, and that of its event or an id of its own for the
    message's.
    """
    told = _facts_read(session, referral.id)
    if any((each.name, each.message_id) == (name, message_id) for each in told):
        return
    fact_id = new_id()
    session.add(
        ReferralFact(
            id=fact_id,
            referral_id=referral.id,
            name=name,
            value_sealed=seal(session, value, column=_VALUE, row=fact_id),
            message_id=message_id,
            staff_id=staff_id,
            reason_sealed=reason and seal(session, reason, column=_REASON, row=fact_id),
            created_at=now,
        )
    )
    put_tokens(session, referral.id, tokens_in(name, value, referral.language))
    referral.updated_at = now
    session.flush()
    told.append(Fact(name, value, message_id, now, staff_id, reason))


def list_facts(session: Session, referral_id: str) -> list[Fact]:
    """Returns all facts of a referral in the order told, older values of a name included."""
    return list(_facts_read(session, referral_id))


def current_facts_of(
    session: Session, referral_ids: Sequence[str], names: Collection[str]
) -> dict[str, dict[str, Fact]]:
    """Returns, for each of some referrals by id, the newest fact of each of some names; no other
    is unsealed.
    """
    newest = (
        select(func.max(ReferralFact.seq))
        .where(ReferralFact.referral_id.in_(referral_ids), ReferralFact.name.in_(names))
        .group_by(ReferralFact.referral_id, ReferralFact.name)
    )
    found: dict[str, dict[str, Fact]] = {referral_id: {} for referral_id in referral_ids}
    for row in session.execute(select(*_COLUMNS).where(ReferralFact.seq.in_(newest))):
        found[row.referral_id][row.name] = _fact(session, row)
    return found


def current_facts(session: Session, referral_id: str) -> dict[str, Fact]:
    """Returns the newest fact of each name."""
    return {fact.name: fact for fact in list_facts(session, referral_id)}


def unanswered_since(session: Session, contact_ids: Sequence[str]) -> dict[str, datetime]:
    """Returns, for each of some contacts by id, when they first wrote after staff last wrote to
    them; one whom staff wrote to last is left out.
    """
    by_staff = (
        select(Message.contact_id, func.max(Message.seq).label("seq"))
        .where(Message.contact_id.in_(contact_ids), Message.author == Author.STAFF)
        .group_by(Message.contact_id)
        .subquery()
    )
    rows = session.execute(
        select(Message.contact_id, func.min(Message.created_at))
        .outerjoin(by_staff, by_staff.c.contact_id == Message.contact_id)
        .where(
            Message.contact_id.in_(contact_ids),
            Message.direction == Direction.INBOUND,
            Message.seq > func.coalesce(by_staff.c.seq, 0),
        )
        .group_by(Message.contact_id)
    )
    return {contact_id: since for contact_id, since in rows}


def referrals_by_contact(
    session: Session, contact_ids: Sequence[str], *, scope: Scope | None = None
) -> dict[str, list[Referral]]:
    """Returns, for each of some contacts by id, all their referrals (of a scope if one is given),
    the newest first.
    """
    found: dict[str, list[Referral]] = {contact_id: [] for contact_id in contact_ids}
    rows = session.scalars(
        select(Referral)
        .where(Referral.contact_id.in_(contact_ids))
        .where(true() if scope is None else referrals_in(scope))
        .order_by(Referral.created_at.desc())
    )
    for referral in rows:
        found[referral.contact_id].append(referral)
    return found


def count_referrals(session: Session) -> dict[ReferralState, int]:
    """Returns how many referrals stand in each state."""
    rows = session.execute(select(Referral.state, func.count()).group_by(Referral.state))
    return {state: count for state, count in rows}


def _facts_read(session: Session, referral_id: str) -> list[Fact]:
    """Returns the facts of a referral that a session has read, which it reads where it has not."""
    read: dict[str, list[Fact]] = session.info.setdefault(_READ, {})
    if referral_id not in read:
        rows = session.execute(_FACTS, {"referral_id": referral_id})
        read[referral_id] = [_fact(session, row, row.reason_sealed) for row in rows]
    return read[referral_id]


def _fact(session: Session, row: Any, reason_sealed: bytes | None = None) -> Fact:
    value = unseal(session, row.value_sealed, column=_VALUE, row=row.id)
    reason = reason_sealed and unseal(session, reason_sealed, column=_REASON, row=row.id)
    return Fact(row.name, value, row.message_id, row.created_at, row.staff_id, reason or None)
