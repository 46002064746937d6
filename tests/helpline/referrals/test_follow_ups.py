"""What we ask of a family afterwards: when, how often, and when not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.conversation.following_up import FollowUps
from gateway.conversation.render import render
from helpline.custody.clock import Clock
from helpline.law.book import LawBook
from helpline.referrals import follow_ups
from helpline.referrals.arrests import clock_of
from helpline.speech import Speech
from helpline.storage.database import Database
from helpline.storage.kinds import FollowUpKind, FollowUpState, Handler, ReferralState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.referrals import current_facts
from helpline.storage.tables import Contact, FollowUp, Referral
from tests.builders import NOW, make_contact, make_referral

BOOK = LawBook.load()
KATHMANDU = ZoneInfo("Asia/Kathmandu")
ARREST = {
    "country": "nepal",
    "held_by": "police",
    "age_group": "adult",
    "arrested_when": "today at 10 in the morning",
}


def planned(session: Session) -> list[FollowUp]:
    return list(session.scalars(select(FollowUp).order_by(FollowUp.due_at)))


def clock(session: Session, referral: Referral) -> Clock:
    facts = current_facts(session, referral.id)
    found = clock_of(facts, BOOK, language="en", now=NOW)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("local", "moved_to"),
    [
        ("2026-11-24T12:00", "2026-11-24T12:00"),
        ("2026-11-24T20:59", "2026-11-24T20:59"),
        ("2026-11-24T21:00", "2026-11-25T07:30"),
        ("2026-11-25T03:10", "2026-11-25T07:30"),
        ("2026-11-25T07:30", "2026-11-25T07:30"),
    ],
)
def test_nobody_is_written_to_at_night(local: str, moved_to: str) -> None:
    moment = datetime.fromisoformat(local).replace(tzinfo=KATHMANDU)

    moved = follow_ups.outside_quiet(moment, KATHMANDU)

    assert moved == datetime.fromisoformat(moved_to).replace(tzinfo=KATHMANDU)


def test_the_hours_are_counted_from_either_half_of_a_day_that_was_not_told(
    database: Database,
) -> None:
    with database.transaction() as session:
        told = {**ARREST, "arrested_when": "yesterday at 4"}
        found = clock(session, make_referral(session, make_contact(session), facts=told))

    assert found.deadline is not None
    assert found.earliest is not None
    assert found.deadline - found.earliest == timedelta(hours=12)


def test_the_question_comes_when_the_hours_have_ended(database: Database) -> None:
    with database.transaction() as session:
        referral = make_referral(session, make_contact(session), facts=ARREST)
        told = clock(session, referral)

        follow_ups.plan_after_clock(session, referral, told, now=NOW)

        [plan] = planned(session)
        assert told.deadline is not None
        assert plan.due_at == told.deadline + timedelta(minutes=30)
        assert plan.kind is FollowUpKind.CLOCK


def test_a_plan_moves_with_what_is_told_and_is_not_doubled(database: Database) -> None:
    with database.transaction() as session:
        referral = make_referral(session, make_contact(session), facts=ARREST)
        told = clock(session, referral)
        follow_ups.plan_after_clock(session, referral, told, now=NOW)

        follow_ups.plan_after_clock(session, referral, told, now=NOW + timedelta(days=2))

        [plan] = planned(session)
        assert plan.due_at >= NOW + timedelta(days=2)


def ask(database: Database, *, now: datetime) -> list[str]:
    return FollowUps(database, Speech(), render).ask_due(now=now)


def due(session: Session, **facts: str) -> tuple[Contact, Referral]:
    contact = make_contact(session, language="ne")
    referral = make_referral(session, contact, facts={**ARREST, **facts})
    follow_ups.plan_after_clock(session, referral, clock(session, referral), now=NOW)
    return contact, referral


LATER = NOW + timedelta(days=3)


def test_a_due_question_is_asked_once_in_the_familys_language(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact, _ = due(session)

    asked = [ask(any_database, now=LATER), ask(any_database, now=LATER)]

    assert asked == [[contact.id], []]
    with any_database.reading() as session:
        last = list_messages(session, contact.id)[-1]
        body = body_of(session, last)
    assert body.endswith("4 फेरि नसोध्नुहोस्") or body.count("\n") >= 4
    assert last.response == "utter_follow_up"


@pytest.mark.parametrize("reason", ["closed", "opted out", "staff", "free", "stop"])
def test_nobody_is_asked_who_need_not_be(database: Database, reason: str) -> None:
    with database.transaction() as session:
        contact, referral = due(session)
        match reason:
            case "closed":
                referral.state = ReferralState.CLOSED
            case "opted out":
                contact.opted_out_at = NOW
            case "staff":
                contact.handler = Handler.STAFF
            case answer:
                follow_ups.record_answer(session, referral, answer, message_id="m", now=NOW)

    assert ask(database, now=LATER) == []
    with database.reading() as session:
        assert {plan.state for plan in planned(session)} == {FollowUpState.CANCELED}


def test_no_is_asked_about_again_but_not_for_ever(database: Database) -> None:
    with database.transaction() as session:
        _, referral = due(session)
        referral_id = referral.id
    now = LATER

    rounds = 0
    while ask(database, now=now):
        rounds += 1
        with database.transaction() as session:
            referral = session.get_one(Referral, referral_id)
            follow_ups.record_answer(session, referral, "no", message_id=f"m{rounds}", now=now)
        now += timedelta(days=3)

    assert rounds == 3


def test_silence_is_asked_about_after_a_week(database: Database) -> None:
    with database.transaction() as session:
        referral = make_referral(session, make_contact(session), facts=ARREST)
        follow_ups.plan_after_silence(session, referral, now=datetime(2026, 11, 24, 6, tzinfo=UTC))

        [plan] = planned(session)
        assert plan.due_at == datetime(2026, 12, 1, 6, tzinfo=UTC)
        assert plan.kind is FollowUpKind.SILENCE
