"""Notes that staff write for one another."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import current_app
from flask_login import current_user
from werkzeug.wrappers import Response

from gateway.console.cases import back_to, get_case, words_in
from gateway.extension import gateway_of
from helpline.storage.notes import add_note


def add(reference: str) -> Response:
    """Adds a note to a case; an empty one is none."""
    body = words_in("note")
    with gateway_of(current_app).database.transaction() as session:
        referral = get_case(session, reference)
        if body:
            add_note(
                session, referral, body, staff_id=current_user.member.id, now=datetime.now(UTC)
            )
    return back_to(reference, "notes-heading")
