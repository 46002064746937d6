from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from gateway.app import create_app
from gateway.extension import gateway_of
from gateway.metrics import WEBHOOKS
from helpline.settings import Settings
from helpline.storage.contacts import address_of, find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.messages import body_of, list_messages
from helpline.storage.tables import Contact, Message, ReceivedSid
from tests.builders import CANARY_TEXT, FAMILY_NUMBER
from tests.gateway.twilio.requests import inbound_form, new_sid, post, sign

INBOUND = "/twilio/inbound"


@pytest.fixture
def app(any_settings: Settings, any_database: Database) -> Flask:
    return create_app(any_settings)


@pytest.fixture
def sqlite_app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


def stored(app: Flask) -> int:
    with gateway_of(app).database.reading() as session:
        return sum(
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Contact, Message, ReceivedSid)
        )


def test_inbound_stores_a_signed_message_and_answers_with_empty_twiml(app: Flask) -> None:
    response = post(app, INBOUND, inbound_form())

    assert (response.status_code, response.content_type) == (200, "text/xml")
    assert response.text.endswith("<Response/>")
    with gateway_of(app).database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        assert address_of(session, contact) == FAMILY_NUMBER
        [message] = list_messages(session, contact.id)
        assert body_of(session, message) == CANARY_TEXT


def test_inbound_keeps_sms_and_whatsapp_of_one_number_apart(sqlite_app: Flask) -> None:
    post(sqlite_app, INBOUND, inbound_form())
    post(
        sqlite_app,
        INBOUND,
        inbound_form(From=f"whatsapp:{FAMILY_NUMBER}", To="whatsapp:+15550100"),
    )

    with gateway_of(sqlite_app).database.reading() as session:
        assert find_contact(session, Channel.SMS, FAMILY_NUMBER) is not None
        assert find_contact(session, Channel.WHATSAPP, FAMILY_NUMBER) is not None


def test_inbound_takes_a_whatsapp_user_without_a_phone_number(sqlite_app: Flask) -> None:
    form = inbound_form(From="whatsapp:NP.13491208655302741918", To="whatsapp:+15550100")

    assert post(sqlite_app, INBOUND, form).status_code == 200


def test_14_66_inbound_takes_the_same_message_ten_times_as_one(app: Flask) -> None:
    form = inbound_form()

    codes = {post(app, INBOUND, form).status_code for _ in range(10)}

    assert codes == {200}
    assert stored(app) == 3


def test_16_inbound_takes_fifty_copies_at_the_same_time_as_one(app: Flask) -> None:
    form = inbound_form()

    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(lambda _: post(app, INBOUND, form), range(50)))

    assert {response.status_code for response in responses} == {200}
    assert stored(app) == 3


def test_15_inbound_keeps_the_first_of_two_bodies_with_one_sid(sqlite_app: Flask) -> None:
    sid = new_sid()
    post(sqlite_app, INBOUND, inbound_form(MessageSid=sid))

    response = post(sqlite_app, INBOUND, inbound_form(MessageSid=sid, Body="something else"))

    assert response.status_code == 200
    assert stored(sqlite_app) == 3


FORGERIES = {
    "no signature": {"signature": ""},
    "wrong signature": {"signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="},
    "not base64": {"signature": "\u0663\u0664"},
    "odd port in the host": {"signature": "x", "headers": {"Host": "x:99999"}},
    "letters for a port": {"signature": "x", "headers": {"Host": "x:abc"}},
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_1_2_9_inbound_refuses_a_forgery_and_keeps_no_trace_but_a_counter(
    sqlite_app: Flask, forgery: str
) -> None:
    counter = WEBHOOKS.labels("inbound", "forbidden")._value
    before = counter.get()

    response = post(sqlite_app, INBOUND, inbound_form(), **FORGERIES[forgery])

    assert response.status_code == 403
    assert stored(sqlite_app) == 0
    assert counter.get() == before + 1


def test_7_inbound_refuses_a_body_changed_after_signing(sqlite_app: Flask) -> None:
    form = inbound_form()
    signature = sign(sqlite_app, INBOUND, form)

    response = post(sqlite_app, INBOUND, form | {"Body": "changed"}, signature=signature)

    assert response.status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        INBOUND,
        f"{INBOUND}?t=%C3%A9%2Fz",
        f"{INBOUND}?t=%7Etilde",
        f"{INBOUND}?a=1&a=2&empty=",
    ],
)
def test_5_6_inbound_checks_the_address_as_it_was_written(sqlite_app: Flask, path: str) -> None:
    assert post(sqlite_app, path, inbound_form()).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.example"},
        {"Host": "evil.example"},
    ],
)
def test_3_12_inbound_does_not_listen_to_what_the_caller_says_of_the_host(
    sqlite_app: Flask, headers: dict[str, str]
) -> None:
    assert post(sqlite_app, INBOUND, inbound_form(), headers=headers).status_code == 200


def test_8_inbound_takes_either_token_while_one_is_rotated(environ: dict[str, str]) -> None:
    environ["TWILIO_AUTH_TOKEN"] = "new-token, old-token"
    settings = Settings.from_env(environ)
    database = Database.from_settings(settings)
    from helpline.storage.migrate import upgrade

    upgrade(database.engine)
    app = create_app(settings)

    codes = [
        post(app, INBOUND, form, signature=sign(app, INBOUND, form, token=token)).status_code
        for token in ("new-token", "old-token", "revoked")
        for form in [inbound_form()]
    ]

    assert codes == [200, 200, 403]
    database.close()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_11_inbound_knows_only_post(sqlite_app: Flask, method: str) -> None:
    assert getattr(sqlite_app.test_client(), method)(INBOUND).status_code == 405


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"From": None}, 400),
        ({"MessageSid": ""}, 400),
        ({"MessageSid": "SM1"}, 400),
        ({"MessageSid": "XX" + "0" * 32}, 400),
        ({"Body": None}, 400),
        ({"To": None}, 400),
        ({"From": "+" + "1" * 200}, 400),
        ({"To": "+15550199"}, 403),
        ({"AccountSid": "AC" + "1" * 32}, 403),
        ({"NumMedia": "abc"}, 200),
        ({"NumMedia": "-1"}, 200),
        ({"NumMedia": "999999"}, 200),
        ({"Body": ""}, 200),
        ({"Body": "nul \x00 and bidi \u202e"}, 200),
        ({"NewParameterOfNextYear": "x"}, 200),
    ],
)
def test_6_13_22_23_25_inbound_answers_odd_but_signed_messages(
    sqlite_app: Flask, changes: dict[str, str | None], code: int
) -> None:
    form = inbound_form() if changes.get("MessageSid") is None else inbound_form() | changes
    form = {name: value for name, value in (form | changes).items() if value is not None}

    assert post(sqlite_app, INBOUND, form).status_code == code


def test_inbound_refuses_a_body_that_is_too_large(sqlite_app: Flask) -> None:
    assert post(sqlite_app, INBOUND, inbound_form(Body="x" * 100_000)).status_code == 413


def test_inbound_refuses_more_parameters_than_twilio_has(sqlite_app: Flask) -> None:
    form = inbound_form() | {f"P{number}": "x" for number in range(5000)}

    assert post(sqlite_app, INBOUND, form, signature="x").status_code in (400, 403, 413)


def test_76_inbound_asks_twilio_to_try_again_while_the_database_is_away(
    sqlite_app: Flask, settings: Settings
) -> None:
    (settings.var / "helpline.db").rename(settings.var / "moved.db")
    for leftover in settings.var.glob("helpline.db-*"):
        leftover.unlink()
    gateway_of(sqlite_app).database.close()

    assert post(sqlite_app, INBOUND, inbound_form()).status_code == 503
