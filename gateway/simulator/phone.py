"""The phone: a page in the browser, and the same by JSON for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request

from gateway.simulator.carrier import carrier_of
from gateway.simulator.refusals import send_codes
from gateway.simulator.samples import kinds
from gateway.simulator.state import CarrierNote, Text
from gateway.simulator.writing import Unwritable, read_written
from gateway.twilio.errors import meaning_of
from helpline.text.sms import count as count_parts

blueprint = Blueprint("phone", __name__)

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# What the browser shows of a file that was sent; all else it saves.
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/")
_LONGEST_TIME = timedelta(days=400)

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
    response.headers.setdefault("Content-Security-Policy", _CSP)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/")
def page() -> str:
    """Shows the phone."""
    carrier = carrier_of(current_app)
    return render_template(
        "phone.html",
        phones=PHONES,
        samples=SAMPLES,
        attachments=kinds(),
        codes=[(code, meaning_of(str(code)).staff) for code in send_codes()],
        faults=vars(carrier.state.faults),
        own_number=carrier.config.own_numbers[0],
        console_url=carrier.config.console_url,
    )


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answers 200 while the process can answer."""
    return jsonify(status="ok")


@blueprint.get("/phone/messages")
def messages() -> Response:
    """Gives the messages from and to one address, the oldest first, what the carrier itself told
    it, and whether WhatsApp lets it be written to.
    """
    address = request.args.get("address", "")
    carrier = carrier_of(current_app)
    found = [text for text in carrier.state.newest_first() if address in (text.sender, text.to)]
    is_open = any(carrier.state.is_window_open(address, own) for own in carrier.config.own_numbers)
    return jsonify(
        messages=[_shown(text) for text in reversed(found)],
        notes=[_noted(note) for note in carrier.state.notes if note.address == address],
        window_open=is_open,
        version=carrier.state.version,
    )


@blueprint.get("/phone/counts")
def counts() -> Response:
    """Gives how many messages each phone has been sent."""
    counted: dict[str, int] = {}
    for text in carrier_of(current_app).state.newest_first():
        if not text.is_inbound:
            counted[text.to] = counted.get(text.to, 0) + 1
    return jsonify(counted)


@blueprint.post("/phone/send")
def send() -> tuple[Response, int]:
    """Sends a message from a phone: {"from", "to", "body", …}, addresses as Twilio writes them; see
    `gateway.simulator.writing.read_written`.
    """
    data = _json()
    carrier = carrier_of(current_app)
    sender, to = data.get("from"), data.get("to")
    if not (isinstance(sender, str) and sender and to in carrier.config.own_numbers):
        abort(400)
    try:
        written = read_written(data, carrier.state)
    except Unwritable as error:
        return jsonify(error=str(error)), 400
    return jsonify(_shown(carrier.write(sender=sender, to=to, written=written))), 201


@blueprint.get("/phone/media/<sid>/<medium_sid>")
def medium(sid: str, medium_sid: str) -> Response:
    """Gives a file that a phone has sent: shown if that is safe, else to be saved."""
    text = carrier_of(current_app).state.texts.get(sid)
    held = next((each for each in text.media if each.sid == medium_sid), None) if text else None
    if held is None:
        abort(404)
    shown = held.content_type.startswith(_SHOWN)
    response = Response(held.content)
    response.content_type = held.content_type if shown else "application/octet-stream"
    response.headers["Content-Disposition"] = "inline" if shown else "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/phone/time")
def let_time_pass() -> Response:
    """Makes all that was written {"hours": n} older than it is."""
    hours = _json().get("hours")
    if not isinstance(hours, int) or not 0 < hours <= _LONGEST_TIME / timedelta(hours=1):
        abort(400)
    carrier_of(current_app).state.let_pass(timedelta(hours=hours))
    return jsonify(hours=hours)


@blueprint.get("/phone/faults")
def show_faults() -> Response:
    """Gives the faults as they are switched."""
    return jsonify(vars(carrier_of(current_app).state.faults))


@blueprint.post("/phone/faults")
def faults() -> Response:
    """Switches faults by name: see `gateway.simulator.state.Faults`."""
    switched = carrier_of(current_app).state.faults
    for name, value in _json().items():
        if name not in vars(switched) or not isinstance(value, int) or value < 0:
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
    offer, place = text.offer, text.place
    return {
        "sid": text.sid,
        "mine": text.is_inbound,
        "body": text.body,
        "status": text.status,
        "error": text.error_code,
        "parts": count_parts(text.body).parts,
        "at": text.created_at.isoformat(),
        "template": text.template,
        "forwarded": text.forwarded or text.often_forwarded,
        "reply_to": text.replies_to,
        "media": [
            {
                "url": f"/phone/media/{text.sid}/{each.sid}",
                "content_type": each.content_type,
                "name": each.name,
                "size": len(each.content),
            }
            for each in text.media
        ],
        "place": None if place is None else vars(place),
        "offer": None
        if offer is None or text.is_inbound
        else {
            "kind": offer.kind,
            "opens": offer.opens,
            "choices": [vars(choice) for choice in offer.choices],
        },
    }


def _noted(note: CarrierNote) -> dict[str, Any]:
    return {"body": note.body, "at": note.at.isoformat(), "code": note.code}
