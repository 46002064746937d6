"""Twilio's REST API of messages, as far as the official client is used: create, list, fetch,
redact, delete, and the files of messages.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from gateway.simulator import resources
from gateway.simulator.carrier import SimulatedCarrier, Taken, carrier_of
from gateway.simulator.content import ContentError, render
from gateway.simulator.refusals import NOT_FINISHED
from gateway.simulator.state import Medium, Text

blueprint = Blueprint("api", __name__, url_prefix="/2010-04-01/Accounts/<account_sid>")

_LONGEST_BODY = 1600
_NO_CONTENT, _BAD_VARIABLES = 21655, 21656


class ApiError(HTTPException):
    """An error as Twilio writes it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        """Takes the HTTP status, Twilio's code and its words."""
        more = f"https://www.twilio.com/docs/errors/{code}"
        response = jsonify(code=code, message=message, more_info=more, status=status)
        response.status_code = status
        super().__init__(response=response)


def require_account() -> None:
    """Lets in only who has the account's credentials; raises ApiError."""
    carrier = carrier_of(current_app)
    given = request.authorization
    account, token = carrier.config.account_sid, carrier.config.auth_token
    if (
        given is None
        or (request.view_args or {}).get("account_sid", account) != account
        or not hmac.compare_digest((given.username or "").encode(), account.encode())
        or not hmac.compare_digest((given.password or "").encode(), token.encode())
    ):
        raise ApiError(401, 20003, "Authenticate")


blueprint.before_request(require_account)


@blueprint.post("/Messages.json")
def create(account_sid: str) -> tuple[Response, int]:
    """Accepts a message for sending."""
    carrier = carrier_of(current_app)
    form = request.form
    to, sender = form.get("To", ""), form.get("From", "")
    refusal = carrier.refusal_of_send(to, sender)
    if refusal is not None:
        raise ApiError(refusal.status, refusal.code, refusal.words)
    text = carrier.accept(to=to, sender=sender, taken=_taken(carrier, to))
    if carrier.state.faults.unknown_outcomes > 0:
        carrier.state.faults.unknown_outcomes -= 1
        raise ApiError(500, 20500, "An error after the message was taken")
    return jsonify(resources.message(account_sid, text)), 201


@blueprint.get("/Messages.json")
def list_messages(account_sid: str) -> Response:
    """Lists messages, the newest first, by addresses and date, in pages."""
    found = [text for text in carrier_of(current_app).state.newest_first() if _matches(text)]
    return jsonify(
        resources.page(
            "messages",
            found,
            lambda text: resources.message(account_sid, text),
            path=request.path,
            asked=request.args.to_dict(),
        )
    )


@blueprint.get("/Messages/<sid>.json")
def fetch(account_sid: str, sid: str) -> Response:
    """Gives one message."""
    return jsonify(resources.message(account_sid, _get(sid)))


@blueprint.post("/Messages/<sid>.json")
def update(account_sid: str, sid: str) -> Response:
    """Redacts a message: an empty Body is the one update there is."""
    text = _get(sid)
    if request.form.get("Body") == "":
        _require_finished(text)
        carrier_of(current_app).state.redact(text)
    return jsonify(resources.message(account_sid, text))


@blueprint.delete("/Messages/<sid>.json")
def delete(account_sid: str, sid: str) -> tuple[str, int]:
    """Deletes a message that is finished, with its files; Twilio refuses while it is on its way."""
    text = _get(sid)
    _require_finished(text)
    carrier_of(current_app).state.remove(text)
    return "", 204


@blueprint.get("/Messages/<sid>/Media.json")
def list_media(account_sid: str, sid: str) -> Response:
    """Lists the files of a message, in pages."""
    text = _get(sid)
    return jsonify(
        resources.page(
            "media_list",
            text.media,
            lambda held: resources.medium(account_sid, text, held),
            path=request.path,
            asked=request.args.to_dict(),
        )
    )


@blueprint.get("/Messages/<sid>/Media/<medium_sid>.json")
def fetch_medium(account_sid: str, sid: str, medium_sid: str) -> Response:
    """Gives what is known of a file."""
    text, held = _get_medium(sid, medium_sid)
    return jsonify(resources.medium(account_sid, text, held))


@blueprint.get("/Messages/<sid>/Media/<medium_sid>")
def download(account_sid: str, sid: str, medium_sid: str) -> Response:
    """Gives a file itself."""
    _, held = _get_medium(sid, medium_sid)
    if carrier_of(current_app).state.faults.lose_media:
        raise ApiError(404, 20404, "The requested resource was not found")
    return Response(held.content, content_type=held.content_type)


@blueprint.delete("/Messages/<sid>/Media/<medium_sid>.json")
def delete_medium(account_sid: str, sid: str, medium_sid: str) -> tuple[str, int]:
    """Deletes a file of a message."""
    text, held = _get_medium(sid, medium_sid)
    carrier_of(current_app).state.remove_medium(text, held)
    return "", 204


def _taken(carrier: SimulatedCarrier, to: str) -> Taken:
    form = request.form
    body, callback = form.get("Body", ""), form.get("StatusCallback")
    if "ContentSid" in form:
        content = carrier.contents.held.get(form["ContentSid"])
        if content is None:
            raise ApiError(400, _NO_CONTENT, "The ContentSid is invalid.")
        try:
            body, offer = render(
                content,
                form.get("ContentVariables", ""),
                on_whatsapp=to.startswith("whatsapp:"),
            )
        except ContentError as error:
            raise ApiError(400, _BAD_VARIABLES, str(error)) from error
        return Taken(body, callback, offer, template=content.is_approved)
    if not body or len(body) > _LONGEST_BODY:
        raise ApiError(400, 21617 if body else 21602, "The message body cannot be sent.")
    return Taken(body, callback)


def _matches(text: Text) -> bool:
    wanted = {"To": text.to, "From": text.sender}
    if any(request.args.get(name, held) != held for name, held in wanted.items()):
        return False
    after, before = request.args.get("DateSent>"), request.args.get("DateSent<")
    return (after is None or text.created_at >= _moment(after)) and (
        before is None or text.created_at <= _moment(before)
    )


def _moment(value: str) -> datetime:
    moment = resources.moment(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _require_finished(text: Text) -> None:
    if text.is_on_its_way:
        words = "Cannot delete this resource before it is complete"
        raise ApiError(409, NOT_FINISHED, words)


def _get(sid: str) -> Text:
    text = carrier_of(current_app).state.texts.get(sid)
    if text is None:
        raise ApiError(404, 20404, "The requested resource was not found")
    return text


def _get_medium(sid: str, medium_sid: str) -> tuple[Text, Medium]:
    text = _get(sid)
    held = next((each for each in text.media if each.sid == medium_sid), None)
    if held is None:
        raise ApiError(404, 20404, "The requested resource was not found")
    return text, held
