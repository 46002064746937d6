"""Destroying everything: one administrator asks with a reason, another confirms within an hour."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from gateway.console.fresh import requires_fresh
from gateway.console.language import gettext as _
from gateway.console.staff_labels import TOO_NEW
from gateway.extension import gateway_of
from helpline.media.files import FileFolder, media_folder
from helpline.privacy import burning
from helpline.privacy.erasure import BotMemory
from helpline.storage.database import Database
from helpline.storage.staff import TooNew, check_settled, get_staff

_LONGEST_REASON = 500


@requires_fresh()
def show() -> str:
    """Shows the request that waits for a second administrator, or the form for one."""
    return _page(None)


@requires_fresh()
def ask() -> Response | tuple[str, int]:
    """Keeps the request of a first administrator, with the reason that the second one reads."""
    reason = request.form.get("reason", "").strip()[:_LONGEST_REASON]
    if not reason:
        return _page(_("Say why, so that the other administrator can decide.")), 422
    with gateway_of(current_app).database.transaction() as session:
        burning.ask(session, current_user.member.id, reason, now=datetime.now(UTC))
    return redirect(url_for("console.burn"), 303)


@requires_fresh()
def withdraw() -> Response:
    """Takes the request away: either administrator may."""
    with gateway_of(current_app).database.transaction() as session:
        burning.withdraw(session)
    return redirect(url_for("console.burn"), 303)


@requires_fresh()
def confirm() -> Response | tuple[str, int]:
    """Destroys everything for a second administrator who types the word; leads to the sign-in of
    the empty installation.
    """
    gateway, now = gateway_of(current_app), datetime.now(UTC)
    with gateway.database.reading() as session:
        asked = burning.find_request(session, now=now)
        if asked is None or asked.staff_id == current_user.member.id:
            abort(404)
        try:
            check_settled(session, (asked.staff_id, current_user.member.id), now=now)
        except TooNew:
            return _page(_(TOO_NEW)), 422
    if request.form.get("word", "").strip().lower() != burning.WORD:
        return _page(_("Type the word as it stands there.")), 422
    # What destroys tables is more than pages may do.
    database = Database.from_settings(gateway.settings)
    try:
        burning.burn(
            database,
            BotMemory(gateway.settings.tracker_url),
            FileFolder(media_folder(gateway.settings.var)),
            first_id=asked.staff_id,
            second_id=current_user.member.id,
            now=now,
        )
    except burning.NotTwo:
        # Who asked is no administrator any more.
        abort(404)
    finally:
        database.close()
    return redirect(url_for("console.sign_in_form"), 303)


def _page(problem: str | None) -> str:
    with gateway_of(current_app).database.reading() as session:
        asked = burning.find_request(session, now=datetime.now(UTC))
        return render_template(
            "console/burn.html",
            asked=asked,
            asked_by=get_staff(session, asked.staff_id).username if asked else None,
            reason=burning.reason_of(session, asked) if asked else request.form.get("reason", ""),
            word=burning.WORD,
            longest=_LONGEST_REASON,
            problem=problem,
        )
