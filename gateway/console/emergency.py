"""Opening a case that is not among one's own in an emergency: with a reason, for a night, and with
every supervisor and administrator told.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from gateway.console.fresh import requires_fresh
from gateway.console.language import gettext as _
from gateway.console.scope import may_see_case
from gateway.extension import gateway_of
from helpline.referrals.reference import reference_in
from helpline.storage.audit import Act, Action, record
from helpline.storage.openings import ARE_TOLD, HOLDS, Opening, list_in_force, list_of_case
from helpline.storage.openings import open_case as open_it
from helpline.storage.referrals import find_by_reference
from helpline.storage.tables import Referral

_LONGEST_REASON = 500


@requires_fresh()
def show() -> str:
    """Shows the form that asks which case, and why."""
    return _page(None)


@requires_fresh()
def open_case() -> Response | tuple[str, int]:
    """Opens a case for who says why, and leads to it; one that they see anyway needs no opening."""
    database, member, now = gateway_of(current_app).database, current_user.member, datetime.now(UTC)
    reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
    reference = reference_in(request.form.get("reference", ""))
    if not reason:
        return _page(_("Say why. Every supervisor and administrator is told of it.")), 422
    with database.transaction() as session:
        referral = find_by_reference(session, reference) if reference else None
        if referral is None:
            # Whoever tries references one after the other shows in the log.
            record(session, Act(Action.CASE_NOT_FOUND), actor=member.id, now=now)
        elif not may_see_case(session, member, referral):
            open_it(session, referral, member.id, reason, now=now)
    if referral is None:
        return _page(_("There is no case with this reference.")), 422
    return redirect(url_for("console.referral", reference=reference), 303)


def openings_in_force() -> list[Opening]:
    """Returns the openings that hold, to who is told of them; none while the database is away."""
    if current_user.member.role not in ARE_TOLD:
        return []
    try:
        with gateway_of(current_app).database.reading() as session:
            return list_in_force(session, now=datetime.now(UTC))
    except SQLAlchemyError:
        return []


def openings_of(referral: Referral) -> list[Opening]:
    """Returns who opened a case in an emergency and why, for who sees the case."""
    with gateway_of(current_app).database.reading() as session:
        return list_of_case(session, referral.id)


def _page(problem: str | None) -> str:
    return render_template(
        "console/emergency.html",
        problem=problem,
        sought=request.form.get("reference", ""),
        reason=request.form.get("reason", ""),
        longest=_LONGEST_REASON,
        hours=round(HOLDS.total_seconds() / 3600),
    )
