"""PostgreSQL under many hands: what is locked is passed over or given up, and nobody hangs."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import create_engine, text

from helpline.errors import DatabaseBusy
from helpline.settings import Settings
from helpline.storage import migrate
from helpline.storage.contacts import (
    acquire_lease,
    get_contact,
    list_contacts_with_work,
    renew_lease,
)
from helpline.storage.database import Database
from helpline.storage.kinds import MessageState
from helpline.storage.migrate import downgrade, is_current, upgrade
from tests.builders import make_contact, make_inbound


@pytest.fixture
def on_postgres(
    environ: dict[str, str], postgres: str, migrated_postgres: str, postgres_url: str
) -> Iterator[Database]:
    """A PostgreSQL database with all tables."""
    name = postgres_url.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}")
    database = Database.from_settings(Settings.from_env({**environ, "DATABASE_URL": postgres_url}))
    yield database
    database.close()


def test_sweeps_of_several_workers_share_out_who_waits(on_postgres: Database) -> None:
    with on_postgres.transaction() as session:
        for number in range(4):
            contact = make_contact(session, address=f"+1555012{number}000")
            make_inbound(session, contact, state=MessageState.NEW)

    with on_postgres.transaction() as one, on_postgres.transaction() as other:
        first = list_contacts_with_work(one, limit=3)
        second = list_contacts_with_work(other, limit=3)

        assert (len(first), len(second)) == (3, 1)
        assert not set(first) & set(second)
        # A message that comes meanwhile need not wait for the sweep.
        make_inbound(other, get_contact(other, first[0]), state=MessageState.NEW)


def test_a_sweep_passes_over_whom_a_turn_has_under_its_hands(on_postgres: Database) -> None:
    with on_postgres.transaction() as session:
        contact_id = make_contact(session).id
        make_inbound(session, get_contact(session, contact_id), state=MessageState.NEW)
        acquire_lease(session, contact_id, "a worker", 0)

    with on_postgres.transaction() as turn, on_postgres.transaction() as sweep:
        renew_lease(turn, contact_id, "a worker", 0)
        assert list_contacts_with_work(sweep) == []


def test_a_connection_of_ours_waits_for_nothing_for_ever(on_postgres: Database) -> None:
    limits = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    with on_postgres.reading() as session:
        waits = [session.execute(text(f"SHOW {limit}")).scalar_one() for limit in limits]

    assert waits == ["10s", "1min", "5min"]


def test_a_migration_that_cannot_have_a_table_gives_up_and_leaves_all_as_it_was(
    on_postgres: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "_LOCK_MILLISECONDS", 20)
    with psycopg.connect(postgres_url) as reader:
        reader.execute("SELECT * FROM messages")
        with pytest.raises(DatabaseBusy):
            downgrade(on_postgres.engine, "base")
    assert is_current(on_postgres.engine)

    downgrade(on_postgres.engine, "base")
    upgrade(on_postgres.engine)
    assert is_current(on_postgres.engine)


def test_only_the_wait_for_another_migration_has_no_end(postgres_url: str) -> None:
    engine = create_engine(
        postgres_url.replace("postgresql:", "postgresql+psycopg:", 1),
        connect_args={"options": "-c lock_timeout=20ms"},
    )
    with engine.begin() as connection:
        migrate._queue_up(connection)
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "0"
    engine.dispose()
