from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from helpline.privacy.erasure import BotMemory, erase_contact, list_silent_contacts, select_silent
from helpline.referrals.follow_ups import plan_after_silence
from helpline.settings import Settings
from helpline.storage.contacts import acquire_lease
from helpline.storage.database import Database
from helpline.storage.erasures import erased_at, list_erased
from helpline.storage.messages import is_received
from helpline.storage.referrals import find_by_reference
from helpline.storage.tables import (
    AuditEntry,
    AuditHead,
    Base,
    CarrierCopy,
    Contact,
    ErasedReferral,
    InstallationKey,
    Message,
    ReceivedSid,
)
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
        referral = make_referral(session, contact, facts={"held_name": CANARY_TEXT})
        plan_after_silence(session, referral, now=NOW)
        reference = referral.reference
        sid = make_inbound(session, contact).provider_sid or ""
        make_outbound(session, contact)
        contact_id, conversation = contact.id, contact.bot_conversation
    memory = memory_with(settings, conversation)

    assert erase_contact(database, memory, contact_id, now=NOW)

    with database.reading() as session:
        left = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        assert {name for name, count in left.items() if count} == {
            ReceivedSid.__tablename__,
            ErasedReferral.__tablename__,
            # What the carrier is yet to erase: its own id of a message, sealed, and no contact.
            CarrierCopy.__tablename__,
            # That a case was erased, and what belongs to nobody.
            AuditEntry.__tablename__,
            AuditHead.__tablename__,
            InstallationKey.__tablename__,
        }
        assert is_received(session, sid)
        assert erased_at(session, reference) == NOW
        assert find_by_reference(session, reference) is None
    with create_engine(settings.tracker_url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM bot_trackers")).scalar() == 0


def test_98_99_erased_words_are_in_no_file(settings: Settings, database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact)
        sealed = contact.address_sealed
        contact_id = contact.id
    assert any(sealed in file.read_bytes() for file in Path(settings.var).iterdir())

    erase_contact(database, BotMemory(settings.tracker_url), contact_id, now=NOW)
    database.truncate_log()

    for file in Path(settings.var).iterdir():
        content = file.read_bytes()
        assert sealed not in content
        assert FAMILY_NUMBER.encode() not in content
        assert CANARY_TEXT.encode() not in content


def test_99_erasure_waits_for_a_worker_that_holds_the_contact(
    settings: Settings, database: Database
) -> None:
    with database.transaction() as session:
        contact_id = make_contact(session).id
        acquire_lease(session, contact_id, "a worker", 60)

    assert not erase_contact(database, BotMemory(settings.tracker_url), contact_id, now=NOW)


def test_only_contacts_silent_since_before_the_moment_are_listed(any_database: Database) -> None:
    with any_database.transaction() as session:
        silent = make_contact(session, address="+15550111", now=NOW - timedelta(days=200))
        make_inbound(session, silent, now=NOW - timedelta(days=190))
        back_again = make_contact(session, address="+15550112", now=NOW - timedelta(days=200))
        make_inbound(session, back_again, now=NOW - timedelta(days=10))
        at_the_moment = make_contact(session, address="+15550113", now=NOW - timedelta(days=200))
        make_inbound(session, at_the_moment, now=NOW - timedelta(days=180))

        listed = list_silent_contacts(session, before=NOW - timedelta(days=180))

        assert listed == [silent.id]


def test_who_is_silent_is_found_without_going_through_the_messages_of_each(
    any_database: Database,
) -> None:
    explain = "EXPLAIN QUERY PLAN" if any_database.engine.dialect.name == "sqlite" else "EXPLAIN"
    asked = select_silent(before=NOW).compile(
        any_database.engine, compile_kwargs={"literal_binds": True}
    )

    with any_database.reading() as session:
        plan = str(session.execute(text(f"{explain} {asked}")).all())

    assert "messages" in plan
    assert "SubPlan" not in plan
    assert "CORRELATED" not in plan


def test_a_tombstone_tells_that_a_case_was_erased_and_when_and_nothing_else(
    settings: Settings, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        reference = make_referral(session, contact).reference
        contact_id = contact.id

    erase_contact(database, BotMemory(settings.tracker_url), contact_id, now=NOW)

    assert ErasedReferral.__table__.columns.keys() == ["reference", "erased_at"]
    with database.reading() as session:
        [listed] = list_erased(session, since=NOW - timedelta(days=1))
        assert (listed.reference, listed.erased_at) == (reference, NOW)
        assert list_erased(session, since=NOW + timedelta(seconds=1)) == []


def test_the_bots_memory_is_overwritten_when_it_is_erased(settings: Settings) -> None:
    settings.var.mkdir(parents=True)
    memory = memory_with(settings, "a conversation")
    file = Path(settings.tracker_url.removeprefix("sqlite:///"))
    assert b"sealed" in file.read_bytes()

    memory.forget("a conversation")

    for each in file.parent.glob(f"{file.name}*"):
        assert b"sealed" not in each.read_bytes()


def test_what_is_erased_stays_in_no_log_of_the_bots_memory(settings: Settings) -> None:
    settings.var.mkdir(parents=True)
    memory = memory_with(settings, "a conversation")
    file = Path(settings.tracker_url.removeprefix("sqlite:///"))
    log = file.with_name(f"{file.name}-wal")
    engine = create_engine(settings.tracker_url)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA journal_mode=WAL"))
        connection.execute(text("INSERT INTO bot_trackers VALUES ('another', 'sealed too')"))
        connection.commit()
        assert b"sealed too" in log.read_bytes()

        memory.forget("another")

        # Rasa still has it open, so that nobody but us empties it.
        assert log.read_bytes() == b""
        assert b"sealed too" not in file.read_bytes()
        left = connection.execute(text("SELECT conversation_id FROM bot_trackers")).all()
        assert left == [("a conversation",)]
    engine.dispose()


class _Unreachable(BotMemory):
    """The memory of a bot that cannot be reached."""

    def forget(self, conversation: str) -> None:
        raise ConnectionError


@pytest.mark.parametrize("owner", [None, "purge"])
def test_an_erasure_that_was_broken_off_erased_nothing_and_only_its_owner_goes_on_at_once(
    settings: Settings, database: Database, owner: str | None
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact)
        contact_id = contact.id
    unreachable, memory = (each(settings.tracker_url) for each in (_Unreachable, BotMemory))

    with pytest.raises(ConnectionError):
        erase_contact(database, unreachable, contact_id, now=NOW, owner=owner)

    with database.reading() as session:
        held_by = session.get_one(Contact, contact_id).lease_owner
        assert session.scalar(select(func.count()).select_from(Message)) == 1
    assert held_by is not None
    assert owner in (None, held_by)
    assert not erase_contact(database, memory, contact_id, now=NOW)
    assert not erase_contact(database, memory, contact_id, now=NOW, owner="another")
    assert erase_contact(database, memory, contact_id, now=NOW, owner=held_by)


def test_an_error_of_the_bots_memory_does_not_tell_whose_it_was(any_settings: Settings) -> None:
    any_settings.var.mkdir(parents=True, exist_ok=True)
    engine = create_engine(any_settings.database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bot_trackers (other TEXT)"))
    try:
        with pytest.raises(DBAPIError, match="conversation_id") as raised:
            BotMemory(any_settings.database_url).forget("whose it was")
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE bot_trackers"))
        engine.dispose()

    assert "whose it was" not in str(raised.value)


def test_the_address_of_the_bots_memory_may_name_the_driver_that_rasa_has() -> None:
    with pytest.raises(OperationalError):
        BotMemory("postgresql+psycopg2://nobody@127.0.0.1:1/nothing").forget("a conversation")
