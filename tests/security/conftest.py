"""The gateway as strangers find it."""

from __future__ import annotations

import pytest
from flask import Flask

from gateway.app import create_app
from helpline.settings import Settings
from helpline.storage.database import Database


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    """The gateway's application over a database with all tables."""
    return create_app(settings)
