"""An installed system on loopback for `helpline doctor`: TLS in front of the real gateway, a bot
and actions that say that they are ready, and Twilio's account beside the simulated carrier.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from gateway.cli import main
from gateway.simulator.app import create_app as create_simulator
from gateway.simulator.carrier import SimulatorConfig
from tests.builders import OWN_NUMBER

HOST = "helpline.example"
_DATES = dict.fromkeys(("date_created", "date_updated"), "Mon, 23 Nov 2026 08:00:00 +0000")
OVERRIDES = "#ct=1500&rt=3000&rc=3&rp=all"


@dataclass
class Installed:
    """The environment of an installation, and what a test may break of it."""

    environ: dict[str, str]
    twilio: Twilio
    certificate: Path

    def findings(self, *arguments: str) -> list[dict[str, str]]:
        """Runs `helpline doctor` and returns what it found."""
        ran = CliRunner(env=dict(self.environ)).invoke(main, ["doctor", "--json", *arguments])
        told = json.loads(ran.output)
        assert ran.exit_code == (1 if told["broken"] else 0)
        return list(told["findings"])

    def broken(self, *arguments: str) -> list[dict[str, str]]:
        """Runs `helpline doctor` and returns what is broken."""
        return [each for each in self.findings(*arguments) if each["level"] == "broken"]


@dataclass
class Twilio:
    """What Twilio knows of the account: a number and a WhatsApp sender, both set up well."""

    account_sid: str
    token: str
    webhook: str = ""
    status: str = "active"
    type: str = "Full"
    skew: timedelta = timedelta()
    numbers: list[dict[str, Any]] = field(default_factory=list)
    senders: list[dict[str, Any]] = field(default_factory=list)

    def set_up(self, webhook: str) -> None:
        """Points number and sender to a webhook."""
        self.webhook = webhook
        self.numbers = [number(OWN_NUMBER, webhook)]
        hook = {"callback_url": webhook, "callback_method": "POST"}
        sender = f"whatsapp:{OWN_NUMBER}"
        self.senders = [{"sender_id": sender, "status": "ONLINE", "webhook": hook}]

    def now(self) -> datetime:
        """Returns what Twilio's clock shows."""
        return datetime.now(UTC) + self.skew

    def app(self, gateway_url: str) -> Flask:
        """Returns the simulated carrier with the account's own pages of Twilio's API added."""
        app = create_simulator(
            SimulatorConfig(
                self.account_sid, self.token, [OWN_NUMBER], gateway_url, gateway_url, "", 0
            )
        )
        account = f"/2010-04-01/Accounts/{self.account_sid}"

        def guarded(answer: Callable[[], dict[str, Any]]) -> Callable[[], Any]:
            def answered() -> Any:
                given = request.authorization
                if given is None or given.password != self.token:
                    return jsonify(code=20003, message="Authenticate", status=401), 401
                return jsonify(answer())

            return answered

        def add(path: str, answer: Callable[[], dict[str, Any]]) -> None:
            app.add_url_rule(path, path, guarded(answer))

        add(f"{account}.json", lambda: {"status": self.status, "type": self.type} | _DATES)
        add(f"{account}/IncomingPhoneNumbers.json", lambda: _page("incoming_phone_numbers", self))
        add("/v2/Channels/Senders", lambda: {"senders": self.senders, "meta": {"key": "senders"}})

        return app


def number(own: str, webhook: str, **changes: Any) -> dict[str, Any]:
    """Returns an incoming number as Twilio lists it."""
    listed = {
        "phone_number": own,
        "sms_url": webhook,
        "sms_method": "POST",
        "sms_application_sid": "",
        "capabilities": {"sms": True, "voice": True},
    }
    return listed | changes | _DATES


def answering(*codes: tuple[str, int]) -> Flask:
    """Returns an application that answers each of some paths with a status, whatever the method."""
    app = Flask(__name__)
    for path, code in codes:
        app.add_url_rule(
            path, path, lambda code=code: ("", code, {"Location": "/"}), methods=["GET", "POST"]
        )
    return app


@contextmanager
def serving(
    app: Any,
    certificate: Path | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[int]:
    """Serves an application on loopback, with TLS if it is given a certificate; yields the port."""

    class Handler(WSGIRequestHandler):
        def date_time_string(self, timestamp: float | None = None) -> str:
            return format_datetime(now(), usegmt=True)

    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, ssl_context=context, request_handler=Handler
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def make_certificate(path: Path) -> Path:
    """Writes a certificate for HOST that signs itself, with its key, and returns where."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    path.write_bytes(
        certificate.public_bytes(encoding)
        + key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path


def only_host_leads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets HOST lead to this machine, and every other name under .example nowhere."""
    looked_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        if isinstance(host, str) and host.endswith(".example") and host != HOST:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return looked_up("127.0.0.1" if host == HOST else host, *arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def _page(name: str, twilio: Twilio) -> dict[str, Any]:
    return {name: twilio.numbers, "page": 0, "page_size": 50, "next_page_uri": None, "uri": ""}
