"""Burning: nothing opens any more, whatever was copied of the database before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from helpline.errors import SealError
from helpline.media.files import FileFolder, media_folder
from helpline.privacy import burning
from helpline.privacy.auditing import verify
from helpline.privacy.burning import NotTwo
from helpline.privacy.erasure import BotMemory
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.settings import ROOT, Settings
from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.backup import read_backup, write_backup
from helpline.storage.contacts import address_of
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.tables import AuditEntry, Base, Contact, InstallationKey
from tests.builders import FAMILY_NUMBER, NOW, make_contact, make_inbound, make_referral
from tests.gateway.console.desk import make_staff

EMPTY = {"audit_entries", "audit_heads", "installation_keys"}


@pytest.fixture
def two(any_settings: Settings, any_database: Database) -> tuple[str, str]:
    """Two administrators of a helpline that a family has written to."""
    any_settings.var.mkdir(parents=True, exist_ok=True)
    folder = media_folder(any_settings.var)
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact)
        make_referral(session, contact, facts={"held_name": "somebody"})
        FileFolder(folder).write("5" * 32, b"a photo", row="5" * 32)
        names = ("first", "second")
        first, second = (make_staff(session, each, role=Role.ADMINISTRATOR) for each in names)
        return first.id, second.id


def burn(settings: Settings, database: Database, first: str, second: str) -> None:
    burning.burn(
        database,
        BotMemory(settings.tracker_url),
        FileFolder(media_folder(settings.var)),
        first_id=first,
        second_id=second,
        now=NOW,
    )


def left(database: Database) -> set[str]:
    """Returns the tables that have rows."""
    with database.reading() as session:
        counts = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    return {name for name, count in counts.items() if count}


def test_nothing_is_left_but_that_it_was_burned(
    any_settings: Settings, any_database: Database, two: tuple[str, str]
) -> None:
    burn(any_settings, any_database, *two)

    assert left(any_database) <= EMPTY
    assert FileFolder(media_folder(any_settings.var)).names() == []
    with any_database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        told = [(each.action, each.actor, each.object) for each in entries]
        assert told == [("log_pruned", "system", None), ("burned", "system", None)]
        assert verify(session).fault is None
        assert not burning.is_unfinished(session)


def test_what_was_copied_of_the_rows_before_does_not_open_afterwards(
    any_settings: Settings, any_database: Database, two: tuple[str, str]
) -> None:
    with any_database.reading() as session:
        contact = session.scalars(select(Contact)).one()
        sealed, row = contact.address_sealed, contact.id
        assert address_of(session, contact) == FAMILY_NUMBER

    burn(any_settings, any_database, *two)

    with any_database.transaction() as session, pytest.raises(SealError):
        session.info["vault"].open(sealed, column="contacts.address", row=row)
    with pytest.raises(SealError):
        Vault(any_settings.keys).open(sealed, column="contacts.address", row=row)


def test_the_key_is_in_no_file_afterwards(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        first, second = (
            make_staff(session, each, role=Role.ADMINISTRATOR).id for each in ("one", "two")
        )
        wrapped = session.scalars(select(InstallationKey.wrapped)).one()
    assert any(wrapped in path.read_bytes() for path in settings.var.iterdir() if path.is_file())

    burn(settings, database, first, second)

    for path in settings.var.rglob("*"):
        assert not path.is_file() or wrapped not in path.read_bytes()


def test_one_person_alone_burns_nothing(
    any_settings: Settings, any_database: Database, two: tuple[str, str]
) -> None:
    with any_database.transaction() as session:
        other = make_staff(session, "other", role=Role.SUPERVISOR).id
        gone = make_staff(session, "gone", role=Role.ADMINISTRATOR, active=False).id

    for second in (two[0], other, gone):
        with pytest.raises(NotTwo):
            burn(any_settings, any_database, two[0], second)

    assert "contacts" in left(any_database)


def test_a_request_is_open_for_an_hour(any_database: Database, two: tuple[str, str]) -> None:
    with any_database.transaction() as session:
        burning.ask(session, two[0], "they are at the door", now=NOW)
        asked = burning.find_request(session, now=NOW + timedelta(minutes=59))
        assert asked is not None
        assert burning.reason_of(session, asked) == "they are at the door"
        assert burning.find_request(session, now=NOW + timedelta(hours=1)) is None


def test_a_request_is_kept_with_its_reason_in_place_of_any_before_until_withdrawn(
    database: Database,
) -> None:
    with database.transaction() as session:
        first = make_staff(session, "first", role=Role.ADMINISTRATOR).id
        burning.ask(session, first, "a raid", now=NOW)
        burning.ask(session, first, "a raid, now", now=NOW + timedelta(minutes=1))

    with database.transaction() as session:
        request = burning.find_request(session, now=NOW + timedelta(minutes=30))
        assert request is not None
        assert (request.staff_id, request.asked_at) == (first, NOW + timedelta(minutes=1))
        assert burning.reason_of(session, request) == "a raid, now"
        assert b"raid" not in request.reason_sealed
        burning.withdraw(session)
    with database.reading() as session:
        assert burning.find_request(session, now=NOW) is None


def test_another_process_seals_nothing_under_a_key_that_was_burned(
    any_settings: Settings, any_database: Database, two: tuple[str, str]
) -> None:
    other = Database.from_settings(any_settings)
    with other.reading() as session:
        assert session.scalars(select(Contact)).one()

    burn(any_settings, any_database, *two)

    with other.transaction() as session:
        contact_id = make_contact(session).id
    with any_database.reading() as session:
        assert address_of(session, session.get_one(Contact, contact_id)) == FAMILY_NUMBER
    other.close()


def test_values_of_before_there_was_a_key_open_and_are_brought_under_it(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        mixed, session.info["vault"] = session.info["vault"], any_database.vault
        contact_id = make_contact(session).id
        session.info["vault"] = mixed

    assert rotate(any_database) == 1

    with any_database.reading() as session:
        contact = session.get_one(Contact, contact_id)
        assert address_of(session, contact) == FAMILY_NUMBER
        with pytest.raises(SealError):
            any_database.vault.open(
                contact.address_sealed, column="contacts.address", row=contact_id
            )


def test_a_backup_of_before_still_opens_with_the_keys(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        make_contact(session)
        first, second = (
            make_staff(session, each, role=Role.ADMINISTRATOR).id for each in ("one", "two")
        )
    files = media_folder(settings.var)
    write_backup(settings.var / "helpline.db", tmp_path / "backup", settings.keys, files=files)

    burn(settings, database, first, second)
    elsewhere = tmp_path / "elsewhere" / "helpline.db"
    read_backup(tmp_path / "backup", elsewhere, settings.keys, files=tmp_path / "media")

    restored = Database(f"sqlite:///{elsewhere}", Vault(settings.keys))
    with restored.reading() as session:
        assert address_of(session, session.scalars(select(Contact)).one()) == FAMILY_NUMBER
    restored.close()


_BURN = """
import os, signal, sys
from datetime import UTC, datetime
from helpline.media.files import FileFolder, media_folder
from helpline.privacy import burning
from helpline.privacy.erasure import BotMemory
from helpline.settings import Settings
from helpline.storage.database import Database

class Memory(BotMemory):
    def forget_all(self):
        os.kill(os.getpid(), signal.SIGKILL)

settings = Settings.from_env(os.environ)
burning.burn(
    Database.from_settings(settings), Memory(settings.tracker_url),
    FileFolder(media_folder(settings.var)),
    first_id=sys.argv[1], second_id=sys.argv[2], now=datetime.now(UTC),
)
"""


def test_a_burn_that_is_killed_has_destroyed_the_key_and_is_finished_later(
    any_settings: Settings,
    any_database: Database,
    two: tuple[str, str],
    environ: dict[str, str],
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _BURN, *two], env=os.environ | environ, cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    with any_database.reading() as session:
        contact = session.scalars(select(Contact)).one()
        with pytest.raises(SealError):
            address_of(session, contact)
        assert burning.is_unfinished(session)

    burning.finish(
        any_database,
        BotMemory(any_settings.tracker_url),
        FileFolder(media_folder(any_settings.var)),
        now=NOW,
    )

    assert left(any_database) <= EMPTY


class _Unreachable(BotMemory):
    """The memory of a bot that cannot be reached."""

    def forget_all(self) -> None:
        raise ConnectionError


def test_a_burn_that_was_broken_off_tells_who_agreed_until_it_is_finished(
    any_settings: Settings, any_database: Database, two: tuple[str, str]
) -> None:
    memory = _Unreachable(any_settings.tracker_url)
    files = FileFolder(media_folder(any_settings.var))
    with any_database.transaction() as session:
        record(session, Act(Action.SIGNED_IN, Kind.STAFF, two[0]), now=NOW)
    with any_database.reading() as session:
        assert not burning.is_unfinished(session)

    with pytest.raises(ConnectionError):
        burning.burn(any_database, memory, files, first_id=two[0], second_id=two[1], now=NOW)

    with any_database.reading() as session:
        assert burning.is_unfinished(session)
        told = select(AuditEntry.action, AuditEntry.kind, AuditEntry.object, AuditEntry.actor)
        told = told.where(AuditEntry.at == NOW, AuditEntry.action != Action.SIGNED_IN)
        assert session.execute(told).all() == [("burned", "staff", *two)]
        assert session.scalars(select(InstallationKey)).all() == []
    assert files.names() == ["5" * 32]


def test_the_bots_memory_is_emptied(settings: Settings, two_on_sqlite: tuple[str, str]) -> None:
    database = Database.from_settings(settings)
    memory = Database(settings.tracker_url, Vault(settings.keys))
    with memory.engine.begin() as connection:
        connection.execute(text("CREATE TABLE bot_trackers (conversation_id TEXT, blob BLOB)"))
        connection.execute(text("INSERT INTO bot_trackers VALUES ('a', 'sealed-here')"))

    burn(settings, database, *two_on_sqlite)

    for path in settings.var.glob("tracker.db*"):
        assert b"sealed-here" not in path.read_bytes()
    database.close()
    memory.close()


@pytest.fixture
def two_on_sqlite(database: Database) -> tuple[str, str]:
    """Two administrators."""
    with database.transaction() as session:
        names = ("first", "second")
        first, second = (make_staff(session, each, role=Role.ADMINISTRATOR) for each in names)
        return first.id, second.id
