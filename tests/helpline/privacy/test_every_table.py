"""A contact with a row in every table: which rows go, and whose stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.privacy.erasure import BotMemory, erase_contact
from helpline.privacy.purging import purge
from helpline.privacy.retention import Kept, load_policy
from helpline.settings import Settings
from helpline.storage.database import Database, seal
from helpline.storage.kinds import CopyState, CopyTask, MessageState, PairState, ReferralState
from helpline.storage.tables import (
    AuditEntry,
    CarrierCopy,
    Contact,
    DeliveryEvent,
    ErasedReferral,
    Media,
    Message,
    Referral,
    ReferralPair,
    RemovedFile,
    new_id,
)
from tests.builders import NOW, make_contact, make_referral
from tests.helpline.privacy.rows import add_rows, belonging_to, rows_in

DAY = timedelta(days=1)


@pytest.fixture
def memory(any_settings: Settings) -> BotMemory:
    """The memory of a bot that has kept nothing yet."""
    any_settings.var.mkdir(parents=True, exist_ok=True)
    return BotMemory(any_settings.tracker_url)


def closed_case(session: Session, *, days: int) -> dict[str, dict[str, Any]]:
    """Returns the columns of a case that was closed so many days ago, and of a fact of it."""
    fact = new_id()
    value = seal(session, "adult", column="referral_facts.value", row=fact)
    return {
        "referrals": {"state": ReferralState.CLOSED, "closed_at": NOW - days * DAY},
        "referral_facts": {"id": fact, "value_sealed": value, "reason_sealed": None},
    }


def test_of_a_contact_with_a_row_in_every_table_none_is_left_and_of_others_every_one(
    any_database: Database, memory: BotMemory
) -> None:
    with any_database.transaction() as session:
        add_rows(session)
        others = rows_in(session)
        contact_id = add_rows(session)["contacts"]["id"]
        assert {name: len(rows) for name, rows in rows_in(session).items()} == {
            table.name: 2 for table in belonging_to("contacts")
        }

    assert erase_contact(any_database, memory, contact_id, now=NOW)

    with any_database.reading() as session:
        assert rows_in(session) == others


def test_an_erasure_tells_the_log_the_carrier_and_the_folder_what_they_need(
    any_database: Database, memory: BotMemory
) -> None:
    with any_database.transaction() as session:
        add_rows(session)
        made = add_rows(session)

    erase_contact(any_database, memory, made["contacts"]["id"], now=NOW)

    reference = made["referrals"]["reference"]
    with any_database.reading() as session:
        entries = select(AuditEntry.action, AuditEntry.kind, AuditEntry.object, AuditEntry.at)
        assert session.execute(entries).all() == [("erased", "referral", reference, NOW)]
        tombstones = select(ErasedReferral.reference, ErasedReferral.erased_at)
        assert session.execute(tombstones).all() == [(reference, NOW)]
        removed = select(RemovedFile.id, RemovedFile.removed_at)
        assert session.execute(removed).all() == [(made["media"]["file"], NOW)]
        copies = session.scalars(select(CarrierCopy)).all()
        # One of the message, one of an attempt to send it before.
        assert len({each.sid_hash for each in copies}) == 2
        told = {
            (each.task, each.state, each.message_id, each.next_at, each.created_at)
            for each in copies
        }
        assert told == {(CopyTask.ERASE, CopyState.WAITING, None, NOW, NOW)}


def test_the_log_names_no_case_of_a_contact_who_had_none(
    any_database: Database, memory: BotMemory
) -> None:
    with any_database.transaction() as session:
        contact_id = make_contact(session).id

    erase_contact(any_database, memory, contact_id, now=NOW)

    with any_database.reading() as session:
        entries = select(AuditEntry.action, AuditEntry.kind, AuditEntry.object, AuditEntry.at)
        assert session.execute(entries).all() == [("erased", "conversation", None, NOW)]


@pytest.mark.parametrize("erased", [0, 1])
def test_a_pair_of_cases_goes_with_either_of_them(
    any_database: Database, memory: BotMemory, erased: int
) -> None:
    with any_database.transaction() as session:
        contacts = [make_contact(session, address=f"+1555010{number}") for number in range(2)]
        one, other = (make_referral(session, each).id for each in contacts)
        session.add(
            ReferralPair(
                one_id=one,
                other_id=other,
                state=PairState.LINKED,
                score=1,
                reasons="",
                created_at=NOW,
            )
        )
        gone, kept = contacts[erased].id, contacts[1 - erased].id

    assert erase_contact(any_database, memory, gone, now=NOW)

    with any_database.reading() as session:
        assert session.scalars(select(ReferralPair)).all() == []
        assert session.scalars(select(Contact.id)).all() == [kept]


def test_of_a_closed_case_with_a_row_in_every_table_only_what_is_of_it_ends(
    any_database: Database, memory: BotMemory
) -> None:
    with any_database.transaction() as session:
        add_rows(session)
        others = rows_in(session)
        mine = add_rows(session, **closed_case(session, days=91))
        both = rows_in(session)

    done, left = purge(any_database, memory, load_policy(180), now=NOW)

    of_a_case = {table.name for table in belonging_to(Referral.__tablename__)}
    with any_database.reading() as session:
        rows = rows_in(session)
        assert session.scalars(select(ErasedReferral.reference)).all() == [
            mine["referrals"]["reference"]
        ]
        # The purge held the contact, and let it go.
        contact = session.get_one(Contact, mine["contacts"]["id"])
        assert contact.lease_owner is None
    assert (+done, left) == ({Kept.CLOSED_CASES: 1}, 0)
    for name in rows.keys() - {Contact.__tablename__}:
        assert rows[name] == (others if name in of_a_case else both)[name], name


def test_a_message_ends_with_its_files_and_what_was_reported_of_it(
    any_database: Database, memory: BotMemory
) -> None:
    old = {"created_at": NOW - 121 * DAY, "state": MessageState.DONE}
    with any_database.transaction() as session:
        add_rows(session)
        others = rows_in(session)
        made = add_rows(session, **closed_case(session, days=1), messages=old)
        contact = session.get_one(Contact, made["contacts"]["id"])
        lately = make_referral(session, contact, now=NOW - DAY)
        lately.state, lately.closed_at = ReferralState.CLOSED, NOW - DAY
        kept = lately.opened_by

    done, _ = purge(any_database, memory, load_policy(180), now=NOW)

    with any_database.reading() as session:
        rows = rows_in(session)
        ids = {row.id for row in session.scalars(select(Message))}
        files = session.execute(select(RemovedFile.id, RemovedFile.removed_at)).all()
    assert +done == {Kept.MESSAGES: 1}
    assert made["messages"]["id"] not in ids
    assert kept in ids
    for table in (DeliveryEvent, Media):
        assert rows[table.__tablename__] == others[table.__tablename__]
    assert files == [(made["media"]["file"], NOW)]
