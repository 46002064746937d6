from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.migrate import downgrade, is_current, upgrade
from helpline.storage.tables import Base


def test_migrations_lead_to_the_tables_of_the_models(any_database: Database) -> None:
    with any_database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})

        assert compare_metadata(context, Base.metadata) == []


def test_migrations_go_down_to_nothing_and_up_again(any_database: Database) -> None:
    downgrade(any_database.engine, "base")
    assert set(inspect(any_database.engine).get_table_names()) <= {"alembic_version"}
    assert not is_current(any_database.engine)

    upgrade(any_database.engine)

    assert is_current(any_database.engine)


def test_a_database_without_tables_is_not_current(
    environ: dict[str, str], postgres_url: str
) -> None:
    environ["DATABASE_URL"] = postgres_url
    database = Database.from_settings(Settings.from_env(environ))

    assert not is_current(database.engine)

    database.close()
