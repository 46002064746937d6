"""The carrier of the benchmark: phones that write and a Twilio that takes answers, in one event
loop, so that it costs the machine little beside what is measured.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

Result = TypeVar("Result")

OWN_NUMBER = "+15550100"
# Twilio waits this long for a webhook, and tries again within the same time.
PATIENCE_SECONDS = 15.0
_RETRY_AFTER = (0.5, 1.5, 4.0)
# When a message is reported to have left, and to have arrived.
_REPORTS = ((0.05, "sent"), (0.25, "delivered"))


@dataclass
class Written:
    """A message from a phone: when it was written and acknowledged (seconds of one clock), and how
    the last try ended (an HTTP status, 0 for none).
    """

    at: float
    acknowledged: float = 0.0
    status: int = 0

    @property
    def seconds(self) -> float:
        """How long the acknowledgement took, tries included."""
        return self.acknowledged - self.at


@dataclass
class Phone:
    """What went through one phone."""

    written: list[Written] = field(default_factory=list)
    replies: list[float] = field(default_factory=list)
    rang: asyncio.Event = field(default_factory=asyncio.Event)


class Carrier:
    """Twilio and all phones, in a thread of its own; `call` runs what phones do in its loop."""

    def __init__(self, port: int, *, account: str, token: str, api_seconds: float = 0.0) -> None:
        """Takes the port of the API, the account, and how long the API takes to answer."""
        self.url = f"http://127.0.0.1:{port}"
        self.phones: defaultdict[str, Phone] = defaultdict(Phone)
        self.webhook = ""
        self.api_seconds = api_seconds
        self._account, self._port = account, port
        self._validator = RequestValidator(token)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._reports: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Begins to listen."""
        self._thread.start()
        self.call(self._listen())

    def stop(self) -> None:
        """Ends."""
        self.call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def call(self, doing: Awaitable[Result]) -> Result:
        """Runs something in the carrier's loop and returns what it returns."""

        async def run() -> Result:
            return await doing

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result()

    async def write(self, number: str, body: str) -> Written:
        """Posts a message from a phone to the webhook, as often as Twilio would; returns it."""
        phone = self.phones[number]
        written = Written(time.perf_counter())
        phone.written.append(written)
        phone.rang.clear()
        form = self._form(number, body)
        for pause in (*_RETRY_AFTER, None):
            written.status = await self._post(self.webhook, form)
            written.acknowledged = time.perf_counter()
            if 0 < written.status < 500 or pause is None or written.seconds > PATIENCE_SECONDS:
                break
            await asyncio.sleep(pause)
        return written

    async def answer(self, number: str, *, seconds: float) -> float | None:
        """Returns how long the first answer to a phone's last message took, None if none came."""
        phone = self.phones[number]
        last = phone.written[-1].at
        while not (phone.replies and phone.replies[-1] > last):
            phone.rang.clear()
            try:
                await asyncio.wait_for(phone.rang.wait(), seconds - (time.perf_counter() - last))
            except TimeoutError:
                return None
        return next(reply for reply in phone.replies if reply > last) - last

    def _form(self, number: str, body: str) -> dict[str, str]:
        sid = f"SM{secrets.token_hex(16)}"
        places = ("City", "State", "Zip", "Country")
        return {
            "SmsMessageSid": sid, "SmsSid": sid, "MessageSid": sid, "AccountSid": self._account,
            "SmsStatus": "received", "ApiVersion": "2010-04-01", "NumMedia": "0",
            "NumSegments": "1", "From": number, "To": OWN_NUMBER, "Body": body,
            **{f"{end}{place}": "" for end in ("From", "To") for place in places},
        }  # fmt: skip

    async def _post(self, address: str, form: Mapping[str, str]) -> int:
        signature = self._validator.compute_signature(address, form)
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        try:
            async with self._session.post(address, data=form, headers=headers) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError):
            return 0

    async def _take(self, request: web.Request) -> web.Response:
        if self.api_seconds:
            await asyncio.sleep(self.api_seconds)
        form = {name: str(value) for name, value in (await request.post()).items()}
        sid, number = f"SM{secrets.token_hex(16)}", form["To"]
        phone = self.phones[number]
        phone.replies.append(time.perf_counter())
        phone.rang.set()
        callback = form.get("StatusCallback")
        if callback is not None:
            task = asyncio.create_task(self._report(callback, sid, number))
            self._reports.add(task)
            task.add_done_callback(self._reports.discard)
        return web.json_response(self._resource(sid, form), status=201)

    async def _report(self, callback: str, sid: str, number: str) -> None:
        for pause, status in _REPORTS:
            await asyncio.sleep(pause)
            form = {
                "SmsSid": sid, "MessageSid": sid, "AccountSid": self._account, "To": number,
                "From": OWN_NUMBER, "SmsStatus": status, "MessageStatus": status,
                "ApiVersion": "2010-04-01",
            }  # fmt: skip
            await self._post(callback, form)

    def _resource(self, sid: str, form: Mapping[str, str]) -> dict[str, Any]:
        return {
            "sid": sid, "account_sid": self._account, "status": "queued", "to": form["To"],
            "from": form.get("From"), "body": form.get("Body", ""), "direction": "outbound-api",
            "num_segments": "1", "num_media": "0", "api_version": "2010-04-01",
            "error_code": None, "error_message": None, "price": None, "price_unit": "USD",
            "date_created": None, "date_sent": None, "date_updated": None, "uri": "",
            "messaging_service_sid": None, "subresource_uris": {},
        }  # fmt: skip

    async def _list(self, request: web.Request) -> web.Response:
        return web.json_response({"messages": [], "page": 0, "page_size": 50, "uri": request.path})

    async def _one(self, request: web.Request) -> web.Response:
        return web.json_response(
            self._resource(request.match_info["sid"], {"To": ""}) | {"status": "delivered"}
        )

    async def _listen(self) -> None:
        # Twilio opens a connection for each webhook; so nobody's idle connections matter here.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True),
            timeout=aiohttp.ClientTimeout(total=PATIENCE_SECONDS),
        )
        app = web.Application()
        messages = f"/2010-04-01/Accounts/{self._account}/Messages"
        app.router.add_post(f"{messages}.json", self._take)
        app.router.add_get(f"{messages}.json", self._list)
        app.router.add_get(f"{messages}/{{sid}}.json", self._one)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, backlog=1024).start()

    async def _end(self) -> None:
        for task in self._reports:
            task.cancel()
        await self._session.close()
        await self._runner.cleanup()
