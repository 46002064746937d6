"""Who has a referral: one of staff at a time, and beside them one lawyer at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, not_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from helpline.errors import NotFound
from helpline.storage.kinds import AssignmentState, ReferralState
from helpline.storage.scope import Scope, referrals_in
from helpline.storage.tables import Assignment, Lawyer, Referral


def claim(session: Session, referral: Referral, staff_id: str, *, now: datetime) -> str:
    """Gives a referral to a staff member if nobody has it; returns the id of who has it now."""
    _hold(session, referral)
    held = find_holder(session, referral.id)
    if held is None:
        held = _give(session, referral, now=now, by=staff_id, staff_id=staff_id)
    return str(held.staff_id)


def give_to_staff(
    session: Session, referral: Referral, staff_id: str, *, by: str, now: datetime
) -> None:
    """Gives a referral to a staff member, whoever has it; does nothing if it is them."""
    _hold(session, referral)
    held = find_holder(session, referral.id)
    if held is not None and held.staff_id == staff_id:
        return
    if held is not None:
        _end(held, by=by, now=now)
    _give(session, referral, now=now, by=by, staff_id=staff_id)


def take_from_staff(session: Session, referral: Referral, *, by: str, now: datetime) -> None:
    """Takes a referral from the staff member who has it, so that another can claim it."""
    _hold(session, referral)
    held = find_holder(session, referral.id)
    if held is not None:
        _end(held, by=by, now=now)
        referral.updated_at = now


def ask_lawyer(
    session: Session, referral: Referral, lawyer_id: str, *, by: str, now: datetime
) -> Assignment:
    """Asks a lawyer to take a referral, in place of another who was asked or has it; returns the
    standing assignment if it is theirs already.
    """
    _hold(session, referral)
    held = find_lawyers(session, referral.id)
    if held is not None and held.lawyer_id == lawyer_id:
        return held
    if held is not None:
        _end(held, by=by, now=now)
    return _give(session, referral, now=now, by=by, lawyer_id=lawyer_id)


def take_from_lawyer(session: Session, referral: Referral, *, by: str, now: datetime) -> None:
    """Takes a referral from the lawyer who was asked or has it."""
    _hold(session, referral)
    held = find_lawyers(session, referral.id)
    if held is not None:
        _end(held, by=by, now=now)
        referral.updated_at = now


def link(assignment: Assignment, token_hash: str, *, until: datetime) -> None:
    """Gives an assignment the link (by its hash) by which the lawyer answers, in place of an
    older one.
    """
    assignment.token_hash = token_hash
    assignment.token_until = until


def find_linked(session: Session, token_hash: str, *, now: datetime) -> Assignment | None:
    """Returns the assignment that a link leads to as long as the link works, or None."""
    return session.scalar(
        select(Assignment)
        .where(Assignment.token_hash == token_hash, Assignment.token_until > now)
        .where(Assignment.ended_at.is_(None), Assignment.state == AssignmentState.ASKED)
        .with_for_update()
    )


def answer(assignment: Assignment, *, takes_it: bool, now: datetime) -> None:
    """Records what a lawyer answered; the link works no longer."""
    assignment.state = AssignmentState.TAKEN if takes_it else AssignmentState.DECLINED
    assignment.answered_at = now
    assignment.token_hash = assignment.token_until = None
    if not takes_it:
        assignment.ended_at = now


def find_holder(session: Session, referral_id: str) -> Assignment | None:
    """Returns the standing assignment to one of staff, or None."""
    return session.scalar(_standing(referral_id, Assignment.staff_id.is_not(None)))


def find_lawyers(session: Session, referral_id: str) -> Assignment | None:
    """Returns the standing assignment to a lawyer, or None."""
    return session.scalar(_standing(referral_id, Assignment.lawyer_id.is_not(None)))


def assignments_of(session: Session, referral_ids: Sequence[str]) -> dict[str, list[Assignment]]:
    """Returns, for each of some referrals by id, all its assignments, the ended too, in order."""
    found: dict[str, list[Assignment]] = {referral_id: [] for referral_id in referral_ids}
    rows = session.scalars(
        select(Assignment).where(Assignment.referral_id.in_(referral_ids)).order_by(Assignment.seq)
    )
    for row in rows:
        found[row.referral_id].append(row)
    return found


def list_asked_of(session: Session, staff_id: str) -> list[Assignment]:
    """Returns the assignments that the lawyer with an account has yet to answer, the oldest first,
    of cases that are not closed.
    """
    return list(
        session.scalars(
            select(Assignment)
            .join(Lawyer, Lawyer.id == Assignment.lawyer_id)
            .join(Referral, Referral.id == Assignment.referral_id)
            .where(Lawyer.staff_id == staff_id, Assignment.state == AssignmentState.ASKED)
            .where(Assignment.ended_at.is_(None), Referral.state != ReferralState.CLOSED)
            .order_by(Assignment.seq)
        )
    )


def count_by_staff(session: Session) -> dict[str, int]:
    """Returns how many referrals that are not closed each staff member has, by their id."""
    return _count(session, Assignment.staff_id)


def count_by_lawyer(session: Session) -> dict[str, int]:
    """Returns how many referrals that are not closed each lawyer was asked to take or has, by
    their id.
    """
    return _count(session, Assignment.lawyer_id)


def move_staff(session: Session, from_id: str, to_id: str, *, scope: Scope, now: datetime) -> int:
    """Gives a staff member's referrals that are not closed, as far as the scope of who moves them
    reaches, to another; returns how many.
    """
    moved = _referrals_with(session, Assignment.staff_id == from_id, referrals_in(scope))
    for referral in moved:
        give_to_staff(session, referral, to_id, by=scope.staff_id, now=now)
    return len(moved)


def move_lawyers(session: Session, from_id: str, to_id: str, *, scope: Scope, now: datetime) -> int:
    """Asks a lawyer to take another's referrals that are not closed, as far as the scope of who
    moves them reaches; returns how many.
    """
    moved = _referrals_with(session, Assignment.lawyer_id == from_id, referrals_in(scope))
    for referral in moved:
        ask_lawyer(session, referral, to_id, by=scope.staff_id, now=now)
    return len(moved)


def has_outside(session: Session, lawyer_id: str, scope: Scope) -> bool:
    """Whether a lawyer has, or was asked to take, a referral that is not in a scope."""
    found = (
        select(Assignment.id)
        .join(Referral, Referral.id == Assignment.referral_id)
        .where(Assignment.lawyer_id == lawyer_id, Assignment.ended_at.is_(None))
        .where(not_(referrals_in(scope)))
    )
    return session.scalar(found.limit(1)) is not None


def get_assignment(session: Session, assignment_id: str) -> Assignment:
    """Returns an assignment; raises NotFound."""
    found = session.scalar(select(Assignment).where(Assignment.id == assignment_id))
    if found is None:
        raise NotFound("assignment")
    return found


def _give(
    session: Session,
    referral: Referral,
    *,
    now: datetime,
    by: str,
    staff_id: str | None = None,
    lawyer_id: str | None = None,
) -> Assignment:
    given = Assignment(
        referral_id=referral.id,
        staff_id=staff_id,
        lawyer_id=lawyer_id,
        state=AssignmentState.TAKEN if lawyer_id is None else AssignmentState.ASKED,
        by_id=by,
        created_at=now,
    )
    session.add(given)
    referral.updated_at = now
    session.flush()
    return given


def _end(assignment: Assignment, *, by: str, now: datetime) -> None:
    assignment.state = AssignmentState.ENDED
    assignment.ended_at = now
    assignment.ended_by_id = by
    assignment.token_hash = assignment.token_until = None


def _hold(session: Session, referral: Referral) -> None:
    """Has others who want to give or take the same referral wait until this is done."""
    session.execute(select(Referral.id).where(Referral.id == referral.id).with_for_update())


def _standing(referral_id: str, whose: ColumnElement[bool]) -> Select[Assignment]:
    return (
        select(Assignment)
        .where(Assignment.referral_id == referral_id, Assignment.ended_at.is_(None), whose)
        .order_by(Assignment.seq.desc())
        .limit(1)
    )


def _count(session: Session, whose: InstrumentedAttribute[str | None]) -> dict[str, int]:
    rows = session.execute(
        select(whose, func.count())
        .join(Referral, Referral.id == Assignment.referral_id)
        .where(whose.is_not(None), Assignment.ended_at.is_(None))
        .where(Referral.state != ReferralState.CLOSED)
        .group_by(whose)
    )
    return {str(holder): count for holder, count in rows}


def _referrals_with(session: Session, *which: ColumnElement[bool]) -> list[Referral]:
    return list(
        session.scalars(
            select(Referral)
            .join(Assignment, Assignment.referral_id == Referral.id)
            .where(*which, Assignment.ended_at.is_(None), Referral.state != ReferralState.CLOSED)
            .order_by(Referral.id)
        )
    )
