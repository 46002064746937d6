"""Rasa's own server with our channel, in this process, and a client that signs as the gateway
does.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import socket
import threading
import time
import uuid
from functools import partial
from pathlib import Path
from typing import Any

import requests
from rasa.core.run import configure_app, create_http_input_channels, load_agent_on_start
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic

KEY = b"k" * 32


class Client:
    """Sends turns to a server at a URL."""

    def __init__(self, url: str, key: bytes = KEY) -> None:
        self.url = url
        self.key = key

    def turn(
        self, text: str, conversation: str = "c", message_id: str | None = None, **metadata: Any
    ) -> requests.Response:
        message_id = message_id or uuid.uuid4().hex
        about = {"language": "en", "channel": "sms", "text": text, **metadata}
        turn = {"conversation": conversation, "message_id": message_id, "text": text}
        return self.post(json.dumps({**turn, "metadata": about}).encode())

    def said(self, text: str, conversation: str = "c", **kwargs: Any) -> list[str]:
        response = self.turn(text, conversation, **kwargs)
        assert response.status_code == 200, response.text
        return [reply["text"] for reply in response.json()["replies"]]

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> requests.Response:
        headers = self.signed(body) if headers is None else headers
        return requests.post(f"{self.url}/bot/turn", data=body, headers=headers, timeout=30)

    def health(self) -> requests.Response:
        return requests.get(f"{self.url}/bot/health", timeout=30)

    def signed(self, body: bytes, *, at: float | None = None) -> dict[str, str]:
        stamp = str(int(time.time() if at is None else at))
        digest = hmac.new(self.key, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        return {"X-Helpline-Timestamp": stamp, "X-Helpline-Signature": f"v1={digest}"}


class RasaServer(Client):
    """Serves a model as `rasa run` does; the environment holds the keys and addresses."""

    def __init__(self, model: Path, endpoints: Path, credentials: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        Sanic._app_registry.clear()
        # Sanic rewrites its own methods when an app starts, and only so a second time in a process.
        Sanic.test_mode = True
        self._app = configure_app(
            create_http_input_channels(None, str(credentials)),
            enable_api=False,
            use_uvloop=False,
        )
        known = AvailableEndpoints.read_endpoints(str(endpoints))
        load = partial(load_agent_on_start, str(model), known, None)
        self._app.register_listener(load, "before_server_start")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        assert self._ready.wait(timeout=60)
        port = self._server.server.sockets[0].getsockname()[1]
        super().__init__(f"http://127.0.0.1:{port}")

    @property
    def strict(self) -> Any:
        """The processor that takes the turns, once there was one."""
        return self._app.ctx.input_channels[0]._strict

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(timeout=20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.close()

    async def _start(self) -> None:
        # A socket of our own: Sanic takes port 0 for none given, and then listens on 8000.
        listening = socket.create_server(("127.0.0.1", 0))
        self._server = await self._app.create_server(
            sock=listening, return_asyncio_server=True, access_log=False
        )
        await self._server.startup()
        await self._server.before_start()
        await self._server.after_start()
        await self._server.start_serving()

    async def _stop(self) -> None:
        await self._server.before_stop()
        await self._server.close()
        await self._server.after_stop()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
