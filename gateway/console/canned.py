"""Canned replies: offered beside the reply box, in the family's language and in that of staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.cases import words_in
from gateway.console.gist import speech
from gateway.console.language import language
from gateway.extension import gateway_of
from helpline.i18n import LANGUAGES
from helpline.referrals.canned import Canned, Wording, canned_replies, filled, worded
from helpline.referrals.reference import check_word_in
from helpline.storage.canned import list_wordings, set_wording
from helpline.storage.contacts import language_for
from helpline.storage.tables import Contact, Referral
from helpline.text.sms import count

# Longer than this no reply fits into one message.
_LONGEST = 1000


@dataclass(frozen=True)
class Offer:
    """A canned reply as it would go out, and what it says in the language of who reads the page
    (None where that is the same).
    """

    canned: Canned
    theirs: Wording
    ours: Wording | None


@dataclass(frozen=True)
class Worded:
    """A canned reply in a language: as it is said now, whether that is the office's own wording,
    and how many SMS it takes.
    """

    canned: Canned
    said: Wording
    is_own: bool
    parts: int


def offers(session: Session, contact: Contact, referral: Referral | None) -> list[Offer]:
    """Returns the canned replies to a contact, about a referral of theirs if there is one."""
    own, spoken, reads = list_wordings(session), language_for(contact), language().code
    offered = []
    for canned in canned_replies().values():
        theirs = _filled(worded(canned, spoken, own, speech()), referral)
        ours = _filled(worded(canned, reads, own, speech()), referral)
        offered.append(Offer(canned, theirs, None if ours.language == theirs.language else ours))
    return offered


def beside(contact: Contact, referral: Referral | None, draft: str) -> dict[str, Any]:
    """Returns what a conversation's reply box shows: the canned replies, and the draft, or else
    the reply that the address names.
    """
    with gateway_of(current_app).database.reading() as session:
        offered = offers(session, contact, referral)
    return {"offers": offered, "draft": draft or chosen(offered)}


def chosen(offered: list[Offer]) -> str:
    """Returns the reply that the address names (`?canned=call`), to stand in the reply box; "" if
    it names none.
    """
    purpose = request.args.get("canned", "")
    return next((each.theirs.text for each in offered if each.canned.purpose == purpose), "")


def show() -> str:
    """Shows how the office words its replies in a language."""
    spoken = request.args.get("spoken", "")
    spoken = spoken if spoken in LANGUAGES else language().code
    with gateway_of(current_app).database.reading() as session:
        own = list_wordings(session)
    shown = [
        Worded(
            canned,
            said := worded(canned, spoken, own, speech()),
            (canned.purpose, spoken) in own,
            count(said.text).parts,
        )
        for canned in canned_replies().values()
    ]
    return render_template("console/canned.html", shown=shown, wording_language=spoken)


def save(purpose: str) -> Response:
    """Words a reply anew in a language; an empty text brings the helpline's own back."""
    spoken = request.form.get("spoken", "")
    if purpose not in canned_replies() or spoken not in LANGUAGES:
        abort(404)
    says = words_in("says", _LONGEST)
    if says == worded(canned_replies()[purpose], spoken, {}, speech()).text:
        # What the helpline says of itself is no wording of the office.
        says = ""
    with gateway_of(current_app).database.transaction() as session:
        set_wording(
            session, purpose, spoken, says,
            staff_id=current_user.member.id, now=datetime.now(UTC),
        )  # fmt: skip
    return redirect(url_for("console.canned", spoken=spoken, _anchor=purpose), 303)


def _filled(wording: Wording, referral: Referral | None) -> Wording:
    if referral is None:
        return wording
    values = {
        "reference": referral.reference,
        "check_word": check_word_in(referral.check_word, wording.language),
    }
    return Wording(filled(wording.text, values), wording.language)
