"""The simulated carrier: takes messages from the gateway to phones, and from phones to the
gateway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from flask import Flask

from gateway.simulator.clockwork import Clockwork
from gateway.simulator.content import Contents
from gateway.simulator.refusals import (
    OPTED_OUT,
    OUTSIDE_WINDOW,
    Refusal,
    failure,
    failure_of,
    is_answered,
    refusal,
    refusal_of,
)
from gateway.simulator.state import Medium, Offer, Place, State, Text, new_sid
from gateway.simulator.webhooks import Outlet, Reports, Webhooks

_TOO_MANY, _BROKEN = 20429, 20500


@dataclass(frozen=True)
class SimulatorConfig:
    """The account that the gateway uses, our own numbers as Twilio writes them, and the
    addresses. `pace` slows the reports of what became of a message; `fallback_url` is told when
    the gateway takes no message; `api_url` is where files are said to be, if not at host and port.
    """

    account_sid: str
    auth_token: str
    own_numbers: list[str]
    gateway_url: str
    console_url: str
    host: str
    port: int
    pace: float = 1.0
    fallback_url: str = ""
    api_url: str = ""


@dataclass(frozen=True)
class Written:
    """What somebody writes on a phone, besides who to whom."""

    body: str = ""
    profile_name: str = ""
    user_id: str = ""
    media: tuple[Medium, ...] = ()
    place: Place | None = None
    replies_to: str | None = None
    tapped: str | None = None
    forwarded: bool = False
    often_forwarded: bool = False


@dataclass(frozen=True)
class Taken:
    """What the gateway sends, besides who to whom; `template` if it may go outside the 24 hours."""

    body: str
    callback: str | None = None
    offer: Offer | None = None
    template: bool = False


@dataclass
class SimulatedCarrier:
    """Keeps messages in memory and hands on what phones write and what became of messages."""

    state: State
    outlet: Outlet
    clockwork: Clockwork
    config: SimulatorConfig
    contents: Contents = field(default_factory=Contents)

    @classmethod
    def over_http(cls, config: SimulatorConfig) -> SimulatedCarrier:
        """Returns one that posts webhooks to the gateway as Twilio does."""
        state, clockwork = State(), Clockwork()
        clockwork.start()
        webhooks = Webhooks(
            state,
            clockwork,
            account_sid=config.account_sid,
            token=config.auth_token,
            gateway_url=config.gateway_url,
            api_url=config.api_url or f"http://{config.host or '127.0.0.1'}:{config.port}",
            fallback_url=config.fallback_url,
            pace=config.pace,
        )
        return cls(state, webhooks, clockwork, config)

    def refusal_of_send(self, to: str, sender: str) -> Refusal | None:
        """Returns how a send is refused, None if it is taken."""
        faults = self.state.faults
        if faults.refuse_with:
            code = _TOO_MANY if faults.refuse_with == 429 else _BROKEN
            return Refusal(faults.refuse_with, code, "A fault is switched on")
        if faults.fail_with and is_answered(faults.fail_with):
            return refusal(faults.fail_with)
        if not to:
            return Refusal(400, 21604, "A 'To' phone number is required.")
        if sender not in self.config.own_numbers:
            return Refusal(400, 21606, "The 'From' phone number is not yours.")
        if (to, sender) in self.state.opted_out:
            return refusal(OPTED_OUT)
        return refusal_of(to)

    def accept(self, *, to: str, sender: str, taken: Taken) -> Text:
        """Takes a message from the gateway and begins to report on it."""
        text = self.state.add(
            Text(
                sid=new_sid("SM"),
                sender=sender,
                to=to,
                body=taken.body,
                direction="outbound",
                status="queued",
                created_at=datetime.now(UTC),
                status_callback=taken.callback,
                offer=taken.offer,
                template=taken.template,
            )
        )
        reports = Reports(self.state, self.clockwork, self.outlet, self.config.pace)
        reports.begin(text, self._failing(text))
        return text

    def write(self, *, sender: str, to: str, written: Written) -> Text:
        """Takes a message from a phone and hands it to the gateway."""
        text = self.state.add(self._text(sender, to, written))
        self.state.note_opt(sender, to, text.body)
        if self.state.faults.lose_webhooks:
            self.state.set_status(text, "failed")
        else:
            self.outlet.hand_in(text)
        return text

    def _text(self, sender: str, to: str, written: Written) -> Text:
        offered, body, replies_to = None, written.body, written.replies_to
        tapped = None
        if written.tapped is not None and replies_to is not None:
            offered = self.state.texts[replies_to].offer
            tapped = next(
                each for each in (offered.choices if offered else ()) if each.id == written.tapped
            )
            body = tapped.title
        return Text(
            sid=new_sid("MM" if written.media or tapped else "SM"),
            sender=sender,
            to=to,
            body=body,
            direction="inbound",
            status="sending",
            created_at=datetime.now(UTC),
            media=list(written.media),
            place=written.place,
            offer=offered,
            tapped=tapped,
            replies_to=replies_to,
            forwarded=written.forwarded,
            often_forwarded=written.often_forwarded,
            profile_name=written.profile_name,
            user_id=written.user_id,
        )

    def _failing(self, text: Text) -> tuple[str, int] | None:
        found = failure_of(text.to)
        fault = self.state.faults.fail_with
        if fault and not is_answered(fault):
            found = failure(fault)
        if text.is_on_whatsapp and not (
            text.template or self.state.is_window_open(text.to, text.sender)
        ):
            found = failure(OUTSIDE_WINDOW)
        return None if found is None else (found.status, found.code)


def carrier_of(app: Flask) -> SimulatedCarrier:
    """Returns the carrier of an application."""
    carrier: SimulatedCarrier = app.extensions["simulator"]
    return carrier
