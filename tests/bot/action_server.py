"""A small real action server that the tests tell when, and how, to fail."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What a failing call answers: status, content type, body. None closes the line without an answer.
FAULTS: dict[str, tuple[int, str, str] | None] = {
    "an error": (500, "application/json", '{"error": "ValueError"}'),
    "no such action": (404, "application/json", '{"error": "x", "action_name": "x"}'),
    "forbidden": (403, "application/json", '{"error": "forbidden"}'),
    "a refusal that names no action": (400, "application/json", '{"error": "Bad Request"}'),
    "a page": (200, "text/html", "<html>hello</html>"),
    "cut JSON": (200, "application/json", '{"events": [{"ev'),
    "events that are none": (200, "application/json", '{"events": "x", "responses": []}'),
    "an unknown event": (200, "application/json", '{"events": [{"event": "x"}], "responses": []}'),
    "an unknown response": (
        200, "application/json", '{"events": [], "responses": [{"response": "utter_nowhere"}]}',
    ),
    "a value missing": (
        200, "application/json", '{"events": [], "responses": [{"response": "utter_received"}]}',
    ),
    "a closed line": None,
}  # fmt: skip


class ActionServer:
    """Serves the actions of tests/bot/assistant; `faults` names how an action fails, by its
    name.
    """

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self.calls: Counter[tuple[str, str]] = Counter()
        self.tokens: set[str | None] = set()
        # How many connections were made, and how many calls still to close theirs unread, as a
        # server does that is replaced.
        self.lines = 0
        self.hang_ups = 0
        # Closed by a test, it keeps every action waiting.
        self.gate = threading.Event()
        self.gate.set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def close(self) -> None:
        self.gate.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def answer(self, call: dict[str, Any]) -> tuple[int, str, str] | None:
        name, tracker = call["next_action"], call["tracker"]
        self.calls[name, tracker["latest_message"]["message_id"]] += 1
        self.gate.wait(timeout=20)
        fault = self.faults.get(name)
        if fault == "a rejection":
            body = {"error": "not now", "action_name": name}
            return 400, "application/json", json.dumps(body)
        if fault is not None:
            return FAULTS[fault]
        events, responses = getattr(self, f"_{name}")(tracker)
        body = {"events": events, "responses": responses}
        return 200, "application/json", json.dumps(body)

    def _validate_report_form(self, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        asked = tracker["slots"]["requested_slot"]
        message = tracker["latest_message"]
        if asked is None or message["intent"]["name"] == "ask_privacy":
            return [], []
        return [{"event": "slot", "name": asked, "value": message["text"]}], []

    def _action_submit(self, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        said = {"response": "utter_received", "reference": "R-1"}
        return [{"event": "slot", "name": "reference", "value": "R-1"}], [said]

    def _action_status(self, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        return [], [
            {"text": "तयार पाठ {place}", "language": "ne", "law": {"entry": "e", "version": 1}}
        ]

    def _action_default_fallback(self, tracker: dict[str, Any]) -> tuple[list[Any], list[Any]]:
        return [{"event": "rewind"}], [{"response": "utter_not_understood", "language": "ne"}]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.lines += 1

            def do_POST(self) -> None:
                if server.hang_ups:
                    server.hang_ups -= 1
                    self.close_connection = True
                    return
                server.tokens.add(self.headers.get("X-Helpline-Token"))
                call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                answer = server.answer(call)
                if answer is None:
                    self.close_connection = True
                    return
                status, kind, body = answer
                content = body.encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
