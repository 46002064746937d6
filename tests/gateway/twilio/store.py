"""A web server on loopback that gives files as Twilio's API and its stores do, or as they must not:
each path answers with what its script says, and every request is remembered.
"""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Store:
    """A server with its address; `asked` holds (path, user name of the credentials or None)."""

    url: str = ""
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def gives(self, path: str, content: bytes, content_type: str = "image/jpeg") -> None:
        """Answers a path with a file."""
        self.answers[path] = answer(200, content, Content_Type=content_type)

    def leads(self, path: str, location: str, code: int = 307) -> None:
        """Answers a path with a redirect."""
        self.answers[path] = answer(code, b"", Location=location)


def answer(code: int, content: bytes = b"", **headers: str) -> Answer:
    """Returns what answers with a status, a body and headers."""

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in {"Content_Length": str(len(content)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return give


def endless(piece: bytes, code: int = 200, **headers: str) -> Answer:
    """Returns what writes a piece again and again, for as long as anybody listens."""

    def give(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        try:
            while True:
                request.wfile.write(piece)
        except OSError:
            return

    return give


def silent(request: BaseHTTPRequestHandler) -> None:
    """Says that a file comes, sends its beginning, and then nothing until it is hung up on."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"the beginning")
    request.wfile.flush()
    try:
        request.connection.recv(1)
    except OSError:
        return


@contextmanager
def serving_files(certificate: Path | None = None) -> Iterator[Store]:
    """Runs a server, over TLS if it is given a certificate with its key."""
    store = Store()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            store.asked.append((self.path, _user(self.headers.get("Authorization"))))
            store.answers.get(self.path.partition("?")[0], answer(404))(self)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    store.port = server.server_port
    store.url = f"{'https' if certificate else 'http'}://127.0.0.1:{store.port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield store
    server.shutdown()
    server.server_close()
    thread.join()


def leading(names: dict[str, list[str]], seen: list[str]) -> Callable[..., object]:
    """Returns a look-up by which names lead to the given addresses, one after another each time,
    the last for ever; what was looked up is added to `seen`.
    """
    looked_up = socket.getaddrinfo

    def getaddrinfo(host: object, port: object, *rest: object, **named: object) -> object:
        if host not in names:
            return looked_up(host, port, *rest, **named)  # type: ignore[arg-type]
        seen.append(str(host))
        address = names[str(host)].pop(0) if len(names[str(host)]) > 1 else names[str(host)][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    return getaddrinfo


def _user(authorization: str | None) -> str | None:
    if authorization is None:
        return None
    return base64.b64decode(authorization.partition(" ")[2]).decode().partition(":")[0]
