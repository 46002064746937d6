"""Taking cases out as a file: a supervisor asks with a reason, a second person lets it out, and who
asked downloads it once. A lawyer takes out their own cases, and no others.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from flask import Response, abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.fresh import requires_fresh
from gateway.console.language import gettext as _
from gateway.console.lawbook import law_answers
from gateway.console.scope import scope_of
from gateway.console.staff_labels import TOO_NEW
from gateway.extension import gateway_of
from helpline.referrals.reference import reference_in
from helpline.reports.case_file import case_file, rows_of_cases
from helpline.reports.open_data import FORMATS
from helpline.storage import exports
from helpline.storage.exports import Choice, NotTwo, Taken
from helpline.storage.staff import TooNew

_LONGEST_REASON = 500
_YES = "yes"


def show() -> str:
    """Shows the requests that hold, and to who may ask the form for one."""
    return _page(None)


@requires_fresh()
def ask() -> AnyResponse | tuple[str, int]:
    """Keeps a request for the chosen cases, with the reason that the second person reads."""
    now = datetime.now(UTC)
    choice = _choice()
    reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
    if choice is None:
        return _page(_("Say from which day to which, and write references as they stand.")), 422
    if not reason:
        return _page(_("Say why, so that the second person can decide.")), 422
    with gateway_of(current_app).database.transaction() as session:
        chosen = exports.list_chosen(session, scope_of(current_user.member), choice)
        if 0 < len(chosen) <= exports.MOST_CASES:
            has_names = request.form.get("names") == _YES
            exports.ask(
                session, current_user.member.id, chosen, reason, has_names=has_names, now=now
            )
            return redirect(url_for("console.exports"), 303)
    if not chosen:
        return _page(_("No case that you see is among these.")), 422
    return _page(_("These are too many for one file. Choose fewer days.")), 422


@requires_fresh()
def approve(export_id: str) -> AnyResponse | tuple[str, int]:
    """Lets a request out for who asked; 404 for who asked it themselves."""
    try:
        with gateway_of(current_app).database.transaction() as session:
            exports.approve(session, export_id, current_user.member.id, now=datetime.now(UTC))
    except NotTwo:
        abort(404)
    except TooNew:
        return _page(_(TOO_NEW)), 422
    return redirect(url_for("console.exports"), 303)


@requires_fresh()
def refuse(export_id: str) -> AnyResponse:
    """Takes a request away: who asked may, and whoever could let it out."""
    with gateway_of(current_app).database.transaction() as session:
        exports.refuse(session, export_id, current_user.member.id, now=datetime.now(UTC))
    return redirect(url_for("console.exports"), 303)


@requires_fresh()
def take(export_id: str) -> Response:
    """Sends what was let out to who asked for it, as CSV or JSON, once."""
    database, now = gateway_of(current_app).database, datetime.now(UTC)
    kind, scope = _kind(), scope_of(current_user.member)
    with database.reading() as session:
        looked = exports.look(session, export_id, scope, now=now)
    content = _content(looked, kind, now)
    # Nothing is sent before the log says so; what changed meanwhile is asked for anew.
    with database.transaction() as session:
        taken = exports.look(session, export_id, scope, now=now)
        if taken == looked:
            exports.take(session, export_id, scope, now=now)
    if taken != looked:
        abort(404)
    return _sent(content, kind, now)


def show_own() -> str:
    """Shows a lawyer how many cases a file of theirs has."""
    with gateway_of(current_app).database.reading() as session:
        own = exports.list_own(session, scope_of(current_user.member))
    return render_template("console/own_export.html", count=len(own.references))


@requires_fresh()
def take_own() -> Response:
    """Sends a lawyer the cases that they have taken, without names, as CSV or JSON."""
    database, now, kind = gateway_of(current_app).database, datetime.now(UTC), _kind()
    with database.reading() as session:
        own = exports.list_own(session, scope_of(current_user.member))
    content = _content(own, kind, now)
    with database.transaction() as session:
        exports.note_taken(session, own.references, current_user.member.id, now=now)
    return _sent(content, kind, now)


def _page(problem: str | None) -> str:
    with gateway_of(current_app).database.reading() as session:
        return render_template(
            "console/exports.html",
            requests=exports.list_requests(session, now=datetime.now(UTC)),
            longest=_LONGEST_REASON,
            most=exports.MOST_CASES,
            problem=problem,
        )


def _choice() -> Choice | None:
    """Returns what the form chooses, or None for what is no choice."""
    try:
        since, last = (
            datetime.strptime(request.form.get(name, ""), "%Y-%m-%d").replace(tzinfo=UTC)
            for name in ("since", "until")
        )
        until = last + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    named = re.split(r"[,;\r\n]+", request.form.get("references", ""))
    references = [reference_in(each) for each in named if each.strip()]
    if since > last or None in references:
        return None
    return Choice(
        since,
        until,
        closed_only=request.form.get("closed") == _YES,
        references=tuple(each for each in references if each),
    )


def _kind() -> str:
    kind = request.form.get("kind", "")
    if kind not in FORMATS:
        abort(404)
    return kind


def _content(taken: Taken, kind: str, now: datetime) -> bytes:
    with gateway_of(current_app).database.reading() as session:
        rows = rows_of_cases(
            session,
            taken.referral_ids,
            law_answers().book,
            has_names=taken.has_names,
            now=now,
        )
    return case_file(rows, kind, has_names=taken.has_names, now=now)


def _sent(content: bytes, kind: str, now: datetime) -> Response:
    name = f"helpline-cases-{now:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=FORMATS[kind], headers=headers)
