"""Webhooks of odd shape and size, and floods: each answered as it should be, and nothing lost."""

from __future__ import annotations

import gzip
import io
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from gateway.app import create_app
from gateway.conversation.inbox import MOST_A_DAY
from gateway.extension import gateway_of
from gateway.metrics import FLOODED
from helpline.settings import Settings
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.messages import body_of, list_messages
from helpline.storage.refusals import count_refusals
from helpline.storage.tables import Contact, Message, ReceivedSid, RefusedWebhook
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, NOW
from tests.gateway.installed import serving
from tests.gateway.twilio.requests import inbound_form, new_sid, post, sign

INBOUND, STATUS = "/twilio/inbound", "/twilio/status"
FORM = "application/x-www-form-urlencoded"
SERVICE = "MG" + "a" * 32


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


@pytest.fixture
def any_app(any_settings: Settings, any_database: Database) -> Flask:
    return create_app(any_settings)


def counted(app: Flask, table: type) -> int:
    with gateway_of(app).database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_17_a_token_that_claims_a_repetition_does_not_hide_a_new_message(app: Flask) -> None:
    token = {"I-Twilio-Idempotency-Token": "the same each time"}

    codes = [post(app, INBOUND, inbound_form(), headers=token).status_code for _ in range(3)]

    assert codes == [200] * 3
    assert counted(app, Message) == 3


def test_18_a_signature_for_one_route_does_not_open_another(app: Flask) -> None:
    report = {"MessageSid": new_sid(), "MessageStatus": "sent", "AccountSid": "AC" + "0" * 32}

    wrong = post(app, STATUS, report, signature=sign(app, INBOUND, report))

    assert wrong.status_code == 403
    assert post(app, STATUS, report).status_code == 200


def test_19_ten_megabytes_are_refused_before_they_are_read(app: Flask) -> None:
    form = inbound_form(Body="x" * 10_000_000)

    assert post(app, INBOUND, form, signature="x").status_code == 413


def test_19_a_body_in_chunks_that_does_not_end_is_refused(app: Flask) -> None:
    chunk = b"2000\r\n" + b"x" * 0x2000 + b"\r\n"
    with serving(app) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(
            f"POST {INBOUND} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        try:
            for _ in range(100):
                raw.sendall(chunk)
        except (BrokenPipeError, ConnectionResetError):
            pass
        answer = raw.recv(64)

    assert answer.split()[1] in (b"413", b"403")
    assert counted(app, Message) == 0


def test_20_five_thousand_parameters_are_refused(app: Flask) -> None:
    form = inbound_form() | {f"P{number}": "x" for number in range(5000)}

    assert post(app, INBOUND, form).status_code == 413


def test_21_a_form_that_could_hold_files_is_refused(app: Flask) -> None:
    form = {**inbound_form(), "file": (io.BytesIO(b"x"), "x.bin")}

    answer = app.test_client().post(INBOUND, data=form, content_type="multipart/form-data")

    assert answer.status_code == 415
    assert counted(app, Message) == 0


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"From": None}, "no From"),
        ({"To": None}, "no To"),
        ({"Body": None}, "no Body"),
        ({"MessageSid": ""}, "no MessageSid"),
        ({"From": "+" + "1" * 200}, "long From"),
    ],
)
def test_22_what_lacks_a_part_is_set_aside_with_what_was_wrong_and_nothing_of_whom(
    any_app: Flask, changes: dict[str, str | None], fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    form = {name: value for name, value in (inbound_form() | changes).items() if value is not None}

    assert post(any_app, INBOUND, form).status_code == 400

    with gateway_of(any_app).database.reading() as session:
        assert count_refusals(session, since=NOW) == [("inbound", fault, 1)]
    assert RefusedWebhook.__table__.columns.keys() == ["id", "route", "fault", "at"]
    assert [each.levelname for each in caplog.records if "webhook" in each.message] == ["ERROR"]


def test_22_what_nobody_signed_is_not_even_set_aside(app: Flask) -> None:
    form = inbound_form()
    del form["From"]

    assert post(app, INBOUND, form, signature="").status_code == 403
    assert counted(app, RefusedWebhook) == 0


@pytest.mark.parametrize(
    "sid", ["SM1", "XX" + "0" * 32, "SM" + "g" * 32, "SM" + "0" * 33, "x" * 4096, "SM" + "٠" * 32]
)
@pytest.mark.parametrize("route", [INBOUND, STATUS])
def test_25_a_sid_of_another_pattern_is_refused(app: Flask, route: str, sid: str) -> None:
    form = inbound_form() | {"MessageSid": sid, "MessageStatus": "sent"}

    assert post(app, route, form).status_code == 400
    assert counted(app, Message) == 0


def test_26_a_compressed_body_is_not_unfolded(app: Flask) -> None:
    form = inbound_form(Body="x" * 30_000_000)
    bomb = gzip.compress(urlencode(form).encode())
    assert len(bomb) < 64_000

    answer = app.test_client().post(
        INBOUND,
        data=bomb,
        content_type=FORM,
        headers={"Content-Encoding": "gzip", "X-Twilio-Signature": sign(app, INBOUND, form)},
    )

    assert answer.status_code == 415
    assert counted(app, Message) == 0


def test_a_message_by_a_service_that_is_listed_comes_in_whatever_its_number(
    environ: dict[str, str], database: Database
) -> None:
    environ["TWILIO_NUMBERS"] = f"+15550100,{SERVICE}"
    app = create_app(Settings.from_env(environ))
    by = {"To": "+15550188", "MessagingServiceSid": SERVICE}

    codes = [
        post(app, INBOUND, inbound_form() | changes).status_code
        for changes in (by, by | {"MessagingServiceSid": "MG" + "b" * 32}, {"To": "+15550188"})
    ]

    assert codes == [200, 403, 403]
    with gateway_of(app).database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        assert (contact.own_address, contact.own_service) == ("+15550188", SERVICE)


def test_87_of_one_sender_so_much_is_kept_a_day_and_others_are_heard(app: Flask) -> None:
    database = gateway_of(app).database
    for _ in range(2):
        post(app, INBOUND, inbound_form())
    with database.transaction() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        [first, _] = list_messages(session, contact.id)
        for _ in range(MOST_A_DAY - 3):
            session.add(
                Message(
                    contact_id=contact.id, direction=first.direction, author=first.author,
                    state=first.state, body_sealed=first.body_sealed, created_at=first.created_at,
                    own_address=first.own_address, updated_at=first.created_at,
                )
            )  # fmt: skip
    before = FLOODED._value.get()
    late = inbound_form()

    codes = [
        post(app, INBOUND, form).status_code
        for form in [
            inbound_form(), late, late, inbound_form(Body="STOP"), inbound_form(From="+15550188"),
        ]
    ]  # fmt: skip

    assert codes == [200] * 5
    assert FLOODED._value.get() - before == 1
    # What is kept: what came before the limit, the one that reached it, the word, and the other's.
    assert counted(app, Message) == (MOST_A_DAY - 1) + 1 + 1 + 1
    assert counted(app, ReceivedSid) == 2 + 1 + 1 + 1 + 1
    with database.reading() as session:
        assert body_of(session, list_messages(session, contact.id)[-1]) == "STOP"


def test_88_many_who_write_at_once_are_all_heard_though_nobody_answers_yet(
    any_app: Flask,
) -> None:
    forms = [inbound_form(From=f"+1555{number:07}") for number in range(200)]

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(lambda form: post(any_app, INBOUND, form).status_code, forms))

    assert codes == {200}
    assert counted(any_app, Contact) == counted(any_app, Message) == 200
    with gateway_of(any_app).database.reading() as session:
        [contact] = session.scalars(select(Contact).limit(1))
        assert body_of(session, list_messages(session, contact.id)[0]) == CANARY_TEXT
