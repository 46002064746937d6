"""Asking again who somebody is, before what cannot be undone or lets others in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from flask import current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

from gateway.console import access, cookies, guard, proof
from gateway.console.language import gettext as _
from gateway.console.signing_in import refusal, where_next
from gateway.extension import gateway_of
from helpline.storage.sessions import confirm_session

# So much longer a form may be posted that was opened in time: filling it in is not held against
# anybody.
_TO_FILL_IN = timedelta(minutes=10)


def requires_fresh(minutes: int = 5) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Asks for password and second factor before a view, unless they were given in the last so many
    minutes; afterwards leads to the page that was wanted, after a POST to its form.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def confirmed(*arguments: Any, **named: Any) -> Any:
            limit = timedelta(minutes=minutes)
            if request.method == "POST":
                limit += _TO_FILL_IN
            if datetime.now(UTC) - current_user.member.confirmed_at >= limit:
                return redirect(url_for("console.confirm_form", next=_page_of_request()), 303)
            return view(*arguments, **named)

        return confirmed

    return decorate


def show() -> str:
    """Asks for password and second factor."""
    return _page(None)


def confirm() -> Response | tuple[str, int, dict[str, str]]:
    """Takes both and leads back; a wrong one is slowed down like a sign-in."""
    database, member, now = gateway_of(current_app).database, current_user.member, datetime.now(UTC)
    visit = cookies.visit_of(member.username)
    password = request.form.get("password", "")
    denied = access.check_password(database, member.username, password, visit=visit, now=now)
    if denied is None and member.has_totp:
        denied = proof.check_given(current_user.token, member.id, member.username, now=now)
    if denied is not None:
        words, code, headers = refusal(
            denied, _("That was not right. A code works only once."), member.username
        )
        return _page(words), code, headers
    with database.transaction() as session:
        confirm_session(session, access.token_hash(current_user.token), now=now)
    return redirect(where_next(), 303)


def _page(problem: str | None) -> str:
    member = current_user.member
    passkey = proof.passkey_options(current_user.token, member.id) if member.has_totp else None
    return render_template(
        "console/confirm.html", problem=problem, next=where_next(), passkey=passkey
    )


def _page_of_request() -> str:
    """Returns the page that was asked for, or from which a form was posted: what the form says
    (`next`), or what stands at the same address.
    """
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")
    stated = request.form.get("next", "")
    if guard.is_own_path(stated):
        return stated
    try:
        endpoint, _named = current_app.url_map.bind("").match(request.path, method="GET")
    except (HTTPException, RequestRedirect):
        return where_next()
    return where_next() if endpoint == "console.nowhere" else request.path
