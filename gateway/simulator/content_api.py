"""Twilio's Content API, as far as the official client is used."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request

from gateway.simulator.api import ApiError, require_account
from gateway.simulator.carrier import carrier_of
from gateway.simulator.content import Content, ContentError, Contents

blueprint = Blueprint("content", __name__, url_prefix="/v1/Content")
blueprint.before_request(require_account)

_HOST = "https://content.twilio.com/v1"


@blueprint.post("")
def create() -> tuple[Response, int]:
    """Keeps a new content."""
    try:
        content = _contents().create(request.get_json(silent=True))
    except ContentError as error:
        raise ApiError(400, 20001, str(error)) from error
    return jsonify(_resource(content)), 201


@blueprint.get("")
def list_contents() -> Response:
    """Lists all contents, in one page."""
    written = [_resource(content) for content in _contents().held.values()]
    meta = {
        "page": 0,
        "page_size": 50,
        "first_page_url": f"{_HOST}/Content",
        "previous_page_url": None,
        "url": f"{_HOST}/Content",
        "next_page_url": None,
        "key": "contents",
    }
    return jsonify(contents=written, meta=meta)


@blueprint.get("/<sid>")
def fetch(sid: str) -> Response:
    """Gives one content."""
    return jsonify(_resource(_get(sid)))


@blueprint.delete("/<sid>")
def delete(sid: str) -> tuple[str, int]:
    """Deletes a content."""
    _contents().held.pop(_get(sid).sid)
    return "", 204


@blueprint.post("/<sid>/ApprovalRequests/whatsapp")
def submit(sid: str) -> tuple[Response, int]:
    """Hands a content to WhatsApp for approval."""
    asked = request.get_json(silent=True) or {}
    try:
        stands = _contents().submit(
            _get(sid), name=str(asked.get("name")), category=str(asked.get("category"))
        )
    except ContentError as error:
        raise ApiError(400, 20001, str(error)) from error
    return jsonify(stands), 201


@blueprint.get("/<sid>/ApprovalRequests")
def approval(sid: str) -> Response:
    """Gives what WhatsApp thinks of a content by now."""
    content = _get(sid)
    return jsonify(
        sid=sid,
        account_sid=carrier_of(current_app).config.account_sid,
        whatsapp=_contents().decide(content),
        url=f"{_HOST}/Content/{sid}/ApprovalRequests",
    )


def _contents() -> Contents:
    return carrier_of(current_app).contents


def _get(sid: str) -> Content:
    content = _contents().held.get(sid)
    if content is None:
        raise ApiError(404, 20404, "The requested resource was not found")
    return content


def _resource(content: Content) -> dict[str, Any]:
    written = content.created_at.isoformat().replace("+00:00", "Z")
    address = f"{_HOST}/Content/{content.sid}"
    return {
        "sid": content.sid,
        "account_sid": carrier_of(current_app).config.account_sid,
        "friendly_name": content.friendly_name,
        "language": content.language,
        "variables": content.variables,
        "types": content.types,
        "date_created": written,
        "date_updated": written,
        "url": address,
        "links": {
            "approval_create": f"{address}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{address}/ApprovalRequests",
        },
    }
