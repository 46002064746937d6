"""Twilio's webhooks. Each does four things: verify, parse, store, ring; the answer never waits for
the bot.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Response, current_app, request

from gateway.carrier import Reported
from gateway.conversation.inbox import Incoming
from gateway.conversation.reports import take_report
from gateway.extension import Gateway, gateway_of
from gateway.metrics import WEBHOOKS
from gateway.twilio import attachments, shape, taps
from gateway.twilio.addresses import parse_address
from gateway.twilio.errors import meaning_of
from gateway.twilio.signature import is_signed
from helpline.text.characters import clean

blueprint = Blueprint("twilio", __name__, url_prefix="/twilio")
blueprint.before_request(shape.refuse_bodies)
logger = logging.getLogger(__name__)

_MAX_CODE = 32
# Nobody waits for a report: those that come within this time are written together.
_REPORTS_WAIT_SECONDS = 0.1
_EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@blueprint.post("/inbound")
def inbound() -> Response:
    """Takes a message in: 200 once it is stored, 403 if not signed, 400 if it is no message."""
    gateway = gateway_of(current_app)
    if not _is_ours(gateway):
        return _answer("inbound", "forbidden", 403)
    fault = shape.fault_of_message(request.form)
    if fault is not None:
        shape.set_aside(gateway.database, "inbound", fault, now=datetime.now(UTC))
        return _answer("inbound", "malformed", 400)
    incoming, ours = _parse(), gateway.settings.twilio_numbers
    if request.form["To"] not in ours and incoming.service not in ours:
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
    fault = shape.fault_of_status(request.form)
    if fault is not None:
        shape.set_aside(gateway.database, "status", fault, now=datetime.now(UTC))
        return _answer("status", "malformed", 400)
    sid, reported = request.form["MessageSid"], request.form["MessageStatus"]
    code = request.form.get("ErrorCode", "")[:_MAX_CODE]
    heard = gateway.database.together(
        partial(
            take_report, reported=Reported(reported, code or None), sid=sid,
            message_id=request.args.get("o", ""), now=datetime.now(UTC),
            meaning_of=partial(meaning_of, reported=True),
        ),
        patience=_REPORTS_WAIT_SECONDS,
    )  # fmt: skip
    if heard is None:
        return _answer("status", "unknown_message", 200)
    if heard.is_due:
        gateway.doorbell.ring(heard.contact_id)
    return _answer("status", "recorded", 200)


def _is_ours(gateway: Gateway) -> bool:
    settings = gateway.settings
    return (
        is_signed(request, public_url=settings.public_url, auth_tokens=settings.twilio_auth_tokens)
        and request.form.get("AccountSid") == settings.twilio_account_sid
    )


def _parse() -> Incoming:
    form = request.form
    channel, address = parse_address(form["From"])
    account_sid = gateway_of(current_app).settings.twilio_account_sid
    files = attachments.attachments(form, account_sid=account_sid)
    return Incoming(
        sid=form["MessageSid"],
        channel=channel,
        address=address,
        own_address=parse_address(form["To"])[1],
        service=shape.service_of(form),
        body=clean(taps.words(form)),
        media_count=len(files),
        attachments=files,
        place=attachments.place(form),
        forwarded=attachments.forwarded(form),
        alias=attachments.alias(form),
        tap=taps.tap(form),
    )


def _answer(route: str, outcome: str, code: int) -> Response:
    WEBHOOKS.labels(route, outcome).inc()
    return Response(_EMPTY_TWIML if code == 200 else "", code, content_type="text/xml")
