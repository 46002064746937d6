"""The whole table of Twilio's error codes: each as an answer to sending (real HTTP, the official
client), and as a report by webhook (the real application).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.carrier import Act, Mark, NotSent, Refused
from gateway.extension import gateway_of
from gateway.metrics import CARRIER_ALARMS
from gateway.twilio.errors import codes, meaning_of
from helpline.settings import Settings
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import MessageState
from helpline.storage.messages import get_message
from tests.builders import make_contact, make_outbound
from tests.gateway.twilio.requests import new_sid, post
from tests.gateway.twilio.test_sending import MESSAGE, Api, api, carrier

__all__ = ["api"]

# What the research on Twilio's codes asks for: the act, the number of further tries, the mark.
TABLE: dict[str, tuple[str, int, str | None]] = {
    "429": ("retry", 3, None), "20429": ("retry", 3, None),
    "401": ("page", 3, None), "20003": ("page", 3, None),
    "20001": ("page", 0, None), "20404": ("page", 0, None),
    "21211": ("stop", 0, "invalid"), "21614": ("stop", 0, "invalid"),
    "21635": ("stop", 0, "voice_only"), "21612": ("page", 0, None), "21408": ("page", 0, None),
    "21610": ("stop", 0, "opted_out"), "21617": ("page", 0, None),
    "21654": ("page", 0, None), "21656": ("page", 0, None), "30029": ("page", 0, None),
    "30001": ("retry", 3, None), "30002": ("page", 3, None), "30003": ("retry", 3, None),
    "30004": ("stop", 0, "blocked"), "30005": ("stop", 0, "invalid"),
    "30006": ("stop", 0, "voice_only"), "30007": ("page", 0, None), "30008": ("retry", 2, None),
    "30034": ("page", 3, None), "30410": ("retry", 1, None), "30450": ("page", 0, None),
    "30610": ("retry", 1, None),
    "63003": ("stop", 0, "invalid"), "63005": ("page", 0, None), "63012": ("retry", 3, None),
    "63013": ("page", 0, None), "63014": ("stop", 0, "blocked"), "63016": ("wait", 0, None),
    "63018": ("retry", 3, None), "63019": ("retry", 3, None), "63021": ("page", 0, None),
    "63022": ("page", 0, None), "63024": ("stop", 0, "invalid"), "63030": ("page", 0, None),
    "63032": ("stop", 0, None),
    "11200": ("page", 0, None), "11205": ("page", 0, None), "12100": ("page", 0, None),
    "20009": ("retry", 4, None),
    "opted out": ("stop", 0, None), "unreachable": ("stop", 0, None),
    "paced": ("retry", 1, None), "too old": ("stop", 0, None), "given up": ("stop", 0, None),
    "no person": ("stop", 0, None), "not served": ("stop", 0, None),
    "number off": ("stop", 0, None), "prefix cap": ("stop", 0, None),
    "country cap": ("stop", 0, None),
    "never reported": ("stop", 0, None),
    "21655": ("page", 0, None), "by SMS": ("stop", 0, None),
    "not wanted any more": ("stop", 0, None), "waited too long": ("stop", 0, None),
}  # fmt: skip
UNHEARD_OF = "99999"


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


def test_the_table_holds_each_code_once_and_no_other() -> None:
    assert sorted(codes()) == sorted(TABLE)


@pytest.mark.parametrize("code", TABLE)
def test_each_code_has_its_act_its_tries_its_mark_and_a_sentence_for_staff(code: str) -> None:
    meaning = meaning_of(code)

    assert (meaning.act, len(meaning.again_after), meaning.marks) == TABLE[code]
    assert meaning.staff.endswith(".")
    assert list(meaning.again_after) == sorted(meaning.again_after)
    assert not (meaning.act is Act.RETRY and not meaning.again_after)


@pytest.mark.parametrize("code", [code for code in TABLE if code.isdigit()])
def test_83_each_code_as_an_answer_refuses_or_keeps_the_message_in_its_place(
    settings: Settings, api: Api, code: str
) -> None:
    api.code = int(code) if len(code) == 3 else 400
    api.body = json.dumps({"code": int(code), "message": "to +15550177", "status": api.code})
    tries = TABLE[code][1]

    with pytest.raises(NotSent if tries else Refused) as raised:
        carrier(settings, api).send(MESSAGE)

    assert str(raised.value) == code


@pytest.mark.parametrize("code", [*(code for code in TABLE if code.isdigit()), UNHEARD_OF])
def test_83_each_code_as_a_report_is_followed(app: Flask, code: str) -> None:
    database = gateway_of(app).database
    with database.transaction() as session:
        message_id = make_outbound(session, make_contact(session)).id
    alarms = CARRIER_ALARMS.labels(code)._value
    before, asked_at = alarms.get(), datetime.now(UTC)
    act, tries, mark = TABLE.get(code, ("retry", 1, None))

    post(app, f"/twilio/status?o={message_id}", failed(new_sid(), code))

    with database.reading() as session:
        message = get_message(session, message_id)
        contact = get_contact(session, message.contact_id)
        # What may go once they write is the worker's to keep or to ask for.
        stands = MessageState.WAITING if act == Act.WAIT else MessageState.UNDELIVERED
        assert (message.state, message.error_code) == (stands, code)
        assert (message.next_at is not None) == (tries > 0)
        if message.next_at is not None:
            waited = message.next_at - asked_at
            first = meaning_of(code, reported=True).again_after[0]
            assert abs(waited - first) < timedelta(minutes=1)
        assert contact.undeliverable == (mark if mark != Mark.OPTED_OUT else None)
        assert (contact.opted_out_at is not None) == (mark == Mark.OPTED_OUT)
    assert alarms.get() - before == (1 if act == Act.PAGE else 0)


def failed(sid: str, code: str, status: str = "undelivered") -> dict[str, str]:
    return {
        "MessageSid": sid,
        "MessageStatus": status,
        "ErrorCode": code,
        "AccountSid": "AC" + "0" * 32,
        "To": "+15550177",
        "From": "+15550100",
    }


def test_83_an_answer_with_a_code_that_is_not_listed_is_refused(
    settings: Settings, api: Api
) -> None:
    api.code, api.body = 400, json.dumps({"code": 99999, "message": "new", "status": 400})

    with pytest.raises(Refused):
        carrier(settings, api).send(MESSAGE)
    assert meaning_of(UNHEARD_OF).act is Act.PAGE


def test_84_a_report_that_comes_twice_is_followed_once(app: Flask) -> None:
    database = gateway_of(app).database
    with database.transaction() as session:
        message_id = make_outbound(session, make_contact(session)).id
    sid, alarms = new_sid(), CARRIER_ALARMS.labels("30007")._value
    before = alarms.get()

    for _ in range(3):
        post(app, f"/twilio/status?o={message_id}", failed(sid, "30007"))

    assert alarms.get() - before == 1


def test_84_a_late_report_of_an_earlier_attempt_does_not_touch_the_present_one(app: Flask) -> None:
    database = gateway_of(app).database
    with database.transaction() as session:
        message_id = make_outbound(session, make_contact(session)).id
    first, second = new_sid(), new_sid()
    path = f"/twilio/status?o={message_id}"
    post(app, path, failed(first, "30003"))
    with database.transaction() as session:
        message = get_message(session, message_id)
        message.state, message.provider_sid = MessageState.SENDING, None

    post(app, path, failed(first, "30003"))
    post(app, path, failed(first, "30003", status="failed"))
    post(app, path, {**failed(second, ""), "MessageStatus": "sent"})
    post(app, path, failed(first, "30003"))

    with database.reading() as session:
        message = get_message(session, message_id)
        assert (message.state, message.provider_sid) == (MessageState.SENT, second)


def test_84_an_earlier_attempt_that_arrived_after_all_ends_the_retries(app: Flask) -> None:
    database = gateway_of(app).database
    with database.transaction() as session:
        message_id = make_outbound(session, make_contact(session)).id
    first, second = new_sid(), new_sid()
    path = f"/twilio/status?o={message_id}"
    post(app, path, failed(first, "30003"))
    with database.transaction() as session:
        message = get_message(session, message_id)
        message.state, message.provider_sid = MessageState.SENDING, None
    post(app, path, failed(second, "30003"))

    post(app, path, {**failed(first, ""), "MessageStatus": "delivered"})

    with database.reading() as session:
        message = get_message(session, message_id)
        assert (message.state, message.next_at) == (MessageState.DELIVERED, None)
