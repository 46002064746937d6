"""The action server as it is, for tests of what its actions say and do."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.storage.database import Database
from tests.actions.calls import TOKEN


@pytest.fixture
def client(database: Database) -> FlaskClient:
    """Calls actions that answer from the law book."""
    helpline = Helpline(database, LawAnswers(LawBook.load()))
    return create_app(helpline, token=TOKEN).test_client()
