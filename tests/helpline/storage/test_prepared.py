"""What reading leaves: on PostgreSQL the statements that were prepared, and never a change."""

from __future__ import annotations

from sqlalchemy import select, text

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.builders import make_contact

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


def test_nothing_that_is_changed_while_reading_is_kept(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact_id = make_contact(session, language="en").id

    with any_database.reading() as session:
        session.get_one(Contact, contact_id).language = "fr"
        assert len(session.scalars(select(Contact)).all()) == 1

    with any_database.reading() as session:
        assert session.get_one(Contact, contact_id).language == "en"
