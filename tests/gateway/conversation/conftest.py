"""A bot and a carrier that do as they are told, over real HTTP where the real ones are reached
so.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from gateway.carrier import Accepted, Outgoing
from helpline.storage.tables import new_id


@dataclass
class ScriptedBot:
    """Answers turns with what its script holds: a body to send, or a status code alone."""

    url: str = ""
    script: list[int | dict[str, Any] | str] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, turn: dict[str, Any]) -> tuple[int, bytes]:
        """Returns code and body for a turn, and remembers it."""
        self.turns.append(turn)
        step = self.script.pop(0) if self.script else {"replies": [{"text": "We are here."}]}
        if isinstance(step, int):
            return step, b"{}"
        if isinstance(step, str):
            return 200, step.encode()
        return 200, json.dumps({"message_id": turn["message_id"], **step}).encode()


@pytest.fixture
def scripted_bot() -> Iterator[ScriptedBot]:
    bot = ScriptedBot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            code, answer = bot.answer(json.loads(body))
            self.send_response(code)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bot.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield bot
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class ScriptedCarrier:
    """Accepts messages, or raises what its script holds; `taken` is what has reached phones."""

    script: list[Exception | None] = field(default_factory=list)
    taken: list[tuple[str, Outgoing]] = field(default_factory=list)
    takes_before_failing: bool = False

    def send(self, message: Outgoing) -> Accepted:
        """Takes a message."""
        step = self.script.pop(0) if self.script else None
        if step is not None and not self.takes_before_failing:
            raise step
        sid = f"SM{new_id()}"
        self.taken.append((sid, message))
        if step is not None:
            raise step
        return Accepted(sid, "queued")

    def list_sent(self, message: Outgoing, *, since: object) -> list[Accepted]:
        """Returns what was taken with the same address and words."""
        return [
            Accepted(sid, "sent")
            for sid, taken in self.taken
            if (taken.to, taken.body) == (message.to, message.body)
        ]

    def is_opt_out(self, code: str) -> bool:
        """Whether a code is Twilio's for an opt-out."""
        return code == "21610"

    @property
    def bodies(self) -> list[str]:
        """What reached phones, in order."""
        return [message.body for _, message in self.taken]


@pytest.fixture
def carrier() -> ScriptedCarrier:
    return ScriptedCarrier()
