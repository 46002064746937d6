"""Setting up an authenticator app, at the first sign-in or anew, and the recovery codes."""

from __future__ import annotations

from datetime import UTC, datetime

import segno
from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console import access, factors
from gateway.console.access import token_hash
from gateway.console.fresh import requires_fresh
from gateway.console.language import gettext as _
from gateway.console.second_step import let_in, to_first_step, who_is_entering
from gateway.console.signing_in import where_next
from gateway.extension import gateway_of
from helpline.storage.sessions import end_other_sessions, keep, kept, take_kept
from helpline.storage.staff import get_staff

_SECRET = "authenticator secret"  # noqa: S105 — the name under which one is kept.
_CODES = "recovery codes"


def show_first() -> str | Response:
    """Shows the QR code to who signs in for the first time."""
    entering = who_is_entering()
    if entering is None or entering[1].has_totp:
        return to_first_step()
    token, pending = entering
    return _page("console.set_up", token, pending.username)


def set_up_first() -> Response | tuple[str, int]:
    """Sets the authenticator up, lets in, and shows the recovery codes."""
    entering = who_is_entering()
    if entering is None or entering[1].has_totp:
        return to_first_step()
    token, pending = entering
    now = datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        is_set_up = _is_set_up(session, token, pending.staff_id, now=now)
        fresh = access.complete_session(session, token, now=now) if is_set_up else None
        if fresh is not None:
            _keep_new_codes(session, fresh, pending.staff_id)
    if fresh is None:
        return _page("console.set_up", token, pending.username, problem=_wrong()), 422
    return let_in(fresh, pending.username, url_for("console.recovery_codes", next=where_next()))


@requires_fresh()
def show_anew() -> str:
    """Shows the QR code of another secret to who is signed in."""
    return _page("console.set_up_anew", current_user.token, current_user.member.username)


@requires_fresh()
def set_up_anew() -> Response | tuple[str, int]:
    """Sets another authenticator up in place of the one before, and ends all other sessions."""
    token, member = current_user.token, current_user.member
    with gateway_of(current_app).database.transaction() as session:
        is_set_up = _is_set_up(session, token, member.id, now=datetime.now(UTC))
        if is_set_up:
            end_other_sessions(session, member.id, but=token_hash(token))
            _keep_new_codes(session, token, member.id)
    if not is_set_up:
        return _page("console.set_up_anew", token, member.username, problem=_wrong()), 422
    return redirect(url_for("console.recovery_codes", next=url_for("console.account")), 303)


@requires_fresh()
def make_codes() -> Response:
    """Makes recovery codes anew; those before are worth nothing any more."""
    if not current_user.member.has_totp:
        abort(404)
    with gateway_of(current_app).database.transaction() as session:
        _keep_new_codes(session, current_user.token, current_user.member.id)
    return redirect(url_for("console.recovery_codes", next=url_for("console.account")), 303)


def show_codes() -> str | Response:
    """Shows recovery codes that were just made, once."""
    with gateway_of(current_app).database.transaction() as session:
        codes = take_kept(session, token_hash(current_user.token), _CODES)
    if not isinstance(codes, list):
        return redirect(where_next(), 303)
    return render_template("console/recovery_codes.html", codes=codes, next=where_next())


def _page(action: str, token: str, username: str, *, problem: str | None = None) -> str:
    with gateway_of(current_app).database.transaction() as session:
        secret = kept(session, token_hash(token), _SECRET)
        if not isinstance(secret, str):
            secret = factors.new_secret()
            keep(session, token_hash(token), _SECRET, secret)
    # Translators: the name under which an authenticator app lists the account.
    address = factors.setup_address(secret, username, issuer=_("the helpline"))
    picture = segno.make(address, error="m").svg_inline(border=3, light="#fff", omitsize=True)
    return render_template(
        "console/authenticator.html",
        action=action,
        # It is made of a secret and a name that were both turned into dots.
        picture=Markup(picture),  # noqa: S704  # nosec
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        problem=problem,
        next=where_next(),
    )


def _is_set_up(session: Session, token: str, staff_id: str, *, now: datetime) -> bool:
    secret = kept(session, token_hash(token), _SECRET)
    code = request.form.get("code", "")
    staff = get_staff(session, staff_id)
    return isinstance(secret, str) and factors.set_up(session, staff, secret, code, now=now)


def _keep_new_codes(session: Session, token: str, staff_id: str) -> None:
    codes = factors.new_recovery_codes(session, staff_id)
    keep(session, token_hash(token), _CODES, codes)


def _wrong() -> str:
    return _("This code is not right. Wait for the next one, and look at the clock of your phone.")
