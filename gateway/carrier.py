"""The contract of a carrier: who takes our messages to phones. Twilio is one; another fits beside
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from helpline.storage.kinds import Channel


@dataclass(frozen=True)
class Outgoing:
    """A message to send: `id` is ours and comes back in status reports; addresses have no
    prefix.
    """

    id: str
    channel: Channel
    to: str
    own_address: str
    body: str


@dataclass(frozen=True)
class Accepted:
    """The carrier took the message: its own id for it, and the status it gave (as it writes it)."""

    sid: str
    status: str


class Refused(Exception):
    """The carrier will not send this message, now or later. `code` is the carrier's."""

    def __init__(self, code: str) -> None:
        """Takes the carrier's code, or a word of ours where it gave none."""
        super().__init__(code)
        self.code = code


class NotSent(Exception):
    """The message surely did not reach the carrier, or was turned away for now: try again later."""

    def __init__(self, code: str) -> None:
        """Takes the carrier's code, or a word of ours where it gave none."""
        super().__init__(code)
        self.code = code


class OutcomeUnknown(Exception):
    """The carrier may or may not have taken the message: find out before trying again."""


class Carrier(Protocol):
    """Sends messages and tells what became of one whose outcome was unknown."""

    def send(self, message: Outgoing) -> Accepted:
        """Hands a message over; raises Refused, NotSent or OutcomeUnknown."""
        ...

    def list_sent(self, message: Outgoing, *, since: datetime) -> list[Accepted]:
        """Returns what the carrier sent with the same address and words since an aware moment.

        Raises NotSent if the carrier cannot be asked at present.
        """
        ...

    def is_opt_out(self, code: str) -> bool:
        """Whether a refusal's code means that the person has opted out."""
        ...
