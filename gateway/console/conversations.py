"""Conversations: the list, one of them, replying, and who answers: the bot or staff."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Response, abort, current_app, render_template, request
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from gateway.console.canned import beside
from gateway.console.cases import back_to_talk, case_of_form
from gateway.console.filtering import read_page
from gateway.console.language import gettext as _
from gateway.console.live import live_part, wants_whole
from gateway.console.overview import read_conversations
from gateway.console.phone import read_phone
from gateway.console.referrals import referral_page
from gateway.console.replies import REFUSALS, send_reply
from gateway.console.scope import scope_of
from gateway.console.thread import read_thread
from gateway.console.unread import mark_live, mark_shown, who_reads
from gateway.extension import gateway_of
from helpline.storage.contacts import get_contact
from helpline.storage.handovers import give_to_bot, take_over
from helpline.storage.kinds import Channel, Handler


def show_list() -> str:
    """Shows all conversations, those without a referral too."""
    return render_template("console/conversations.html", **_rows())


def live_list() -> Response:
    """Returns the rows of the list."""
    return live_part("console/_conversation_rows.html", **_rows())


def show(contact_id: str) -> str:
    """Shows a conversation, which its reader has then read; 404 for an unknown contact."""
    parts = _parts(contact_id)
    mark_shown(parts["thread"])
    return _page(parts)


def live(contact_id: str) -> Response:
    """Returns the parts of a conversation's page that change by themselves."""
    parts = _parts(contact_id)
    mark_live(parts["thread"])
    return live_part("console/_thread_parts.html", **parts)


def reply(contact_id: str) -> AnyResponse | tuple[str, int]:
    """Sends a reply and shows the page again; a refused one comes back with the reason."""
    gateway, text = gateway_of(current_app), request.form.get("body", "")
    refusal = send_reply(
        gateway.database,
        contact_id,
        text,
        nonce=request.form.get("nonce", ""),
        staff_id=current_user.member.id,
        now=datetime.now(UTC),
    )
    if refusal is None:
        gateway.doorbell.ring(contact_id)
        return back_to_talk(contact_id, "reply")
    problem, reference = _(REFUSALS[refusal]), case_of_form(contact_id)
    if reference is not None:
        return referral_page(reference, draft=text, problem=problem), 422
    return _page(_parts(contact_id), draft=text, problem=problem), 422


def set_handler(contact_id: str) -> AnyResponse:
    """Takes a conversation over from the bot, or hands it back; doing it twice is harmless."""
    chosen = request.form.get("handler", "")
    if chosen not in tuple(Handler):
        abort(400)
    with gateway_of(current_app).database.transaction() as session:
        contact = get_contact(session, contact_id)
        if Handler(chosen) is Handler.STAFF:
            take_over(contact, now=datetime.now(UTC))
        else:
            give_to_bot(contact)
    return back_to_talk(contact_id, "conversation")


def set_sms(contact_id: str) -> AnyResponse:
    """Notes whether a contact on WhatsApp allows SMS where it does not reach them, as they told
    staff; 400 for a form that says neither.
    """
    agrees = {"yes": True, "no": False}.get(request.form.get("agrees", ""))
    if agrees is None:
        abort(400)
    now = datetime.now(UTC)
    with gateway_of(current_app).database.transaction() as session:
        contact = get_contact(session, contact_id)
        if contact.channel is not Channel.WHATSAPP:
            abort(400)
        contact.sms_agreed_at = now if agrees else None
        contact.sms_asked_at = contact.sms_asked_at or now
    return back_to_talk(contact_id, "conversation")


def _page(parts: dict[str, Any], *, draft: str = "", problem: str | None = None) -> str:
    return render_template(
        "console/conversation.html",
        **parts,
        **beside(parts["thread"].contact, None, draft),
        nonce=secrets.token_urlsafe(16),
        problem=problem,
    )


def _rows() -> dict[str, Any]:
    with gateway_of(current_app).database.reading() as session:
        member = current_user.member
        return {
            "talks": read_conversations(
                session, reader=member.id, scope=scope_of(member), page=read_page(request.args)
            )
        }


def _parts(contact_id: str) -> dict[str, Any]:
    with gateway_of(current_app).database.reading() as session:
        now, scope = datetime.now(UTC), scope_of(current_user.member)
        thread = read_thread(
            session, contact_id, now=now, scope=scope, whole=wants_whole(), reader=who_reads()
        )
        return {"thread": thread, "phone": read_phone(session, thread.contact)}
