"""What of each route goes into the audit log. What is seen is noted before it is shown, once in ten
minutes; what is done, in the transaction that does it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, request
from flask_login import current_user

from gateway.console import guard
from gateway.extension import gateway_of
from helpline.errors import NotFound
from helpline.referrals.reference import reference_in
from helpline.storage.assignments import get_assignment
from helpline.storage.audit import (
    Act,
    Action,
    Actor,
    Kind,
    begin_acting,
    end_acting,
    record,
    was_recorded,
)
from helpline.storage.media import find_media
from helpline.storage.messages import get_message
from helpline.storage.referrals import get_referral
from helpline.storage.staff import find_staff

_SEEN_ONCE_IN = timedelta(minutes=10)
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Noted:
    """How a route is noted: its action, whether it only shows something, and whether each time."""

    action: Action
    is_seen: bool = False
    each_time: bool = False


def _seen(action: Action, *, each_time: bool = False) -> Noted:
    return Noted(action, is_seen=True, each_time=each_time)


# By endpoint, what is noted of the route. One that is in neither table stops a test.
NOTED: Mapping[str, Noted] = {
    "referrals": _seen(Action.LIST_OPENED),
    "live_referrals": _seen(Action.LIST_OPENED),
    "conversations": _seen(Action.LIST_OPENED),
    "live_conversations": _seen(Action.LIST_OPENED),
    "undelivered": _seen(Action.LIST_OPENED),
    "referral": _seen(Action.CASE_OPENED),
    "live_referral": _seen(Action.CASE_OPENED),
    "suggestions": _seen(Action.CASE_OPENED),
    "event_form": _seen(Action.CASE_OPENED),
    "fact_form": _seen(Action.CASE_OPENED),
    "close_form": _seen(Action.CASE_OPENED),
    "print": _seen(Action.CASE_PRINTED, each_time=True),
    "conversation": _seen(Action.TALK_OPENED),
    "live_conversation": _seen(Action.TALK_OPENED),
    "media": _seen(Action.FILE_OPENED),
    "search": _seen(Action.SEARCHED, each_time=True),
    "claim": Noted(Action.CLAIMED),
    "transfer": Noted(Action.TRANSFERRED),
    "give_up": Noted(Action.GIVEN_UP),
    "ask_lawyer": Noted(Action.LAWYER_ASKED),
    "lawyer_link": Noted(Action.LAWYER_ASKED),
    "take_from_lawyer": Noted(Action.LAWYER_TAKEN_OFF),
    "answer_signed_in": Noted(Action.LAWYER_ANSWERED),
    "add_event": Noted(Action.EVENT_ADDED),
    "decide_event": Noted(Action.EVENT_DECIDED),
    "add_note": Noted(Action.NOTE_ADDED),
    "correct": Noted(Action.FACT_CORRECTED),
    "close": Noted(Action.CLOSED),
    "reopen": Noted(Action.REOPENED),
    "links": Noted(Action.PAIR_DECIDED),
    "reply": Noted(Action.REPLIED),
    "handler": Noted(Action.HANDLER_SET),
    "phone": Noted(Action.PHONE_SET),
    "sms": Noted(Action.PHONE_SET),
    "settle_undelivered": Noted(Action.UNDELIVERED_SETTLED),
    "lawyers": _seen(Action.LAWYERS_OPENED),
    "lawyer": _seen(Action.LAWYERS_OPENED),
    "add_lawyer": Noted(Action.LAWYER_SAVED),
    "save_lawyer": Noted(Action.LAWYER_SAVED),
    "move_cases": Noted(Action.CASES_MOVED),
    "save_canned": Noted(Action.CANNED_SAVED),
    "save_number": Noted(Action.NUMBER_SAVED),
    "settings": _seen(Action.SETTINGS_OPENED),
    "staff": _seen(Action.STAFF_OPENED),
    "staff_member": _seen(Action.STAFF_OPENED),
    "invite": Noted(Action.INVITED),
    "withdraw": Noted(Action.INVITATION_WITHDRAWN),
    "staff_role": Noted(Action.ROLE_SET),
    "staff_active": Noted(Action.ACCOUNT_SET),
    "let_in_again": Noted(Action.LET_IN_AGAIN),
    "password": Noted(Action.PROOF_CHANGED),
    "set_up_anew": Noted(Action.PROOF_CHANGED),
    "new_recovery_codes": Noted(Action.PROOF_CHANGED),
    "passkey": Noted(Action.PROOF_CHANGED),
    "remove_passkey": Noted(Action.PROOF_CHANGED),
    "ask_burn": Noted(Action.BURN_ASKED),
    "withdraw_burn": Noted(Action.BURN_WITHDRAWN),
    "reports": _seen(Action.FIGURES_OPENED),
    "reports_print": _seen(Action.FIGURES_OPENED),
    "reports_pdf": _seen(Action.FIGURES_EXPORTED, each_time=True),
    "reports_data": _seen(Action.FIGURES_EXPORTED, each_time=True),
    "audit": _seen(Action.AUDIT_OPENED),
}
# What shows and changes nothing of anybody, and why.
NOT_NOTED: Mapping[str, str] = {
    "search_form": "an empty form",
    "emergency": "an empty form",
    "open_case": "noted where it is done",
    "new_lawyer": "an empty form",
    "invite_form": "an empty form",
    "parts": "counts the parts of what is being typed",
    "keep_filter": "a staff member's own filter",
    "drop_filter": "a staff member's own filter",
    "canned": "sentences of the office",
    "numbers": "our own numbers",
    "system": "the state of the processes",
    "staff_link": "shows once what inviting made",
    "law": "the law",
    "live_alarms": "references of urgent cases, on every page",
    "burn": "whether it is asked for",
    "confirm_burn": "noted where it is done",
    "exports": "who asks for a file, and how many cases it has",
    "own_export_form": "an empty form",
    "ask_export": "noted where it is done",
    "approve_export": "noted where it is done",
    "refuse_export": "noted where it is done",
    "take_export": "noted where it is done, and each case with it",
    "own_export": "noted where it is done, and each case with it",
}


def register(app: Flask) -> None:
    """Notes requests that the guard has let pass, so it must be registered after it."""
    app.before_request(_before)
    app.teardown_request(lambda _error: end_acting())


def note_refused(username: str) -> None:
    """Records that a proof was refused: of whom, if there is such an account."""
    with gateway_of(current_app).database.transaction() as session:
        staff = find_staff(session, username.strip())
        act = Act(Action.SIGN_IN_REFUSED, Kind.STAFF, staff.id if staff else None)
        record(session, act, actor=Actor.STRANGER, now=datetime.now(UTC))


def _before() -> None:
    name = (request.endpoint or "").removeprefix("console.")
    noted = NOTED.get(name)
    if noted is None or request.endpoint in guard.OPEN or not current_user.is_authenticated:
        return
    actor, now = current_user.member.id, datetime.now(UTC)
    act = _act(noted.action)
    if noted.is_seen:
        _note_seen(actor, act, each_time=noted.each_time, now=now)
    else:
        begin_acting(actor, act, at=now)


def _note_seen(actor: str, act: Act, *, each_time: bool, now: datetime) -> None:
    database = gateway_of(current_app).database
    if not each_time:
        with database.reading() as session:
            if was_recorded(session, actor, act, since=now - _SEEN_ONCE_IN):
                return
    with database.transaction() as session:
        record(session, act, actor=actor, now=now)


def _act(action: Action) -> Act:
    """Returns the act of the request: what its address names, a message or a file by the
    conversation that it belongs to.
    """
    named = request.view_args or {}
    if "reference" in named:
        return Act(action, Kind.REFERRAL, reference_in(named["reference"]))
    if "contact_id" in named:
        return Act(action, Kind.CONVERSATION, _id(named["contact_id"]))
    if "media_id" in named or "message_id" in named:
        return Act(action, Kind.CONVERSATION, _contact_of(named))
    if "assignment_id" in named:
        return Act(action, Kind.REFERRAL, _asked_about(named["assignment_id"]))
    if "staff_id" in named:
        return Act(action, Kind.STAFF, _id(named["staff_id"]))
    if "lawyer_id" in named:
        return Act(action, Kind.LAWYER, _id(named["lawyer_id"]))
    return Act(action)


def _contact_of(named: Mapping[str, str]) -> str | None:
    with gateway_of(current_app).database.reading() as session:
        if "media_id" in named:
            media = find_media(session, named["media_id"])
            return media.contact_id if media else None
        try:
            return get_message(session, named["message_id"]).contact_id
        except NotFound:
            return None


def _asked_about(assignment_id: str) -> str | None:
    with gateway_of(current_app).database.reading() as session:
        try:
            asked = get_assignment(session, assignment_id)
        except NotFound:
            return None
        return get_referral(session, asked.referral_id).reference


def _id(value: str) -> str | None:
    # An address may hold anything: what is no id of ours is not written down.
    return value if _ID.fullmatch(value) else None
