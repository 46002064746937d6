"""A signed webhook is good for ever, and whoever has seen one can send it again."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gateway.conversation.inbox import Inbox, Incoming
from helpline.privacy.erasure import erase_rows
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact, ReceivedSid
from tests.builders import FAMILY_NUMBER, NOW, OWN_NUMBER

OLD, NEW = b"k" * 32, b"n" * 32
SENT = Incoming(f"SM{'0' * 32}", Channel.SMS, FAMILY_NUMBER, OWN_NUMBER, "they took him", 0)
A_YEAR_LATER = NOW + timedelta(days=365)


def under(environ: dict[str, str], settings: Settings, *keys: bytes) -> Database:
    """The same database as processes see it that were started with other keys."""
    encoded = ",".join(base64.urlsafe_b64encode(key).decode() for key in keys)
    url = {"DATABASE_URL": settings.database_url}
    return Database.from_settings(Settings.from_env(environ | url | {"HELPLINE_KEYS": encoded}))


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Contact)) or 0


def test_14_99_who_was_erased_does_not_come_back_by_a_replay_after_the_keys_were_rotated(
    environ: dict[str, str], any_settings: Settings, any_database: Database
) -> None:
    contact_id = Inbox(any_database).receive(SENT, now=NOW)
    with any_database.transaction() as session:
        erase_rows(session, contact_id or "", now=NOW)
    both = under(environ, any_settings, NEW, OLD)
    rotate(both)
    both.close()

    later = under(environ, any_settings, NEW)

    assert Inbox(later).receive(SENT, now=A_YEAR_LATER) is None
    assert count(later) == 0
    later.close()


@pytest.mark.parametrize("keys", [(OLD,), (NEW, OLD)])
def test_14_what_an_older_version_received_is_known_under_its_key(
    environ: dict[str, str], any_settings: Settings, any_database: Database, keys: tuple[bytes, ...]
) -> None:
    with any_database.transaction() as session:
        before = Vault([OLD]).lookup(SENT.sid, purpose="sid")
        session.add(ReceivedSid(sid_hash=before, received_at=NOW))
    now = under(environ, any_settings, *keys)

    assert Inbox(now).receive(SENT, now=A_YEAR_LATER) is None
    assert count(now) == 0
    now.close()
