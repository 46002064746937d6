"""Who has a case: claimed, given and given up by staff, and given to a lawyer of the roster."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.access import token_hash
from gateway.console.cases import back_to, get_case
from gateway.console.casework import is_case_worker
from gateway.console.dossier import Dossier, read_dossier
from gateway.extension import gateway_of
from helpline.referrals.assigning import Suggestion, suggest, wanted_in
from helpline.storage import assignments as storage
from helpline.storage.events import Happening, add_event
from helpline.storage.kinds import (
    AssignmentState,
    EventExactness,
    EventKind,
    EventSource,
    ReferralState,
)
from helpline.storage.lawyers import get_lawyer, list_lawyers
from helpline.storage.sessions import keep, take_kept
from helpline.storage.staff import list_staff
from helpline.storage.tables import Assignment, Referral

LINK_LIVES = timedelta(hours=72)
# Where a link waits, sealed, to be shown once to who made it.
_LINK = "lawyer_link"


def claim(reference: str) -> Response:
    """Gives a case that nobody has to who asks; the page shows who has it if they came too late."""
    with gateway_of(current_app).database.transaction() as database:
        referral = get_case(database, reference)
        storage.claim(database, referral, current_user.member.id, now=datetime.now(UTC))
    return back_to(reference)


def transfer(reference: str) -> Response:
    """Gives a case to a colleague; 400 for somebody who works on no cases."""
    with gateway_of(current_app).database.transaction() as database:
        referral = get_case(database, reference)
        able = {member.id for member in list_staff(database) if is_case_worker(member)}
        if (staff_id := request.form.get("staff", "")) not in able:
            abort(400)
        storage.give_to_staff(
            database, referral, staff_id, by=current_user.member.id, now=datetime.now(UTC)
        )
    return back_to(reference)


def give_up(reference: str) -> Response:
    """Takes a case from who has it, so that somebody else can claim it."""
    with gateway_of(current_app).database.transaction() as database:
        storage.take_from_staff(
            database, get_case(database, reference),
            by=current_user.member.id, now=datetime.now(UTC),
        )  # fmt: skip
    return back_to(reference)


def show_lawyers(reference: str) -> str:
    """Shows the lawyers for a case, the most fitting first with the reasons, and who has it."""
    with gateway_of(current_app).database.transaction() as database:
        now = datetime.now(UTC)
        dossier = read_dossier(database, reference, now=now)
        asked = storage.find_lawyers(database, dossier.referral.id)
        suggestions = _suggestions(database, dossier, now)
        lawyer = get_lawyer(database, asked.lawyer_id or "") if asked else None
        link = _link_to_show(database, asked)
    return render_template(
        "console/suggestions.html",
        dossier=dossier,
        suggestions=suggestions,
        asked=asked,
        lawyer=lawyer,
        link=link,
        hours=int(LINK_LIVES.total_seconds() // 3600),
    )


def ask(reference: str) -> Response:
    """Asks a lawyer to take a case, and makes the link by which they answer."""
    now, by = datetime.now(UTC), current_user.member.id
    with gateway_of(current_app).database.transaction() as database:
        referral = get_case(database, reference)
        lawyer = get_lawyer(database, request.form.get("lawyer", ""))
        if not lawyer.active or referral.state is ReferralState.CLOSED:
            abort(400)
        before = storage.find_lawyers(database, referral.id)
        asked = storage.ask_lawyer(database, referral, lawyer.id, by=by, now=now)
        if before is None or before.id != asked.id:
            note_step(database, referral, EventKind.LAWYER_ASSIGNED, staff_id=by, now=now)
        if asked.state is AssignmentState.ASKED:
            _make_link(database, asked, now)
    return redirect(url_for("console.suggestions", reference=reference), 303)


def renew_link(reference: str) -> Response:
    """Makes a new link for the lawyer who was asked; the older one works no longer."""
    with gateway_of(current_app).database.transaction() as database:
        asked = storage.find_lawyers(database, get_case(database, reference).id)
        if asked is None or asked.state is not AssignmentState.ASKED:
            abort(400)
        _make_link(database, asked, datetime.now(UTC))
    return redirect(url_for("console.suggestions", reference=reference), 303)


def take_from_lawyer(reference: str) -> Response:
    """Takes a case from the lawyer who was asked or has it."""
    with gateway_of(current_app).database.transaction() as database:
        storage.take_from_lawyer(
            database, get_case(database, reference),
            by=current_user.member.id, now=datetime.now(UTC),
        )  # fmt: skip
    return redirect(url_for("console.suggestions", reference=reference), 303)


def note_step(
    database: Session, referral: Referral, kind: EventKind, *, staff_id: str, now: datetime
) -> None:
    """Writes down that a lawyer was asked, or has taken a case, as it happens."""
    source = EventSource.LAWYER if kind is EventKind.LAWYER_ACKNOWLEDGED else EventSource.STAFF
    happening = Happening(kind, source, now, now, EventExactness.EXACT)
    add_event(database, referral, happening, staff_id=staff_id, now=now)


def _suggestions(database: Session, dossier: Dossier, now: datetime) -> list[Suggestion]:
    referral = dossier.referral
    rows = storage.assignments_of(database, [referral.id])[referral.id]
    declined = {row.lawyer_id for row in rows if row.state is AssignmentState.DECLINED}
    return suggest(
        list_lawyers(database),
        wanted_in(dossier.current, language=referral.language),
        cases=storage.count_by_lawyer(database),
        declined={lawyer_id for lawyer_id in declined if lawyer_id},
        now=now,
    )


def _make_link(database: Session, asked: Assignment, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    storage.link(asked, token_hash(token), until=now + LINK_LIVES)
    keep(database, token_hash(current_user.token), _LINK, [asked.id, token])


def _link_to_show(database: Session, asked: Assignment | None) -> str | None:
    """Returns the address that was just made for a lawyer, once."""
    kept = take_kept(database, token_hash(current_user.token), _LINK)
    if asked is None or not isinstance(kept, list) or kept[0] != asked.id:
        return None
    public_url = gateway_of(current_app).settings.public_url
    return public_url + url_for("console.asked", token=kept[1])
