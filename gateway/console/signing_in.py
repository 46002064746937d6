"""Signing in (the first step), signing out, and choosing the language of the pages."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from gateway.console import access, auditing, cookies, guard
from gateway.console.language import gettext as _
from gateway.console.language import ngettext
from gateway.console.needs import FIRST_PAGE, home_of
from gateway.console.throttling import Denied
from gateway.extension import gateway_of
from gateway.metrics import SIGN_IN_ALARMS, SIGN_INS
from helpline.i18n import LANGUAGES
from helpline.storage.staff import set_language

logger = logging.getLogger(__name__)


def show_form() -> str:
    """Shows the form; `next` is where to go afterwards."""
    return _form(None)


def sign_in() -> Response | tuple[str, int, dict[str, str]]:
    """Opens a session, under a new token whatever the browser brought along."""
    gateway, username = gateway_of(current_app), request.form.get("username", "")
    outcome = access.sign_in(
        gateway.database,
        username,
        request.form.get("password", ""),
        visit=cookies.visit_of(username),
        required=gateway.settings.second_factor_required,
        now=datetime.now(UTC),
    )
    if isinstance(outcome, Denied):
        words, code, headers = refusal(
            outcome, _("Username and password do not fit together."), username
        )
        return _form(words), code, headers
    return enter(outcome, username)


def enter(granted: access.Granted, username: str) -> Response:
    """Gives the browser its new session: on to where it wanted, or to the second step."""
    old = cookies.token_of_request()
    if old:
        access.sign_out(gateway_of(current_app).database, old)
    # The form's token of before the sign-in must not be good after it.
    session.clear()
    if granted.complete:
        SIGN_INS.labels("granted").inc()
        answer = redirect(where_next(), 303)
        cookies.make_known(answer, username)
    else:
        answer = redirect(url_for("console.code_form", next=request.form.get("next") or None), 303)
    cookies.give_token(answer, granted.token)
    return answer


def sign_out() -> Response:
    """Ends the session and has the browser drop what it kept of the console."""
    access.sign_out(gateway_of(current_app).database, current_user.token)
    session.clear()
    answer = redirect(url_for("console.sign_in_form"), 303)
    cookies.take_token(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def choose_language() -> Response:
    """Sets the language in which a staff member reads the console."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    with gateway_of(current_app).database.transaction() as database_session:
        set_language(database_session, current_user.member.id, chosen)
    return redirect(where_next(), 303)


def refusal(denied: Denied, wrong: str, username: str) -> tuple[str, int, dict[str, str]]:
    """Returns the words, status and headers for a proof of a username that was not taken, `wrong`
    if it was checked; counts it, and tells operators if somebody seems to guess.
    """
    if denied.alarm is not None:
        SIGN_IN_ALARMS.labels(denied.alarm).inc()
        logger.error("somebody guesses at sign-ins", extra={"at": denied.alarm})
    if denied.wait_seconds:
        SIGN_INS.labels("delayed").inc()
        words = ngettext(
            "Too many attempts. Try again in %(count)s second.",
            "Too many attempts. Try again in %(count)s seconds.",
            denied.wait_seconds,
        )
        return words, 429, {"Retry-After": str(denied.wait_seconds)}
    SIGN_INS.labels("refused").inc()
    auditing.note_refused(username)
    logger.warning("a sign-in was refused")
    return wrong, 401, {}


def where_next() -> str:
    """Returns the page of the console that was wanted (`next`), or the first one."""
    target = request.values.get("next", "")
    if guard.is_own_path(target):
        return target
    first = home_of(current_user.member.role) if current_user.is_authenticated else FIRST_PAGE
    return url_for(first)


def _form(problem: str | None) -> str:
    return render_template("console/sign_in.html", problem=problem, next=where_next())
