"""Twilio's own test cases of its request validator, over the real check of a request.

They are those of tests/unit/test_request_validator.py of https://github.com/twilio/twilio-python.
The MIT License, Copyright (c) 2023 Twilio Inc.
"""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask, request
from twilio.request_validator import RequestValidator

from gateway.twilio.signature import is_signed

TOKEN = "12345"
PATH = "/myapp.php?foo=1&bar=2"
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
TWICE = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
BODY = '{"property": "value", "boolean": true}'
BODY_HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"


def check(
    public_url: str, signature: str, *, form: object = CALL, path: str = PATH, token: str = TOKEN
) -> bool:
    """Whether a request that reaches us is taken for one that Twilio signed."""
    body, kind = (
        (form, "application/json")
        if isinstance(form, str)
        else (urlencode(form), "application/x-www-form-urlencoded")
    )
    with Flask(__name__).test_request_context(
        path,
        method="POST",
        data=body,
        content_type=kind,
        headers={"X-Twilio-Signature": signature},
        environ_overrides={"RAW_URI": path},
    ):
        return is_signed(request, public_url=public_url, auth_tokens=["another", token])


@pytest.mark.parametrize(
    ("public_url", "signature"),
    [
        ("https://mycompany.com", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com:1234", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("http://mycompany.com", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    ],
)
def test_2_4_7_twilios_signatures_with_and_without_the_port_are_accepted(
    public_url: str, signature: str
) -> None:
    assert check(public_url, signature)
    assert not check(public_url, signature, token="54321")
    assert not check(public_url, signature, form=CALL[1:])
    assert not check(public_url, signature, path=PATH + "3")


def test_6_a_parameter_that_comes_twice_is_signed_twice() -> None:
    signature = "IK+Dwps556ElfBT0I3Rgjkr1wJU="

    assert check("https://mycompany.com", signature, form=TWICE)
    assert not check("https://mycompany.com", signature, form=TWICE[:3])


def test_10_a_body_that_is_no_form_is_signed_by_its_hash() -> None:
    path, signature = f"{PATH}&bodySHA256={BODY_HASH}", "a9nBmqA0ju/hNViExpshrM61xv4="

    assert RequestValidator(TOKEN).compute_hash(BODY) == BODY_HASH
    assert check("https://mycompany.com", signature, form=BODY, path=path)
    assert not check("https://mycompany.com", signature, form=BODY + " ", path=path)
