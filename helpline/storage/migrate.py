"""Brings a database to the tables that this version of the code needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_MIGRATIONS = Path(__file__).parent / "migrations"
# Any fixed number: PostgreSQL lets one holder of it migrate while others wait.
_ADVISORY_LOCK = 5_318_008


def config(connection: Connection) -> Config:
    """Returns Alembic's configuration over an open connection."""
    settings = Config()
    settings.set_main_option("script_location", str(_MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Runs every migration up to a revision; safe to start twice at once, the second finds it
    done.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(
                text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ADVISORY_LOCK}
            )
        command.upgrade(config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Takes migrations back to a revision ("base" takes back all)."""
    with engine.begin() as connection:
        command.downgrade(config(connection), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest revision of this code."""
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(config(connection))
        return MigrationContext.configure(connection).get_current_revision() == (
            script.get_current_head()
        )
