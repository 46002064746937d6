"""Twilio's requests as it sends them: its parameters, its signature over the public address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from gateway.extension import gateway_of
from helpline.storage.tables import new_id
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, OWN_NUMBER


def new_sid() -> str:
    """Returns a message's sid as Twilio makes it."""
    return f"SM{new_id()}"


def inbound_form(**changes: str | None) -> dict[str, str]:
    """Returns the parameters of an inbound SMS; a change to None leaves one out."""
    sid = changes.get("MessageSid") or new_sid()
    form: dict[str, str | None] = {
        "ToCountry": "US",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "FromCity": "",
        "Body": CANARY_TEXT,
        "To": OWN_NUMBER,
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": FAMILY_NUMBER,
        "ApiVersion": "2010-04-01",
    }
    return {name: value for name, value in (form | changes).items() if value is not None}


def sign(app: Flask, path: str, form: Any, *, token: str | None = None) -> str:
    """Returns the signature of a form posted to the raw path of the public address."""
    settings = gateway_of(app).settings
    validator = RequestValidator(token or settings.twilio_auth_tokens[0])
    return str(validator.compute_signature(settings.public_url + path, form))


def post(
    app: Flask,
    path: str,
    form: dict[str, str],
    *,
    signature: str | None = None,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    """Posts a form, signed unless another signature is given ("" leaves the header out)."""
    signature = sign(app, path, form) if signature is None else signature
    signed = {"X-Twilio-Signature": signature} if signature else {}
    return app.test_client().post(
        path,
        data=urlencode(form),
        content_type="application/x-www-form-urlencoded; charset=UTF-8",
        headers=signed | (headers or {}),
        environ_overrides={"RAW_URI": path},
    )
