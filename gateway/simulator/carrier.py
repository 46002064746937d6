"""The simulated carrier: takes messages from the gateway to phones, and from phones to the
gateway.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from gateway.simulator.state import State, Text
from gateway.simulator.webhooks import Clockwork, Webhooks


@dataclass(frozen=True)
class SimulatorConfig:
    """The account that the gateway uses, our own numbers as Twilio writes them, and the
    addresses.
    """

    account_sid: str
    auth_token: str
    own_numbers: list[str]
    gateway_url: str
    console_url: str
    host: str
    port: int


class SimulatedCarrier:
    """Keeps messages in memory and posts webhooks to the gateway."""

    def __init__(self, config: SimulatorConfig) -> None:
        """Starts the clockwork that posts reports in their time."""
        self.config = config
        self.state = State()
        clockwork = Clockwork()
        clockwork.start()
        self._webhooks = Webhooks(
            self.state,
            clockwork,
            account_sid=config.account_sid,
            token=config.auth_token,
            gateway_url=config.gateway_url,
        )

    def accept(self, *, to: str, sender: str, body: str, callback: str | None) -> Text:
        """Takes a message from the gateway and begins to report on it."""
        text = self.state.add(
            sender=sender,
            to=to,
            body=body,
            direction="outbound",
            status="queued",
            status_callback=callback,
        )
        self._webhooks.report(text)
        return text

    def write(self, *, sender: str, to: str, body: str, profile_name: str = "") -> Text:
        """Takes a message from a phone and posts it to the gateway."""
        text = self.state.add(
            sender=sender, to=to, body=body, direction="inbound", status="sending"
        )
        self.state.note_opt(sender, to, body)
        self._webhooks.deliver_inbound(text, profile_name=profile_name)
        return text


def carrier_of(app: Flask) -> SimulatedCarrier:
    """Returns the carrier of an application."""
    carrier: SimulatedCarrier = app.extensions["simulator"]
    return carrier
