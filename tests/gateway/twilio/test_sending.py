"""What Twilio's answers mean for a message: each is refused, not sent, or of unknown outcome."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from gateway.carrier import NotSent, OutcomeUnknown, Outgoing, Refused
from gateway.twilio.sending import TwilioCarrier
from helpline.settings import Settings
from helpline.storage.kinds import Channel

MESSAGE = Outgoing("abc", Channel.WHATSAPP, "+15550177", "+15550100", "नमस्ते")
ACCEPTED = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"})


class Api:
    """An API that answers every request alike, or hangs up, or falls asleep."""

    def __init__(self) -> None:
        self.code, self.body = 201, ACCEPTED
        self.hang_up = self.sleep = False
        self.forms: list[dict[str, list[str]]] = []
        self.url = ""


@pytest.fixture
def api() -> Iterator[Api]:
    api = Api()
    woken = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            api.forms.append(parse_qs(body))
            if api.sleep:
                woken.wait(30)
            if api.hang_up or api.sleep:
                self.close_connection = True
                return
            self.send_response(api.code)
            self.send_header("Content-Length", str(len(api.body)))
            self.end_headers()
            self.wfile.write(api.body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield api
    woken.set()
    server.shutdown()
    server.server_close()
    thread.join()


def carrier(settings: Settings, api: Api) -> TwilioCarrier:
    return TwilioCarrier(replace(settings, twilio_api_base_url=api.url, lease_seconds=3))


def test_a_message_goes_out_with_prefixes_and_our_id_in_the_callback(
    settings: Settings, api: Api
) -> None:
    accepted = carrier(settings, api).send(MESSAGE)

    assert (accepted.sid, accepted.status) == ("SM" + "0" * 32, "queued")
    [form] = api.forms
    assert form["To"] == ["whatsapp:+15550177"]
    assert form["From"] == ["whatsapp:+15550100"]
    assert form["Body"] == ["नमस्ते"]
    assert form["StatusCallback"] == ["https://helpline.example/twilio/status?o=abc"]


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (400, 21211, Refused),
        (400, 21610, Refused),
        (400, 63016, Refused),
        (404, 20404, Refused),
        (401, 20003, NotSent),
        (429, 20429, NotSent),
        (500, 20500, OutcomeUnknown),
        (503, 20503, OutcomeUnknown),
    ],
)
def test_81_82_an_error_of_twilio_is_read_for_what_it_means(
    settings: Settings, api: Api, status: int, code: int, failure: type[Exception]
) -> None:
    api.code = status
    api.body = json.dumps({"code": code, "message": "to +15550177", "status": status})

    with pytest.raises(failure) as raised:
        carrier(settings, api).send(MESSAGE)

    assert "+15550177" not in str(raised.value)


@pytest.mark.parametrize("body", ["<html>", "{}", '{"sid": null}', ""])
def test_81_an_answer_that_cannot_be_read_leaves_the_outcome_unknown(
    settings: Settings, api: Api, body: str
) -> None:
    api.body = body

    with pytest.raises(OutcomeUnknown):
        carrier(settings, api).send(MESSAGE)


@pytest.mark.parametrize("fault", ["hang_up", "sleep"])
def test_81_a_connection_lost_after_sending_leaves_the_outcome_unknown(
    settings: Settings, api: Api, fault: str
) -> None:
    setattr(api, fault, True)

    with pytest.raises(OutcomeUnknown):
        carrier(settings, api).send(MESSAGE)


def test_81_a_refused_connection_sent_nothing(settings: Settings, api: Api) -> None:
    away = replace(settings, twilio_api_base_url="http://127.0.0.1:1")

    with pytest.raises(NotSent):
        TwilioCarrier(away).send(MESSAGE)
    with pytest.raises(NotSent):
        TwilioCarrier(away).list_sent(MESSAGE, since=datetime.now(UTC))
