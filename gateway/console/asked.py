"""What a lawyer answers who was asked to take a case: by a link, without an account, or signed in.

Both show the reference, whose law and how urgent it is, and nothing of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import abort, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from gateway.console.access import token_hash
from gateway.console.assigning import note_step
from gateway.console.dossier import Dossier, read_dossier
from gateway.extension import gateway_of
from helpline.storage import assignments as storage
from helpline.storage.audit import Act, Action, Actor, Kind, record
from helpline.storage.kinds import EventKind, ReferralState
from helpline.storage.referrals import get_referral
from helpline.storage.tables import Assignment

_TAKES, _CANNOT = "take", "cannot"


@dataclass(frozen=True)
class Request:
    """A case that a lawyer was asked to take: what they may know of it before they have."""

    id: str
    dossier: Dossier
    asked_at: datetime


def show(token: str) -> str | tuple[str, int]:
    """Shows what a lawyer is asked; 404 for a link that was answered, is too old, or never was."""
    with gateway_of(current_app).database.reading() as session:
        now = datetime.now(UTC)
        asked = _linked(session, token, now)
        if asked is None:
            return _gone()
        return render_template(
            "console/asked.html", asked=_request(session, asked, now), token=token
        )


def answer(token: str) -> str | tuple[str, int]:
    """Takes a lawyer's answer, once, and thanks them."""
    takes_it, now = _answer(), datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        asked = _linked(session, token, now)
        if asked is None:
            return _gone()
        _record(session, asked, takes_it=takes_it, now=now)
        reference = get_referral(session, asked.referral_id).reference
        act = Act(Action.LAWYER_ANSWERED, Kind.REFERRAL, reference)
        record(session, act, actor=Actor.LINK, now=now)
    return render_template("console/answered.html", takes_it=takes_it, gone=False)


def answer_signed_in(assignment_id: str) -> Response:
    """Takes the answer of a lawyer with an account; 404 where they were not asked."""
    takes_it, now = _answer(), datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        asked = next(
            (
                each
                for each in storage.list_asked_of(session, current_user.member.id)
                if each.id == assignment_id
            ),
            None,
        )
        if asked is None:
            abort(404)
        _record(session, asked, takes_it=takes_it, now=now)
        reference = get_referral(session, asked.referral_id).reference
    if takes_it:
        return redirect(url_for("console.referral", reference=reference), 303)
    return redirect(url_for("console.referrals"), 303)


def requests_of(session: Session, staff_id: str, *, now: datetime) -> list[Request]:
    """Returns the cases that the lawyer with an account was asked to take and has not answered."""
    return [_request(session, asked, now) for asked in storage.list_asked_of(session, staff_id)]


def _answer() -> bool:
    answered = request.form.get("answer", "")
    if answered not in (_TAKES, _CANNOT):
        abort(400)
    return answered == _TAKES


def _linked(session: Session, token: str, now: datetime) -> Assignment | None:
    asked = storage.find_linked(session, token_hash(token), now=now)
    if asked is None or get_referral(session, asked.referral_id).state is ReferralState.CLOSED:
        return None
    return asked


def _request(session: Session, asked: Assignment, now: datetime) -> Request:
    referral = get_referral(session, asked.referral_id)
    dossier = read_dossier(session, referral.reference, now=now)
    return Request(asked.id, dossier, asked.created_at)


def _record(session: Session, asked: Assignment, *, takes_it: bool, now: datetime) -> None:
    storage.answer(asked, takes_it=takes_it, now=now)
    referral = get_referral(session, asked.referral_id)
    referral.updated_at = now
    if takes_it:
        note_step(session, referral, EventKind.LAWYER_ACKNOWLEDGED, staff_id=asked.by_id, now=now)


def _gone() -> tuple[str, int]:
    return render_template("console/answered.html", takes_it=False, gone=True), 404
