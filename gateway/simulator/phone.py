"""The phone: a page in the browser, and the same by JSON for tests."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from gateway.simulator.carrier import carrier_of
from gateway.simulator.state import Text
from helpline.text.sms import count as count_parts

blueprint = Blueprint("phone", __name__)

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

# Fictitious numbers (+1 555 01xx) of families in the places that the helpline is for.
PHONES = (
    {"label": "Lalitpur, Nepal", "channel": "sms", "number": "+15550121"},
    {"label": "Kathmandu, Nepal", "channel": "whatsapp", "number": "+15550122"},
    {"label": "Tunis, Tunisia", "channel": "whatsapp", "number": "+15550131"},
    {"label": "Hebron, Palestine", "channel": "sms", "number": "+15550141"},
    {"label": "Kabul, Afghanistan", "channel": "whatsapp", "number": "+15550151"},
    {"label": "Yangon, Myanmar", "channel": "sms", "number": "+15550161"},
)
SAMPLES = (
    "they arrested my brother last night in Lalitpur we need a lawyer",
    "मेरो छोरालाई प्रहरीले लग्यो, वकिल चाहियो",
    "mero dai lai police le lagyo k garne",
    "أخذوا ابني الليلة ولا نعرف أين هو",
    "5ouya chaddouh el bare7, n7eb mo7ami",
)


@blueprint.after_request
def harden(response: Response) -> Response:
    """Keeps the page to itself: no outside addresses, no framing."""
    response.headers["Content-Security-Policy"] = _CSP
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/")
def page() -> str:
    """Shows the phone."""
    config = carrier_of(current_app).config
    return render_template(
        "phone.html",
        phones=PHONES,
        samples=SAMPLES,
        own_number=config.own_numbers[0],
        console_url=config.console_url,
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answers 200 while the process can answer."""
    return jsonify(status="ok")


@blueprint.get("/phone/messages")
def messages() -> Response:
    """Gives the messages from and to one address, the oldest first."""
    address = request.args.get("address", "")
    state = carrier_of(current_app).state
    found = [text for text in state.newest_first() if address in (text.sender, text.to)]
    return jsonify(messages=[_shown(text) for text in reversed(found)], version=state.version)


@blueprint.post("/phone/send")
def send() -> tuple[Response, int]:
    """Sends a message from a phone: {"from", "to", "body"}, addresses as Twilio writes them."""
    data = _json()
    carrier = carrier_of(current_app)
    sender, to, body = (data.get(name) for name in ("from", "to", "body"))
    if not (isinstance(sender, str) and sender and isinstance(body, str)):
        abort(400)
    if to not in carrier.config.own_numbers:
        abort(400)
    text = carrier.write(
        sender=sender, to=to, body=body, profile_name=str(data.get("profile_name", ""))
    )
    return jsonify(_shown(text)), 201


@blueprint.post("/phone/faults")
def faults() -> Response:
    """Switches faults by name: see `gateway.simulator.state.Faults`."""
    switched = carrier_of(current_app).state.faults
    for name, value in _json().items():
        if not hasattr(switched, name) or not isinstance(value, int):
            abort(400)
        setattr(switched, name, type(getattr(switched, name))(value))
    return jsonify(vars(switched))


def _json() -> dict[str, Any]:
    # A foreign page cannot send this content type without asking first, and nobody answers it.
    if request.mimetype != "application/json":
        abort(415)
    data = request.get_json()
    if not isinstance(data, dict):
        abort(400)
    return data


def _shown(text: Text) -> dict[str, Any]:
    return {
        "sid": text.sid,
        "mine": text.direction == "inbound",
        "body": text.body,
        "status": text.status,
        "error": text.error_code,
        "parts": count_parts(text.body).parts,
        "at": text.created_at.isoformat(),
    }
