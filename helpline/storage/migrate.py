"""Brings a database to the tables that this version of the code needs."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from helpline.errors import DatabaseBusy

_MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: PostgreSQL lets one holder of it migrate while others wait.
_ADVISORY_LOCK = 5_318_008
# How long the helpline stands still at most while a change waits for a table, and how often it may.
_LOCK_MILLISECONDS = 5_000
_TRIES = 5


def config(connection: Connection) -> Config:
    """Returns Alembic's configuration over an open connection."""
    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Runs every migration up to a revision; safe to start twice at once, the second finds it
    done. Raises DatabaseBusy if others hold a table for too long.
    """
    _run(engine, lambda connection: command.upgrade(config(connection), revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Takes migrations back to a revision ("base" takes back all)."""
    _run(engine, lambda connection: command.downgrade(config(connection), revision))


def _run(engine: Engine, migrate: Callable[[Connection], None]) -> None:
    for _ in range(_TRIES):
        try:
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    _queue_up(connection)
                migrate(connection)
            return
        except OperationalError as error:
            # Whoever wants the table waits behind us: so we step back, and queue up again.
            if not isinstance(error.orig, LockNotAvailable):
                raise
    raise DatabaseBusy("others hold a table for too long: the tables were left as they are")


def _queue_up(connection: Connection) -> None:
    for setting in ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"):
        connection.execute(text(setting))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK})
    connection.execute(text(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}"))


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision of this code."""
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(config(connection))
        return MigrationContext.configure(connection).get_current_revision() == (
            script.get_current_head()
        )
