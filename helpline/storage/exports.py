"""Requests for a file of cases: one person asks, a second lets it out, the first takes it once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from helpline.errors import HelplineError, NotFound
from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import ReferralState, Role
from helpline.storage.scope import Scope, referrals_in
from helpline.storage.staff import check_settled, get_staff
from helpline.storage.tables import CaseExport, ExportedCase, Referral, Staff, new_id

# For so long a request waits for the second person, and a file for who asked.
ASKED_FOR, LET_OUT_FOR = timedelta(hours=24), timedelta(hours=1)
MOST_CASES = 500
APPROVERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
_REASON = "case_exports.reason"


class NotTwo(HelplineError):
    """Who lets an export out is who asked for it, or may not."""

    code = "not_two"


@dataclass(frozen=True)
class Choice:
    """Which cases: first written from a moment to before another (aware), all or closed ones only,
    and of those only the ones with these references, if any are named.
    """

    since: datetime
    until: datetime
    closed_only: bool = False
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """A request as it is shown: nothing of its cases but how many there are, and when the first
    and the last of them was written (UTC; None where all were erased meanwhile).
    """

    export: CaseExport
    reason: str
    asked_by: str
    approved_by: str | None
    cases: int
    first: datetime | None
    last: datetime | None

    @property
    def until(self) -> datetime:
        """Until when it holds (UTC)."""
        if self.export.approved_at is not None:
            return self.export.approved_at + LET_OUT_FOR
        return self.export.asked_at + ASKED_FOR


@dataclass(frozen=True)
class Taken:
    """What somebody takes out: the cases, by id and reference in order, and whether names go with
    them.
    """

    referral_ids: tuple[str, ...]
    references: tuple[str, ...]
    has_names: bool


def list_chosen(session: Session, scope: Scope, choice: Choice) -> list[str]:
    """Returns the ids of the chosen cases that are in a scope, drafts left out, oldest first; at
    most one more than an export may have.
    """
    chosen = select(Referral.id).where(
        referrals_in(scope),
        Referral.submitted_at.is_not(None),
        Referral.created_at >= choice.since,
        Referral.created_at < choice.until,
    )
    if choice.closed_only:
        chosen = chosen.where(Referral.state == ReferralState.CLOSED)
    if choice.references:
        chosen = chosen.where(Referral.reference.in_(choice.references))
    ordered = chosen.order_by(Referral.created_at, Referral.id)
    return list(session.scalars(ordered.limit(MOST_CASES + 1)))


def list_own(session: Session, scope: Scope) -> Taken:
    """Returns all cases in a scope, without names; drafts are left out."""
    own = select(Referral.id, Referral.reference).where(
        referrals_in(scope), Referral.submitted_at.is_not(None)
    )
    found = session.execute(own.order_by(Referral.created_at, Referral.id)).all()
    return Taken(
        tuple(referral_id for referral_id, _ in found),
        tuple(reference for _, reference in found),
        has_names=False,
    )


def ask(
    session: Session,
    staff_id: str,
    referral_ids: Sequence[str],
    reason: str,
    *,
    has_names: bool,
    now: datetime,
) -> CaseExport:
    """Keeps that somebody asks for a file of some cases, in place of what they asked before."""
    before = session.scalars(select(CaseExport.id).where(CaseExport.staff_id == staff_id))
    _drop(session, before.all())
    export = CaseExport(id=new_id(), staff_id=staff_id, has_names=has_names, asked_at=now)
    export.reason_sealed = seal(session, reason, column=_REASON, row=export.id)
    session.add(export)
    session.flush()
    session.add_all(ExportedCase(export_id=export.id, referral_id=each) for each in referral_ids)
    act = Act(Action.EXPORT_ASKED, Kind.EXPORT, export.id, len(referral_ids))
    record(session, act, actor=staff_id, now=now)
    return export


def list_requests(session: Session, *, now: datetime) -> list[Request]:
    """Returns the requests that still hold, the oldest first."""
    found = session.execute(
        select(
            CaseExport, Staff.username, func.count(Referral.id),
            func.min(Referral.created_at), func.max(Referral.created_at),
        )
        .join(Staff, Staff.id == CaseExport.staff_id)
        .outerjoin(ExportedCase, ExportedCase.export_id == CaseExport.id)
        .outerjoin(Referral, Referral.id == ExportedCase.referral_id)
        .where(_holds(now))
        .group_by(CaseExport.id, Staff.username)
        .order_by(CaseExport.asked_at)
    ).all()  # fmt: skip
    approvers = {export.approved_by for export, *_ in found if export.approved_by}
    named = select(Staff.id, Staff.username).where(Staff.id.in_(approvers))
    names = {staff_id: username for staff_id, username in session.execute(named)}
    return [
        Request(
            export,
            unseal(session, export.reason_sealed, column=_REASON, row=export.id),
            asked_by,
            names.get(export.approved_by or ""),
            cases,
            first,
            last,
        )
        for export, asked_by, cases, first, last in found
    ]


def approve(session: Session, export_id: str, staff_id: str, *, now: datetime) -> None:
    """Lets an export out; raises NotFound for one that does not wait (any more), NotTwo where who
    says so asked for it or may not, TooNew where the account of either does not count yet.
    """
    export = _get_holding(session, export_id, now)
    if export.approved_at is not None:
        raise NotFound("export")
    if export.staff_id == staff_id or not _may(get_staff(session, staff_id), APPROVERS):
        raise NotTwo("two people must agree")
    check_settled(session, (export.staff_id, staff_id), now=now)
    export.approved_by, export.approved_at = staff_id, now
    act = Act(Action.EXPORT_APPROVED, Kind.EXPORT, export_id, _count(session, export_id))
    record(session, act, actor=staff_id, now=now)


def refuse(session: Session, export_id: str, staff_id: str, *, now: datetime) -> None:
    """Takes a request away, whoever says so, let out or not; raises NotFound."""
    _get_holding(session, export_id, now)
    _drop(session, [export_id])
    act = Act(Action.EXPORT_REFUSED, Kind.EXPORT, export_id)
    record(session, act, actor=staff_id, now=now)


def look(session: Session, export_id: str, scope: Scope, *, now: datetime) -> Taken:
    """Returns what an export lets out to who asked for it; raises NotFound for one that was not let
    out, has ended, or is somebody else's, and where who asked or who let it out has lost their
    role. Cases that are no longer in the scope of who asked are left out.
    """
    export = _get_holding(session, export_id, now)
    _check_let_out(session, export, scope)
    cases = (
        select(Referral.id, Referral.reference)
        .join(ExportedCase, ExportedCase.referral_id == Referral.id)
        .where(ExportedCase.export_id == export_id, referrals_in(scope))
        .order_by(Referral.created_at, Referral.id)
    )
    found = session.execute(cases).all()
    return Taken(
        tuple(referral_id for referral_id, _ in found),
        tuple(reference for _, reference in found),
        export.has_names,
    )


def take(session: Session, export_id: str, scope: Scope, *, now: datetime) -> Taken:
    """Returns what `look` does and ends the export, so that nobody takes it twice."""
    taken = look(session, export_id, scope, now=now)
    _drop(session, [export_id])
    note_taken(session, taken.references, scope.staff_id, export_id=export_id, now=now)
    return taken


def note_taken(
    session: Session,
    references: Sequence[str],
    staff_id: str,
    *,
    export_id: str | None = None,
    now: datetime,
) -> None:
    """Records that somebody took cases out: how many, and each by its reference."""
    acts = [Act(Action.CASES_EXPORTED, Kind.EXPORT, export_id, len(references))]
    acts += [Act(Action.CASES_EXPORTED, Kind.REFERRAL, each) for each in references]
    for act in acts:
        record(session, act, actor=staff_id, now=now)


def forget_ended(session: Session, *, now: datetime) -> None:
    """Deletes the requests that hold no longer."""
    ended = session.scalars(select(CaseExport.id).where(~_holds(now)))
    _drop(session, ended.all())


def _get_holding(session: Session, export_id: str, now: datetime) -> CaseExport:
    """Returns a request that holds, which nobody else changes until the transaction ends."""
    found = select(CaseExport).where(CaseExport.id == export_id, _holds(now)).with_for_update()
    export = session.scalar(found.execution_options(populate_existing=True))
    if export is None:
        raise NotFound("export")
    return export


def _check_let_out(session: Session, export: CaseExport, scope: Scope) -> None:
    approver = export.approved_by and get_staff(session, export.approved_by)
    asked_by = get_staff(session, export.staff_id)
    is_agreed = approver and _may(approver, APPROVERS) and _may(asked_by, {Role.SUPERVISOR})
    if export.staff_id != scope.staff_id or not is_agreed:
        raise NotFound("export")


def _holds(now: datetime) -> ColumnElement[bool]:
    waits = and_(CaseExport.approved_at.is_(None), CaseExport.asked_at > now - ASKED_FOR)
    # A comparison with what is not there is neither true nor false, so that is ruled out first.
    is_out = and_(CaseExport.approved_at.is_not(None), CaseExport.approved_at > now - LET_OUT_FOR)
    return or_(waits, is_out)


def _may(staff: Staff, roles: Collection[Role]) -> bool:
    return staff.active and staff.role in roles


def _count(session: Session, export_id: str) -> int:
    counted = select(func.count()).select_from(ExportedCase)
    return session.scalar(counted.where(ExportedCase.export_id == export_id)) or 0


def _drop(session: Session, export_ids: Sequence[str]) -> None:
    session.execute(delete(ExportedCase).where(ExportedCase.export_id.in_(export_ids)))
    session.execute(delete(CaseExport).where(CaseExport.id.in_(export_ids)))
