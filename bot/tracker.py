"""Rasa's memory of a conversation: one sealed blob each, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.failure import TurnFailure

_NONCE_BYTES = 12
# A turn of the intake is about ten events; beyond this many the oldest turns are folded into slots.
_MOST_EVENTS = 240
_KEPT_EVENTS = 120

_METADATA = sa.MetaData()
TRACKERS = sa.Table(
    "bot_trackers",
    _METADATA,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("blob", sa.LargeBinary, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
)


class EncryptedTrackerStore(TrackerStore):
    """Keeps trackers sealed under HELPLINE_TRACKER_KEYS; the first key seals, all of them open.

    Any failure to read or write is a TurnFailure: Rasa would take an error as a new conversation,
    or fall back to its own memory, and say nothing of it.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Takes the database's address as `host`, as endpoints.yml names it."""
        keys = os.environ["HELPLINE_TRACKER_KEYS"].split(",")
        self._ciphers = [AESGCM(urlsafe_b64decode(key)) for key in keys]
        self._engine = _engine(host or "")
        _METADATA.create_all(self._engine)
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes a conversation; ends the turn if it cannot be written."""
        try:
            events = [event.as_dict() for event in shortened(tracker)]
            blob = self._seal(tracker.sender_id, events)
            self._write(tracker.sender_id, blob)
        except Exception as error:
            raise TurnFailure("memory not written") from error

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns a conversation, or None if there is none; ends the turn if it cannot be read."""
        try:
            with self._engine.connect() as connection:
                blob = connection.execute(
                    sa.select(TRACKERS.c.blob).where(TRACKERS.c.conversation_id == sender_id)
                ).scalar()
            if blob is None:
                return None
            events = self._open(sender_id, bytes(blob))
            return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        except Exception as error:
            raise TurnFailure("memory not read") from error

    async def keys(self) -> Iterable[str]:
        """Returns the ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(TRACKERS.c.conversation_id)).scalars())

    def _write(self, conversation: str, blob: bytes) -> None:
        values = {"blob": blob, "updated_at": datetime.now(timezone.utc)}
        with self._engine.begin() as connection:
            changed = connection.execute(
                sa.update(TRACKERS)
                .where(TRACKERS.c.conversation_id == conversation)
                .values(**values)
            )
            if changed.rowcount == 0:
                connection.execute(
                    sa.insert(TRACKERS).values(conversation_id=conversation, **values)
                )

    def _seal(self, conversation: str, events: list[dict[str, Any]]) -> bytes:
        content = zlib.compress(json.dumps(events, separators=(",", ":")).encode())
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._ciphers[0].encrypt(nonce, content, conversation.encode())

    def _open(self, conversation: str, blob: bytes) -> list[dict[str, Any]]:
        nonce, content = blob[:_NONCE_BYTES], blob[_NONCE_BYTES:]
        for cipher in self._ciphers:
            try:
                opened = cipher.decrypt(nonce, content, conversation.encode())
            except InvalidTag:
                continue
            events: list[dict[str, Any]] = json.loads(zlib.decompress(opened))
            return events
        raise TurnFailure("no key opens the memory")


def shortened(tracker: DialogueStateTracker) -> list[Event]:
    """Returns a tracker's events; of a long one the last turns, after what the earlier ones left.

    Slots and the open form are what later turns rest on, and the last turns are what a repeated
    message is answered from.
    """
    events = list(tracker.events)
    if len(events) <= _MOST_EVENTS:
        return events
    turns = [place for place, event in enumerate(events) if isinstance(event, UserUttered)]
    cut = next((place for place in turns if place >= len(events) - _KEPT_EVENTS), turns[-1])
    past = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], tracker.slots.values())
    slots = [SlotSet(name, value) for name, value in past.current_slot_values().items()]
    loop = [ActiveLoop(past.active_loop_name)] if past.active_loop_name else []
    return [*slots, *loop, ActionExecuted("action_listen"), *events[cut:]]


def _engine(address: str) -> sa.engine.Engine:
    engine = sa.create_engine(address, hide_parameters=True, pool_pre_ping=True)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _on_sqlite_connect)
    return engine


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
