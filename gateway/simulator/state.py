"""What the simulated carrier knows: messages, opt-outs and switched faults, in memory alone."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

# The words by which Twilio opts a person out of SMS, and in again.
OPT_OUT_WORDS = frozenset(
    {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}
)
OPT_IN_WORDS = frozenset({"start", "yes", "unstop"})
# For so long after a person's last message WhatsApp lets anything be written to them.
WINDOW = timedelta(hours=24)
# What Twilio itself answers to those words; the gateway never hears of it.
_CONFIRMED_OUT = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
_CONFIRMED_IN = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe."
)


@dataclass(frozen=True)
class Medium:
    """A file that came with a message."""

    sid: str
    content_type: str
    content: bytes
    name: str


@dataclass(frozen=True)
class Place:
    """A place on the map, as WhatsApp sends it."""

    latitude: float
    longitude: float
    address: str = ""
    label: str = ""


@dataclass(frozen=True)
class Choice:
    """A button, or a row of a list."""

    id: str
    title: str


@dataclass(frozen=True)
class Offer:
    """What a message lets a person tap: buttons below it, or a list behind one button."""

    kind: str
    choices: tuple[Choice, ...]
    opens: str = ""


@dataclass
class Text:
    """A message as the carrier holds it; addresses as Twilio writes them ("whatsapp:+1…")."""

    sid: str
    sender: str
    to: str
    body: str
    direction: str
    status: str
    created_at: datetime
    status_callback: str | None = None
    error_code: int | None = None
    serial: int = 0
    media: list[Medium] = field(default_factory=list)
    place: Place | None = None
    offer: Offer | None = None
    tapped: Choice | None = None
    replies_to: str | None = None
    forwarded: bool = False
    often_forwarded: bool = False
    profile_name: str = ""
    user_id: str = ""
    template: bool = False

    @property
    def is_inbound(self) -> bool:
        """Whether a phone wrote it."""
        return self.direction == "inbound"

    @property
    def is_on_whatsapp(self) -> bool:
        """Whether it goes by WhatsApp."""
        return self.sender.startswith("whatsapp:")

    @property
    def is_on_its_way(self) -> bool:
        """Whether it may still change, so that Twilio would not delete it."""
        return not self.is_inbound and self.status in ("accepted", "queued", "sending", "sent")


@dataclass(frozen=True)
class CarrierNote:
    """What the carrier itself wrote to a phone, or could not do for it; `code` is Twilio's."""

    address: str
    body: str
    at: datetime
    code: int | None = None


@dataclass
class Faults:
    """What goes wrong on purpose; every fault holds until it is switched off.

    `duplicates` is how many more times each webhook is sent; `lose_callbacks` and
    `reverse_callbacks` concern status reports; `lose_webhooks` keeps what phones write from the
    gateway, so that only the list of messages tells of it; `refuse_with` answers every send with an
    HTTP status; `fail_with` lets every send fail with one of Twilio's codes, in answer or by report
    as that code comes; `unknown_outcomes` is how many of the next sends are accepted and then
    answered with 500; `delay_seconds` is how much later each report comes; `lose_media` answers 404
    for every file.
    """

    duplicates: int = 0
    lose_callbacks: bool = False
    reverse_callbacks: bool = False
    lose_webhooks: bool = False
    refuse_with: int = 0
    fail_with: int = 0
    unknown_outcomes: int = 0
    delay_seconds: int = 0
    lose_media: bool = False


@dataclass
class State:
    """All of it, behind one lock."""

    texts: dict[str, Text] = field(default_factory=dict)
    notes: list[CarrierNote] = field(default_factory=list)
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    version: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def add(self, text: Text) -> Text:
        """Keeps and returns a new message."""
        with self._lock:
            self.version += 1
            text.serial = self.version
            self.texts[text.sid] = text
            return text

    def set_status(self, text: Text, status: str, *, error_code: int | None = None) -> None:
        """Moves a message on."""
        with self._lock:
            self.version += 1
            text.status = status
            text.error_code = error_code

    def redact(self, text: Text) -> None:
        """Empties a message's body, as an update with an empty Body does at Twilio."""
        with self._lock:
            self.version += 1
            text.body = ""
            text.place = None

    def remove(self, text: Text) -> None:
        """Forgets a message with its files."""
        with self._lock:
            self.version += 1
            self.texts.pop(text.sid, None)

    def remove_medium(self, text: Text, medium: Medium) -> None:
        """Forgets a file of a message."""
        with self._lock:
            self.version += 1
            text.media.remove(medium)

    def newest_first(self) -> Iterator[Text]:
        """Yields all messages, the newest first."""
        with self._lock:
            held = list(self.texts.values())
        yield from sorted(held, key=lambda text: text.serial, reverse=True)

    def note(self, address: str, body: str, *, code: int | None = None) -> None:
        """Keeps what the carrier itself has to say to or of a phone."""
        with self._lock:
            self.version += 1
            self.notes.append(CarrierNote(address, body, datetime.now(UTC), code))

    def let_pass(self, time: timedelta) -> None:
        """Makes all that was written so far that much older."""
        with self._lock:
            self.version += 1
            for text in self.texts.values():
                text.created_at -= time
            self.notes = [
                CarrierNote(note.address, note.body, note.at - time, note.code)
                for note in self.notes
            ]

    def is_window_open(self, address: str, own: str) -> bool:
        """Whether a person on WhatsApp has written to a number of ours within the last day."""
        since = datetime.now(UTC) - WINDOW
        return any(
            text.is_inbound and (text.sender, text.to) == (address, own) and text.created_at > since
            for text in self.newest_first()
        )

    def note_opt(self, sender: str, to: str, body: str) -> None:
        """Opts a person out or in by a message that is nothing but the word, on SMS only, and
        tells them so, as Twilio does.
        """
        word = body.strip().lower()
        if sender.startswith("whatsapp:"):
            return
        if word in OPT_OUT_WORDS:
            self.opted_out.add((sender, to))
            self.note(sender, _CONFIRMED_OUT)
        elif word in OPT_IN_WORDS and (sender, to) in self.opted_out:
            self.opted_out.discard((sender, to))
            self.note(sender, _CONFIRMED_IN)


def new_sid(prefix: str) -> str:
    """Returns an id as Twilio makes them: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)
