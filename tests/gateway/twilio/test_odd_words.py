"""Webhooks that try to break what reads them: headers, bytes, and words for other machines."""

from __future__ import annotations

import hashlib
import logging
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gateway.app import create_app
from gateway.extension import gateway_of
from helpline.logs import PlainFormatter
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.messages import body_of
from helpline.storage.tables import Contact, Message
from helpline.text.characters import clean
from tests.gateway.twilio.requests import inbound_form, new_sid, post, sign

INBOUND, STATUS = "/twilio/inbound", "/twilio/status"
FORM = "application/x-www-form-urlencoded"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


@pytest.fixture
def any_app(any_settings: Settings, any_database: Database) -> Flask:
    return create_app(any_settings)


def bodies(app: Flask) -> list[str]:
    """Returns the words of every message that is stored, the oldest first."""
    with gateway_of(app).database.reading() as session:
        return [body_of(session, each) for each in session.query(Message).order_by(Message.seq)]


@pytest.mark.parametrize("host", ["x:99999", "x:abc", "[::1]", "[::1]:443", "[::1", "x y", ""])
@pytest.mark.parametrize("signature", [None, "", "forged"])
def test_9_a_host_that_is_none_fails_nothing(app: Flask, host: str, signature: str | None) -> None:
    answer = post(app, INBOUND, inbound_form(), signature=signature, headers={"Host": host})

    assert answer.status_code in ((200, 400) if signature is None else (403, 400))
    assert len(bodies(app)) == (1 if answer.status_code == 200 else 0)


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("?bodySHA256={hash}", '{"Body": "hello"}'),
        ("?bodySHA256={hash}", '{"Body": "changed"}'),
        ("?bodySHA256=0", '{"Body": "hello"}'),
        ("", '{"Body": "hello"}'),
    ],
)
def test_10_what_is_no_form_is_refused_whatever_its_hash(app: Flask, query: str, body: str) -> None:
    path = INBOUND + query.format(hash=hashlib.sha256(b'{"Body": "hello"}').hexdigest())

    answer = app.test_client().post(
        path,
        data=body,
        content_type="application/json",
        headers={"X-Twilio-Signature": sign(app, path, {})},
        environ_overrides={"RAW_URI": path},
    )

    assert answer.status_code in (400, 403)
    assert bodies(app) == []


@pytest.mark.parametrize("route", [INBOUND, STATUS])
def test_11_a_method_that_a_header_claims_is_not_listened_to(app: Flask, route: str) -> None:
    headers = {"X-HTTP-Method-Override": "POST", "X-HTTP-Method": "POST"}

    assert app.test_client().get(route, headers=headers).status_code == 405
    assert app.test_client().delete(route, headers=headers).status_code == 405
    assert post(app, INBOUND, inbound_form(), headers={"X-HTTP-Method-Override": "GET"}).status_code
    assert len(bodies(app)) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"AccountSid": "AC" + "1" * 32},
        {"AccountSid": ""},
        {"AccountSid": None},
        {"To": "+15550199"},
        {"To": "whatsapp:+15550199"},
        {"To": " +15550100"},
    ],
)
def test_13_what_is_signed_for_another_account_or_number_is_refused(
    app: Flask, changes: dict[str, str | None]
) -> None:
    form = {name: value for name, value in (inbound_form() | changes).items() if value is not None}

    assert post(app, INBOUND, form).status_code == 403
    assert bodies(app) == []


def test_13_operators_are_told_that_a_number_is_missing_in_the_settings(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    post(app, INBOUND, inbound_form(To="+15550199"))

    assert [each.levelname for each in caplog.records if "TWILIO_NUMBERS" in each.message] == [
        "WARNING"
    ]


def raw(app: Flask, body: bytes, form: dict[str, str]) -> TestResponse:
    """Posts bytes as the words of a message that is signed with other words."""
    words = urlencode({name: value for name, value in form.items() if name != "Body"}).encode()
    return app.test_client().post(
        INBOUND,
        data=words + b"&Body=" + body,
        content_type=FORM,
        headers={"X-Twilio-Signature": sign(app, INBOUND, form)},
        environ_overrides={"RAW_URI": INBOUND},
    )


def test_28_bytes_that_are_no_characters_are_kept_as_they_were_escaped(any_app: Flask) -> None:
    form = inbound_form(Body="arrested %FF%FE today")

    assert raw(any_app, b"arrested %FF%FE today", form).status_code == 200
    assert bodies(any_app) == ["arrested %FF%FE today"]


def test_28_the_signature_holds_for_such_bytes_too(app: Flask) -> None:
    assert raw(app, b"arrested %FF%FE today", inbound_form(Body="arrested")).status_code == 403


def test_27_29_nul_and_half_characters_reach_every_database(any_app: Flask) -> None:
    half = "%ED%A0%BD"

    assert raw(any_app, b"a%00b%ED%A0%BDc", inbound_form(Body=f"a\x00b{half}c")).status_code == 200
    assert bodies(any_app) == [f"ab{half}c"]


@pytest.mark.parametrize(
    "words",
    [
        "a" + "\u0301" * 1000,
        "z\u200ba\u200dl\u2060g\ufeffo",
        "p\u043el\u0456ce",
        "\u202earrested\u202c \u2066today\u2069",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466\U0001f1f3\U0001f1f5" * 20,
    ],
)
def test_31_invisible_and_stacked_characters_are_kept_as_written(app: Flask, words: str) -> None:
    assert post(app, INBOUND, inbound_form(Body=words)).status_code == 200
    assert bodies(app) == [words]


@pytest.mark.parametrize("words", ["x" * 1600, "x" * 1601, "x" * 20_000, "မ" * 4096])
def test_33_long_messages_are_kept_whole(any_app: Flask, words: str) -> None:
    assert post(any_app, INBOUND, inbound_form(Body=words)).status_code == 200
    assert bodies(any_app) == [words]


HOSTILE = [
    "' OR 1=1--",
    "'); DROP TABLE messages; --",
    "</Message><Redirect>https://example.org</Redirect>",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    '{"$ne": null}',
    "- !!python/object/apply:os.system [id]",
    "hello\r\nSet-Cookie: session=x\r\n\r\n<html>",
    "\x1b[2J\x1b]0;owned\x07",
    "{{7*7}} {slot} %s %(x)s ${x} <%= 7 %>",
    "../../etc/passwd",
]


@pytest.mark.parametrize("field", ["Body", "From", "ProfileName", "FromCity", "MediaUrl0", "WaId"])
def test_44_45_46_words_for_other_machines_are_words(
    any_app: Flask, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    first = inbound_form()
    post(any_app, INBOUND, first)

    answers = [post(any_app, INBOUND, inbound_form(**{field: words})) for words in HOSTILE]

    assert {(each.status_code, each.text) for each in answers} == {(200, EMPTY)}
    assert [each.headers for each in answers if "Set-Cookie" in each.headers] == []
    assert len(bodies(any_app)) == 1 + len(HOSTILE)
    assert bodies(any_app)[0] == first["Body"]
    if field == "Body":
        assert bodies(any_app)[1:] == [clean(words) for words in HOSTILE]
    log = "".join(PlainFormatter().format(each) for each in caplog.records)
    assert [words for words in HOSTILE if words in log] == []


def test_44_45_46_a_report_of_such_words_changes_nothing(app: Flask) -> None:
    report = {"AccountSid": "AC" + "0" * 32, "MessageSid": new_sid(), "MessageStatus": "failed"}

    for words in HOSTILE:
        path = f"{STATUS}?{urlencode({'o': words})}"
        answer = post(app, path, report | {"ErrorCode": words, "ErrorMessage": words})
        assert (answer.status_code, answer.text) == (200, EMPTY)

    with gateway_of(app).database.reading() as session:
        assert session.query(Contact).count() == session.query(Message).count() == 0


def test_46_a_line_of_the_log_stays_one_line_whatever_its_fields_hold() -> None:
    record = logging.makeLogRecord(
        {"msg": "refused", "code": "1\r\n2026 INFO forged\x1b[2J\u2028x"}
    )

    line = PlainFormatter().format(record)

    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
