"""Who works with the console: inviting, roles, letting go, letting in again who lost a phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console import inviting
from gateway.console.access import token_hash
from gateway.console.fresh import requires_fresh
from gateway.extension import gateway_of
from helpline.i18n import LANGUAGES
from helpline.storage.invitations import (
    Place,
    list_invitations,
    withdraw_invitation,
    withdraw_invitations_of,
)
from helpline.storage.kinds import Role
from helpline.storage.scope import list_offices
from helpline.storage.sessions import keep, take_kept
from helpline.storage.staff import get_staff, list_staff, set_active, set_role
from helpline.storage.tables import Invitation, Staff

_LINK = "invitation link"
_LONGEST_OFFICE = 64


@dataclass(frozen=True)
class Team:
    """All staff by username, and the invitations that are still open."""

    members: tuple[Staff, ...]
    invitations: tuple[Invitation, ...]

    @property
    def names(self) -> dict[str, str]:
        """Usernames by id."""
        return {each.id: each.username for each in self.members}


def show() -> str:
    """Shows staff and open invitations; never a case, nor what somebody wrote."""
    with gateway_of(current_app).database.reading() as session:
        team = Team(
            tuple(list_staff(session)),
            tuple(list_invitations(session, now=datetime.now(UTC))),
        )
    return render_template("console/staff.html", team=team)


@requires_fresh()
def show_invite() -> str:
    """Shows the form for an invitation."""
    with gateway_of(current_app).database.reading() as session:
        return render_template("console/invite.html", offices=list_offices(session))


@requires_fresh()
def invite() -> Response:
    """Makes an invitation and shows its link once."""
    place, now = _place_of_form(), datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        token = inviting.invite(session, place, invited_by=current_user.member.id, now=now)
        _keep_link(session, token)
    return redirect(url_for("console.staff_link"), 303)


def show_link() -> str | Response:
    """Shows the link that was just made, once."""
    with gateway_of(current_app).database.transaction() as session:
        link = take_kept(session, token_hash(current_user.token), _LINK)
    if link is None:
        return redirect(url_for("console.staff"), 303)
    return render_template("console/staff_link.html", link=link)


@requires_fresh()
def withdraw(invitation_id: str) -> Response:
    """Makes an invitation's link worthless."""
    with gateway_of(current_app).database.transaction() as session:
        withdraw_invitation(session, invitation_id)
    return redirect(url_for("console.staff"), 303)


@requires_fresh()
def show_member(staff_id: str) -> str:
    """Shows a staff member's role and what may be done; 404 for an unknown one."""
    with gateway_of(current_app).database.reading() as session:
        staff, offices = get_staff(session, staff_id), list_offices(session)
    return render_template("console/staff_member.html", staff=staff, offices=offices)


@requires_fresh()
def change_role(staff_id: str) -> Response:
    """Sets role and office, and ends the person's sessions."""
    place = _place_of_form()
    with gateway_of(current_app).database.transaction() as session:
        set_role(session, _other(session, staff_id), place.role, office=place.office)
    return redirect(url_for("console.staff"), 303)


@requires_fresh()
def change_active(staff_id: str) -> Response:
    """Lets somebody sign in, or not any more and at once."""
    chosen = {"yes": True, "no": False}.get(request.form.get("active", ""))
    if chosen is None:
        abort(400)
    with gateway_of(current_app).database.transaction() as session:
        staff = _other(session, staff_id)
        set_active(session, staff, chosen)
        withdraw_invitations_of(session, staff.id)
    return redirect(url_for("console.staff"), 303)


@requires_fresh()
def let_in_again(staff_id: str) -> Response:
    """Takes password and second factors away from somebody who lost them, and shows once the link
    by which they set both anew. Nobody does it for themselves.
    """
    now = datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        staff = _other(session, staff_id)
        if not staff.active:
            abort(404)
        token = inviting.let_in_again(session, staff, invited_by=current_user.member.id, now=now)
        _keep_link(session, token)
    return redirect(url_for("console.staff_link"), 303)


def _keep_link(session: Session, token: str) -> None:
    link = inviting.link_of(gateway_of(current_app).settings.public_url, token)
    keep(session, token_hash(current_user.token), _LINK, link)


def _other(session: Session, staff_id: str) -> Staff:
    """Returns a staff member who is not the one who asks: so there is always an administrator, and
    a stolen session of one makes itself no other way in. Raises NotFound.
    """
    if staff_id == current_user.member.id:
        abort(404)
    return get_staff(session, staff_id)


def _place_of_form() -> Place:
    role, language = request.form.get("role", ""), request.form.get("language", "en")
    office = " ".join(request.form.get("office", "").split())
    if role not in tuple(Role) or language not in LANGUAGES or len(office) > _LONGEST_OFFICE:
        abort(400)
    return Place(Role(role), language, office or None)
