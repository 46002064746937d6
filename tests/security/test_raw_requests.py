"""What no browser sends, to the server that runs in production: requests that two servers might
read differently, bytes that are no text, and addresses that climb.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from helpline.settings import ROOT
from helpline.storage.database import Database

START = """
from gateway.app import create_app
from gateway.serving import serve
from helpline.settings import Settings
import os
settings = Settings.from_env(os.environ)
serve(lambda: create_app(settings), host="127.0.0.1", port=0, workers=1, threads=2)
"""
HOST = b"Host: helpline.example\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture
def server(environ: dict[str, str], database: Database) -> Iterator[int]:
    """The port of a gateway that runs as in production."""
    database.close()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.set_inheritable(True)
        process = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env=environ | {"HELPLINE_LISTEN_FD": str(listening.fileno())},
            pass_fds=[listening.fileno()],
        )
        yield listening.getsockname()[1]
    for each in [*psutil.Process(process.pid).children(recursive=True)]:
        each.kill()
    process.kill()
    process.wait()


@contextlib.contextmanager
def gone_is_no_fault() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOTCONN, errno.ECONNRESET, errno.EPIPE}:
            raise


def send(port: int, raw: bytes) -> bytes:
    """Returns everything that is answered to raw bytes until the server closes."""
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        # It may refuse, and be gone, before it has heard all: what it said until then counts.
        with gone_is_no_fault():
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
        with gone_is_no_fault():
            while part := connection.recv(65536):
                answer += part
    return answer


# What is sent, and the statuses that may come: an answer to one request, or none at all.
ODD = {
    "two lengths": (
        b"POST /twilio/inbound HTTP/1.1\r\n" + HOST + FORM
        + b"Content-Length: 5\r\nContent-Length: 0\r\n\r\nabcde",
        {400},
    ),
    "length and chunks": (
        b"POST /twilio/inbound HTTP/1.1\r\n" + HOST + FORM
        + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + b"GET /readyz HTTP/1.1\r\n\r\n",
        {400, 403, 411},
    ),
    "an encoding that is none": (
        b"POST /twilio/inbound HTTP/1.1\r\n" + HOST + FORM
        + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        {400, 403, 411, 501},
    ),
    "a negative length": (
        b"POST /twilio/inbound HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: -1\r\n\r\n",
        {400},
    ),
    "space before the colon": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"Content-Length : 5\r\n\r\n", {400},
    ),
    "a folded header": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: b\r\n c\r\n\r\n", {400},
    ),
    "a null byte in a header": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: b\0c\r\n\r\n", {400},
    ),
    "a null byte in the path": (b"GET /console/%00 HTTP/1.1\r\n" + HOST + b"\r\n", {303, 400, 404}),
    "bytes that are no text": (b"GET /\xff\xfe HTTP/1.1\r\n" + HOST + b"\r\n", {400, 404}),
    "escapes that are no text": (
        b"GET /console/referrals/%ff%fe HTTP/1.1\r\n" + HOST + b"\r\n", {303, 400, 404},
    ),
    "a header of a megabyte": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: " + b"a" * 1_000_000 + b"\r\n\r\n", {400, 431},
    ),
    "a thousand headers": (
        b"GET /healthz HTTP/1.1\r\n" + HOST + b"X-A: b\r\n" * 1000 + b"\r\n", {400, 431},
    ),
    "an address of a megabyte": (
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", {400, 414},
    ),
    "a path that climbs": (
        b"GET /console/static/../../../.env HTTP/1.1\r\n" + HOST + b"\r\n", {303, 404},
    ),
    "a path that climbs in escapes": (
        b"GET /console/static/..%2f..%2f..%2f.env HTTP/1.1\r\n" + HOST + b"\r\n", {303, 404},
    ),
    "no protocol": (b"GET /healthz\r\n\r\n", {400}),
    "a protocol that is none": (b"GET /healthz HTTP/9.9\r\n" + HOST + b"\r\n", {400, 505}),
    "another protocol's first bytes": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\r\n\r\n", {400}),
}  # fmt: skip


def test_what_no_browser_sends_is_refused_and_the_server_goes_on(server: int) -> None:
    for name, (raw, expected) in ODD.items():
        answer = send(server, raw)
        statuses = [int(part[:3]) for part in answer.split(b"HTTP/1.1 ")[1:] if part[:3].isdigit()]
        # Never two answers to what a proxy before it takes for one request.
        assert len(statuses) <= 1, (name, statuses)
        assert set(statuses) <= expected, (name, statuses)
        assert b"Traceback" not in answer, name
        assert b"helpline.db" not in answer, name
    assert b"200 OK" in send(
        server, b"GET /healthz HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    )
