"""Rotating keys and purging over many messages, each killed three times on the way (`kill -9`).

`make many` has a hundred thousand of them; HELPLINE_MANY says how many.
"""

from __future__ import annotations

import base64
import os
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from helpline.privacy.auditing import verify
from helpline.privacy.rotation import SEALED
from helpline.privacy.vault import Vault
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Direction, MessageState
from helpline.storage.tables import Contact, Message, Referral, new_id
from tests.builders import CANARY_TEXT, NOW, OWN_NUMBER, make_contact, make_referral
from tests.gateway.test_killed_commands import kill, run

IS_FULL = "HELPLINE_MANY" in os.environ
COUNT = int(os.environ.get("HELPLINE_MANY", "2000"))
EACH, BATCH = 100, 500
OLD, NEW = b"k" * 32, b"n" * 32


@pytest.fixture
def many(any_settings: Settings, any_database: Database) -> Database:
    """A database with so many messages, a hundred of each contact, each contact with a case."""
    if not (any_settings.is_sqlite or IS_FULL):
        pytest.skip("in full with HELPLINE_MANY; with few messages, test_killed_commands has it")
    any_settings.var.mkdir(parents=True, exist_ok=True)
    for number in range(COUNT // EACH):
        with any_database.transaction() as session:
            contact = make_contact(session, address=f"+1555{number:07}")
            make_referral(session, contact, facts={"held_name": f"Zarbakht {number}"})
            session.flush()
            vault: Vault = session.info["vault"]
            rows = [_message(vault, contact.id) for _ in range(EACH - 1)]
            session.execute(insert(Message), rows)
    return any_database


def _message(vault: Vault, contact_id: str) -> dict[str, Any]:
    message_id = new_id()
    return {
        "id": message_id,
        "contact_id": contact_id,
        "direction": Direction.INBOUND,
        "author": Author.CONTACT,
        "state": MessageState.DONE,
        "body_sealed": vault.seal(CANARY_TEXT, column="messages.body", row=message_id),
        "media_count": 0,
        "own_address": OWN_NUMBER,
        "created_at": NOW,
        "updated_at": NOW,
    }


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def open_under_the_first_key(database: Database) -> int:
    """Opens every value that is sealed, each of which must be under the first key; returns how many
    there are.
    """
    opened = 0
    with database.reading() as session:
        vault: Vault = session.info["vault"]
        for each in SEALED:
            found = select(each.table.id, each.attribute).where(each.attribute.is_not(None))
            for row, value in session.execute(found.execution_options(yield_per=1000)):
                assert vault.is_current(value), each.column
                vault.open(value, column=each.column, row=row)
                opened += 1
    return opened


def free_everybody(database: Database) -> None:
    """Whom a killed process held is free once its lease has run out."""
    with database.transaction() as session:
        session.execute(update(Contact).values(lease_until=None))


def test_72_a_rotation_over_many_messages_killed_three_times_seals_all_anew(
    environ: dict[str, str], many: Database
) -> None:
    contacts = count(many, Contact)
    environ["HELPLINE_KEYS"] = ",".join(base64.urlsafe_b64encode(k).decode() for k in (NEW, OLD))

    for _ in range(3):
        kill(environ, "UPDATE", max(2, COUNT // BATCH // 5), "keys", "rotate")
    assert run(environ, "keys", "rotate") == 0

    environ["HELPLINE_KEYS"] = base64.urlsafe_b64encode(NEW).decode()
    rotated = Database.from_settings(Settings.from_env(environ))
    assert (count(rotated, Contact), count(rotated, Message)) == (contacts, COUNT)
    assert open_under_the_first_key(rotated) > COUNT + contacts
    with rotated.reading() as session:
        assert verify(session).fault is None
    rotated.close()


@pytest.mark.skipif(not IS_FULL, reason="in full with HELPLINE_MANY; with few, test_purging has it")
def test_99_a_purge_of_many_messages_killed_three_times_leaves_nothing(
    environ: dict[str, str], many: Database
) -> None:
    contacts = count(many, Contact)
    environ["RETENTION_DAYS"] = "1"
    with many.transaction() as session:
        session.execute(update(Contact).values(last_inbound_at=NOW.replace(year=2024)))

    for _ in range(3):
        kill(environ, "DELETE", contacts * 5, "purge")
        assert 0 < count(many, Contact) < contacts
        free_everybody(many)
    assert run(environ, "purge") == 0

    assert [count(many, table) for table in (Contact, Message, Referral)] == [0, 0, 0]
    with many.reading() as session:
        assert verify(session).fault is None
