"""What the carrier hands to the gateway: inbound messages and status reports, signed as Twilio
signs, and tried again as Twilio tries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import requests
from twilio.request_validator import RequestValidator

from gateway.simulator.clockwork import Clockwork
from gateway.simulator.forms import inbound_form, status_form
from gateway.simulator.state import State, Text, new_sid

_TIMEOUT_SECONDS = 15
# Twilio's retries under `rp=all`: up to three more tries within fifteen seconds.
_RETRY_AFTER = (0.5, 1.5, 4.0)
# What Twilio writes into its error log: the webhook answered with an error, or not at all.
_ANSWERED_WITH_ERROR, _NOT_CONNECTED = 11200, 11205


class Outlet(Protocol):
    """Where the carrier hands over what phones write and what became of messages to them."""

    def hand_in(self, text: Text) -> None:
        """Hands over a message from a phone."""
        ...

    def report(self, text: Text, status: str, error_code: int | None) -> None:
        """Reports a step of a message to a phone."""
        ...


class Webhooks:
    """Posts to the gateway, with retries and with the faults that are switched on."""

    def __init__(
        self,
        state: State,
        clockwork: Clockwork,
        *,
        account_sid: str,
        token: str,
        gateway_url: str,
        api_url: str,
        fallback_url: str,
        pace: float,
    ) -> None:
        """Takes what the carrier knows, where and as whom it posts, where its own API is, the
        address that is told when the gateway takes no message ("" for none), and by how much the
        waits between tries are slowed.
        """
        self._state = state
        self._clockwork = clockwork
        self._account_sid = account_sid
        self._validator = RequestValidator(token)
        self._gateway_url = gateway_url
        self._api_url = api_url
        self._fallback_url = fallback_url
        self._pace = pace

    def hand_in(self, text: Text) -> None:
        """Posts a message from a phone, at once, and again until it is accepted or tries run
        out.
        """
        form = inbound_form(text, account_sid=self._account_sid, media_base=self._api_url)
        address = f"{self._gateway_url}/twilio/inbound"
        for _ in range(self._state.faults.duplicates):
            self._clockwork.after(0.0, lambda: _ignore(self._post(address, form)))
        self._try(text, address, form, token=new_sid(""), tries=0)

    def report(self, text: Text, status: str, error_code: int | None) -> None:
        """Posts a step of a message to the address that came with it, if one did."""
        if text.status_callback is None:
            return
        form = status_form(text, status, account_sid=self._account_sid, error_code=error_code)
        for _ in range(1 + self._state.faults.duplicates):
            self._post(text.status_callback, form)

    def _try(
        self, text: Text, address: str, form: Mapping[str, str], *, token: str, tries: int
    ) -> None:
        code = self._post(address, form, token=token)
        if code is not None and code < 400:
            self._state.set_status(text, "accepted by the gateway")
        elif tries < len(_RETRY_AFTER) and (code is None or code >= 500):
            self._clockwork.after(
                self._pace * _RETRY_AFTER[tries],
                lambda: self._try(text, address, form, token=token, tries=tries + 1),
            )
        else:
            self._give_up(text, address, form, code)

    def _give_up(self, text: Text, address: str, form: Mapping[str, str], code: int | None) -> None:
        error = _NOT_CONNECTED if code is None else _ANSWERED_WITH_ERROR
        self._state.set_status(text, "failed", error_code=error)
        self._state.note(
            text.sender, "Twilio could not hand this message to the helpline.", code=error
        )
        if self._fallback_url:
            told = {**form, "ErrorCode": str(error), "ErrorUrl": address}
            self._post(self._fallback_url, told)

    def _post(self, address: str, form: Mapping[str, str], *, token: str = "") -> int | None:
        signature = self._validator.compute_signature(address, form)
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        if token:
            headers["I-Twilio-Idempotency-Token"] = token
        try:
            return requests.post(
                address, data=form, headers=headers, timeout=_TIMEOUT_SECONDS
            ).status_code
        except requests.RequestException:
            return None


class Reports:
    """Moves messages to phones on, step by step, and reports each step through an outlet."""

    _SENT_AFTER, _DELIVERED_AFTER, _READ_AFTER = 0.3, 0.7, 1.2

    def __init__(self, state: State, clockwork: Clockwork, outlet: Outlet, pace: float) -> None:
        """Takes what the carrier knows, its clock, the outlet, and by how much steps are slowed."""
        self._state = state
        self._clockwork = clockwork
        self._outlet = outlet
        self._pace = pace

    def begin(self, text: Text, failing: tuple[str, int] | None) -> None:
        """Begins to report on a message; `failing` is the status and code with which it ends."""
        steps = _steps(text, failing)
        moments = [self._pace * moment for moment, _, _ in steps]
        if self._state.faults.reverse_callbacks:
            moments.reverse()
        delay = self._state.faults.delay_seconds
        for moment, (_, status, error) in zip(moments, steps, strict=True):
            self._clockwork.after(delay + moment, self._step(text, status, error))

    def _step(self, text: Text, status: str, error: int | None) -> Callable[[], None]:
        def step() -> None:
            if not _is_overtaken(text.status, status):
                self._state.set_status(text, status, error_code=error)
            if not self._state.faults.lose_callbacks:
                self._outlet.report(text, status, error)

        return step


def _steps(text: Text, failing: tuple[str, int] | None) -> list[tuple[float, str, int | None]]:
    """Returns when each step is taken, in seconds, its status, and its error."""
    steps: list[tuple[float, str, int | None]] = [(Reports._SENT_AFTER, "sent", None)]
    if failing is not None:
        status, code = failing
        # Twilio or WhatsApp refused it before it left.
        before = steps if status == "undelivered" else []
        return [*before, (Reports._DELIVERED_AFTER, status, code)]
    steps.append((Reports._DELIVERED_AFTER, "delivered", None))
    if text.is_on_whatsapp:
        steps.append((Reports._READ_AFTER, "read", None))
    return steps


def _is_overtaken(held: str, status: str) -> bool:
    order = ("queued", "sent", "delivered", "read")
    return held in order and status in order and order.index(held) > order.index(status)


def _ignore(_code: int | None) -> None:
    """Drops the answer to a duplicate: the first one decides."""
