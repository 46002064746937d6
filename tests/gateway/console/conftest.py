"""The console over a database of the test's own, with one staff member."""

from __future__ import annotations

import pytest
from flask import Flask

from gateway.app import create_app
from helpline.settings import Settings
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
