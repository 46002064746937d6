"""That PostgreSQL plans a statement once for a connection, whatever comes between."""

from __future__ import annotations

from sqlalchemy import select, text

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.tables import Contact

_PREPARED = text(
    "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT contacts%'"
)


def _prepared(database: Database) -> int:
    with database.reading() as session:
        for _ in range(3):
            session.scalars(select(Contact)).all()
        return int(session.execute(_PREPARED).scalar_one())


def test_what_is_prepared_outlives_reading(any_database: Database, any_settings: Settings) -> None:
    if any_settings.is_sqlite:
        return
    assert _prepared(any_database) == 1
    with any_database.reading() as session:
        # One connection serves all of this; nothing but asking has been done with it.
        assert session.execute(_PREPARED).scalar_one() == 1
