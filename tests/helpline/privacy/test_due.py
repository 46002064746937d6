"""What is due, of whom and to the microsecond from when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.privacy.due import ROWS, Ending, count_rows, list_due_rows, list_endings
from helpline.privacy.retention import Kept, Policy, load_policy
from helpline.storage.audit import Act, Action, record
from helpline.storage.database import Database
from helpline.storage.kinds import MessageState, ReferralState
from helpline.storage.tables import CarrierCopy, Contact, DeliveryEvent, Media, Referral
from tests.builders import NOW, make_contact, make_inbound, make_referral
from tests.helpline.privacy.rows import add_row

POLICY = load_policy(180)
DAY, MICROSECOND = timedelta(days=1), timedelta(microseconds=1)
ADULT, CHILD = {"age_group": "adult"}, {"age_group": "child"}


def due(session: Session, until: datetime, policy: Policy = POLICY) -> list[Ending]:
    session.flush()
    return list_endings(session, policy, until=until)


def only_at(session: Session, ending: Ending) -> None:
    """Holds that something is due after a moment, and not at it."""
    assert ending not in due(session, ending.at)
    assert ending in due(session, ending.at + MICROSECOND)


def make_case(
    session: Session,
    contact: Contact,
    *,
    closed_at: datetime | None = None,
    facts: Mapping[str, str] | None = None,
    at: datetime = NOW,
) -> Referral:
    """Adds a case; it is open unless it was closed."""
    referral = make_referral(session, contact, facts=dict(facts or ADULT), now=at)
    if closed_at is not None:
        referral.state, referral.closed_at = ReferralState.CLOSED, closed_at
    return referral


def make_file(session: Session, contact: Contact, *, settled: bool = True) -> str:
    """Adds a message with a file; returns the file's id."""
    message = make_inbound(session, contact)
    return add_row(
        session,
        Media,
        contact_id=contact.id,
        message_id=message.id,
        created_at=NOW,
        settled_at=NOW if settled else None,
    )


@pytest.mark.parametrize(
    ("facts", "days"),
    [
        ([], 60),
        ([ADULT], 180),
        ([CHILD], 120),
        ([ADULT, CHILD], 120),
        ([CHILD, ADULT], 120),
        ([{"age": "17"}], 120),
        ([{"age": "18"}], 180),
        ([{"age": "about 17"}], 180),
    ],
)
def test_a_person_ends_when_the_shortest_term_of_their_cases_is_over(
    any_database: Database, facts: list[dict[str, str]], days: int
) -> None:
    kind = Kept.CONTACTS_WITH_CASE if facts else Kept.CONTACTS_WITHOUT_CASE
    with any_database.transaction() as session:
        other = make_contact(session, address="+15550112")
        make_case(session, other, facts=CHILD, at=NOW + 400 * DAY)
        contact = make_contact(session, now=NOW - 9 * DAY)
        for each in facts:
            make_case(session, contact, facts=each, at=NOW - 5 * DAY)
        make_inbound(session, contact, now=NOW - 7 * DAY)
        last = make_inbound(session, contact, now=NOW)

        ending = Ending(kind, contact.id, contact.id, last.created_at + days * DAY)
        only_at(session, ending)
        # With a person goes all that is theirs: it is not ended by itself as well.
        assert due(session, ending.at + 60 * DAY) == [ending]


def test_who_never_wrote_is_counted_from_when_they_came_to_be_known(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)

        only_at(session, Ending(Kept.CONTACTS_WITHOUT_CASE, contact.id, contact.id, NOW + 60 * DAY))


def test_a_draft_is_no_case_and_has_no_law(any_database: Database) -> None:
    policy = Policy(
        {
            **{(None, kind): (40, 20) for kind in Kept},
            **{("myanmar", kind): (10, 5) for kind in Kept},
        },
        ceiling=180,
    )
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, facts=CHILD | {"country": "myanmar"}, submitted=False)

        ending = Ending(Kept.CONTACTS_WITHOUT_CASE, contact.id, contact.id, NOW + 40 * DAY)
        assert due(session, ending.at, policy) == []
        assert due(session, ending.at + MICROSECOND, policy) == [ending]


def test_the_term_of_a_law_holds_where_it_is_the_longer_one_too(any_database: Database) -> None:
    terms = {(None, kind): (40, 20) for kind in Kept}
    policy = Policy({**terms, ("nepal", Kept.CONTACTS_WITH_CASE): (90, 80)}, ceiling=180)
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_case(session, contact, facts=ADULT | {"country": "nepal"})

        ending = Ending(Kept.CONTACTS_WITH_CASE, contact.id, contact.id, NOW + 90 * DAY)
        assert ending not in due(session, ending.at, policy)
        assert ending in due(session, ending.at + MICROSECOND, policy)


@pytest.mark.parametrize(
    ("facts", "case_days", "message_days", "file_days"),
    [
        (ADULT, 90, 120, 60),
        (CHILD, 30, 60, 30),
        ({"country": "myanmar"}, 45, 120, 30),
        (CHILD | {"country": "myanmar"}, 21, 60, 14),
        (CHILD | {"country": "nepal"}, 30, 60, 30),
    ],
)
def test_a_closed_case_its_messages_and_its_files_end_each_at_its_own_moment(
    any_database: Database,
    facts: dict[str, str],
    case_days: int,
    message_days: int,
    file_days: int,
) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        case = make_case(session, contact, facts=facts, closed_at=NOW + 2 * DAY)
        message = make_inbound(session, contact)
        file = make_file(session, contact)
        make_inbound(session, contact, now=NOW + 300 * DAY)

        closed = Ending(Kept.CLOSED_CASES, case.id, contact.id, NOW + (2 + case_days) * DAY)
        only_at(session, closed)
        only_at(session, Ending(Kept.MESSAGES, message.id, contact.id, NOW + message_days * DAY))
        only_at(session, Ending(Kept.FILES, file, contact.id, NOW + file_days * DAY))


def test_nothing_of_somebody_with_an_open_case_ends_and_of_another_it_does(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        open_, closed, asked = (
            make_contact(session, address=f"+1555011{number}") for number in range(3)
        )
        make_case(session, open_)
        make_case(session, open_, closed_at=NOW + 300 * DAY)
        make_case(session, closed, closed_at=NOW + 300 * DAY)
        make_referral(session, asked, submitted=False)
        for contact in (open_, closed, asked):
            make_file(session, contact)
            make_inbound(session, contact, now=NOW + 300 * DAY)

        endings = due(session, NOW + 310 * DAY)

        assert {(each.contact_id, each.kind) for each in endings} == {
            (contact.id, kind)
            for contact in (closed, asked)
            for kind in (Kept.MESSAGES, Kept.FILES)
        }


@pytest.mark.parametrize("state", MessageState)
def test_a_message_that_is_under_way_does_not_end(
    any_database: Database, state: MessageState
) -> None:
    under_way = state in {
        MessageState.NEW,
        MessageState.WAITING,
        MessageState.SENDING,
        MessageState.QUEUED,
    }
    with any_database.transaction() as session:
        contact = make_contact(session)
        message = make_inbound(session, contact, state=state)
        make_inbound(session, contact, now=NOW + 200 * DAY)

        ids = [each.id for each in due(session, NOW + 201 * DAY)]

        assert ids == ([] if under_way else [message.id])


def test_a_file_that_is_still_to_be_fetched_does_not_end(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_file(session, contact, settled=False)
        make_inbound(session, contact, now=NOW + 200 * DAY)

        assert {each.kind for each in due(session, NOW + 201 * DAY)} == {Kept.MESSAGES}


def test_every_kind_is_either_of_people_or_of_rows() -> None:
    whole = {
        Kept.CONTACTS_WITH_CASE,
        Kept.CONTACTS_WITHOUT_CASE,
        Kept.CLOSED_CASES,
        Kept.MESSAGES,
        Kept.FILES,
    }

    assert set(Kept) == whole | set(ROWS)


@pytest.mark.parametrize("kind", [kind for kind in ROWS if kind is not Kept.AUDIT])
def test_rows_of_a_kind_are_due_after_their_term_and_at_most_so_many_at_once(
    any_database: Database, kind: Kept
) -> None:
    rows, term = ROWS[kind], POLICY.term(kind)
    with any_database.transaction() as session:
        message = make_inbound(session, make_contact(session))
        of = {"message_id": message.id} if rows.table is DeliveryEvent else {}
        for at in (NOW - MICROSECOND, NOW - DAY, NOW, NOW + DAY):
            add_row(session, rows.table, **of | {rows.since.key: at})

        assert count_rows(session, POLICY, kind, until=NOW + term) == 2
        keys = set(session.scalars(select(rows.key).where(rows.since < NOW)))
        assert set(list_due_rows(session, POLICY, kind, now=NOW + term, limit=9)) == keys
        assert len(list_due_rows(session, POLICY, kind, now=NOW + term, limit=1)) == 1
        assert count_rows(session, POLICY, kind, until=NOW - 999 * DAY) == 0


@pytest.mark.parametrize(("done_at", "count"), [(None, 0), (NOW, 0), (NOW - MICROSECOND, 1)])
def test_what_the_carrier_is_still_to_erase_does_not_end_however_long_it_waits(
    any_database: Database, done_at: datetime | None, count: int
) -> None:
    with any_database.transaction() as session:
        add_row(session, CarrierCopy, created_at=NOW - 999 * DAY, done_at=done_at)

        until = NOW + POLICY.term(Kept.CARRIER_PROOFS)
        assert count_rows(session, POLICY, Kept.CARRIER_PROOFS, until=until) == count


def test_entries_of_the_log_are_counted_from_when_they_were_made(any_database: Database) -> None:
    for at in (NOW - MICROSECOND, NOW):
        with any_database.transaction() as session:
            record(session, Act(Action.PURGED), now=at)

    with any_database.reading() as session:
        assert count_rows(session, POLICY, Kept.AUDIT, until=NOW + 730 * DAY) == 1
