"""Twilio's webhooks. Each does four things: verify, parse, store, ring; the answer never waits for
the bot.
"""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, request

from gateway.conversation.failing import follow_failure
from gateway.conversation.inbox import Incoming
from gateway.extension import Gateway, gateway_of
from gateway.metrics import WEBHOOKS
from gateway.twilio.addresses import parse_address
from gateway.twilio.errors import meaning_of
from gateway.twilio.signature import is_signed
from helpline.errors import NotFound
from helpline.storage.deliveries import record_status
from helpline.storage.messages import find_message_by_sid, get_message
from helpline.text.characters import clean

blueprint = Blueprint("twilio", __name__, url_prefix="/twilio")
logger = logging.getLogger(__name__)

_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_MAX_ADDRESS = 160
_MAX_CODE = 32
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@blueprint.post("/inbound")
def inbound() -> Response:
    """Takes a message in: 200 once it is stored, 403 if not signed, 400 if it is no message."""
    gateway = gateway_of(current_app)
    if not _is_ours(gateway):
        return _answer("inbound", "forbidden", 403)
    incoming = _parse()
    if incoming is None:
        return _answer("inbound", "malformed", 400)
    if request.form["To"] not in gateway.settings.twilio_numbers:
        logger.warning("a signed message came to a number that TWILIO_NUMBERS does not list")
        return _answer("inbound", "unknown_number", 403)
    contact_id = gateway.inbox.receive(incoming, now=datetime.now(UTC))
    if contact_id is None:
        return _answer("inbound", "repeated", 200)
    gateway.doorbell.ring(contact_id)
    return _answer("inbound", "stored", 200)


@blueprint.post("/status")
def status() -> Response:
    """Records what Twilio reports of a message that we sent; an unknown message is no error."""
    gateway = gateway_of(current_app)
    if not _is_ours(gateway):
        return _answer("status", "forbidden", 403)
    sid, reported = request.form.get("MessageSid", ""), request.form.get("MessageStatus", "")
    if not _SID.fullmatch(sid) or not reported or len(reported) > 32:
        return _answer("status", "malformed", 400)
    with gateway.database.transaction() as session:
        message = find_message_by_sid(session, sid)
        if message is None:
            try:
                message = get_message(session, request.args.get("o", ""))
            except NotFound:
                return _answer("status", "unknown_message", 200)
            # The report overtook the answer to our own call, or that answer never came, or it is
            # of an earlier attempt.
        code = request.form.get("ErrorCode", "")[:_MAX_CODE]
        now = datetime.now(UTC)
        if record_status(session, message, reported, error_code=code or None, sid=sid, now=now):
            follow_failure(session, message, meaning_of(code, reported=True), now=now)
        contact_id = message.contact_id
    gateway.doorbell.ring(contact_id)
    return _answer("status", "recorded", 200)


def _is_ours(gateway: Gateway) -> bool:
    settings = gateway.settings
    return (
        is_signed(request, public_url=settings.public_url, auth_tokens=settings.twilio_auth_tokens)
        and request.form.get("AccountSid") == settings.twilio_account_sid
    )


def _parse() -> Incoming | None:
    form = request.form
    sid, sender, own = form.get("MessageSid", ""), form.get("From", ""), form.get("To", "")
    body = form.get("Body")
    if not _SID.fullmatch(sid) or not own or body is None or not 0 < len(sender) <= _MAX_ADDRESS:
        return None
    channel, address = parse_address(sender)
    media = form.get("NumMedia", "0")
    return Incoming(
        sid=sid,
        channel=channel,
        address=address,
        own_address=parse_address(own)[1],
        body=clean(body),
        media_count=int(media) if media.isascii() and media.isdigit() and len(media) < 4 else 0,
    )


def _answer(route: str, outcome: str, code: int) -> Response:
    WEBHOOKS.labels(route, outcome).inc()
    return Response(_EMPTY_TWIML if code == 200 else "", code, content_type="text/xml")
