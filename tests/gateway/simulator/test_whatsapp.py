"""WhatsApp as Twilio carries it: contents with buttons and lists, taps, templates, 24 hours."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.end_to_end.installation import wait_for
from tests.gateway.simulator.conftest import ACCOUNT, TOKEN, Recorder, send, write

WHATSAPP = f"whatsapp:{FAMILY_NUMBER}"
QUESTION = {
    "friendly_name": "question",
    "language": "en",
    "variables": {"1": "Are they hurt?", "2": "Yes", "3": "No"},
    "types": {
        "twilio/quick-reply": {
            "body": "{{1}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "{{2}}", "id": "a1"},
                {"type": "QUICK_REPLY", "title": "{{3}}", "id": "a2"},
            ],
        }
    },
}
LIST = {
    "language": "en",
    "types": {
        "twilio/list-picker": {
            "body": "Who is held?",
            "button": "Choose",
            "items": [{"id": f"i{n}", "item": f"Person {n}", "description": ""} for n in range(9)],
        }
    },
}
TEMPLATE = {
    "language": "en",
    "variables": {"1": "soon"},
    "types": {"twilio/text": {"body": "There is news; write to us {{1}}."}},
}


def create(carrier_url: str, content: dict[str, Any]) -> requests.Response:
    """Creates a content as the gateway does: by JSON, with the account's credentials."""
    return requests.post(
        f"{carrier_url}/v1/Content", json=content, auth=(ACCOUNT, TOKEN), timeout=10
    )


def approve(carrier_url: str, sid: str, name: str) -> dict[str, Any]:
    """Hands a content to WhatsApp, and returns what became of that."""
    address = f"{carrier_url}/v1/Content/{sid}/ApprovalRequests"
    asked = {"name": name, "category": "UTILITY"}
    sent = requests.post(f"{address}/whatsapp", json=asked, auth=(ACCOUNT, TOKEN), timeout=10)
    assert sent.json()["status"] == "received"
    return dict(requests.get(address, auth=(ACCOUNT, TOKEN), timeout=10).json()["whatsapp"])


def shown(carrier_url: str) -> list[dict[str, Any]]:
    """Returns what the phone shows."""
    answer = requests.get(f"{carrier_url}/phone/messages", params={"address": WHATSAPP}, timeout=10)
    return list(answer.json()["messages"])


def test_buttons_are_shown_and_a_tap_comes_back_as_whatsapp_sends_it(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    sid = create(carrier_url, QUESTION).json()["sid"]
    variables = json.dumps({"1": "चोट लागेको छ?", "2": "छ"})
    sent = send(client, recorder, to=WHATSAPP, content_sid=sid, content_variables=variables)

    question = shown(carrier_url)[-1]
    assert question["body"] == "चोट लागेको छ?"
    assert [each["title"] for each in question["offer"]["choices"]] == ["छ", "No"]
    recorder.requests.clear()
    write(carrier_url, sender=WHATSAPP, reply_to=sent.sid, tap="a2")

    [form] = [form for path, form, _ in recorder.requests if path == "/twilio/inbound"]
    assert (form["Body"], form["ButtonText"], form["ButtonPayload"]) == ("No", "No", "a2")
    assert form["MessageType"] == "interactive"
    assert form["OriginalRepliedMessageSid"] == sent.sid


def test_a_row_of_a_list_comes_back_by_its_id_and_title(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    sid = create(carrier_url, LIST).json()["sid"]
    sent = send(client, recorder, to=WHATSAPP, content_sid=sid)
    offer = shown(carrier_url)[-1]["offer"]
    assert (offer["kind"], offer["opens"], len(offer["choices"])) == ("list", "Choose", 9)

    write(carrier_url, sender=WHATSAPP, reply_to=sent.sid, tap="i4")

    _, form, _ = next(each for each in recorder.requests[::-1] if each[0] == "/twilio/inbound")
    assert (form["ListId"], form["ListTitle"]) == ("i4", "Person 4")
    assert "ButtonPayload" not in form


def test_what_was_not_offered_cannot_be_tapped(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    sent = send(client, recorder, to=WHATSAPP)

    for tap in ("a1", "/restart"):
        answer = write(carrier_url, sender=WHATSAPP, reply_to=sent.sid, tap=tap)
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "changed",
    [
        {"types": {}},
        {"types": {"twilio/quick-reply": {"body": "x" * 1025, "actions": [{"title": "a"}]}}},
        {"types": {"twilio/quick-reply": {"body": "x", "actions": [{"title": "a" * 21}]}}},
        {"types": {"twilio/quick-reply": {"body": "x", "actions": [{"title": "a"}] * 11}}},
        {"types": {"twilio/list-picker": {"body": "x", "items": [{"item": "a", "id": "1"}]}}},
        {"language": None},
    ],
)
def test_a_content_that_whatsapp_could_not_show_is_refused(
    carrier_url: str, changed: dict[str, Any]
) -> None:
    answer = create(carrier_url, QUESTION | changed)

    assert (answer.status_code, answer.json()["code"]) == (400, 20001)


@pytest.mark.parametrize(
    ("sid", "variables", "code"),
    [("HX" + "0" * 32, "{}", 21655), (None, "no json", 21656), (None, '{"1": 5}', 21656)],
)
def test_a_content_that_is_not_there_or_does_not_fit_its_variables_is_refused(
    client: Client, carrier_url: str, recorder: Recorder, sid: str | None, variables: str, code: int
) -> None:
    sid = sid or create(carrier_url, QUESTION).json()["sid"]

    with pytest.raises(TwilioRestException) as failure:
        send(client, recorder, to=WHATSAPP, content_sid=sid, content_variables=variables)

    assert failure.value.code == code


def test_after_a_day_only_a_template_that_is_approved_reaches_the_phone(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    requests.post(f"{carrier_url}/phone/time", json={"hours": 25}, timeout=10).raise_for_status()
    sid = create(carrier_url, TEMPLATE).json()["sid"]

    tried = [send(client, recorder, to=WHATSAPP)]
    tried.append(send(client, recorder, to=WHATSAPP, content_sid=sid))
    assert approve(carrier_url, sid, "news_en")["status"] == "approved"
    tried.append(send(client, recorder, to=WHATSAPP, content_sid=sid))

    def ends() -> list[tuple[str, int | None]]:
        found = [client.messages(each.sid).fetch() for each in tried]
        return [(each.status, each.error_code) for each in found]

    wait_for(lambda: ends() == [("failed", 63016)] * 2 + [("read", None)], seconds=10, what="ends")
    assert shown(carrier_url)[-1]["body"] == "There is news; write to us soon."


def test_the_window_is_open_again_once_they_write(carrier_url: str) -> None:
    def is_open() -> bool:
        address = {"address": WHATSAPP}
        answer = requests.get(f"{carrier_url}/phone/messages", params=address, timeout=10)
        return bool(answer.json()["window_open"])

    assert not is_open()
    write(carrier_url, "hello", sender=WHATSAPP)
    assert is_open()
    requests.post(f"{carrier_url}/phone/time", json={"hours": 24}, timeout=10)
    assert not is_open()
    write(carrier_url, "hello again", sender=WHATSAPP)
    assert is_open()


def test_a_template_may_be_turned_down_and_a_list_can_be_none(carrier_url: str) -> None:
    sid = create(carrier_url, TEMPLATE).json()["sid"]
    assert approve(carrier_url, sid, "please_reject_this")["status"] == "rejected"

    listed = create(carrier_url, LIST).json()["sid"]
    address = f"{carrier_url}/v1/Content/{listed}/ApprovalRequests/whatsapp"
    asked = {"name": "who", "category": "UTILITY"}
    answer = requests.post(address, json=asked, auth=(ACCOUNT, TOKEN), timeout=10)
    assert answer.status_code == 400


def test_by_sms_a_content_is_its_text(client: Client, carrier_url: str, recorder: Recorder) -> None:
    sid = create(carrier_url, TEMPLATE).json()["sid"]

    assert send(client, recorder, content_sid=sid).body == "There is news; write to us soon."


def test_reports_of_whatsapp_name_its_channel(
    client: Client, carrier_url: str, recorder: Recorder
) -> None:
    write(carrier_url, "hello", sender=WHATSAPP)
    send(client, recorder, to=WHATSAPP)

    # Reports overtake one another, as Twilio's do.
    wait_for(lambda: "read" in recorder.statuses, seconds=10, what="the reports")
    [form] = [form for _, form, _ in recorder.requests if form.get("MessageStatus") == "read"]
    assert (form["ChannelToAddress"], form["ChannelPrefix"]) == (WHATSAPP, "whatsapp")
    assert (form["From"], form["EventType"]) == (f"whatsapp:{OWN_NUMBER}", "READ")


@pytest.mark.parametrize(
    ("sender", "user_id", "told"),
    [
        (WHATSAPP, "", {"WaId": FAMILY_NUMBER.removeprefix("+")}),
        (
            WHATSAPP,
            "NP.1349120865",
            {"WaId": FAMILY_NUMBER.removeprefix("+"), "ExternalUserId": "whatsapp:NP.1349120865"},
        ),
        ("whatsapp:NP.1349120865", "", {"ExternalUserId": "whatsapp:NP.1349120865"}),
    ],
)
def test_a_person_with_a_username_comes_with_an_id_and_maybe_without_a_number(
    carrier_url: str, recorder: Recorder, sender: str, user_id: str, told: dict[str, str]
) -> None:
    write(carrier_url, "hello", sender=sender, user_id=user_id)

    [(_, form, _)] = recorder.requests
    assert form["From"] == sender
    assert {name: form[name] for name in ("WaId", "ExternalUserId") if name in form} == told
