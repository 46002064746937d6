"""What the forms on a case's page share: the case that an address names, and the way back to it."""

from __future__ import annotations

from flask import current_app, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.extension import gateway_of
from helpline.errors import NotFound
from helpline.storage.referrals import find_by_reference
from helpline.storage.tables import Referral
from helpline.text.characters import clean

# What staff write down in one go, in characters.
LONGEST_WORDS = 4000


def get_case(session: Session, reference: str) -> Referral:
    """Returns the referral with a reference; raises NotFound."""
    referral = find_by_reference(session, reference)
    if referral is None:
        raise NotFound("referral")
    return referral


def back_to(reference: str, anchor: str | None = None) -> Response:
    """Leads back to the page of a case."""
    return redirect(url_for("console.referral", reference=reference, _anchor=anchor), 303)


def back_to_talk(contact_id: str, anchor: str) -> Response:
    """Leads back to the page from which a form about a contact came: the case whose reference it
    holds, if it is this contact's, else their conversation.
    """
    reference = case_of_form(contact_id)
    if reference is not None:
        return back_to(reference, anchor)
    address = url_for("console.conversation", contact_id=contact_id, _anchor=anchor)
    return redirect(address, 303)


def case_of_form(contact_id: str) -> str | None:
    """Returns the reference of the case from whose page a form came, if it is this contact's."""
    with gateway_of(current_app).database.reading() as session:
        referral = find_by_reference(session, request.form.get("referral", ""))
    return referral.reference if referral and referral.contact_id == contact_id else None


def words_in(field: str, longest: int = LONGEST_WORDS) -> str:
    """Returns what a field of a form says, cleaned and without blank ends, cut to a length."""
    return clean(request.form.get(field, "")).strip()[:longest]
