"""Twilio's REST API, as far as the official client is used: create, list, fetch, redact, delete."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from gateway.simulator.carrier import SimulatedCarrier, carrier_of
from gateway.simulator.state import Text
from helpline.text.sms import count as count_parts

blueprint = Blueprint("api", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")

# As Twilio's magic numbers do, these make a send fail: the end of the number, HTTP status, code.
MAGIC = {
    "21211": (400, 21211, "The 'To' number is not a valid phone number."),
    "21610": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "63016": (400, 63016, "Outside the allowed window"),
    "20429": (429, 20429, "Too Many Requests"),
}
_OPTED_OUT = MAGIC["21610"]
_LONGEST_BODY = 1600


class ApiError(HTTPException):
    """An error as Twilio writes it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        """Takes the HTTP status, Twilio's code and its words."""
        body = {"code": code, "message": message, "more_info": "", "status": status}
        response = jsonify(body)
        response.status_code = status
        super().__init__(response=response)


@blueprint.before_request
def require_account() -> None:
    """Lets in only who has the account's credentials."""
    carrier = carrier_of(current_app)
    given = request.authorization
    account, token = carrier.config.account_sid, carrier.config.auth_token
    if (
        given is None
        or (request.view_args or {}).get("account_sid") != account
        or not hmac.compare_digest((given.username or "").encode(), account.encode())
        or not hmac.compare_digest((given.password or "").encode(), token.encode())
    ):
        raise ApiError(401, 20003, "Authenticate")


@blueprint.post("/Messages.json")
def create(account_sid: str) -> tuple[Response, int]:
    """Accepts a message for sending."""
    carrier = carrier_of(current_app)
    to, sender, body = (request.form.get(name, "") for name in ("To", "From", "Body"))
    _refuse(carrier, to, sender, body)
    text = carrier.accept(
        to=to, sender=sender, body=body, callback=request.form.get("StatusCallback")
    )
    if carrier.state.faults.unknown_outcomes > 0:
        carrier.state.faults.unknown_outcomes -= 1
        raise ApiError(500, 20500, "An error after the message was taken")
    return jsonify(_resource(account_sid, text)), 201


@blueprint.get("/Messages.json")
def list_messages(account_sid: str) -> Response:
    """Lists messages, the newest first, by addresses and date, in one page."""
    carrier = carrier_of(current_app)
    size = request.args.get("PageSize", default=50, type=int)
    found = [text for text in carrier.state.newest_first() if _matches(text)][:size]
    return jsonify(
        messages=[_resource(account_sid, text) for text in found],
        page=0,
        page_size=size,
        first_page_uri=request.full_path,
        uri=request.full_path,
        next_page_uri=None,
        previous_page_uri=None,
        start=0,
        end=max(len(found) - 1, 0),
    )


@blueprint.get("/Messages/<sid>.json")
def fetch(account_sid: str, sid: str) -> Response:
    """Gives one message."""
    return jsonify(_resource(account_sid, _get(sid)))


@blueprint.post("/Messages/<sid>.json")
def update(account_sid: str, sid: str) -> Response:
    """Redacts a message: an empty Body is the one update there is."""
    text = _get(sid)
    if request.form.get("Body") == "":
        carrier_of(current_app).state.redact(text)
    return jsonify(_resource(account_sid, text))


@blueprint.delete("/Messages/<sid>.json")
def delete(account_sid: str, sid: str) -> tuple[str, int]:
    """Deletes a message that is finished; Twilio refuses while it is on its way."""
    text = _get(sid)
    if text.direction != "inbound" and text.status in ("queued", "sent"):
        raise ApiError(409, 20009, "Cannot delete this resource before it is complete")
    carrier_of(current_app).state.texts.pop(sid)
    return "", 204


def _refuse(carrier: SimulatedCarrier, to: str, sender: str, body: str) -> None:
    if carrier.state.faults.refuse_with:
        status = carrier.state.faults.refuse_with
        raise ApiError(status, 20429 if status == 429 else 20500, "A fault is switched on")
    if not to:
        raise ApiError(400, 21604, "A 'To' phone number is required.")
    if sender not in carrier.config.own_numbers:
        raise ApiError(400, 21606, "The 'From' phone number is not yours.")
    if not body or len(body) > _LONGEST_BODY:
        raise ApiError(400, 21617 if body else 21602, "The message body cannot be sent.")
    for ending, error in MAGIC.items():
        if to.endswith(ending):
            raise ApiError(*error)
    if (to, sender) in carrier.state.opted_out:
        raise ApiError(*_OPTED_OUT)


def _matches(text: Text) -> bool:
    wanted = {"To": text.to, "From": text.sender}
    if any(request.args.get(name, held) != held for name, held in wanted.items()):
        return False
    after, before = request.args.get("DateSent>"), request.args.get("DateSent<")
    return (after is None or text.created_at >= _moment(after)) and (
        before is None or text.created_at <= _moment(before)
    )


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _get(sid: str) -> Text:
    text = carrier_of(current_app).state.texts.get(sid)
    if text is None:
        raise ApiError(404, 20404, "The requested resource was not found")
    return text


def _resource(account_sid: str, text: Text) -> dict[str, Any]:
    written = format_datetime(text.created_at)
    inbound = text.direction == "inbound"
    return {
        "account_sid": account_sid,
        "api_version": "2010-04-01",
        "body": text.body,
        "date_created": written,
        "date_sent": written,
        "date_updated": written,
        "direction": "inbound" if inbound else "outbound-api",
        "error_code": text.error_code,
        "error_message": None,
        "from": text.sender,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(count_parts(text.body).parts),
        "price": None,
        "price_unit": "USD",
        "sid": text.sid,
        "status": "received" if inbound else text.status,
        "subresource_uris": {},
        "to": text.to,
        "uri": f"/2010-04-01/Accounts/{account_sid}/Messages/{text.sid}.json",
    }
