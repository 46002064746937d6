"""Which commits wait for the disk."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from helpline.settings import Settings
from helpline.storage.database import Database

_FULL, _NORMAL = 2, 1


def _syncs(session: Session) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        return bool(session.execute(text("PRAGMA synchronous")).scalar() == _FULL)
    return bool(session.execute(text("SHOW synchronous_commit")).scalar() == "on")


def test_a_commit_waits_for_the_disk_unless_it_is_said_to_be_done_again(
    any_database: Database, any_settings: Settings
) -> None:
    if not any_settings.is_sqlite:
        # The server of the tests syncs nothing unless it is told to.
        with any_database.transaction() as session:
            name = session.execute(text("SELECT current_database()")).scalar()
            session.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = on'))
        any_database.close()
    with any_database.transaction() as session:
        assert _syncs(session)
    with any_database.transaction(synced=False) as session:
        assert not _syncs(session)
    # The same connection, out of the pool.
    with any_database.transaction() as session:
        assert _syncs(session)
