"""The console over a database of the test's own, with one staff member."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from gateway.app import create_app
from helpline.law.book import LawBook
from helpline.privacy.vault import Vault
from helpline.reports.refreshing import refresh
from helpline.settings import Settings
from helpline.simulation.year import simulate_year
from helpline.storage.database import Database
from helpline.storage.tables import Staff
from tests.gateway.console.desk import Desk, make_staff
from tests.gateway.console.office import Office, open_office


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """The environment of an installation in which who has set up no second factor needs none; what
    a test says of second factors it says of one that requires them.
    """
    return environ | {"STAFF_SECOND_FACTOR": "offered"}


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The gateway's application, over https."""
    return create_app(settings)


@pytest.fixture
def amina(database: Database) -> Staff:
    """A staff member who reads English."""
    with database.transaction() as session:
        return make_staff(session)


@pytest.fixture
def stranger(app: Flask) -> Desk:
    """A browser in which nobody is signed in."""
    return Desk(app)


@pytest.fixture
def desk(app: Flask, amina: Staff) -> Desk:
    """A browser in which a staff member is signed in."""
    desk = Desk(app)
    assert desk.sign_in().status_code == 303
    return desk


@pytest.fixture
def office(database: Database) -> Office:
    """An office at work."""
    return open_office(database)


@pytest.fixture(scope="session")
def counted_file(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Path:
    """A database with an invented year, counted just now, which tests copy."""
    path = tmp_path_factory.mktemp("counted") / "helpline.db"
    shutil.copy(migrated_file, path)
    end = datetime(2027, 1, 1, tzinfo=UTC)
    database = Database(f"sqlite:///{path}", Vault([b"k" * 32]))
    simulate_year(database, 2026, referrals=400, rng=random.Random(5), now=end)
    now = datetime.now(UTC)
    refresh(database, LawBook.load(), threshold=11, retention_days=9999, now=now)
    database.truncate_log()
    database.close()
    return path


@pytest.fixture
def year(counted_file: Path, database: Database) -> None:
    """An invented year in the database of the test."""
    database.engine.dispose()
    kept = database.engine.url.database
    assert kept is not None
    for rest in ("-wal", "-shm"):
        Path(kept + rest).unlink(missing_ok=True)
    shutil.copy(counted_file, kept)
