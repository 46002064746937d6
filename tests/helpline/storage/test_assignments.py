"""Who has a case: claimed once, given on, asked of lawyers, moved when somebody leaves."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from helpline.storage import assignments
from helpline.storage.database import Database
from helpline.storage.kinds import AssignmentState, ReferralState, Role
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.scope import Scope
from helpline.storage.staff import add_staff
from helpline.storage.tables import Referral
from tests.builders import NOW, make_contact, make_referral

LATER = NOW + timedelta(hours=1)


def staff(session: Session, name: str) -> str:
    return add_staff(session, name, "-", role=Role.INTAKE, language="en", now=NOW).id


def everything(staff_id: str) -> Scope:
    """The scope of a supervisor of all offices."""
    return Scope(Role.SUPERVISOR, staff_id, None)


def lawyer(session: Session, name: str, account: str | None = None) -> str:
    return save_lawyer(session, LawyerTold(name, staff_id=account), now=NOW)


def case(session: Session, number: int = 1) -> Referral:
    return make_referral(session, make_contact(session, address=f"+155501{number:02}"))


def states(session: Session, referral: Referral) -> list[AssignmentState]:
    rows = assignments.assignments_of(session, [referral.id])[referral.id]
    return [row.state for row in rows]


def test_a_case_is_claimed_by_the_first_and_the_second_learns_who_that_was(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        one, other, referral = staff(session, "amina"), staff(session, "samir"), case(session)

        first = assignments.claim(session, referral, one, now=NOW)
        second = assignments.claim(session, referral, other, now=NOW)

        assert (first, second) == (one, one)
        assert len(states(session, referral)) == 1


def test_two_who_claim_at_the_same_moment_do_not_both_have_it(any_database: Database) -> None:
    with any_database.transaction() as session:
        members, referral_id = [staff(session, name) for name in "abcd"], case(session).id
    got: list[str] = []

    def claim(member: str) -> None:
        with any_database.transaction() as session:
            referral = session.get_one(Referral, referral_id)
            got.append(assignments.claim(session, referral, member, now=NOW))

    threads = [threading.Thread(target=claim, args=(member,)) for member in members]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 4
    assert len(set(got)) == 1


def test_a_case_that_is_given_on_keeps_who_had_it_before(any_database: Database) -> None:
    with any_database.transaction() as session:
        one, other, referral = staff(session, "amina"), staff(session, "samir"), case(session)
        assignments.claim(session, referral, one, now=NOW)

        assignments.give_to_staff(session, referral, other, by=one, now=LATER)
        assignments.give_to_staff(session, referral, other, by=one, now=LATER)

        first, second = assignments.assignments_of(session, [referral.id])[referral.id]
        assert (first.staff_id, first.ended_at, first.ended_by_id) == (one, LATER, one)
        assert (second.staff_id, second.by_id, second.ended_at) == (other, one, None)


def test_a_case_that_is_given_up_can_be_claimed_by_another(any_database: Database) -> None:
    with any_database.transaction() as session:
        one, other, referral = staff(session, "amina"), staff(session, "samir"), case(session)
        assignments.claim(session, referral, one, now=NOW)

        assignments.take_from_staff(session, referral, by=one, now=LATER)

        assert assignments.find_holder(session, referral.id) is None
        assert assignments.claim(session, referral, other, now=LATER) == other


def test_a_lawyer_beside_the_staff_member_is_replaced_by_the_next_who_is_asked(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        one, referral = staff(session, "amina"), case(session)
        sita, ram = lawyer(session, "Sita"), lawyer(session, "Ram")
        assignments.claim(session, referral, one, now=NOW)

        assignments.ask_lawyer(session, referral, sita, by=one, now=NOW)
        again = assignments.ask_lawyer(session, referral, ram, by=one, now=LATER)

        assert assignments.ask_lawyer(session, referral, ram, by=one, now=LATER).id == again.id
        holder = assignments.find_holder(session, referral.id)
        assert holder is not None
        assert holder.staff_id == one
        assert states(session, referral) == [
            AssignmentState.TAKEN,
            AssignmentState.ENDED,
            AssignmentState.ASKED,
        ]


@pytest.mark.parametrize(
    ("takes_it", "state"), [(True, AssignmentState.TAKEN), (False, AssignmentState.DECLINED)]
)
def test_a_link_answers_once(
    any_database: Database, takes_it: bool, state: AssignmentState
) -> None:
    with any_database.transaction() as session:
        one, referral = staff(session, "amina"), case(session)
        asked = assignments.ask_lawyer(session, referral, lawyer(session, "Sita"), by=one, now=NOW)
        assignments.link(asked, "hash", until=NOW + timedelta(hours=72))

        found = assignments.find_linked(session, "hash", now=LATER)
        assert found is asked
        assignments.answer(asked, takes_it=takes_it, now=LATER)
        session.flush()

        assert assignments.find_linked(session, "hash", now=LATER) is None
        assert (asked.state, asked.ended_at is None) == (state, takes_it)


def test_a_link_that_is_too_old_or_replaced_leads_nowhere(any_database: Database) -> None:
    with any_database.transaction() as session:
        one, referral = staff(session, "amina"), case(session)
        asked = assignments.ask_lawyer(session, referral, lawyer(session, "S"), by=one, now=NOW)
        assignments.link(asked, "old", until=NOW + timedelta(hours=72))
        session.flush()
        assert assignments.find_linked(session, "old", now=NOW + timedelta(hours=72)) is None

        assignments.link(asked, "new", until=NOW + timedelta(hours=72))
        session.flush()

        assert assignments.find_linked(session, "old", now=NOW) is None
        assert assignments.find_linked(session, "new", now=NOW) is asked


def test_a_link_of_a_lawyer_from_whom_the_case_was_taken_leads_nowhere(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        one, referral = staff(session, "amina"), case(session)
        asked = assignments.ask_lawyer(session, referral, lawyer(session, "S"), by=one, now=NOW)
        assignments.link(asked, "hash", until=NOW + timedelta(hours=72))

        assignments.take_from_lawyer(session, referral, by=one, now=LATER)
        session.flush()

        assert assignments.find_linked(session, "hash", now=LATER) is None


def test_all_open_cases_of_who_leaves_go_to_another_and_closed_ones_stay(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        one, other = staff(session, "amina"), staff(session, "samir")
        cases = [case(session, number) for number in range(3)]
        for referral in cases:
            assignments.claim(session, referral, one, now=NOW)
        cases[2].state = ReferralState.CLOSED

        moved = assignments.move_staff(session, one, other, scope=everything(other), now=LATER)

        assert moved == 2
        assert assignments.count_by_staff(session) == {other: 2}
        kept = assignments.find_holder(session, cases[2].id)
        assert kept is not None
        assert kept.staff_id == one


def test_a_lawyer_to_whom_cases_are_moved_is_asked_about_each(any_database: Database) -> None:
    with any_database.transaction() as session:
        one, account = staff(session, "amina"), staff(session, "ram")
        sita, ram = lawyer(session, "Sita"), lawyer(session, "Ram", account)
        cases = [case(session, number) for number in range(2)]
        for referral in cases:
            asked = assignments.ask_lawyer(session, referral, sita, by=one, now=NOW)
            assignments.answer(asked, takes_it=True, now=NOW)

        moved = assignments.move_lawyers(session, sita, ram, scope=everything(one), now=LATER)

        assert moved == 2

        assert assignments.count_by_lawyer(session) == {ram: 2}
        waiting = assignments.list_asked_of(session, account)
        assert [each.referral_id for each in waiting] == sorted(each.id for each in cases)
