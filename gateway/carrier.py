"""The contract of a carrier: who takes our messages to phones. Twilio is one; another fits beside
it.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from gateway.conversation.inbox import Incoming
from helpline.storage.kinds import Channel, MessageForm


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
    `as_text`: it was the buttons, the list or the template that was not taken, so that the same
    words may be taken without.
    """

    act: Act
    staff: str
    again_after: tuple[timedelta, ...] = ()
    marks: Mark | None = None
    as_text: bool = False


@dataclass(frozen=True)
class Choice:
    """An option that can be tapped: what comes back when it is, and what is read."""

    id: str
    title: str


@dataclass(frozen=True)
class Offer:
    """A message as words and options apart, for a channel that shows buttons or a list. `button` is
    what opens the list.
    """

    text: str
    choices: tuple[Choice, ...]
    language: str
    button: str


@dataclass(frozen=True)
class ApprovedTemplate:
    """A template that may be sent at any time: the carrier's id for it, its words and language."""

    sid: str
    body: str
    language: str


@dataclass(frozen=True)
class Outgoing:
    """A message to send: `id` is ours and comes back in status reports; addresses have no prefix.
    `body` are all its words, options too; a carrier that can show an `offer` sends that in their
    place, and a `template` if there is one.
    """

    id: str
    channel: Channel
    to: str
    own_address: str
    body: str
    offer: Offer | None = None
    template: ApprovedTemplate | None = None


@dataclass(frozen=True)
class Accepted:
    """The carrier took the message: its own id for it, the status it gave (as it writes it), and as
    what it went out.
    """

    sid: str
    status: str
    form: MessageForm = MessageForm.TEXT


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


@dataclass(frozen=True)
class Received:
    """A message that came to one of our addresses, as the carrier's list holds it, and when."""

    incoming: Incoming
    at: datetime


@dataclass(frozen=True)
class Reported:
    """What became of a message, as the carrier writes it, with its code if it failed."""

    status: str
    error_code: str | None


class Carrier(Protocol):
    """Sends messages, tells what became of them and what came in, and forgets them when told to."""

    def send(self, message: Outgoing) -> Accepted:
        """Hands a message over; raises Refused, NotSent or OutcomeUnknown."""
        ...

    def list_sent(self, message: Outgoing, *, since: datetime) -> list[Accepted]:
        """Returns what the carrier sent with the same address and words since an aware moment.

        Raises NotSent if the carrier cannot be asked at present.
        """
        ...

    def list_received(self, *, since: datetime) -> list[Received]:
        """Returns what came to our addresses since an aware moment, the oldest first.

        Raises NotSent if the carrier cannot be asked at present.
        """
        ...

    def status_of(self, sid: str) -> Reported | None:
        """Returns what became of a message, by the carrier's id; None if it holds no such message.

        Raises NotSent if the carrier cannot be asked at present.
        """
        ...

    def redact(self, sid: str) -> int:
        """Has the carrier drop the words and media of a message and keep that there was one.

        Returns its HTTP status as proof, 404 if it holds none; raises NotSent if it cannot do it
        yet, Refused if it will not.
        """
        ...

    def forget(self, sid: str) -> int:
        """Has the carrier drop the words and media of a message, and then the message itself.

        Returns and raises as `redact` does. The words go first: while a message is on its way, a
        carrier may refuse to delete it.
        """
        ...

    def meaning_of(self, code: str, *, reported: bool = False) -> Meaning:
        """Returns what a code means that came with Refused or NotSent, or (`reported`) with a
        status of a message that the carrier had taken; never raises.
        """
        ...

    def confirms(self, channel: Channel, text: str) -> bool:
        """Whether the carrier itself answers a message, as SMS carriers answer STOP."""
        ...
