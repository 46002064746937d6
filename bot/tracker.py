"""Rasa's memory of a conversation: one sealed blob each, on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import os
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.failure import TurnFailure

_KEYS = "HELPLINE_TRACKER_KEYS"
_KEY_BYTES = 32
_NONCE_BYTES = 12
# Rasa looks at all past turns at every step, so that a turn grows slower with each one kept. Rules
# look back one turn, our actions three; a repeated message is among the last.
_MOST_TURNS = 5
_KEPT_TURNS = 3
_PROBE = "probe"
# Where a tracker remembers the blob that it was read from.
_READ_AS = "helpline_read_as"
# Rasa waits for the database with its one thread: a database that hangs must not hang it for long.
_POSTGRES = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "options": "-c statement_timeout=4000 -c lock_timeout=4000",
}
_SQLITE = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=4000", "secure_delete=ON")

# Any fixed number that nobody else locks.
_ADVISORY_LOCK = 5_318_010

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

    Any failure to read or write is a TurnFailure, never a conversation that looks new.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Takes the database's address as `host`, as endpoints.yml names it; raises ValueError
        naming the variable if a key is not one.
        """
        self._ciphers = [_cipher(key) for key in os.environ[_KEYS].split(",")]
        self._engine = _engine(host or "")
        _make_table(self._engine)
        super().__init__(domain, event_broker, **kwargs)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Writes a conversation in one commit; ends the turn if it cannot be written."""
        if not tracker.events:
            # Rasa saves every conversation once before its first message: there is nothing to keep.
            return
        try:
            events = [event.as_dict() for event in shortened(tracker, self.domain.slots)]
            blob = self._seal(tracker.sender_id, events)
            self._write(tracker.sender_id, blob, instead_of=getattr(tracker, _READ_AS, None))
        except Exception:
            raise TurnFailure("memory_not_written") from None
        setattr(tracker, _READ_AS, blob)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Returns a conversation, or None if there is none; ends the turn if it cannot be read."""
        try:
            blob = self._read(sender_id)
            if blob is None:
                return None
            events = self._open(sender_id, blob)
            tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        except Exception:
            raise TurnFailure("memory_not_read") from None
        setattr(tracker, _READ_AS, blob)
        return tracker

    async def keys(self) -> Iterable[str]:
        """Returns the ids of all conversations."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(TRACKERS.c.conversation_id)).scalars())

    def probe(self) -> bool:
        """Whether a blob can be written and then read and opened again."""
        try:
            probe = self._seal(_PROBE, [])
            if not self._replace(_PROBE, probe):
                self._write(_PROBE, probe, instead_of=None)
            blob = self._read(_PROBE)
            return blob is not None and self._open(_PROBE, blob) == []
        except (sa.exc.SQLAlchemyError, TurnFailure):
            return False

    def _read(self, conversation: str) -> bytes | None:
        query = sa.select(TRACKERS.c.blob).where(TRACKERS.c.conversation_id == conversation)
        with self._engine.connect() as connection:
            blob = connection.execute(query).scalar()
        return None if blob is None else bytes(blob)

    def _write(self, conversation: str, blob: bytes, *, instead_of: bytes | None) -> None:
        """Puts a blob in the place of the one that was read, or of none; raises TurnFailure or
        IntegrityError if another bot has written since: its turn stands, and this one is repeated.
        """
        if instead_of is not None:
            if not self._replace(conversation, blob, TRACKERS.c.blob == instead_of):
                raise TurnFailure("memory_changed")
            return
        row = {"conversation_id": conversation, **_values(blob)}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(TRACKERS).values(row))

    def _replace(self, conversation: str, blob: bytes, *only_if: Any) -> bool:
        here = sa.and_(TRACKERS.c.conversation_id == conversation, *only_if)
        with self._engine.begin() as connection:
            replaced = connection.execute(sa.update(TRACKERS).where(here).values(_values(blob)))
            return bool(replaced.rowcount)

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
        raise TurnFailure("no_key_opens_the_memory")


def turns_in(events: Sequence[Event]) -> list[int]:
    """Returns the places at which turns begin among events."""
    return [place for place, event in enumerate(events) if isinstance(event, UserUttered)]


def shortened(tracker: DialogueStateTracker, slots: Iterable[Slot]) -> list[Event]:
    """Returns a tracker's events; of a long one the last turns, after what the earlier ones left:
    the values of the domain's `slots`, and the open form.
    """
    events = list(tracker.events)
    turns = turns_in(events)
    if len(turns) <= _MOST_TURNS:
        return events
    cut = turns[-_KEPT_TURNS]
    past = DialogueStateTracker.from_events(tracker.sender_id, events[:cut], slots)
    then = events[cut].timestamp
    left: list[Event] = [
        SlotSet(slot.name, slot.value, timestamp=then)
        for slot in past.slots.values()
        if slot.value != slot.initial_value
    ]
    if past.active_loop_name:
        left.append(ActiveLoop(past.active_loop_name, timestamp=then))
    return [*left, ActionExecuted("action_listen", timestamp=then), *events[cut:]]


def _values(blob: bytes) -> dict[str, Any]:
    return {"blob": blob, "updated_at": datetime.now(timezone.utc)}


def _cipher(key: str) -> AESGCM:
    try:
        decoded = urlsafe_b64decode(key.strip())
    except ValueError:
        decoded = b""
    if len(decoded) != _KEY_BYTES:
        raise ValueError(f"{_KEYS} holds a key that is not 32 bytes in url-safe base64")
    return AESGCM(decoded)


def _engine(address: str) -> sa.engine.Engine:
    url = sa.engine.make_url(address)
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(
            url, hide_parameters=True, pool_pre_ping=True, connect_args=_POSTGRES
        )
    # Kept open: to open it and to close it takes longer than to read.
    engine = sa.create_engine(
        url,
        hide_parameters=True,
        poolclass=sa.pool.QueuePool,
        connect_args={"check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _on_sqlite_connect)
    return engine


def _make_table(engine: sa.engine.Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Several bots start at once, and PostgreSQL's IF NOT EXISTS alone is no lock.
            lock = sa.text("SELECT pg_advisory_xact_lock(:lock)")
            connection.execute(lock, {"lock": _ADVISORY_LOCK})
        connection.execute(sa.schema.CreateTable(TRACKERS, if_not_exists=True))


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
