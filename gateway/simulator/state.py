"""What the simulated carrier knows: messages, opt-outs and switched faults, in memory alone."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

# The words by which Twilio opts a person out of SMS, and in again.
OPT_OUT_WORDS = frozenset(
    {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}
)
OPT_IN_WORDS = frozenset({"start", "yes", "unstop"})


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


@dataclass
class Faults:
    """What goes wrong on purpose; every fault holds until it is switched off.

    `duplicates` is how many more times each webhook is sent; `lose_callbacks` and
    `reverse_callbacks` concern status reports; `refuse_with` answers every send with an HTTP
    status; `unknown_outcomes` is how many of the next sends are accepted and then answered with
    500.
    """

    duplicates: int = 0
    lose_callbacks: bool = False
    reverse_callbacks: bool = False
    refuse_with: int = 0
    unknown_outcomes: int = 0


@dataclass
class State:
    """All of it, behind one lock."""

    texts: dict[str, Text] = field(default_factory=dict)
    opted_out: set[tuple[str, str]] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    version: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def add(
        self,
        *,
        sender: str,
        to: str,
        body: str,
        direction: str,
        status: str,
        status_callback: str | None = None,
    ) -> Text:
        """Keeps and returns a new message."""
        with self._lock:
            self.version += 1
            text = Text(
                sid=f"SM{secrets.token_hex(16)}",
                sender=sender,
                to=to,
                body=body,
                direction=direction,
                status=status,
                created_at=datetime.now(UTC),
                status_callback=status_callback,
                serial=self.version,
            )
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

    def newest_first(self) -> Iterator[Text]:
        """Yields all messages, the newest first."""
        with self._lock:
            held = list(self.texts.values())
        yield from sorted(held, key=lambda text: text.serial, reverse=True)

    def note_opt(self, sender: str, to: str, body: str) -> None:
        """Opts a person out or in by a message that is nothing but the word, on SMS only."""
        word = body.strip().lower()
        if sender.startswith("whatsapp:"):
            return
        if word in OPT_OUT_WORDS:
            self.opted_out.add((sender, to))
        elif word in OPT_IN_WORDS:
            self.opted_out.discard((sender, to))
