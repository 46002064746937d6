"""The queue of referrals, as little of each as it takes to put them in order."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import false, func, select, true, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from helpline.storage.kinds import ReferralState
from helpline.storage.scope import Scope, referrals_in
from helpline.storage.tables import Message, Referral, ReferralFact
from helpline.storage.unread import is_unread_by


class Queued(NamedTuple):
    """A referral of the queue. `version` changes whenever something was told of it, written to or
    by its family, or done in it. `is_unread` is for whom the queue was read, if for anybody.
    """

    id: str
    contact_id: str
    language: str | None
    state: ReferralState
    version: tuple[Any, ...]
    is_unread: bool = False


def list_queued(
    session: Session,
    *,
    scope: Scope | None = None,
    closed: bool = False,
    reader: str | None = None,
) -> list[Queued]:
    """Returns all referrals that are not closed (or all that are), of a scope if one is given, the
    oldest first; and of each whether a member of staff, by id, has something to read.
    """
    last_fact = (
        select(func.max(ReferralFact.seq))
        .where(ReferralFact.referral_id == Referral.id)
        .scalar_subquery()
    )
    last_message = (
        select(func.max(Message.seq))
        .where(Message.contact_id == Referral.contact_id)
        .scalar_subquery()
    )
    is_closed = Referral.state == ReferralState.CLOSED
    queued = (
        select(
            Referral.id,
            Referral.contact_id,
            Referral.language,
            Referral.state,
            # Whatever the database holds: it is compared and never read.
            type_coerce(Referral.updated_at, NullType()),
            last_fact,
            last_message,
            is_unread_by(reader, Referral.contact_id) if reader else false(),
        )
        .where(is_closed if closed else ~is_closed)
        .where(true() if scope is None else referrals_in(scope))
        .order_by(Referral.created_at)
    )
    # Rows, not objects of the session: there may be very many.
    return [
        Queued(row[0], row[1], row[2], row[3], tuple(row[2:7]), bool(row[7]))
        for row in session.connection().execute(queued).all()
    ]
