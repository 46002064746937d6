"""Follow-ups as rows: planned, moved, found when due, and marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session

from helpline.storage.kinds import FollowUpKind, FollowUpState
from helpline.storage.tables import FollowUp, Referral


def plan(
    session: Session,
    referral: Referral,
    kind: FollowUpKind,
    *,
    number: int,
    due_at: datetime,
    now: datetime,
) -> None:
    """Plans a question of a kind; moves it if it is planned already, and does nothing if it was
    asked.
    """
    planned = session.scalar(
        select(FollowUp).where(
            FollowUp.referral_id == referral.id,
            FollowUp.kind == kind,
            FollowUp.number == number,
        )
    )
    if planned is None:
        session.add(
            FollowUp(
                referral_id=referral.id,
                contact_id=referral.contact_id,
                kind=kind,
                number=number,
                state=FollowUpState.WAITING,
                due_at=due_at,
                created_at=now,
            )
        )
    elif planned.state is FollowUpState.WAITING:
        planned.due_at = due_at
    session.flush()


def list_due(session: Session, *, now: datetime, limit: int = 100) -> Sequence[FollowUp]:
    """Returns questions whose time has come, the oldest first."""
    return session.scalars(
        select(FollowUp)
        .where(FollowUp.state == FollowUpState.WAITING, FollowUp.due_at <= now)
        .order_by(FollowUp.due_at)
        .limit(limit)
    ).all()


def mark(session: Session, follow_up_id: str, state: FollowUpState) -> bool:
    """Marks a waiting question, once: returns whether it was still waiting."""
    marked = session.execute(
        update(FollowUp)
        .where(FollowUp.id == follow_up_id, FollowUp.state == FollowUpState.WAITING)
        .values(state=state)
        .returning(FollowUp.id)
    )
    return marked.first() is not None


def plan_anew(
    session: Session,
    referral: Referral,
    kind: FollowUpKind,
    *,
    number: int,
    due_at: datetime,
    now: datetime,
) -> None:
    """Plans a question of a kind as `plan` does, and also where it was cancelled before."""
    plan(session, referral, kind, number=number, due_at=due_at, now=now)
    session.execute(
        update(FollowUp)
        .where(
            FollowUp.referral_id == referral.id,
            FollowUp.kind == kind,
            FollowUp.number == number,
            FollowUp.state == FollowUpState.CANCELED,
        )
        .values(state=FollowUpState.WAITING, due_at=due_at)
    )


def cancel(session: Session, referral_id: str, kind: FollowUpKind | None = None) -> None:
    """Cancels all that is planned for a referral, or what is of one kind."""
    of_kind = true() if kind is None else FollowUp.kind == kind
    session.execute(
        update(FollowUp)
        .where(FollowUp.referral_id == referral_id, FollowUp.state == FollowUpState.WAITING)
        .where(of_kind)
        .values(state=FollowUpState.CANCELED)
    )


def numbers_asked(session: Session, referral_id: str, kind: FollowUpKind) -> set[int]:
    """Returns the numbers of the questions of a kind that have been asked about a referral."""
    asked = select(FollowUp.number).where(
        FollowUp.referral_id == referral_id,
        FollowUp.kind == kind,
        FollowUp.state == FollowUpState.ASKED,
    )
    return set(session.scalars(asked))


def count_asked(session: Session, referral_id: str, kind: FollowUpKind) -> int:
    """Returns how many questions of a kind have been asked about a referral."""
    counted = select(func.count()).where(
        FollowUp.referral_id == referral_id,
        FollowUp.kind == kind,
        FollowUp.state == FollowUpState.ASKED,
    )
    return session.scalar(counted) or 0
