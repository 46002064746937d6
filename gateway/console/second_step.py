"""The second step of signing in: a code or a passkey, once the password was right."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app, g, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from gateway.console import access, cookies, proof
from gateway.console.language import gettext as _
from gateway.console.signing_in import refusal, where_next
from gateway.extension import gateway_of
from gateway.metrics import SIGN_INS
from helpline.i18n import LANGUAGES


def show() -> str | Response:
    """Shows where the code goes; who has no second factor yet is led to set one up."""
    entering = who_is_entering()
    if entering is None:
        return to_first_step()
    token, pending = entering
    if not pending.has_totp:
        return redirect(url_for("console.set_up_form", next=where_next()), 303)
    return _page(token, pending, None)


def take() -> Response | tuple[str, int, dict[str, str]]:
    """Takes the code and lets in, under a new token."""
    entering = who_is_entering()
    if entering is None:
        return to_first_step()
    token, pending = entering
    now = datetime.now(UTC)
    denied = proof.check_given(token, pending.staff_id, pending.username, now=now)
    if denied is not None:
        words, code, headers = refusal(
            denied,
            _("This code is not right, or it was used before. Wait for the next one."),
            pending.username,
        )
        return _page(token, pending, words), code, headers
    with gateway_of(current_app).database.transaction() as database_session:
        fresh = access.complete_session(database_session, token, now=now)
    return to_first_step() if fresh is None else let_in(fresh, pending.username, where_next())


def who_is_entering() -> tuple[str, access.Pending] | None:
    """Returns the token and the name of whose password was right, and speaks their language; None
    if nobody's was, or too long ago.
    """
    token = cookies.token_of_request()
    if token is None:
        return None
    now = datetime.now(UTC)
    pending = access.find_pending(gateway_of(current_app).database, token, now=now)
    if pending is None:
        return None
    if pending.language in LANGUAGES:
        g.console_language = LANGUAGES[pending.language]
    return token, pending


def let_in(token: str, username: str, target: str) -> Response:
    """Gives the browser the token of its complete session, and leads on."""
    SIGN_INS.labels("granted").inc()
    session.clear()
    answer = redirect(target, 303)
    cookies.make_known(answer, username)
    cookies.give_token(answer, token)
    return answer


def to_first_step() -> Response:
    """Leads to the form for username and password."""
    return redirect(url_for("console.sign_in_form", next=where_next()), 303)


def _page(token: str, pending: access.Pending, problem: str | None) -> str:
    return render_template(
        "console/code.html",
        problem=problem,
        next=where_next(),
        passkey=proof.passkey_options(token, pending.staff_id),
    )
