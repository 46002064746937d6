"""The list of referrals, and one referral with its conversation."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, render_template

from gateway.console.dossier import read_dossier
from gateway.console.erased import erased_lately, erased_page
from gateway.console.live import live_part
from gateway.console.overview import read_queue
from gateway.console.thread import read_thread
from gateway.extension import gateway_of
from helpline.errors import NotFound


def show_list() -> str:
    """Shows the referrals that are not closed."""
    return render_template("console/referrals.html", **_rows())


def live_list() -> Response:
    """Returns the rows of the list."""
    return live_part("console/_referral_rows.html", **_rows())


def show(reference: str) -> str | tuple[str, int]:
    """Shows a referral; of an erased one that it was (410), 404 for an unknown reference."""
    try:
        return referral_page(reference)
    except NotFound:
        with gateway_of(current_app).database.reading() as session:
            return erased_page(session, reference)


def live(reference: str) -> Response:
    """Returns the parts of a referral's page that change by themselves."""
    return live_part("console/_referral_parts.html", **_parts(reference))


def referral_page(reference: str, *, draft: str = "", problem: str | None = None) -> str:
    """Returns a referral's page, with a reply that was refused and the reason if there is one."""
    return render_template(
        "console/referral.html",
        **_parts(reference),
        nonce=secrets.token_urlsafe(16),
        draft=draft,
        problem=problem,
    )


def _rows() -> dict[str, Any]:
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        return {"queue": read_queue(session, now=now), "erased": erased_lately(session, now=now)}


def _parts(reference: str) -> dict[str, Any]:
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        dossier = read_dossier(session, reference, now=now)
        thread = read_thread(session, dossier.referral.contact_id, now=now)
    return {"dossier": dossier, "thread": thread}
