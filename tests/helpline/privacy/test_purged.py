"""What a purge does with rows, files and messages, and with whom it cannot end just now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from helpline.privacy import purging
from helpline.privacy.due import ROWS
from helpline.privacy.erasure import BotMemory, erase_rows
from helpline.privacy.purging import count_endings, purge
from helpline.privacy.retention import Kept, load_policy
from helpline.settings import Settings
from helpline.storage.contacts import acquire_lease, release_lease
from helpline.storage.database import Database
from helpline.storage.kinds import ReferralState
from helpline.storage.tables import (
    AuditEntry,
    CaseExport,
    Contact,
    DeliveryEvent,
    ErasedReferral,
    Media,
    Message,
    Referral,
    RefusedWebhook,
    RemovedFile,
    Staff,
)
from tests.builders import NOW, make_contact, make_inbound, make_referral
from tests.helpline.privacy.rows import add_row

POLICY = load_policy(180)
DAY = timedelta(days=1)


class Memory(BotMemory):
    """The bot's memory; what it is to forget, and what happens meanwhile."""

    def __init__(self, database: Database | None = None) -> None:
        """Takes the database in which everybody else is erased meanwhile, if they are."""
        self.forgotten: list[str] = []
        self._database = database

    def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)
        if self._database is None:
            return
        with self._database.transaction() as session:
            others = select(Contact.id).where(Contact.bot_conversation != conversation)
            for contact_id in session.scalars(others).all():
                erase_rows(session, contact_id, now=NOW)


def closed_case(session: Session, contact: Contact) -> Referral:
    """Adds a case that was closed 91 days ago."""
    referral = make_referral(session, contact, now=NOW - DAY)
    referral.state, referral.closed_at = ReferralState.CLOSED, NOW - 91 * DAY
    return referral


@pytest.fixture(params=[1, 2, 3, 500])
def batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many are ended in one transaction."""
    monkeypatch.setattr(purging, "_BATCH", request.param)
    return int(request.param)


@pytest.mark.usefixtures("batch")
def test_rows_of_every_kind_end_once_they_are_due_however_many_go_at_once(
    any_database: Database,
) -> None:
    kinds = [kind for kind in ROWS if kind is not Kept.AUDIT]
    kept = {}
    with any_database.transaction() as session:
        contact = make_contact(session)
        message = make_inbound(session, contact).id
        alike = {DeliveryEvent: {"message_id": message}, RefusedWebhook: {"route": "inbound"}}
        for kind in kinds:
            rows, due = ROWS[kind], NOW - POLICY.term(kind)
            of = alike.get(rows.table, {})
            for days in (0, 1, 2, 3):
                add_row(session, rows.table, **of | {rows.since.key: due - days * DAY})
            kept[kind] = set(session.scalars(select(rows.key).where(rows.since >= due)))
            assert kept[kind]

    counted = count_endings(any_database, POLICY, until=NOW)
    done, left = purge(any_database, Memory(), POLICY, now=NOW)

    assert (+done, +counted, left) == (dict.fromkeys(kinds, 3), dict.fromkeys(kinds, 3), 0)
    with any_database.reading() as session:
        for kind in kinds:
            assert set(session.scalars(select(ROWS[kind].key))) == kept[kind]
        log = select(AuditEntry.action, AuditEntry.kind, AuditEntry.number, AuditEntry.at)
        assert session.execute(log).all() == [("purged", None, 3 * len(kinds), NOW)]


def test_the_oldest_entries_of_the_log_end_and_are_counted(any_database: Database) -> None:
    for days in (0, 3, 731, 733):
        purge(any_database, Memory(), POLICY, now=NOW + days * DAY)

    counted = count_endings(any_database, POLICY, until=NOW + 734 * DAY)
    done, _ = purge(any_database, Memory(), POLICY, now=NOW + 734 * DAY)

    assert (counted[Kept.AUDIT], done[Kept.AUDIT]) == (1, 1)


@pytest.mark.usefixtures("batch")
def test_files_and_messages_end_however_many_go_at_once(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session, now=NOW - 130 * DAY)
        for days in (130, 125, 121, 70, 65, 61, 10):
            at = NOW - days * DAY
            message = make_inbound(session, contact, now=at)
            add_row(session, DeliveryEvent, message_id=message.id)
            add_row(
                session,
                Media,
                contact_id=contact.id,
                message_id=message.id,
                file=f"{days}",
                created_at=at,
                settled_at=at,
            )
        make_referral(session, contact, now=NOW - DAY).state = ReferralState.CLOSED

    done, left = purge(any_database, Memory(), POLICY, now=NOW)

    assert (+done, left) == ({Kept.FILES: 6, Kept.MESSAGES: 3}, 0)
    with any_database.reading() as session:
        removed = session.execute(select(RemovedFile.id, RemovedFile.removed_at)).all()
        days = {130, 125, 121, 70, 65, 61}
        assert {tuple(each) for each in removed} == {(f"{each}", NOW) for each in days}
        assert session.scalars(select(Media.file)).all() == ["10"]
        assert len(session.scalars(select(Message.id)).all()) == 5
        assert len(session.scalars(select(DeliveryEvent.id)).all()) == 4


def test_who_is_being_written_to_is_left_and_ends_the_next_time(any_database: Database) -> None:
    with any_database.transaction() as session:
        silent = make_contact(session, address="+15550111", now=NOW - 200 * DAY)
        closed = make_contact(session, address="+15550112", now=NOW - DAY)
        case = closed_case(session, closed).id
        ids = [silent.id, closed.id]
        for contact_id in ids:
            acquire_lease(session, contact_id, "a worker", 600)
    memory = Memory()

    done, left = purge(any_database, memory, POLICY, now=NOW)

    assert (+done, left, memory.forgotten) == ({}, 2, [])
    with any_database.transaction() as session:
        assert session.get(Referral, case) is not None
        for contact_id in ids:
            assert session.get_one(Contact, contact_id).lease_owner == "a worker"
            release_lease(session, contact_id, "a worker")
    done, left = purge(any_database, memory, POLICY, now=NOW)
    assert (+done, left) == ({Kept.CONTACTS_WITHOUT_CASE: 1, Kept.CLOSED_CASES: 1}, 0)


class Unreachable(Memory):
    """The memory of a bot that cannot be reached."""

    def forget(self, conversation: str) -> None:
        raise ConnectionError


@pytest.mark.parametrize(
    ("is_closed", "kind"), [(False, Kept.CONTACTS_WITHOUT_CASE), (True, Kept.CLOSED_CASES)]
)
def test_a_purge_that_was_broken_off_goes_on_at_once(
    any_database: Database, is_closed: bool, kind: Kept
) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session, now=NOW - 70 * DAY)
        if is_closed:
            closed_case(session, contact)
        contact_id = contact.id

    with pytest.raises(ConnectionError):
        purge(any_database, Unreachable(), POLICY, now=NOW)

    with any_database.transaction() as session:
        # Nobody else writes to them meanwhile.
        assert not acquire_lease(session, contact_id, "a worker", 60)
        assert session.scalars(select(ErasedReferral)).all() == []
    done, left = purge(any_database, Memory(), POLICY, now=NOW)
    assert (+done, left) == ({kind: 1}, 0)


def test_who_was_erased_meanwhile_is_done(any_database: Database) -> None:
    with any_database.transaction() as session:
        for number in (1, 2):
            make_contact(session, address=f"+1555011{number}", now=NOW - 200 * DAY)
        for number in (3, 4):
            contact = make_contact(session, address=f"+1555011{number}", now=NOW - DAY)
            closed_case(session, contact)

    done, left = purge(any_database, Memory(any_database), POLICY, now=NOW)

    assert (+done, left) == ({Kept.CONTACTS_WITHOUT_CASE: 2, Kept.CLOSED_CASES: 2}, 0)
    with any_database.reading() as session:
        assert session.scalars(select(Contact.id)).all() == []


def test_who_writes_while_a_purge_runs_is_not_erased_and_others_are(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        contacts = [
            make_contact(session, address=f"+1555011{number}", now=NOW - 200 * DAY)
            for number in range(3)
        ]
        ids = {each.bot_conversation: each.id for each in contacts}

    class Writing(Memory):
        def forget(self, conversation: str) -> None:
            with any_database.transaction() as session:
                del ids[conversation]
                if len(ids) == 2:
                    contact = session.get_one(Contact, next(iter(ids.values())))
                    make_inbound(session, contact, now=NOW + timedelta(minutes=1))

    done, left = purge(any_database, Writing(), POLICY, now=NOW)

    assert (+done, left) == ({Kept.CONTACTS_WITHOUT_CASE: 2}, 1)
    with any_database.reading() as session:
        assert len(session.scalars(select(Message.id)).all()) == 1
        assert session.scalars(select(Contact.lease_owner)).all() == [None]


def test_a_case_that_is_opened_again_while_a_purge_runs_is_not_erased(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        for number in range(2):
            contact = make_contact(session, address=f"+1555011{number}", now=NOW - 2 * DAY)
            closed_case(session, contact)

    class Reopening(Memory):
        def forget(self, conversation: str) -> None:
            of_others = Contact.bot_conversation != conversation
            with any_database.transaction() as session:
                cases = select(Referral).join(Contact, Contact.id == Referral.contact_id)
                for referral in session.scalars(cases.where(of_others)):
                    referral.state, referral.closed_at = ReferralState.OPEN, None

    done, left = purge(any_database, Reopening(), POLICY, now=NOW)

    assert (+done, left) == ({Kept.CLOSED_CASES: 1}, 1)
    with any_database.reading() as session:
        assert session.scalars(select(Referral.state)).all() == [ReferralState.OPEN]
        assert session.scalars(select(Contact.lease_owner)).all() == [None, None]


def test_a_case_that_is_gone_once_the_bot_has_forgotten_it_is_done(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session, now=NOW - 2 * DAY)
        case = closed_case(session, contact)
        case_id = case.id

    class Faster(Memory):
        def forget(self, conversation: str) -> None:
            with any_database.transaction() as session:
                session.execute(delete(Referral).where(Referral.id == case_id))

    done, left = purge(any_database, Faster(), POLICY, now=NOW)

    assert (+done, left) == ({Kept.CLOSED_CASES: 1}, 0)
    with any_database.reading() as session:
        assert session.scalars(select(Contact.lease_owner)).all() == [None]


def test_a_request_for_a_file_that_holds_no_longer_goes_with_a_purge(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        staff = add_row(session, Staff)
        for hours in (23, 25):
            at = NOW - timedelta(hours=hours)
            add_row(
                session, CaseExport,
                id=f"{hours}", staff_id=staff, asked_at=at, approved_by=None, approved_at=None,
            )  # fmt: skip

    purge(any_database, Memory(), POLICY, now=NOW)

    with any_database.reading() as session:
        assert session.scalars(select(CaseExport.id)).all() == ["23"]


def test_what_was_purged_stays_in_no_log_of_the_database(
    settings: Settings, database: Database
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, now=NOW - 200 * DAY)
        sealed = contact.address_sealed

    with database.reading() as session:
        assert session.scalars(select(Contact.address_sealed)).all() == [sealed]
    purge(database, Memory(), POLICY, now=NOW)

    for file in settings.var.glob("helpline.db*"):
        assert sealed not in file.read_bytes()
