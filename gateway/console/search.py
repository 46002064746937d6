"""The search page. What is searched for is posted, so that it stands in no address and no log."""

from __future__ import annotations

from flask import current_app, render_template
from flask_login import current_user

from gateway.console.cases import words_in
from gateway.console.language import N_
from gateway.console.scope import scope_of
from gateway.extension import gateway_of
from helpline.referrals.finding import By, find, index_missing
from helpline.storage.contacts import address_of

_LONGEST = 200
FOUND_BY = {
    By.REFERENCE: N_("by its reference"),
    By.PHONE: N_("by the phone number"),
    By.NAME: N_("by the name"),
    By.PLACE: N_("by the place"),
}


def show_form() -> str:
    """Shows an empty search."""
    return render_template("console/search.html", sought="", found=None)


def search() -> str:
    """Shows what was found."""
    sought, database = words_in("q", _LONGEST), gateway_of(current_app).database
    if not sought:
        return show_form()
    while True:
        with database.transaction() as session:
            if not index_missing(session):
                break
    with database.reading() as session:
        found = find(session, sought, scope=scope_of(current_user.member))
        addresses = {
            contact.id: address_of(session, contact)
            for contact in (*found.contacts, *(hit.contact for hit in found.hits))
        }
    return render_template(
        "console/search.html",
        sought=sought,
        found=found,
        addresses=addresses,
        found_by=FOUND_BY,
    )
