"""A simulated carrier on a real port, and a gateway that keeps what it is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from flask import Flask, request
from twilio.rest import Client
from werkzeug.serving import BaseWSGIServer, make_server

from gateway.simulator.app import create_app
from gateway.simulator.carrier import SimulatorConfig
from gateway.twilio.sending import ApiClient
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.end_to_end.installation import free_port
from tests.gateway.twilio.described import Watch

ACCOUNT = "AC" + "0" * 32
TOKEN = "token-of-tests"
# Reports come this much faster than on a phone.
PACE = 0.1


@dataclass
class Recorder:
    """A gateway that answers with what `codes` holds, then 200, and keeps each request's form."""

    url: str = ""
    codes: list[int] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def app(self) -> Flask:
        """Returns it as an application."""
        app = Flask(__name__)

        @app.post("/<path:path>")
        def take(path: str) -> tuple[str, int]:
            signature = request.headers.get("X-Twilio-Signature", "")
            self.requests.append((request.full_path.rstrip("?"), request.form.to_dict(), signature))
            self.tokens.append(request.headers.get("I-Twilio-Idempotency-Token", ""))
            return "", self.codes.pop(0) if self.codes else 200

        return app

    @property
    def statuses(self) -> list[str]:
        """The statuses that were reported, in the order in which they came."""
        return [form["MessageStatus"] for _, form, _ in self.requests if "MessageStatus" in form]


def serve(app: Flask, port: int = 0) -> tuple[BaseWSGIServer, threading.Thread, str]:
    """Serves an application on a free port and returns server, thread and address."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    return server, thread, f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    recorder = Recorder()
    server, thread, recorder.url = serve(recorder.app())
    yield recorder
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def carrier_url(recorder: Recorder) -> Iterator[str]:
    """The simulator's address; every call of its API is held against Twilio's description."""
    port = free_port()
    config = SimulatorConfig(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        own_numbers=[OWN_NUMBER, f"whatsapp:{OWN_NUMBER}"],
        gateway_url=recorder.url,
        console_url=f"{recorder.url}/console/",
        host="127.0.0.1",
        port=port,
        pace=PACE,
        fallback_url=f"{recorder.url}/fallback",
    )
    app = create_app(config)
    watch = Watch(app)
    server, thread, url = serve(app, port)
    yield url
    server.shutdown()
    thread.join()
    server.server_close()
    assert watch.problems == []


@pytest.fixture
def client(carrier_url: str) -> Client:
    """Twilio's own client, with nothing changed but the address it calls."""
    return Client(ACCOUNT, TOKEN, http_client=ApiClient(carrier_url, 10))


def send(
    client: Client, recorder: Recorder, *, to: str = FAMILY_NUMBER, body: str = "hello", **more: Any
) -> Any:
    """Sends as the gateway does, by SMS or WhatsApp."""
    prefix = "whatsapp:" if to.startswith("whatsapp:") else ""
    words = {} if "content_sid" in more else {"body": body}
    return client.messages.create(
        to=to,
        from_=prefix + OWN_NUMBER,
        status_callback=f"{recorder.url}/twilio/status?o=abc",
        **words,
        **more,
    )


def write(
    carrier_url: str, body: str = "", *, sender: str = FAMILY_NUMBER, **more: Any
) -> requests.Response:
    """Writes on a phone."""
    prefix = "whatsapp:" if sender.startswith("whatsapp:") else ""
    message = {"from": sender, "to": prefix + OWN_NUMBER, "body": body, **more}
    return requests.post(f"{carrier_url}/phone/send", json=message, timeout=20)


def switch(carrier_url: str, **faults: int) -> None:
    """Switches faults."""
    requests.post(f"{carrier_url}/phone/faults", json=faults, timeout=10).raise_for_status()
