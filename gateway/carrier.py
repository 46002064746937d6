"""The contract of a carrier: who takes our messages to phones. Twilio is one; another fits beside
it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from helpline.storage.kinds import Channel


class Act(enum.StrEnum):
    """What is done about a message that the carrier did not deliver.

    Retry: it is tried again by itself. Wait: it is sent when the contact writes next. Stop: it is
    not sent again. Page: operators are alarmed.
    """

    RETRY = "retry"
    WAIT = "wait"
    STOP = "stop"
    PAGE = "page"


class Mark(enum.StrEnum):
    """What a failure says of the contact."""

    OPTED_OUT = "opted_out"
    INVALID = "invalid"
    VOICE_ONLY = "voice_only"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Meaning:
    """What a carrier's code means: `staff` is a sentence for the console, a msgid of its catalog.

    `again_after` holds the wait before each further try; when it is used up, staff decide.
    """

    act: Act
    staff: str
    again_after: tuple[timedelta, ...] = ()
    marks: Mark | None = None


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

    def meaning_of(self, code: str) -> Meaning:
        """Returns what a code means that came with Refused or NotSent; never raises."""
        ...

    def confirms(self, channel: Channel, text: str) -> bool:
        """Whether the carrier itself answers a message, as SMS carriers answer STOP."""
        ...
