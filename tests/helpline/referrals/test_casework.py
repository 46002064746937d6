"""What staff confirm, correct and close, and what follows from it for the facts of a case."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.referrals.closing import close_referral, reopen_referral
from helpline.referrals.consequences import record_consequences, take_back_consequences
from helpline.referrals.corrections import correct_facts
from helpline.referrals.follow_ups import is_still_wanted, plan_after_silence
from helpline.referrals.steps import Steps, steps_of
from helpline.storage import assignments, referrals
from helpline.storage.database import Database
from helpline.storage.events import Happening, add_event, decide_event, list_events
from helpline.storage.kinds import (
    AssignmentState,
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    FollowUpKind,
    FollowUpState,
    ReferralState,
    Role,
)
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.staff import add_staff
from helpline.storage.tables import FollowUp, Referral
from tests.builders import NOW, make_contact, make_inbound, make_referral

STAFF = "s" * 32
LATER = NOW + timedelta(hours=1)


def values(session: Session, referral: Referral) -> dict[str, str]:
    current = referrals.current_facts(session, referral.id)
    return {name: fact.value for name, fact in current.items()}


def happened(
    session: Session, kind: EventKind, outcome: str | None = None, **facts: str
) -> tuple[Referral, str, Happening]:
    """Adds a case with facts, and an event that staff have confirmed."""
    staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
    referral = make_referral(session, make_contact(session), facts=facts)
    happening = Happening(kind, EventSource.LAWYER, NOW, NOW, outcome=outcome)
    event_id = add_event(session, referral, happening, staff_id=staff.id, now=NOW)
    assert event_id is not None
    record_consequences(session, referral, event_id, happening, staff_id=staff.id, now=LATER)
    return referral, event_id, happening


@pytest.mark.parametrize(
    ("kind", "outcome", "told"),
    [
        (EventKind.RELEASED, "on_bail", {"released": "yes"}),
        (EventKind.JUDGE, "held_on", {"seen_by_judge": "yes"}),
        (EventKind.PROSECUTOR, "released", {"seen_by_judge": "yes", "released": "yes"}),
        (EventKind.HEARING, "adjourned", {}),
        (EventKind.HEARING, "released", {"released": "yes"}),
        (EventKind.FOUND, None, {"whereabouts_unknown": "no"}),
        (EventKind.QUESTIONED, None, {"questioned": "questioned"}),
        (EventKind.MOVED, None, {}),
    ],
)
def test_a_confirmed_event_tells_what_it_means_for_the_person_held(
    any_database: Database, kind: EventKind, outcome: str | None, told: dict[str, str]
) -> None:
    with any_database.transaction() as session:
        referral, event_id, _ = happened(session, kind, outcome)

        facts = referrals.current_facts(session, referral.id)
        assert values(session, referral) == told
        assert all(fact.message_id == event_id for fact in facts.values())


def test_an_event_that_is_still_to_come_tells_nothing_yet(database: Database) -> None:
    with database.transaction() as session:
        referral = make_referral(session, make_contact(session))
        ahead = Happening(EventKind.RELEASED, EventSource.LAWYER, LATER, LATER)

        record_consequences(session, referral, "e" * 32, ahead, staff_id=STAFF, now=NOW)

        assert values(session, referral) == {}


def test_a_rejected_event_takes_back_what_it_told_and_nothing_else(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral, _, _ = happened(session, EventKind.JUDGE, seen_by_judge="no", place="Patan")
        (event,) = list_events(session, referral.id)
        assert values(session, referral)["seen_by_judge"] == "yes"

        take_back_consequences(session, referral, event, staff_id=STAFF, now=LATER)

        assert values(session, referral) == {"seen_by_judge": "no", "place": "Patan"}


def test_what_a_rejected_message_told_is_taken_back_too(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        referral = make_referral(session, contact)
        message = make_inbound(session, contact, "he is free")
        told = Happening(EventKind.RELEASED, EventSource.FAMILY)
        add_event(session, referral, told, message_id=message.id, now=NOW)
        referrals.add_fact(session, referral, "released", "yes", message_id=message.id, now=NOW)
        (event,) = list_events(session, referral.id)

        take_back_consequences(session, referral, event, staff_id=STAFF, now=LATER)

        assert values(session, referral) == {"released": "unknown"}


def test_a_newer_telling_is_not_taken_back_with_an_older_event(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral, _, _ = happened(session, EventKind.RELEASED)
        referrals.add_fact(session, referral, "released", "yes", message_id="m2", now=LATER)
        (event,) = list_events(session, referral.id)

        take_back_consequences(session, referral, event, staff_id=STAFF, now=LATER)

        assert values(session, referral) == {"released": "yes"}


def test_our_questions_end_with_a_release_and_go_on_if_it_was_none(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral = make_referral(session, make_contact(session))
        plan_after_silence(session, referral, now=NOW)
        question = session.scalars(select(FollowUp)).one()
        assert is_still_wanted(session, question)

        for value, wanted in (("yes", False), ("unknown", True)):
            referrals.add_fact(session, referral, "released", value, message_id=value, now=NOW)
            assert is_still_wanted(session, question) is wanted

        free = Happening(EventKind.RELEASED, EventSource.STAFF, NOW, NOW)
        record_consequences(session, referral, "e" * 32, free, staff_id=STAFF, now=NOW)
        session.refresh(question)
        assert question.state is FollowUpState.CANCELED


def test_a_case_is_closed_with_its_outcome_once_and_nothing_more_is_asked(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        referral = make_referral(session, make_contact(session))
        plan_after_silence(session, referral, now=NOW)

        assert close_referral(session, referral, "bail", staff_id=staff.id, now=LATER)
        assert not close_referral(session, referral, "died", staff_id=staff.id, now=LATER)

        (event,) = list_events(session, referral.id)
        assert (event.happening.outcome, event.state) == ("bail", EventState.CONFIRMED)
        assert (referral.state, referral.closed_at) == (ReferralState.CLOSED, LATER)
        assert session.scalars(select(FollowUp.state)).all() == [FollowUpState.CANCELED]


def test_an_outcome_that_is_none_closes_nothing(database: Database) -> None:
    with database.transaction() as session:
        referral = make_referral(session, make_contact(session))

        with pytest.raises(ValueError, match="not an outcome"):
            close_referral(session, referral, "won", staff_id=STAFF, now=NOW)

        assert referral.state is ReferralState.OPEN


@pytest.mark.parametrize(
    ("submitted", "state"), [(True, ReferralState.OPEN), (False, ReferralState.DRAFT)]
)
def test_a_case_opened_again_is_what_it_was_and_its_closing_counts_no_longer(
    any_database: Database, submitted: bool, state: ReferralState
) -> None:
    with any_database.transaction() as session:
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        referral = make_referral(session, make_contact(session), submitted=submitted)
        close_referral(session, referral, "bail", staff_id=staff.id, now=NOW)

        assert reopen_referral(session, referral, staff_id=staff.id, now=LATER)
        assert not reopen_referral(session, referral, staff_id=staff.id, now=LATER)

        (event,) = list_events(session, referral.id)
        assert (referral.state, referral.closed_at) == (state, None)
        assert event.state is EventState.REJECTED


@pytest.mark.parametrize(
    ("told", "corrected", "after"),
    [
        ({"place": "Patan"}, {"place": "Lalitpur"}, {"place": "Lalitpur"}),
        ({"age_group": "adult", "sex": "male", "age_and_sex": "man"}, {"age": "16"},
         {"age": "16", "age_group": "child", "sex": "male", "age_and_sex": "boy"}),
        ({"age_and_sex": "boy", "age_group": "child", "sex": "male"}, {"sex": "female"},
         {"age_and_sex": "girl", "age_group": "child", "sex": "female"}),
        ({"age_and_sex": "unknown"}, {"age_group": "child"},
         {"age_and_sex": "unknown", "age_group": "child"}),
        ({"held_by": "police"}, {"holder": "intelligence"},
         {"held_by": "other", "holder": "intelligence"}),
        ({"held_by": "other", "holder": "intelligence"}, {"held_by": "army"},
         {"held_by": "army", "holder": "army"}),
        ({"condition": "no"}, {"medicine": "yes"}, {"condition": "yes", "medicine": "yes"}),
        ({"questioned": "no"}, {"signed": "yes"}, {"questioned": "signed", "signed": "yes"}),
        ({}, {"sex": "female"}, {"sex": "female"}),
        ({"age": "15"}, {"sex": "male"}, {"age": "15", "sex": "male"}),
        ({"age": "44", "age_group": "adult"}, {"age_group": "child"},
         {"age": "left_out", "age_group": "child"}),
    ],
)  # fmt: skip
def test_what_staff_correct_gainsays_nothing_that_is_left(
    any_database: Database, told: dict[str, str], corrected: dict[str, str], after: dict[str, str]
) -> None:
    with any_database.transaction() as session:
        referral = make_referral(session, make_contact(session), facts=told)

        correct_facts(session, referral, corrected, reason="by call", staff_id=STAFF, now=LATER)

        assert values(session, referral) == after


def test_a_correction_keeps_what_was_told_with_who_corrected_it_and_why(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        facts = {"place": "Patan", "country": "nepal"}
        referral = make_referral(session, make_contact(session), facts=facts)

        changed = correct_facts(
            session, referral, {"place": "Lalitpur", "country": "nepal"},
            reason="the lawyer saw them", staff_id=STAFF, now=LATER,
        )  # fmt: skip

        assert changed == {"place": "Lalitpur"}
        places = [
            fact for fact in referrals.list_facts(session, referral.id) if fact.name == "place"
        ]
        assert [(each.value, each.staff_id, each.reason) for each in places] == [
            ("Patan", None, None),
            ("Lalitpur", STAFF, "the lawyer saw them"),
        ]


def test_steps_say_who_has_a_case_and_what_it_waits_for(any_database: Database) -> None:
    with any_database.transaction() as session:
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        sita = save_lawyer(session, LawyerTold("Sita"), now=NOW)
        draft = make_referral(session, make_contact(session), submitted=False)

        def steps(referral: Referral) -> Steps:
            rows = assignments.assignments_of(session, [referral.id])[referral.id]
            return steps_of(referral, rows)

        assert steps(draft) == Steps()
        referral = make_referral(session, make_contact(session, address="+15550102"))
        assert steps(referral) == Steps(unclaimed_since=NOW)

        assignments.claim(session, referral, staff.id, now=NOW)
        assert steps(referral) == Steps(staff_id=staff.id)
        asked = assignments.ask_lawyer(session, referral, sita, by=staff.id, now=LATER)
        assert steps(referral) == Steps(staff.id, sita, unanswered_since=LATER)
        assignments.answer(asked, takes_it=True, now=LATER)
        assert steps(referral) == Steps(staff.id, sita, lawyer_has_taken=True)

        assignments.take_from_lawyer(session, referral, by=staff.id, now=LATER)
        assignments.take_from_staff(session, referral, by=staff.id, now=LATER)
        assert steps(referral) == Steps(unclaimed_since=LATER)
        again = assignments.ask_lawyer(session, referral, sita, by=staff.id, now=LATER)
        assignments.answer(again, takes_it=False, now=LATER)
        assert again.state is AssignmentState.DECLINED
        assert steps(referral) == Steps(unclaimed_since=LATER, is_declined=True)

        referral.state = ReferralState.CLOSED
        assert steps(referral) == Steps()


def test_our_questions_go_by_the_hearings_that_staff_write_down_and_reject(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        referral = make_referral(session, make_contact(session), facts={"country": "nepal"})
        day = NOW + timedelta(days=5)
        hearing = Happening(EventKind.HEARING, EventSource.PAPER, day, day, EventExactness.EXACT)
        event_id = add_event(session, referral, hearing, staff_id=staff.id, now=NOW)
        assert event_id is not None

        record_consequences(session, referral, event_id, hearing, staff_id=staff.id, now=NOW)
        planned = hearing_questions(session)
        decide_event(session, referral, event_id, EventState.REJECTED, staff_id=staff.id, now=NOW)
        [event] = list_events(session, referral.id)
        take_back_consequences(session, referral, event, staff_id=staff.id, now=NOW)

        assert planned == 2
        assert hearing_questions(session) == 0


def hearing_questions(session: Session) -> int:
    waiting = select(FollowUp).where(
        FollowUp.kind == FollowUpKind.HEARING, FollowUp.state == FollowUpState.WAITING
    )
    return len(list(session.scalars(waiting)))
