"""`kill -9` of a command that changes everything: run again, it ends where it would have ended."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import func, inspect, select

from helpline.settings import ROOT, Settings
from helpline.storage.contacts import address_of, find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.messages import body_of, list_messages
from helpline.storage.migrate import is_current, upgrade
from helpline.storage.tables import Base, Contact, Message
from tests.builders import make_contact, make_inbound, make_referral

NEW_KEY = base64.urlsafe_b64encode(b"n" * 32).decode()
NUMBERS = [f"+155501{number}" for number in range(20, 25)]


def run(environ: dict[str, str], *arguments: str, module: str = "gateway.cli") -> int:
    """Runs a command to its end and returns its code, which is negative if it was killed."""
    ended = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env={"PATH": os.environ["PATH"], **environ}, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    return ended.returncode


def kill(environ: dict[str, str], kind: str, number: int, *command: str) -> None:
    """Runs a command that dies before its n-th statement of a kind."""
    died = run(environ, kind, str(number), *command, module="tests.gateway.dying_command")
    assert died == -signal.SIGKILL, "it ended before"


@pytest.fixture
def filled(environ: dict[str, str], any_settings: Settings, any_database: Database) -> Database:
    """A database with five contacts who have written long ago, each with a referral."""
    any_settings.var.mkdir(parents=True, exist_ok=True)
    with any_database.transaction() as session:
        for number in NUMBERS:
            contact = make_contact(session, address=number)
            make_inbound(session, contact, f"words of {number}")
            make_referral(session, contact, facts={"held_name": "Zarbakht"})
    return any_database


@pytest.mark.parametrize("number", [1, 2, 4])
def test_72_a_rotation_of_keys_that_was_killed_is_done_again_to_its_end(
    environ: dict[str, str], filled: Database, number: int
) -> None:
    old_key = environ["HELPLINE_KEYS"]
    environ["HELPLINE_KEYS"] = f"{NEW_KEY},{old_key}"

    kill(environ, "UPDATE", number, "keys", "rotate")
    # With both keys everything can be read meanwhile.
    assert readable(environ) == {each: f"words of {each}" for each in NUMBERS}
    assert run(environ, "keys", "rotate") == 0

    environ["HELPLINE_KEYS"] = NEW_KEY
    assert readable(environ) == {each: f"words of {each}" for each in NUMBERS}


def readable(environ: dict[str, str]) -> dict[str, str]:
    """Returns the first words of each contact by their number, found by that number."""
    database = Database.from_settings(Settings.from_env(environ))
    found = {}
    with database.reading() as session:
        for number in NUMBERS:
            contact = find_contact(session, Channel.SMS, number)
            assert contact is not None
            [words, *_] = list_messages(session, contact.id)
            found[address_of(session, contact)] = body_of(session, words)
    database.close()
    return found


@pytest.mark.parametrize("number", [1, 5, 30])
def test_72_a_purge_that_was_killed_leaves_nobody_half_erased_and_is_done_again(
    environ: dict[str, str], filled: Database, number: int
) -> None:
    environ["RETENTION_DAYS"] = "1"
    with filled.transaction() as session:
        for contact in session.scalars(select(Contact)):
            contact.last_inbound_at = contact.created_at.replace(year=2024)

    kill(environ, "DELETE", number, "purge")
    with filled.reading() as session:
        whole = session.scalars(select(Contact.id)).all()
        with_words = set(session.scalars(select(Message.contact_id)))
    assert set(whole) == with_words
    # Whom the killed process held is free once its lease has run out.
    with filled.transaction() as session:
        for contact in session.scalars(select(Contact)):
            contact.lease_until = None
    assert run(environ, "purge") == 0

    with filled.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
        assert session.scalar(select(func.count()).select_from(Message)) == 0


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, environ: dict[str, str]) -> Iterator[Database]:
    """A database without tables, on SQLite and then on PostgreSQL."""
    if request.param == "postgresql":
        environ["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    database = Database.from_settings(Settings.from_env(environ))
    yield database
    database.close()


@pytest.mark.parametrize(("kind", "number"), [("CREATE", 3), ("CREATE", 40), ("UPDATE", 5)])
def test_72_a_migration_that_was_killed_leaves_what_was_there_and_is_done_again(
    environ: dict[str, str], empty: Database, kind: str, number: int
) -> None:
    kill(environ, kind, number, "migrate")
    assert inspect(empty.engine).get_table_names() == []
    assert run(environ, "migrate") == 0

    assert is_current(empty.engine)
    assert set(Base.metadata.tables) <= set(inspect(empty.engine).get_table_names())


def test_72_a_migration_that_was_killed_keeps_the_rows_of_before(
    environ: dict[str, str], any_settings: Settings
) -> None:
    database = Database.from_settings(any_settings)
    upgrade(database.engine)
    with database.transaction() as session:
        make_inbound(session, make_contact(session, address=NUMBERS[0]), "words")
    database.close()

    # At the newest revision there is nothing to do: the kill comes at the look at the revision.
    kill(environ, "SELECT", 1, "migrate")

    assert run(environ, "migrate") == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1
