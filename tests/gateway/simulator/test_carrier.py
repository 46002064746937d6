"""The simulated carrier against Twilio's own client and validator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from gateway.twilio.sending import ApiClient
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.end_to_end.installation import wait_for
from tests.gateway.simulator.conftest import ACCOUNT, TOKEN, Recorder, send, switch, write


def test_a_message_is_accepted_listed_fetched_redacted_and_deleted(
    client: Client, recorder: Recorder
) -> None:
    sent = send(client, recorder, body="नमस्ते")

    assert (sent.status, sent.num_segments, sent.to) == ("queued", "1", FAMILY_NUMBER)
    since = datetime.now(UTC) - timedelta(minutes=1)
    listed = client.messages.list(to=FAMILY_NUMBER, from_=OWN_NUMBER, date_sent_after=since)
    assert [each.sid for each in listed] == [sent.sid]
    assert client.messages.list(to="+15550112") == []
    wait_for(
        lambda: client.messages(sent.sid).fetch().status == "delivered", seconds=10, what="delivery"
    )
    assert client.messages(sent.sid).update(body="").body == ""
    assert client.messages(sent.sid).delete()
    with pytest.raises(TwilioRestException):
        client.messages(sent.sid).fetch()


def test_reports_come_signed_and_in_order(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=f"whatsapp:{FAMILY_NUMBER}")
    recorder.requests.clear()
    sent = send(client, recorder, to=f"whatsapp:{FAMILY_NUMBER}")

    wait_for(lambda: len(recorder.requests) == 3, seconds=10, what="the reports")

    assert [form["MessageStatus"] for _, form, _ in recorder.requests] == [
        "sent",
        "delivered",
        "read",
    ]
    for path, form, signature in recorder.requests:
        assert path == "/twilio/status?o=abc"
        assert form["MessageSid"] == sent.sid
        assert RequestValidator(TOKEN).validate(recorder.url + path, form, signature)


@pytest.mark.parametrize(("account", "token"), [(ACCOUNT, "wrong"), ("AC" + "1" * 32, TOKEN)])
def test_wrong_credentials_are_refused(
    carrier_url: str, recorder: Recorder, account: str, token: str
) -> None:
    client = Client(account, token, http_client=ApiClient(carrier_url, 10))

    with pytest.raises(TwilioRestException) as failure:
        send(client, recorder)

    assert (failure.value.status, failure.value.code) == (401, 20003)


def test_what_a_phone_writes_reaches_the_gateway_signed(
    carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "  أخذوا ابني\nhelp", sender=f"whatsapp:{FAMILY_NUMBER}")

    [(path, form, signature)] = recorder.requests
    assert path == "/twilio/inbound"
    assert (form["Body"], form["From"]) == ("  أخذوا ابني\nhelp", f"whatsapp:{FAMILY_NUMBER}")
    assert form["WaId"] == FAMILY_NUMBER.removeprefix("+")
    assert RequestValidator(TOKEN).validate(recorder.url + path, form, signature)


def test_a_message_the_gateway_could_not_take_is_sent_again_under_its_sid(
    carrier_url: str, recorder: Recorder
) -> None:
    recorder.codes = [503, 500]

    write(carrier_url, "hello")

    wait_for(lambda: len(recorder.requests) == 3, seconds=15, what="the third try")
    assert len({form["MessageSid"] for _, form, _ in recorder.requests}) == 1


def test_a_message_the_gateway_refused_is_not_sent_again(
    carrier_url: str, recorder: Recorder
) -> None:
    recorder.codes = [403]

    assert write(carrier_url, "hello").json()["status"] == "failed"
    assert [path for path, _, _ in recorder.requests] == ["/twilio/inbound", "/fallback"]


def test_stop_ends_sending_by_sms_until_start(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, " Stop ")
    with pytest.raises(TwilioRestException) as refusal:
        send(client, recorder)
    assert refusal.value.code == 21610

    write(carrier_url, "START")

    assert send(client, recorder).status == "queued"


def test_a_send_can_be_taken_and_then_answered_with_an_error(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    switch(carrier_url, unknown_outcomes=1)

    with pytest.raises(TwilioRestException) as failure:
        send(client, recorder)

    assert failure.value.status == 500
    assert len(client.messages.list(to=FAMILY_NUMBER)) == 1


@pytest.mark.parametrize(
    ("content_type", "body", "code"),
    [
        ("text/plain", '{"from": "+15550177"}', 415),
        ("application/json", "[]", 400),
        ("application/json", '{"from": "+15550177", "to": "+15550199", "body": "x"}', 400),
        ("application/json", '{"from": 5, "to": "+15550100", "body": "x"}', 400),
    ],
)
def test_the_phone_takes_only_messages_it_can_send(
    carrier_url: str, content_type: str, body: str, code: int
) -> None:
    answer = requests.post(
        f"{carrier_url}/phone/send", data=body, headers={"Content-Type": content_type}, timeout=10
    )

    assert answer.status_code == code
