"""A member's own account: password, second factors, language, and where they are signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from gateway.console import access, cookies, passkeys, proof
from gateway.console.access import token_hash
from gateway.console.fresh import requires_fresh
from gateway.console.invitations import password_fault
from gateway.console.language import gettext as _
from gateway.console.passwords import hash_password
from gateway.extension import gateway_of
from helpline.storage.second_factors import (
    count_recovery_codes,
    list_passkeys,
    remove_passkey,
)
from helpline.storage.sessions import (
    end_other_sessions,
    end_session_of,
    keep,
    list_sessions,
    take_kept,
)
from helpline.storage.staff import get_staff
from helpline.storage.tables import Passkey, StaffSession

_CHALLENGE = "new passkey challenge"


@dataclass(frozen=True)
class Account:
    """What somebody proves who they are with, and the browsers in which they are signed in."""

    recovery_codes: int
    passkeys: tuple[Passkey, ...]
    sessions: tuple[StaffSession, ...]
    offers_passkeys: bool


def show() -> str:
    """Shows the account."""
    with gateway_of(current_app).database.reading() as session:
        member = current_user.member
        account = Account(
            count_recovery_codes(session, member.id),
            tuple(list_passkeys(session, member.id)),
            tuple(
                each
                for each in list_sessions(session, member.id)
                if access.is_alive(each, now=datetime.now(UTC))
            ),
            proof.site() is not None,
        )
    return render_template("console/account.html", account=account)


@requires_fresh()
def show_password() -> str:
    """Shows the form for another password."""
    return _password_page(None)


@requires_fresh()
def change_password() -> Response | tuple[str, int]:
    """Sets another password, and ends every session but this one, which goes on anew."""
    member, now = current_user.member, datetime.now(UTC)
    password = request.form.get("password", "")
    problem = password_fault(password, member.username)
    if problem is not None:
        return _password_page(_(problem)), 422
    password_hash = hash_password(password)
    with gateway_of(current_app).database.transaction() as session:
        fresh = access.complete_session(session, current_user.token, now=now)
        if fresh is None:
            abort(401)
        staff = get_staff(session, member.id)
        staff.password_hash = password_hash
        end_other_sessions(session, staff.id, but=token_hash(fresh))
    answer = redirect(url_for("console.account"), 303)
    cookies.give_token(answer, fresh)
    return answer


@requires_fresh()
def show_new_passkey() -> str | Response:
    """Shows the page on which a browser makes a passkey; 404 where there can be none. Who has no
    authenticator is led to set one up first: a lost key must not lock anybody out.
    """
    if not current_user.member.has_totp:
        return redirect(url_for("console.set_up_anew_form"), 303)
    return _passkey_page(None)


@requires_fresh()
def add_passkey() -> Response | tuple[str, int]:
    """Adds the passkey that the browser made."""
    here, member, now = _site_for_passkeys(), current_user.member, datetime.now(UTC)
    label = request.form.get("label", "").strip() or cookies.visit_of(member.username).browser
    with gateway_of(current_app).database.transaction() as session:
        challenge = take_kept(session, token_hash(current_user.token), _CHALLENGE)
        added = isinstance(challenge, str) and passkeys.add(
            session, here, member.id, request.form.get("credential", ""),
            challenge=challenge, label=label or "–", now=now,
        )  # fmt: skip
    if not added:
        return _passkey_page(_("The passkey was not added. Try again.")), 422
    return redirect(url_for("console.account"), 303)


@requires_fresh()
def take_passkey_away(passkey_id: str) -> Response:
    """Removes a passkey of the member's own."""
    with gateway_of(current_app).database.transaction() as session:
        remove_passkey(session, current_user.member.id, passkey_id)
    return redirect(url_for("console.account"), 303)


def end_one_session(session_id: str) -> Response:
    """Ends one of the member's own sessions; this one too, if it is chosen."""
    with gateway_of(current_app).database.transaction() as session:
        end_session_of(session, current_user.member.id, session_id)
    return redirect(url_for("console.account"), 303)


def end_all_other_sessions() -> Response:
    """Ends all of the member's own sessions but this one."""
    with gateway_of(current_app).database.transaction() as session:
        end_other_sessions(session, current_user.member.id, but=token_hash(current_user.token))
    return redirect(url_for("console.account"), 303)


def _password_page(problem: str | None) -> str:
    return render_template("console/password.html", problem=problem)


def _passkey_page(problem: str | None) -> str:
    here = _site_for_passkeys()
    with gateway_of(current_app).database.transaction() as session:
        staff = get_staff(session, current_user.member.id)
        asked = passkeys.adding(session, here, staff, name=_("the helpline"))
        keep(session, token_hash(current_user.token), _CHALLENGE, asked.challenge)
    return render_template("console/passkey.html", problem=problem, options=asked.options)


def _site_for_passkeys() -> passkeys.Site:
    here = proof.site()
    if here is None or not current_user.member.has_totp:
        abort(404)
    return here
