"""The page behind an invitation's link: somebody becomes staff, or sets password and second factor
anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, g, render_template, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console import access, cookies
from gateway.console.access import token_hash
from gateway.console.language import gettext as _
from gateway.console.passwords import hash_password, weakness_of
from gateway.console.signing_in import enter
from gateway.console.staff_labels import BAD_USERNAME, NOT_THE_SAME, USERNAME_TAKEN, WEAKNESSES
from gateway.extension import gateway_of
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.database import Database
from helpline.storage.invitations import find_invitation, take_invitation
from helpline.storage.staff import add_staff, get_staff, is_username_taken, set_password
from helpline.storage.tables import Invitation, Staff

_USERNAME = re.compile(r"[A-Za-z0-9._-]{2,64}")


@dataclass(frozen=True)
class Invited:
    """Whom a link is for: its invitation, and whom of staff it lets in again, if anybody."""

    invitation: Invitation
    staff: Staff | None


def show(token: str) -> str:
    """Shows the form; 404 for a link that was used, withdrawn, or is too old."""
    return _page(_invited(token), token, None)


def accept(token: str) -> Response | tuple[str, int]:
    """Takes username and password, uses the link up, and leads on to the second factor."""
    invited = _invited(token)
    username = invited.staff.username if invited.staff else request.form.get("username", "").strip()
    password = request.form.get("password", "")
    problem = _fault(username, password, is_new=invited.staff is None)
    if problem is not None:
        return _page(invited, token, problem), 422
    password_hash, now = hash_password(password), datetime.now(UTC)
    try:
        with gateway_of(current_app).database.transaction() as session:
            if not take_invitation(session, token_hash(token), now=now):
                abort(404)
            staff = _become(session, invited, username, password_hash, now=now)
            act = Act(Action.INVITATION_TAKEN, Kind.STAFF, staff.id)
            record(session, act, actor=staff.id, now=now)
            granted = access.open_session(
                session,
                staff,
                browser=cookies.visit_of(username).browser,
                required=gateway_of(current_app).settings.second_factor_required,
                now=now,
            )
    except IntegrityError:
        return _page(invited, token, USERNAME_TAKEN), 422
    return enter(granted, username)


def _invited(token: str) -> Invited:
    database: Database = gateway_of(current_app).database
    with database.reading() as session:
        found = find_invitation(session, token_hash(token), now=datetime.now(UTC))
    if found is None or (found[1] is not None and not found[1].active):
        abort(404)
    language = found[1].language if found[1] else found[0].language
    g.console_language = LANGUAGES.get(language, LANGUAGES[DEFAULT_LANGUAGE])
    return Invited(*found)


def _fault(username: str, password: str, *, is_new: bool) -> str | None:
    """Returns what is wrong with what was filled in, as a message to be translated, or None."""
    if is_new and not _USERNAME.fullmatch(username):
        return BAD_USERNAME
    if is_new:
        with gateway_of(current_app).database.reading() as session:
            if is_username_taken(session, username):
                return USERNAME_TAKEN
    return password_fault(password, username)


def password_fault(password: str, username: str) -> str | None:
    """Returns why the password of a form (`password`, and the same `again`) is not taken, as a
    message to be translated, or None.
    """
    weakness = weakness_of(password, username)
    if weakness is not None:
        return WEAKNESSES[weakness]
    return None if password == request.form.get("again", "") else NOT_THE_SAME


def _become(
    session: Session, invited: Invited, username: str, password_hash: str, *, now: datetime
) -> Staff:
    invitation = invited.invitation
    if invited.staff is None:
        return add_staff(
            session,
            username,
            password_hash,
            role=invitation.role,
            language=invitation.language,
            office=invitation.office,
            now=now,
        )
    staff = get_staff(session, invited.staff.id)
    if not staff.active:
        abort(404)
    set_password(session, staff, password_hash)
    return staff


def _page(invited: Invited, token: str, problem: str | None) -> str:
    return render_template(
        "console/invitation.html",
        invited=invited,
        token=token,
        username=request.form.get("username", ""),
        problem=problem and _(problem),
    )
