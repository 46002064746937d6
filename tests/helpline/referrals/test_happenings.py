"""News of a case as events: recorded once, followed by what it leads to, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.conversation.following_up import FollowUps
from gateway.conversation.render import render
from helpline.referrals import follow_ups, happenings, intake
from helpline.speech import Speech
from helpline.storage.database import Database
from helpline.storage.events import Event, decide_event, list_events
from helpline.storage.kinds import (
    EventExactness,
    EventKind,
    EventState,
    FollowUpKind,
    FollowUpState,
    ReferralState,
    Role,
)
from helpline.storage.messages import body_of, list_messages
from helpline.storage.referrals import current_facts
from helpline.storage.staff import add_staff
from helpline.storage.tables import Contact, FollowUp, Referral
from tests.builders import NOW, make_contact, make_inbound, make_referral

HEBRON = ZoneInfo("Asia/Hebron")
PALESTINE = {"country": "palestine", "held_by": "army", "place": "Jenin"}


def family(session: Session, **facts: str) -> tuple[Contact, Referral]:
    contact = make_contact(session)
    return contact, make_referral(session, contact, facts={**PALESTINE, **facts})


def tell(
    session: Session, contact: Contact, referral: Referral, text: str, *, now: datetime = NOW
) -> str:
    message = make_inbound(session, contact, text, now=now)
    happenings.record_happenings(session, contact, referral, text, message_id=message.id, now=now)
    return message.id


def states(session: Session, referral: Referral) -> list[tuple[str, str]]:
    return [(each.happening.kind, each.state) for each in list_events(session, referral.id)]


def planned(session: Session) -> dict[int, datetime]:
    rows = session.scalars(
        select(FollowUp).where(
            FollowUp.kind == FollowUpKind.HEARING, FollowUp.state == FollowUpState.WAITING
        )
    )
    return {row.number: row.due_at.astimezone(HEBRON) for row in rows}


def local(told: str) -> datetime:
    return datetime.fromisoformat(told).replace(tzinfo=HEBRON)


def test_court_on_sunday_is_a_hearing_on_the_next_sunday(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact, referral = family(session)
        message_id = tell(session, contact, referral, "court is on Sunday")

        [event] = list_events(session, referral.id)

    assert (event.happening.kind, event.state) == (EventKind.HEARING, EventState.TOLD)
    assert event.happening.exactness is EventExactness.DATE
    assert event.happening.starts_at == local("2026-11-29T00:00")
    assert event.message_id == message_id
    assert event.happening.words == "court is on Sunday"


def test_a_message_that_is_read_again_tells_nothing_twice(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        message_id = tell(session, contact, referral, "he is free")
        happenings.hear_happenings(session, contact, "he is free", message_id=message_id, now=NOW)
        tell(session, contact, referral, "yes he came home, thank you")

        assert states(session, referral) == [("released", "told")]
        assert current_facts(session, referral.id)["released"].value == "yes"


def test_another_place_than_before_is_a_move(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        message = make_inbound(session, contact)
        intake.record_facts(
            session, contact, referral, "he is in Ofer now", message_id=message.id, now=NOW
        )
        happenings.hear_happenings(
            session, contact, "he is in Ofer now", message_id=message.id, now=NOW
        )

        assert states(session, referral) == [("moved", "told")]


def test_a_corrected_day_takes_the_place_of_the_wrong_one(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, "court is on Sunday")
        tell(session, contact, referral, "sorry, court is on Monday")

        assert states(session, referral) == [("hearing", "rejected"), ("hearing", "told")]
        hearing = happenings.next_hearing(session, referral, now=NOW)
        assert hearing is not None
        assert hearing.starts_at == local("2026-11-30T00:00")


def test_what_staff_have_confirmed_no_message_takes_back(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        told_by = tell(session, contact, referral, "court is on Sunday")
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        [event] = list_events(session, referral.id)
        decide_event(session, referral, event.id, EventState.CONFIRMED, staff_id=staff.id, now=NOW)

        taken = happenings.take_back(session, referral, told_by, message_id="m9", now=NOW)

        assert not taken
        assert states(session, referral) == [("hearing", "confirmed")]


def test_who_is_not_free_after_all_is_asked_about_again(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        told_by = tell(session, contact, referral, "he is free")

        assert happenings.take_back(session, referral, told_by, message_id="m9", now=NOW)

        assert states(session, referral) == [("released", "rejected")]
        assert current_facts(session, referral.id)["released"].value == "no"
        [waiting] = session.scalars(select(FollowUp).where(FollowUp.state == FollowUpState.WAITING))
        assert waiting.kind is FollowUpKind.SILENCE
        assert follow_ups.is_still_wanted(session, waiting)


def test_a_judge_who_was_seen_ends_the_question_of_the_clock(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, "he saw the judge today")

        assert current_facts(session, referral.id)["seen_by_judge"].value == "yes"
        question = FollowUp(
            referral_id=referral.id, contact_id=contact.id, kind=FollowUpKind.CLOCK, number=1,
            state=FollowUpState.WAITING, due_at=NOW, created_at=NOW,
        )  # fmt: skip
        session.add(question)
        session.flush()
        assert not follow_ups.is_still_wanted(session, question)


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("court is on Sunday", {1: "2026-11-28T18:00", 2: "2026-11-29T17:00"}),
        ("court is on Sunday at 10 am", {1: "2026-11-28T18:00", 2: "2026-11-29T14:00"}),
        # The evening before is past.
        ("court is today", {2: "2026-11-24T17:00"}),
        # Nobody is woken: what would come at night comes in the morning.
        ("court is on Sunday at 9 pm", {1: "2026-11-28T18:00", 2: "2026-11-30T07:30"}),
        # Of a hearing in a whole week nobody knows the eve.
        ("the hearing is next week", {}),
    ],
)
def test_a_hearing_is_asked_about_in_the_evening_before_and_after_it(
    database: Database, text: str, plan: dict[int, str]
) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, text)

        assert planned(session) == {number: local(due) for number, due in plan.items()}


def test_the_questions_move_with_the_hearing_and_go_with_it(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, "court is on Sunday")
        moved = tell(session, contact, referral, "the hearing was postponed to Thursday")
        assert planned(session) == {
            1: local("2026-11-25T18:00"), 2: local("2026-11-26T17:00"),
        }  # fmt: skip

        happenings.take_back(session, referral, moved, message_id="m9", now=NOW)

        assert planned(session) == {}


def ask(database: Database, *, now: datetime) -> list[str | None]:
    FollowUps(database, Speech(), render).ask_due(now=now)
    with database.reading() as session:
        contact = session.scalars(select(Contact)).one()
        return [each.response for each in list_messages(session, contact.id) if each.response]


def test_a_family_is_reminded_once_and_asked_once_how_it_went(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, "court is on Sunday at 10 am")

    assert ask(any_database, now=local("2026-11-28T17:59")) == []
    assert ask(any_database, now=local("2026-11-28T18:01")) == ["utter_follow_up_hearing"]
    assert ask(any_database, now=local("2026-11-29T14:01")) == [
        "utter_follow_up_hearing", "utter_follow_up_after_hearing",
    ]  # fmt: skip
    assert len(ask(any_database, now=local("2026-11-29T20:00"))) == 2
    with any_database.reading() as session:
        reminder = next(each for each in list_messages(session, contact.id) if each.response)
        assert "Court: Sunday 29 November, 10:00" in body_of(session, reminder)


@pytest.mark.parametrize("reason", ["closed", "stop", "free", "begun", "night"])
def test_nobody_is_reminded_in_vain(database: Database, reason: str) -> None:
    now = local("2026-11-28T18:01")
    with database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, "court is on Sunday at 10 am")
        match reason:
            case "closed":
                referral.state = ReferralState.CLOSED
            case "begun":
                now = local("2026-11-29T10:30")
            case "night":
                # The worker had stopped, and runs again at night.
                now = local("2026-11-28T23:30")
            case answer:
                follow_ups.record_answer(session, referral, answer, message_id="m", now=NOW)

    assert ask(database, now=now) == []


def test_a_reminder_on_a_phone_that_others_read_names_no_court(database: Database) -> None:
    with database.transaction() as session:
        contact, referral = family(session)
        contact.discreet = True
        tell(session, contact, referral, "court is on Sunday at 10 am")

    assert ask(database, now=local("2026-11-28T18:01")) == ["utter_follow_up_discreet"]


def test_what_came_of_a_hearing_is_an_event_of_its_day(database: Database) -> None:
    later = local("2026-11-29T20:00")
    with database.transaction() as session:
        contact, referral = family(session)
        tell(session, contact, referral, "court is on Sunday")

        happenings.record_outcome(session, referral, "held_on", message_id="m2", now=later)

        last: Event = list_events(session, referral.id)[-1]
    assert (last.happening.outcome, last.happening.starts_at) == (
        "held_on", local("2026-11-29T00:00"),
    )  # fmt: skip
    with database.transaction() as session:
        referral = session.get_one(Referral, referral.id)
        with pytest.raises(ValueError, match="not an outcome"):
            happenings.record_outcome(session, referral, "forgotten", message_id="m3", now=later)


def test_no_more_than_three_hearings_are_asked_about(database: Database) -> None:
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    with database.transaction() as session:
        contact, referral = family(session)
    asked = 0
    for _ in range(5):
        with database.transaction() as session:
            contact = session.get_one(Contact, contact.id)
            referral = session.get_one(Referral, referral.id)
            tell(session, contact, referral, "court is on Sunday", now=now)
        # Saturday evening, Sunday evening; then it is Tuesday again.
        ask(database, now=now + timedelta(days=4, hours=9))
        asked = len(ask(database, now=now + timedelta(days=5, hours=9)))
        now += timedelta(days=7)

    assert asked == 6
