from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from helpline.privacy.erasure import BotMemory, erase_contact, list_silent_contacts
from helpline.settings import Settings
from helpline.storage.contacts import acquire_lease
from helpline.storage.database import Database
from helpline.storage.messages import is_received
from helpline.storage.tables import Base, ReceivedSid
from tests.builders import (
    CANARY_TEXT,
    FAMILY_NUMBER,
    NOW,
    make_contact,
    make_inbound,
    make_outbound,
    make_referral,
)


def memory_with(settings: Settings, conversation: str) -> BotMemory:
    engine = create_engine(settings.tracker_url)
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE bot_trackers (conversation_id TEXT PRIMARY KEY, blob BLOB)")
        )
        connection.execute(
            text("INSERT INTO bot_trackers VALUES (:id, 'sealed')"), {"id": conversation}
        )
    engine.dispose()
    return BotMemory(settings.tracker_url)


def test_erasure_leaves_nothing_of_a_contact_but_tombstones(
    settings: Settings, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, facts={"held_name": CANARY_TEXT})
        sid = make_inbound(session, contact).provider_sid or ""
        make_outbound(session, contact)
        contact_id, conversation = contact.id, contact.bot_conversation
    memory = memory_with(settings, conversation)

    assert erase_contact(database, memory, contact_id)

    with database.reading() as session:
        left = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        assert {name for name, count in left.items() if count} == {ReceivedSid.__tablename__}
        assert is_received(session, sid)
    with create_engine(settings.tracker_url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM bot_trackers")).scalar() == 0


def test_erased_words_are_in_no_file(settings: Settings, database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact)
        sealed = contact.address_sealed
        contact_id = contact.id
    assert any(sealed in file.read_bytes() for file in Path(settings.var).iterdir())

    erase_contact(database, BotMemory(settings.tracker_url), contact_id)
    database.truncate_log()

    for file in Path(settings.var).iterdir():
        content = file.read_bytes()
        assert sealed not in content
        assert FAMILY_NUMBER.encode() not in content
        assert CANARY_TEXT.encode() not in content


def test_erasure_waits_for_a_worker_that_holds_the_contact(
    settings: Settings, database: Database
) -> None:
    with database.transaction() as session:
        contact_id = make_contact(session).id
        acquire_lease(session, contact_id, "a worker", 60)

    assert not erase_contact(database, BotMemory(settings.tracker_url), contact_id)


def test_only_contacts_silent_since_before_the_moment_are_listed(any_database: Database) -> None:
    with any_database.transaction() as session:
        silent = make_contact(session, address="+15550111", now=NOW - timedelta(days=200))
        make_inbound(session, silent, now=NOW - timedelta(days=190))
        back_again = make_contact(session, address="+15550112", now=NOW - timedelta(days=200))
        make_inbound(session, back_again, now=NOW - timedelta(days=10))

        listed = list_silent_contacts(session, before=NOW - timedelta(days=180))

        assert listed == [silent.id]
