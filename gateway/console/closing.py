"""Closing a case with its outcome, opening it again, and telling the family if staff wish so."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import abort, current_app, render_template, request
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.cases import back_to, get_case, words_in
from gateway.console.casework_labels import OUTCOMES
from gateway.console.dossier import read_dossier
from gateway.console.gist import speech
from gateway.console.replies import closed_because
from gateway.conversation.notices import Notices
from gateway.extension import gateway_of
from helpline.referrals.closing import close_referral, reopen_referral
from helpline.storage.contacts import get_contact, language_for
from helpline.storage.kinds import EventKind
from helpline.storage.tables import Referral, new_id

CLOSED = "utter_case_closed"


def show_form(reference: str) -> str:
    """Shows the outcomes with which a case can be closed, and what the family would be told."""
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        dossier = read_dossier(session, reference, now=now)
        contact = get_contact(session, dossier.referral.contact_id)
        spoken = language_for(contact)
    return render_template(
        "console/close.html",
        dossier=dossier,
        outcomes=OUTCOMES[EventKind.CLOSED],
        says=speech().say(CLOSED, spoken),
        closed=closed_because(contact),
    )


def close(reference: str) -> Response:
    """Closes a case; 400 for an outcome that is none."""
    outcome, now = request.form.get("outcome", ""), datetime.now(UTC)
    if outcome not in OUTCOMES[EventKind.CLOSED]:
        abort(400)
    gateway = gateway_of(current_app)
    with gateway.database.transaction() as session:
        referral = get_case(session, reference)
        contact_id = referral.contact_id
        closed = close_referral(
            session, referral, outcome,
            words=words_in("words") or None, staff_id=current_user.member.id, now=now,
        )  # fmt: skip
        tells = closed and "tell" in request.form and _tell(session, referral, CLOSED, now)
    if tells:
        gateway.doorbell.ring(contact_id)
    return back_to(reference)


def reopen(reference: str) -> Response:
    """Opens a closed case again."""
    now = datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        referral = get_case(session, reference)
        reopen_referral(session, referral, staff_id=current_user.member.id, now=now)
    return back_to(reference)


def _tell(session: Session, referral: Referral, sentence: str, now: datetime) -> bool:
    """Says a sentence of the bot to the family, unless nothing may be written to them."""
    contact = get_contact(session, referral.contact_id)
    if closed_because(contact) is not None:
        return False
    Notices(speech()).put(
        session, contact, sentence, language=language_for(contact), turn=f"case:{new_id()}", now=now
    )
    return True
