"""What the carrier sends to the gateway: inbound messages and status reports, signed as Twilio
signs.
"""

from __future__ import annotations

import heapq
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

import requests
from twilio.request_validator import RequestValidator

from gateway.simulator.state import State, Text
from helpline.text.sms import count as count_parts

logger = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 15
# Twilio's retries under `rp=all`: up to three more tries within fifteen seconds.
_RETRY_AFTER = (0.5, 1.5, 4.0)
_SENT_AFTER = 0.3
_DELIVERED_AFTER = 0.7
_READ_AFTER = 1.2


@dataclass(order=True)
class _Job:
    due: float
    order: int
    run: Callable[[], None] = field(compare=False)


class Clockwork(threading.Thread):
    """Runs jobs at their time, each in a thread of its own so that a slow one delays no other."""

    def __init__(self) -> None:
        """Starts with nothing to do."""
        super().__init__(name="clockwork", daemon=True)
        self._jobs: list[_Job] = []
        self._order = count()
        self._changed = threading.Condition()

    def after(self, seconds: float, job: Callable[[], None]) -> None:
        """Runs a job after so many seconds."""
        with self._changed:
            heapq.heappush(self._jobs, _Job(time.monotonic() + seconds, next(self._order), job))
            self._changed.notify()

    def run(self) -> None:
        """Waits for jobs and runs them, for ever."""
        while True:
            threading.Thread(target=self._next().run, daemon=True).start()

    def _next(self) -> _Job:
        with self._changed:
            while True:
                if not self._jobs:
                    self._changed.wait()
                elif (left := self._jobs[0].due - time.monotonic()) > 0:
                    self._changed.wait(left)
                else:
                    return heapq.heappop(self._jobs)


class Webhooks:
    """Posts to the gateway, with retries and with the faults that are switched on."""

    def __init__(
        self, state: State, clockwork: Clockwork, *, account_sid: str, token: str, gateway_url: str
    ) -> None:
        """Takes what the carrier knows, and where and as whom it posts."""
        self._state = state
        self._clockwork = clockwork
        self._account_sid = account_sid
        self._validator = RequestValidator(token)
        self._gateway_url = gateway_url

    def deliver_inbound(self, text: Text, *, profile_name: str) -> None:
        """Posts a message from a phone, at once, and again until it is accepted or tries run
        out.
        """
        form = self._inbound_form(text, profile_name)
        address = f"{self._gateway_url}/twilio/inbound"
        for _ in range(self._state.faults.duplicates):
            self._clockwork.after(0.0, lambda: _ignore(self._post(address, form)))
        self._try_inbound(text, address, form, tries=0)

    def report(self, text: Text) -> None:
        """Reports what becomes of a message that the gateway sent, step by step."""
        if text.to.removeprefix("whatsapp:").endswith("30003"):
            steps = [(_SENT_AFTER, "sent", None), (_DELIVERED_AFTER, "undelivered", 30003)]
        else:
            steps = [(_SENT_AFTER, "sent", None), (_DELIVERED_AFTER, "delivered", None)]
            if text.to.startswith("whatsapp:"):
                steps.append((_READ_AFTER, "read", None))
        moments = [moment for moment, _, _ in steps]
        if self._state.faults.reverse_callbacks:
            moments.reverse()
        for moment, (_, status, error) in zip(moments, steps, strict=True):
            self._clockwork.after(moment, self._reporting(text, status, error))

    def _reporting(self, text: Text, status: str, error: int | None) -> Callable[[], None]:
        def report() -> None:
            if not self._state.faults.reverse_callbacks or status in ("delivered", "read"):
                self._state.set_status(text, status, error_code=error)
            if text.status_callback is None or self._state.faults.lose_callbacks:
                return
            form = self._status_form(text, status, error)
            for _ in range(1 + self._state.faults.duplicates):
                self._post(text.status_callback, form)

        return report

    def _try_inbound(
        self, text: Text, address: str, form: Mapping[str, str], *, tries: int
    ) -> None:
        code = self._post(address, form)
        if code is not None and code < 400:
            self._state.set_status(text, "accepted by the gateway")
        elif tries < len(_RETRY_AFTER) and (code is None or code >= 500):
            self._clockwork.after(
                _RETRY_AFTER[tries],
                lambda: self._try_inbound(text, address, form, tries=tries + 1),
            )
        else:
            self._state.set_status(text, "failed")

    def _post(self, address: str, form: Mapping[str, str]) -> int | None:
        signature = self._validator.compute_signature(address, form)
        try:
            return requests.post(
                address,
                data=form,
                headers={"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"},
                timeout=_TIMEOUT_SECONDS,
            ).status_code
        except requests.RequestException:
            return None

    def _inbound_form(self, text: Text, profile_name: str) -> dict[str, str]:
        form = {
            "SmsMessageSid": text.sid,
            "NumMedia": "0",
            "SmsSid": text.sid,
            "SmsStatus": "received",
            "Body": text.body,
            "To": text.to,
            "NumSegments": str(count_parts(text.body).parts),
            "MessageSid": text.sid,
            "AccountSid": self._account_sid,
            "From": text.sender,
            "ApiVersion": "2010-04-01",
        }
        if text.sender.startswith("whatsapp:"):
            number = text.sender.removeprefix("whatsapp:")
            form |= {
                "ProfileName": profile_name,
                "WaId": number.removeprefix("+"),
                "MessageType": "text",
                "ChannelMetadata": '{"type":"whatsapp","data":{"context":{}}}',
            }
        return form

    def _status_form(self, text: Text, status: str, error: int | None) -> dict[str, str]:
        form = {
            "SmsSid": text.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": text.to,
            "MessageSid": text.sid,
            "AccountSid": self._account_sid,
            "From": text.sender,
            "ApiVersion": "2010-04-01",
        }
        if error is not None:
            form["ErrorCode"] = str(error)
        if text.to.startswith("whatsapp:"):
            form |= {"ChannelPrefix": "whatsapp", "EventType": status.upper()}
        return form


def _ignore(_code: int | None) -> None:
    """Drops the answer to a duplicate: the first one decides."""
