"""A simulated carrier on a real port, and a gateway that keeps what it is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, request
from twilio.rest import Client
from werkzeug.serving import BaseWSGIServer, make_server

from gateway.simulator.app import create_app
from gateway.simulator.carrier import SimulatorConfig
from gateway.twilio.sending import ApiClient
from tests.builders import OWN_NUMBER

ACCOUNT = "AC" + "0" * 32
TOKEN = "token-of-tests"


@dataclass
class Recorder:
    """A gateway that answers with what `codes` holds, then 200, and keeps each request's form."""

    url: str = ""
    codes: list[int] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    def app(self) -> Flask:
        """Returns it as an application."""
        app = Flask(__name__)

        @app.post("/<path:path>")
        def take(path: str) -> tuple[str, int]:
            signature = request.headers.get("X-Twilio-Signature", "")
            self.requests.append((request.full_path.rstrip("?"), request.form.to_dict(), signature))
            return "", self.codes.pop(0) if self.codes else 200

        return app


def serve(app: Flask) -> tuple[BaseWSGIServer, threading.Thread, str]:
    """Serves an application on a free port and returns server, thread and address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
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
    config = SimulatorConfig(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        own_numbers=[OWN_NUMBER, f"whatsapp:{OWN_NUMBER}"],
        gateway_url=recorder.url,
        console_url=f"{recorder.url}/console/",
        host="127.0.0.1",
        port=0,
    )
    server, thread, url = serve(create_app(config))
    yield url
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def client(carrier_url: str) -> Client:
    """Twilio's own client, with nothing changed but the address it calls."""
    return Client(ACCOUNT, TOKEN, http_client=ApiClient(carrier_url, 10))
