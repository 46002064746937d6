"""What goes wrong on purpose: every code by a number's ending, and faults that are switched."""

from __future__ import annotations

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from gateway.simulator.refusals import is_answered, send_codes
from gateway.twilio.errors import codes
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.end_to_end.installation import wait_for
from tests.gateway.simulator.conftest import Recorder, send, switch, write

ANSWERED = [code for code in send_codes() if is_answered(code)]
REPORTED = [code for code in send_codes() if not is_answered(code)]
HTTP = {20429: 429, 20003: 401, 20404: 404}


def test_every_code_that_a_send_can_give_can_be_had_by_a_number() -> None:
    listed = {int(code) for code in codes() if code.isdigit() and len(code) == 5}

    assert listed - set(send_codes()) == {20009, 11200, 11205, 12100}


@pytest.mark.parametrize("code", ANSWERED)
def test_a_number_that_ends_in_a_code_of_an_answer_is_refused_with_it(
    client: Client, recorder: Recorder, code: int
) -> None:
    with pytest.raises(TwilioRestException) as failure:
        send(client, recorder, to=f"+1555{code}")

    assert (failure.value.code, failure.value.status) == (code, HTTP.get(code, 400))


@pytest.mark.parametrize("code", REPORTED)
def test_a_number_that_ends_in_a_code_of_a_report_is_taken_and_then_fails_with_it(
    client: Client, recorder: Recorder, code: int
) -> None:
    send(client, recorder, to=f"+1555{code}")

    wait_for(lambda: "ErrorCode" in (recorder.requests or [("", {}, "")])[-1][1], seconds=10,
             what="the report")  # fmt: skip
    _, form, _ = recorder.requests[-1]
    assert form["ErrorCode"] == str(code)
    assert form["MessageStatus"] == form["SmsStatus"] in ("failed", "undelivered")


@pytest.mark.parametrize("code", [21408, 30007, 63018])
def test_every_send_can_be_made_to_fail_with_a_code(
    client: Client, carrier_url: str, recorder: Recorder, code: int
) -> None:
    switch(carrier_url, fail_with=code)

    if is_answered(code):
        with pytest.raises(TwilioRestException) as failure:
            send(client, recorder)
        assert failure.value.code == code
    else:
        sent = send(client, recorder)
        wait_for(lambda: client.messages(sent.sid).fetch().error_code == code, seconds=10,
                 what="the failure")  # fmt: skip


def test_a_message_is_not_deleted_while_it_is_on_its_way(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    switch(carrier_url, delay_seconds=60)
    sent = send(client, recorder)

    for refused in (lambda: sent.delete(), lambda: sent.update(body="")):
        with pytest.raises(TwilioRestException) as failure:
            refused()
        assert (failure.value.code, failure.value.status) == (20009, 409)


def test_what_a_lost_webhook_did_not_bring_stands_in_the_list(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    switch(carrier_url, lose_webhooks=1)

    sid = write(carrier_url, "hello").json()["sid"]

    assert recorder.requests == []
    [listed] = client.messages.list(to=OWN_NUMBER)
    assert (listed.sid, listed.direction, listed.status) == (sid, "inbound", "received")


def test_a_message_that_was_handed_to_nobody_is_told_to_the_fallback_and_on_the_phone(
    carrier_url: str, recorder: Recorder
) -> None:
    recorder.codes = [500, 500, 500, 500]

    write(carrier_url, "hello")

    wait_for(lambda: len(recorder.requests) == 5, seconds=20, what="the fallback")
    path, form, _ = recorder.requests[-1]
    assert (path, form["ErrorCode"]) == ("/fallback", "11200")
    assert form["ErrorUrl"] == f"{recorder.url}/twilio/inbound"
    assert len(set(recorder.tokens[:4])) == 1
    shown = requests.get(
        f"{carrier_url}/phone/messages", params={"address": FAMILY_NUMBER}, timeout=10
    ).json()
    assert [note["code"] for note in shown["notes"]] == [11200]
    assert [message["status"] for message in shown["messages"]] == ["failed"]


def test_reports_come_twice_and_reversed_when_that_is_switched_on(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    switch(carrier_url, duplicates=1, reverse_callbacks=1)
    sent = send(client, recorder)

    wait_for(lambda: len(recorder.statuses) == 4, seconds=10, what="the reports")

    assert recorder.statuses == ["delivered", "delivered", "sent", "sent"]
    assert client.messages(sent.sid).fetch().status == "delivered"


def test_reports_are_lost_when_that_is_switched_on(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    switch(carrier_url, lose_callbacks=1)
    sent = send(client, recorder)

    wait_for(
        lambda: client.messages(sent.sid).fetch().status == "delivered", seconds=10, what="delivery"
    )
    assert recorder.requests == []


@pytest.mark.parametrize("wrong", [{"no_such": 1}, {"duplicates": "1"}, {"duplicates": -1}])
def test_only_faults_that_there_are_can_be_switched(
    carrier_url: str, wrong: dict[str, object]
) -> None:
    answer = requests.post(f"{carrier_url}/phone/faults", json=wrong, timeout=10)

    assert answer.status_code == 400
    assert requests.get(f"{carrier_url}/phone/faults", timeout=10).json()["duplicates"] == 0
