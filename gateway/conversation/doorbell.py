"""The doorbell: wakes the worker for a contact. It is a hint; the tables hold what must happen.

Huey keeps the rings in a file of its own (or in PostgreSQL), signed, each no more than a contact's
id. Any number of them may be lost: the sweeper finds what nobody woke. Nobody is rung for who is
rung for already, so that all who wait come before those who are served the second time.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import psycopg
from huey import Huey
from huey.consumer import Consumer
from huey.serializer import SignedSerializer
from huey.storage import PostgresStorage, SqliteStorage

from helpline.privacy.vault import shared_secret
from helpline.settings import Settings
from helpline.storage.turnstile import Turnstile

logger = logging.getLogger(__name__)

# Longer than a call to the bot or to the carrier may take, shorter than the supervisor waits.
_ENDING_SECONDS = 12.0
# Any fixed number that nobody else locks.
_ADVISORY_LOCK = 5_318_011


class Doorbell:
    """Rings for contacts, and runs what answers the rings."""

    def __init__(self, settings: Settings, serve: Callable[[str], bool] | None = None) -> None:
        """Takes the settings and, in a worker, what to do for a contact's id; it says whether to
        ring for them again, behind all who wait.
        """
        self._threads = settings.worker_threads
        self.huey = _huey(settings)
        answer = serve or _not_a_worker

        # Huey knows a task by the module and name of its function, which must be the same for who
        # rings and for who answers.
        @self.huey.task()  # type: ignore[untyped-decorator]
        def serve_contact(contact_id: str) -> None:
            if answer(contact_id):
                self.ring(contact_id)

        self._serve_task = serve_contact

    def ring(self, contact_id: str) -> None:
        """Wakes a worker for a contact; a failure to ring is logged and harmless."""
        try:
            # A ring is named by whom it is for, so that two of them are alike.
            self.huey.enqueue(self._serve_task.s(contact_id, id=contact_id))
        except Exception:
            logger.warning("the doorbell could not be rung", exc_info=True)

    def consumer(self) -> Consumer:
        """Returns the consumer that answers rings in threads, at most a twentieth of a second
        late.
        """
        return Consumer(
            self.huey,
            workers=self._threads,
            worker_type="thread",
            periodic=False,
            initial_delay=0.05,
            max_delay=0.05,
            check_worker_health=True,
            # Who is told to end finishes what it holds: nobody waits for a lease to run out.
            graceful_signal="TERM",
            shutdown_timeout=_ENDING_SECONDS,
        )


def _huey(settings: Settings) -> Huey:
    serializer = SignedSerializer(secret=shared_secret(settings.secret_key, "doorbell"))
    if settings.is_sqlite:
        # A file of its own, so that rings never wait for the database's writers nor block them.
        filename = str(settings.var / "doorbell.db")
        settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _Bell(
            "helpline", storage_class=_Rings, filename=filename, results=False,
            serializer=serializer,
        )  # fmt: skip
    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    huey = _Bell(
        "helpline", storage_class=_SharedRings, dsn=dsn, results=False, serializer=serializer,
        create_tables=False,
    )  # fmt: skip
    with psycopg.connect(dsn) as connection:
        # Several processes start at once, and PostgreSQL's IF NOT EXISTS alone is no lock.
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ADVISORY_LOCK,))
        huey.storage.initialize_schema()
    return huey


class _Bell(Huey):  # type: ignore[misc]
    """Huey, of which no ring is ever revoked."""

    def delete(self, key: str) -> bool:
        """Deletes nothing: after each ring Huey forgets that it was revoked, with a write."""
        return False


class _Rings(SqliteStorage):  # type: ignore[misc]
    """Rings in an SQLite file: who writes waits in turn, and not for the disk."""

    def __init__(self, name: str, filename: str, **options: Any) -> None:
        """Takes what Huey gives its storage."""
        self._turnstile = Turnstile(f"{filename}-turn")
        super().__init__(name, filename, **options)

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[sqlite3.Cursor]:
        """Yields a cursor, in a transaction or not."""
        with self._turnstile if commit else nullcontext(), super().db(commit, close) as cursor:
            yield cursor

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Keeps a ring, unless one like it waits already."""
        wanted = (self.name, memoryview(data))
        self.sql(
            "insert into task (queue, data, priority) select ?, ?, 0 "
            "where not exists (select 1 from task where queue = ? and data = ?)",
            (*wanted, *wanted),
            commit=True,
        )

    def _create_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection = super()._create_connection()
        # A power loss may undo the last rings, any of which may be lost; it spoils nothing else.
        connection.execute("PRAGMA synchronous=NORMAL")
        return connection


class _SharedRings(PostgresStorage):  # type: ignore[misc]
    """Rings in PostgreSQL."""

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Keeps a ring, unless one like it waits already, and wakes a worker. One that is being
        taken just now may count as waiting: who takes it looks what is due only after that.
        """
        wanted = (self.name, data)
        with self.db(commit=True) as cursor:
            cursor.execute(
                "insert into huey_task (queue, data, priority) select %s, %s, 0 where not exists "
                "(select 1 from huey_task where queue = %s and data = %s)",
                (*wanted, *wanted),
            )
            cursor.execute("select pg_notify(%s, %s)", (self.channel, ""))


def _not_a_worker(contact_id: str) -> bool:
    raise RuntimeError("only a worker serves contacts")
