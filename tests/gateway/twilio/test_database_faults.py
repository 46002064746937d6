"""Webhooks while the database is locked, full, restarted, cut off or copied: what was acknowledged
is there, and what could not be stored is asked for again.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from sqlalchemy import event, select, text
from sqlalchemy.pool import QueuePool

from gateway.app import create_app
from gateway.extension import gateway_of
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.messages import body_of
from helpline.storage.migrate import upgrade
from helpline.storage.tables import Message
from tests.builders import CANARY_TEXT
from tests.gateway.twilio.requests import inbound_form, post

INBOUND = "/twilio/inbound"


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


def bodies(database: Database) -> list[str]:
    with database.reading() as session:
        return [body_of(session, each) for each in session.scalars(select(Message))]


def on_connect(app: Flask, pragma: str) -> Callable[[], None]:
    """Gives every new connection a pragma; what is returned takes that back."""
    engine = gateway_of(app).database.engine

    def give(connection: Any, _record: Any) -> None:
        # The gateway's connections change no pragma once they are open.
        connection.set_authorizer(None)
        connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", give)
    engine.dispose()

    def take_back() -> None:
        event.remove(engine, "connect", give)
        engine.dispose()

    return take_back


@contextmanager
def locked(settings: Settings) -> Iterator[sqlite3.Connection]:
    """Holds the lock of SQLite's only writer from outside."""
    with closing(
        sqlite3.connect(settings.var / "helpline.db", isolation_level=None, check_same_thread=False)
    ) as writer:
        writer.execute("BEGIN IMMEDIATE")
        yield writer


def test_74_a_webhook_waits_for_another_writer_and_is_stored(
    app: Flask, settings: Settings, database: Database
) -> None:
    assert post(app, INBOUND, inbound_form()).status_code == 200
    waiting = threading.Event()
    event.listen(gateway_of(app).database.engine, "checkout", lambda *_: waiting.set())
    codes: list[int] = []

    def write() -> None:
        codes.append(post(app, INBOUND, inbound_form()).status_code)

    with locked(settings) as writer:
        thread = threading.Thread(target=write)
        thread.start()
        assert waiting.wait(10)
        assert codes == []
        writer.execute("ROLLBACK")
        thread.join()

    assert codes == [200]
    assert bodies(database) == [CANARY_TEXT] * 2


def test_74_a_webhook_that_waits_for_too_long_is_asked_for_again(
    app: Flask, settings: Settings, database: Database
) -> None:
    form = inbound_form()
    on_connect(app, "busy_timeout=50")

    with locked(settings):
        assert post(app, INBOUND, form).status_code == 503
        # Whoever only reads does not wait.
        assert app.test_client().get("/healthz").status_code == 200
        assert bodies(database) == []

    assert post(app, INBOUND, form).status_code == 200
    assert bodies(database) == [CANARY_TEXT]


def test_75_on_a_full_disk_nothing_is_half_stored_and_it_goes_on_without_a_restart(
    app: Flask, database: Database
) -> None:
    first, second = inbound_form(), inbound_form(Body="x" * 30_000)
    assert post(app, INBOUND, first).status_code == 200
    with database.engine.connect() as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
    room_again = on_connect(app, f"max_page_count={pages}")

    assert post(app, INBOUND, second).status_code == 503
    assert bodies(database) == [CANARY_TEXT]
    with database.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"

    room_again()
    assert post(app, INBOUND, second).status_code == 200
    assert bodies(database) == [CANARY_TEXT, "x" * 30_000]


def test_76_a_database_with_a_damaged_page_is_asked_for_again_and_shows_nothing(
    app: Flask, settings: Settings
) -> None:
    for _ in range(3):
        assert post(app, INBOUND, inbound_form()).status_code == 200
    database = gateway_of(app).database
    database.truncate_log()
    database.close()
    file = settings.var / "helpline.db"
    damaged = bytearray(file.read_bytes())
    damaged[4096:] = b"\xa5" * (len(damaged) - 4096)
    file.write_bytes(damaged)

    answer = post(app, INBOUND, inbound_form())

    assert (answer.status_code, answer.text) == (503, "try again\n")


def test_73_what_was_acknowledged_survives_the_loss_of_power(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    for number in range(5):
        assert post(app, INBOUND, inbound_form(Body=f"message {number}")).status_code == 200
    # What is on the disk while the process still runs is what a restart after a power cut finds.
    # The shared memory beside it is made anew.
    after = tmp_path / "after"
    after.mkdir()
    for name in ("helpline.db", "helpline.db-wal"):
        shutil.copy(settings.var / name, after / name)

    restarted = Database.from_settings(
        replace(settings, database_url=f"sqlite:///{after}/helpline.db")
    )

    assert bodies(restarted) == [f"message {number}" for number in range(5)]
    with restarted.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    restarted.close()


def test_73_every_commit_is_brought_to_the_disk(database: Database) -> None:
    with database.transaction() as session:
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"


@pytest.fixture
def on_postgres(environ: dict[str, str], postgres_url: str) -> Iterator[tuple[Flask, str]]:
    """The gateway over PostgreSQL, and the server's address."""
    environ["DATABASE_URL"] = postgres_url
    settings = Settings.from_env(environ)
    database = Database.from_settings(settings)
    upgrade(database.engine)
    yield create_app(settings), postgres_url
    database.close()


def cut_off(url: str) -> int:
    """Ends every other connection to a database, as a restart does; returns how many."""
    with psycopg.connect(url, autocommit=True) as server:
        return server.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).rowcount


def test_77_after_postgresql_has_cut_all_connections_the_next_message_is_stored(
    on_postgres: tuple[Flask, str],
) -> None:
    app, url = on_postgres
    assert post(app, INBOUND, inbound_form()).status_code == 200

    assert cut_off(url) > 0

    assert post(app, INBOUND, inbound_form()).status_code == 200
    assert bodies(gateway_of(app).database) == [CANARY_TEXT] * 2


def test_77_what_was_cut_off_in_the_middle_is_asked_for_again_and_stored_once(
    on_postgres: tuple[Flask, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, url = on_postgres
    form = inbound_form()
    with monkeypatch.context() as patch:
        patch.setattr("gateway.conversation.inbox.note_addresses", lambda *_, **__: cut_off(url))
        assert post(app, INBOUND, form).status_code == 503
    assert bodies(gateway_of(app).database) == []

    assert post(app, INBOUND, form).status_code == 200
    assert bodies(gateway_of(app).database) == [CANARY_TEXT]


def test_77_while_every_connection_is_in_use_a_message_is_asked_for_again(
    on_postgres: tuple[Flask, str],
) -> None:
    app, _ = on_postgres
    engine = gateway_of(app).database.engine
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    pool._timeout = 0.05
    held = [engine.connect() for _ in range(pool.size() + pool._max_overflow)]

    assert post(app, INBOUND, inbound_form()).status_code == 503

    for connection in held:
        connection.close()
    assert post(app, INBOUND, inbound_form()).status_code == 200
