"""The list of referrals, and one referral with its conversation."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, render_template

from gateway.console.dossier import read_dossier
from gateway.console.live import live_part
from gateway.console.overview import referral_rows
from gateway.console.thread import read_thread
from gateway.extension import gateway_of


def show_list() -> str:
    """Shows the referrals that are not closed."""
    return render_template("console/referrals.html", **_rows())


def live_list() -> Response:
    """Returns the rows of the list."""
    return live_part("console/_referral_rows.html", **_rows())


def show(reference: str) -> str:
    """Shows a referral; 404 for an unknown reference."""
    return referral_page(reference)


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
        return {"rows": referral_rows(session)}


def _parts(reference: str) -> dict[str, Any]:
    with gateway_of(current_app).database.reading() as session:
        dossier = read_dossier(session, reference)
        thread = read_thread(session, dossier.referral.contact_id, now=datetime.now(UTC))
    return {"dossier": dossier, "thread": thread}
