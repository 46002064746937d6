"""The simulated carrier without HTTP: a second provider, whose messages and reports are calls in
this process.

It shows that the gateway's contract asks for nothing of Twilio's. Its codes and statuses are those
of Twilio, as the simulated phones give them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from gateway.carrier import (
    Accepted,
    Meaning,
    NotSent,
    OutcomeUnknown,
    Outgoing,
    Received,
    Refused,
    Reported,
)
from gateway.conversation.inbox import Incoming
from gateway.simulator.carrier import SimulatedCarrier, SimulatorConfig, Taken
from gateway.simulator.clockwork import Clockwork
from gateway.simulator.refusals import NOT_FINISHED
from gateway.simulator.state import OPT_IN_WORDS, OPT_OUT_WORDS, Choice, Offer, State, Text
from gateway.twilio.addresses import format_address, parse_address
from gateway.twilio.errors import is_to_be_asked_again, meaning_of
from helpline.storage.kinds import Channel, MessageForm
from helpline.text.characters import clean

_DONE, _GONE = 200, 404
_MOST_BUTTONS = 3

WhenReceived = Callable[[Incoming], None]
WhenReported = Callable[[str, str, Reported], None]


class DirectCarrier:
    """Sends to simulated phones. `phones` is where they are written on and read."""

    def __init__(
        self,
        own_numbers: Sequence[str],
        *,
        when_received: WhenReceived,
        when_reported: WhenReported,
        pace: float = 1.0,
    ) -> None:
        """Takes our own numbers as Twilio writes them; what is called with each message of a phone;
        what is called with our id, the carrier's id and the status of each step of one to a phone.
        """
        self._when_received = when_received
        self._when_reported = when_reported
        clockwork = Clockwork()
        clockwork.start()
        config = SimulatorConfig("", "", list(own_numbers), "", "", "", 0, pace=pace)
        self.phones = SimulatedCarrier(State(), self, clockwork, config)

    def hand_in(self, text: Text) -> None:
        """Hands over a message from a phone; an error of who takes it is a message lost."""
        for _ in range(1 + self.phones.state.faults.duplicates):
            self._when_received(_incoming(text))
        self.phones.state.set_status(text, "accepted by the gateway")

    def report(self, text: Text, status: str, error_code: int | None) -> None:
        """Reports a step of a message to a phone."""
        reported = Reported(status, None if error_code is None else str(error_code))
        for _ in range(1 + self.phones.state.faults.duplicates):
            self._when_reported(text.status_callback or "", text.sid, reported)

    def send(self, message: Outgoing) -> Accepted:
        """Hands a message over; raises Refused, NotSent or OutcomeUnknown."""
        to, sender = _addresses(message)
        refusal = self.phones.refusal_of_send(to, sender)
        if refusal is not None:
            if refusal.status >= 500:
                raise OutcomeUnknown
            code = str(refusal.code)
            raise NotSent(code) if is_to_be_asked_again(code) else Refused(code)
        taken, form = _taken(message)
        text = self.phones.accept(to=to, sender=sender, taken=taken)
        faults = self.phones.state.faults
        if faults.unknown_outcomes > 0:
            faults.unknown_outcomes -= 1
            raise OutcomeUnknown
        return Accepted(text.sid, text.status, form)

    def list_sent(self, message: Outgoing, *, since: datetime) -> list[Accepted]:
        """Returns what was sent with the same addresses and words since a moment."""
        return [
            Accepted(text.sid, text.status)
            for text in self.phones.state.newest_first()
            if not text.is_inbound
            and (text.to, text.sender) == _addresses(message)
            and text.created_at >= since
            and text.body in (message.body, _taken(message)[0].body)
        ]

    def list_received(self, *, since: datetime) -> list[Received]:
        """Returns what phones have written since a moment, the oldest first."""
        return [
            Received(_incoming(text), text.created_at)
            for text in reversed(list(self.phones.state.newest_first()))
            if text.is_inbound and text.created_at >= since
        ]

    def status_of(self, sid: str) -> Reported | None:
        """Returns what became of a message, None if there is none."""
        text = self.phones.state.texts.get(sid)
        if text is None:
            return None
        return Reported(text.status, str(text.error_code) if text.error_code else None)

    def redact(self, sid: str) -> int:
        """Drops the words and files of a message; returns 200 or 404, or raises NotSent."""
        text = self._finished(sid)
        if text is None:
            return _GONE
        for medium in list(text.media):
            self.phones.state.remove_medium(text, medium)
        self.phones.state.redact(text)
        return _DONE

    def forget(self, sid: str) -> int:
        """Drops a message; returns 200 or 404, or raises NotSent."""
        text = self._finished(sid)
        if text is None:
            return _GONE
        self.phones.state.remove(text)
        return _DONE

    def meaning_of(self, code: str, *, reported: bool = False) -> Meaning:
        """Returns what a code means."""
        return meaning_of(code, reported=reported)

    def confirms(self, channel: Channel, text: str) -> bool:
        """Whether the phones are told of a word before we are: they are, on SMS."""
        return channel is Channel.SMS and text.strip().lower() in OPT_OUT_WORDS | OPT_IN_WORDS

    def _finished(self, sid: str) -> Text | None:
        text = self.phones.state.texts.get(sid)
        if text is not None and text.is_on_its_way:
            raise NotSent(str(NOT_FINISHED))
        return text


def _addresses(message: Outgoing) -> tuple[str, str]:
    return (
        format_address(message.channel, message.to),
        format_address(message.channel, message.own_address),
    )


def _taken(message: Outgoing) -> tuple[Taken, MessageForm]:
    """Returns a message as phones show it, and as what it goes out."""
    if message.template is not None:
        return Taken(message.template.body, message.id, template=True), MessageForm.TEMPLATE
    if message.offer is None or message.channel is not Channel.WHATSAPP:
        return Taken(message.body, message.id), MessageForm.TEXT
    choices = tuple(Choice(each.id, each.title) for each in message.offer.choices)
    kind = "list" if len(choices) > _MOST_BUTTONS else "buttons"
    offer = Offer(kind, choices, message.offer.button)
    return Taken(message.offer.text, message.id, offer), MessageForm.OPTIONS


def _incoming(text: Text) -> Incoming:
    channel, address = parse_address(text.sender)
    return Incoming(
        sid=text.sid,
        channel=channel,
        address=address,
        own_address=parse_address(text.to)[1],
        body=clean(text.body),
        media_count=len(text.media),
    )
