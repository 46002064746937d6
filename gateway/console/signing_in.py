"""Signing in, signing out, and choosing the language of the pages."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from ipaddress import ip_address

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from gateway.console import access, guard
from gateway.console.language import gettext as _
from gateway.console.language import ngettext
from gateway.extension import gateway_of
from gateway.metrics import SIGN_INS
from helpline.i18n import LANGUAGES
from helpline.storage.staff import set_language

logger = logging.getLogger(__name__)


def show_form() -> str:
    """Shows the form; `next` is where to go afterwards."""
    return _form(None)


def sign_in() -> Response | tuple[str, int, dict[str, str]]:
    """Opens a session, under a new token whatever the browser brought along."""
    gateway, now = gateway_of(current_app), datetime.now(UTC)
    outcome = access.sign_in(
        gateway.database,
        request.form.get("username", ""),
        request.form.get("password", ""),
        address=_address(),
        now=now,
    )
    if isinstance(outcome, access.Denied):
        return _denied(outcome)
    SIGN_INS.labels("granted").inc()
    old = request.cookies.get(guard.sign_in_cookie())
    if old:
        access.sign_out(gateway.database, old)
    # The form's token of before the sign-in must not be good after it.
    session.clear()
    answer = redirect(_where_next(), 303)
    answer.set_cookie(
        guard.sign_in_cookie(), outcome.token,
        secure=guard.is_https(), httponly=True, samesite="Lax", path="/",
    )  # fmt: skip
    return answer


def sign_out() -> Response:
    """Ends the session and has the browser drop what it kept of the console."""
    access.sign_out(gateway_of(current_app).database, current_user.token)
    session.clear()
    answer = redirect(url_for("console.sign_in_form"), 303)
    answer.delete_cookie(
        guard.sign_in_cookie(), path="/", secure=guard.is_https(), httponly=True, samesite="Lax"
    )
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return answer


def choose_language() -> Response:
    """Sets the language in which a staff member reads the console."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    with gateway_of(current_app).database.transaction() as database_session:
        set_language(database_session, current_user.member.id, chosen)
    return redirect(_where_next(), 303)


def _denied(outcome: access.Denied) -> tuple[str, int, dict[str, str]]:
    if outcome.wait_seconds:
        SIGN_INS.labels("delayed").inc()
        problem = ngettext(
            "Too many attempts. Try again in %(count)s second.",
            "Too many attempts. Try again in %(count)s seconds.",
            outcome.wait_seconds,
        )
        return _form(problem), 429, {"Retry-After": str(outcome.wait_seconds)}
    SIGN_INS.labels("refused").inc()
    logger.warning("a sign-in was refused")
    return _form(_("Username and password do not fit together.")), 401, {}


def _form(problem: str | None) -> str:
    return render_template("console/sign_in.html", problem=problem, next=_where_next())


def _where_next() -> str:
    target = request.values.get("next", "")
    return target if guard.is_own_path(target) else url_for("console.referrals")


def _address() -> str:
    """Returns where the request came from; behind a proxy of our own network, what it saw."""
    address = request.remote_addr or ""
    passed_on = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        if passed_on and ip_address(address).is_private:
            return str(ip_address(passed_on))
    except ValueError:
        return address
    return address
