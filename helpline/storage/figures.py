"""Referrals as they are counted, and what was counted of years: kept, so that pages open fast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from helpline.storage.database import seal, unseal
from helpline.storage.kinds import Author, Direction, MessageState, PairState
from helpline.storage.tables import (
    CaseFigures,
    Contact,
    Message,
    Referral,
    ReferralPair,
    YearFigures,
)

_CASE, _YEAR = "case_figures.data", "year_figures.data"


@dataclass(frozen=True)
class MessageSeen:
    """What is counted of a message: nothing of its words."""

    seq: int
    direction: Direction
    author: Author
    state: MessageState
    language: str | None
    law: str | None
    created_at: datetime
    taken_at: datetime | None


def list_uncounted(session: Session, *, since: datetime | None) -> list[str]:
    """Returns the ids of referrals that have changed since they were made ready to be counted, or
    to whose contacts a message came, went or arrived since a moment (aware), the oldest first.
    """
    changed = [CaseFigures.id.is_(None), Referral.updated_at > CaseFigures.made_at]
    if since is not None:
        changed.append(
            exists().where(Message.contact_id == Referral.contact_id, Message.updated_at >= since)
        )
    found = (
        select(Referral.id)
        .outerjoin(CaseFigures, CaseFigures.id == Referral.id)
        .where(or_(*changed))
        .order_by(Referral.created_at, Referral.id)
    )
    return list(session.scalars(found))


def referrals_with_contacts(
    session: Session, referral_ids: Sequence[str]
) -> list[tuple[Referral, Contact]]:
    """Returns some referrals by id, with their contacts; those that are gone are left out."""
    rows = session.execute(
        select(Referral, Contact)
        .join(Contact, Contact.id == Referral.contact_id)
        .where(Referral.id.in_(referral_ids))
    )
    return [(referral, contact) for referral, contact in rows]


def opening_places(
    session: Session, contact_ids: Sequence[str]
) -> dict[str, list[tuple[int, str]]]:
    """Returns, for each of some contacts by id, where in the order of messages each of their
    referrals was opened: (seq of the message, id of the referral), in order.
    """
    found: dict[str, list[tuple[int, str]]] = {contact_id: [] for contact_id in contact_ids}
    rows = session.execute(
        select(Referral.contact_id, Message.seq, Referral.id)
        .join(Message, Message.id == Referral.opened_by)
        .where(Referral.contact_id.in_(contact_ids))
        .order_by(Message.seq)
    )
    for contact_id, seq, referral_id in rows:
        found[contact_id].append((seq, referral_id))
    return found


def messages_seen(session: Session, contact_ids: Sequence[str]) -> dict[str, list[MessageSeen]]:
    """Returns, for each of some contacts by id, what is counted of their messages, in order."""
    found: dict[str, list[MessageSeen]] = {contact_id: [] for contact_id in contact_ids}
    rows = session.execute(
        select(
            Message.contact_id, Message.seq, Message.direction, Message.author, Message.state,
            Message.language, Message.law, Message.created_at, Message.priced_at,
        )
        .where(Message.contact_id.in_(contact_ids))
        .order_by(Message.seq)
    )  # fmt: skip
    for row in rows:
        found[row[0]].append(MessageSeen(*row[1:]))
    return found


def put_cases(session: Session, cases: Mapping[str, str], *, now: datetime) -> None:
    """Keeps referrals, by id, as they are counted (JSON), in place of what was kept of them."""
    # Who was erased meanwhile is not put back.
    there = select(Referral.id).where(Referral.id.in_(list(cases))).with_for_update(read=True)
    left = set(session.scalars(there))
    kept = {
        row.id: row
        for row in session.scalars(select(CaseFigures).where(CaseFigures.id.in_(list(cases))))
    }
    for referral_id, data in cases.items():
        if referral_id not in left:
            continue
        row = kept.get(referral_id)
        if row is None:
            row = CaseFigures(id=referral_id)
            session.add(row)
        row.data_sealed = seal(session, data, column=_CASE, row=referral_id)
        row.made_at = now
    session.flush()


def list_cases(session: Session) -> dict[str, str]:
    """Returns every referral as it is counted (JSON), by its id."""
    rows = session.execute(select(CaseFigures.id, CaseFigures.data_sealed))
    return {each: unseal(session, sealed, column=_CASE, row=each) for each, sealed in rows}


def list_linked_pairs(session: Session) -> list[tuple[str, str]]:
    """Returns the ids of referrals that staff hold to be about one person, two and two."""
    rows = session.execute(
        select(ReferralPair.one_id, ReferralPair.other_id).where(
            ReferralPair.state == PairState.LINKED
        )
    )
    return [(one, other) for one, other in rows]


def put_years(session: Session, years: Mapping[str, str], *, now: datetime) -> None:
    """Keeps what was counted (JSON) of years, by their ids, in place of all that was kept."""
    for row in session.scalars(select(YearFigures)):
        if row.id not in years:
            session.delete(row)
    for year, data in years.items():
        row = session.get(YearFigures, year) or YearFigures(id=year)
        row.data_sealed = seal(session, data, column=_YEAR, row=year)
        row.as_of = now
        session.add(row)
    session.flush()


def find_year(session: Session, year: str) -> tuple[str, datetime] | None:
    """Returns what was counted of a year by its id (JSON), and as of when; or None."""
    row = session.get(YearFigures, year)
    if row is None:
        return None
    return unseal(session, row.data_sealed, column=_YEAR, row=row.id), row.as_of


def counted_at(session: Session) -> datetime | None:
    """Returns as of when the years were counted last, or None where none was."""
    return session.scalar(select(func.max(YearFigures.as_of)))


def list_years(session: Session) -> list[str]:
    """Returns the ids of the years that were counted, in order."""
    return list(session.scalars(select(YearFigures.id).order_by(YearFigures.id)))
