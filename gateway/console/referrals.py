"""The list of referrals, and one referral with its conversation."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session

from gateway.console.asked import requests_of
from gateway.console.canned import beside
from gateway.console.casework import read_casework
from gateway.console.dossier import read_dossier
from gateway.console.erased import erased_lately, erased_page
from gateway.console.filtering import choices, read_filter, read_page
from gateway.console.links import read_links
from gateway.console.live import live_part, wants_whole
from gateway.console.overview import Asks, read_queue
from gateway.console.phone import read_phone
from gateway.console.scope import scope_of
from gateway.console.thread import read_thread
from gateway.console.unread import mark_live, mark_shown, who_reads
from gateway.extension import gateway_of
from helpline.errors import NotFound


def show_list() -> str:
    """Shows the referrals that are not closed."""
    now, member = datetime.now(UTC), current_user.member
    with gateway_of(current_app).database.reading() as session:
        shown = _rows(session, now)
        shown["requests"] = requests_of(session, member.id, now=now)
        shown["choices"] = choices(session)
    return render_template("console/referrals.html", **shown)


def live_list() -> Response:
    """Returns the rows of the list."""
    with gateway_of(current_app).database.reading() as session:
        rows = _rows(session, datetime.now(UTC))
    return live_part("console/_referral_rows.html", **rows)


def show(reference: str) -> str | tuple[str, int]:
    """Shows a referral, which its reader has then read; of an erased one that it was (410), 404 for
    an unknown reference.
    """
    try:
        parts = _parts(reference)
    except NotFound:
        with gateway_of(current_app).database.reading() as session:
            return erased_page(session, reference)
    mark_shown(parts["thread"])
    return _page(parts)


def live(reference: str) -> Response:
    """Returns the parts of a referral's page that change by themselves."""
    parts = _parts(reference)
    mark_live(parts["thread"])
    return live_part("console/_referral_parts.html", **parts)


def referral_page(reference: str, *, draft: str = "", problem: str | None = None) -> str:
    """Returns a referral's page, with a reply that was refused and the reason if there is one."""
    return _page(_parts(reference), draft=draft, problem=problem)


def _page(parts: dict[str, Any], *, draft: str = "", problem: str | None = None) -> str:
    return render_template(
        "console/referral.html",
        **parts,
        **beside(parts["thread"].contact, parts["dossier"].referral, draft),
        nonce=secrets.token_urlsafe(16),
        problem=problem,
    )


def _rows(session: Session, now: datetime) -> dict[str, Any]:
    member = current_user.member
    scope, wanted = scope_of(member), read_filter(request.args)
    asks = Asks(member.id, scope, wanted, read_page(request.args))
    return {
        "queue": read_queue(session, now=now, asks=asks),
        "erased": erased_lately(session, now=now) if scope.is_everything else (),
        "wanted": wanted,
    }


def _parts(reference: str) -> dict[str, Any]:
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        dossier = read_dossier(session, reference, now=now)
        contact_id, scope = dossier.referral.contact_id, scope_of(current_user.member)
        thread = read_thread(
            session, contact_id, now=now, scope=scope, whole=wants_whole(), reader=who_reads()
        )
        casework = read_casework(session, dossier, thread)
        links = read_links(session, dossier.referral, scope, now=now)
        phone = read_phone(session, thread.contact)
    return {
        "dossier": dossier, "thread": thread, "casework": casework,
        "links": links, "phone": phone,
    }  # fmt: skip
