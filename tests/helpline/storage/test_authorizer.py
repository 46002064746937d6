"""What a guarded SQLite connection refuses."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from helpline.settings import Settings
from helpline.storage.contacts import address_of
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.builders import FAMILY_NUMBER, make_contact


@pytest.fixture
def guarded(settings: Settings, database: Database) -> Iterator[Database]:
    """A guarded database over the tables of another."""
    guarded = Database.from_settings(settings, guarded=True)
    yield guarded
    guarded.close()


@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '/tmp/other.db' AS other",
        "PRAGMA secure_delete = OFF",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA foreign_keys = OFF",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('x')",
        "CREATE TABLE x (y)",
        "CREATE TRIGGER x AFTER INSERT ON contacts BEGIN SELECT 1; END",
        "DROP TABLE contacts",
        "DROP TRIGGER audit_entries_update",
        "ALTER TABLE contacts RENAME TO x",
        "UPDATE audit_entries SET actor = 'x'",
        "DELETE FROM audit_entries",
        "DELETE FROM sqlite_sequence",
    ],
)
def test_what_no_page_needs_is_refused(guarded: Database, statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="not authorized|prohibited"),
        guarded.engine.connect() as connection,
    ):
        connection.execute(text(statement))


@pytest.mark.parametrize("statement", ["VACUUM INTO '{}'", "ATTACH '{}' AS other"])
def test_no_copy_of_the_database_is_written_elsewhere(
    guarded: Database, tmp_path: Path, statement: str
) -> None:
    connection = guarded.engine.raw_connection()
    with pytest.raises(sqlite3.DatabaseError, match="not authorized|denied"):
        connection.cursor().execute(statement.format(tmp_path / "other.db"))
    connection.close()


def test_rows_are_read_and_changed_as_ever(guarded: Database) -> None:
    with guarded.transaction() as session:
        contact_id = make_contact(session).id
    with guarded.transaction() as session:
        session.get_one(Contact, contact_id).language = "ne"
    with guarded.reading() as session:
        contact = session.get_one(Contact, contact_id)
        assert (contact.language, address_of(session, contact)) == ("ne", FAMILY_NUMBER)
        assert inspect(session.connection()).has_table("contacts")
    with guarded.transaction() as session:
        session.delete(session.get_one(Contact, contact_id))
    guarded.truncate_log()
