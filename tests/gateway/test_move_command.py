"""`helpline move`, from a real SQLite file to a real PostgreSQL, killed and run again."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, func, make_url, select, text

from gateway.cli import main
from gateway.operator.restarting import told_of
from helpline.privacy.auditing import verify
from helpline.privacy.vault import Vault
from helpline.settings import Settings, database_url
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.heartbeats import beat
from helpline.storage.kinds import Channel, Role
from helpline.storage.messages import body_of, list_messages
from helpline.storage.moving import TRACKERS, memory_engine, our_tables
from helpline.storage.staff import add_staff
from helpline.storage.tables import Contact, Message, Staff
from tests.builders import make_contact, make_inbound, make_referral
from tests.gateway.test_killed_commands import kill

NUMBERS = [f"+15550120{number:02}" for number in range(12)]
WORDS = "they took him «昨晚» \u200f\u0627\u0645\u0633 at 23:59"
NOW = datetime(2026, 11, 25, 23, 59, 59, 123456, tzinfo=UTC)


@pytest.fixture
def filled(environ: dict[str, str], settings: Settings, database: Database) -> Database:
    """Contacts with messages and referrals, one of them erased; staff; and the bot's memory."""
    with database.transaction() as session:
        for number in NUMBERS:
            contact = make_contact(session, address=number)
            make_inbound(session, contact, f"{WORDS} {number}", now=NOW)
            make_referral(session, contact, facts={"held_name": "Zarbakht"})
        add_staff(session, "amina", "hash", role=Role.ADMINISTRATOR, language="en", now=NOW)
        last = session.scalars(select(Message).order_by(Message.seq.desc()).limit(1)).one()
        session.delete(last)
    with memory_engine(settings.tracker_url).begin() as memory:
        TRACKERS.create(memory)
        for conversation in ("probe", "Aa", "aB", "ab"):
            row = {"conversation_id": conversation, "blob": b"\x00\xff", "updated_at": NOW}
            memory.execute(TRACKERS.insert(), row)
    return database


@pytest.fixture
def ready_url(postgres: str, migrated_postgres: str, postgres_url: str) -> str:
    """The address of a PostgreSQL database with all tables and no row."""
    name = make_url(postgres_url).database
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {migrated_postgres}")
    return postgres_url


def opened(url: str, settings: Settings) -> Database:
    return Database(database_url(url, settings.var), Vault(settings.keys))


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner(env=environ).invoke(main, ["move", *arguments])


def count(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in our_tables()
        }


def test_every_row_is_there_afterwards_and_opens_and_counting_goes_on(
    environ: dict[str, str], settings: Settings, filled: Database, postgres_url: str
) -> None:
    ran = run(environ, "--to", postgres_url)
    target = opened(postgres_url, settings)

    assert ran.exit_code == 0, ran.output
    assert "rows are the same here and there" in ran.output
    assert postgres_url not in ran.output
    assert count(target.engine) == count(filled.engine)
    with filled.reading() as here, target.transaction() as there:
        newest = here.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = 'messages'"))
        for number in NUMBERS[:-1]:
            contact = find_contact(there, Channel.SMS, number)
            assert contact is not None
            first = list_messages(there, contact.id)[0]
            assert (body_of(there, first), first.created_at) == (f"{WORDS} {number}", NOW)
        assert verify(there).fault is None
        assert make_inbound(there, make_contact(there), "one more").seq == newest + 1
        assert there.scalars(select(Staff.username)).all() == ["amina"]
    with memory_engine(postgres_url).connect() as memory:
        kept = memory.execute(select(TRACKERS).order_by(TRACKERS.c.conversation_id.collate("C")))
        assert [(row.conversation_id, bytes(row.blob), row.updated_at) for row in kept] == [
            (conversation, b"\x00\xff", NOW) for conversation in ("Aa", "aB", "ab")
        ]


@pytest.mark.parametrize(
    ("before", "number", "is_there"),
    [("INSERT INTO MESSAGES", 1, False), ("SELECT SETVAL", 3, False),
     ("INSERT INTO BOT_TRACKERS", 1, True)],
)  # fmt: skip
def test_72_a_move_that_was_killed_leaves_no_half_and_is_run_again_to_its_end(
    environ: dict[str, str], settings: Settings, filled: Database, ready_url: str,
    before: str, number: int, is_there: bool,
) -> None:  # fmt: skip
    target = opened(ready_url, settings)
    kill(environ, before, number, "move", "--to", ready_url)
    left = count(target.engine)
    assert left == count(filled.engine) if is_there else sum(left.values()) == 1

    assert run(environ, "--to", ready_url).exit_code == 0
    assert count(target.engine) == count(filled.engine)
    target.close()


def test_a_move_that_is_done_may_be_run_again_and_changes_nothing(
    environ: dict[str, str], settings: Settings, filled: Database, ready_url: str
) -> None:
    first = run(environ, "--to", ready_url)
    again = run(environ, "--to", ready_url)

    assert (again.exit_code, again.output) == (0, first.output)


def test_a_target_that_holds_something_else_is_refused_and_left_as_it_is(
    environ: dict[str, str], settings: Settings, filled: Database, ready_url: str
) -> None:
    run(environ, "--to", ready_url)
    target = opened(ready_url, settings)
    with target.transaction() as session:
        session.scalars(select(Contact).limit(1)).one().country = "XX"
    before = count(target.engine)

    ran = run(environ, "--to", ready_url)

    assert ran.exit_code == 1
    assert "other rows in contacts" in ran.output
    assert count(target.engine) == before


def test_a_memory_that_holds_something_else_is_refused(
    environ: dict[str, str], filled: Database, ready_url: str
) -> None:
    run(environ, "--to", ready_url)
    with memory_engine(ready_url).begin() as memory:
        memory.execute(TRACKERS.update().values(blob=b"another"))

    ran = run(environ, "--to", ready_url)

    assert ran.exit_code == 1
    assert "other rows in bot_trackers" in ran.output


def test_nothing_moves_while_a_worker_lives(
    environ: dict[str, str], filled: Database, ready_url: str
) -> None:
    with filled.transaction() as session:
        beat(session, "worker", now=datetime.now(UTC))
    assert "still running: a worker" in run(environ, "--to", ready_url).output

    with filled.transaction() as session:
        beat(session, "worker", now=datetime.now(UTC) - timedelta(minutes=1))
    assert run(environ, "--to", ready_url).exit_code == 0


def test_nothing_moves_under_a_supervisor_or_a_gateway(
    environ: dict[str, str], settings: Settings, filled: Database, ready_url: str
) -> None:
    with told_of(settings):
        assert "still running: helpline up" in run(environ, "--to", ready_url).output
    with socket.create_server(("127.0.0.1", 0)) as gateway:
        gateway.settimeout(10)
        environ["PORT"] = str(gateway.getsockname()[1])
        ran = run(environ, "--to", ready_url)
    assert (ran.exit_code, "still running: a gateway" in ran.output) == (1, True)


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("", "that is the database in use"),
        ("nonsense", "cannot be used"),
        ("postgresql://nobody:hidden@127.0.0.1:1/x", "cannot be used (OperationalError)"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_without_being_said(
    environ: dict[str, str], filled: Database, to: str, says: str
) -> None:
    ran = run(environ, "--to", to)

    assert ran.exit_code == 1
    assert says in ran.output
    assert "hidden" not in ran.output


def test_what_is_moved_is_told_to_the_audit_log_on_both_sides(
    environ: dict[str, str], settings: Settings, filled: Database, ready_url: str
) -> None:
    run(environ, "--to", ready_url)

    for database in (filled, opened(ready_url, settings)):
        with database.reading() as session:
            acts = session.execute(text("SELECT action FROM audit_entries ORDER BY seq")).scalars()
            assert list(acts)[-1] == "database_moved"
