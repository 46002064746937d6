"""Who asks for a person gets one: now, or when somebody is there again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.office import OfficeHours
from helpline.storage.database import Database
from helpline.storage.kinds import Handler
from helpline.storage.referrals import current_facts, find_draft
from helpline.storage.tables import Contact
from tests.actions.calls import TOKEN, call, run
from tests.builders import make_contact

OFFICE = OfficeHours.parse("Sun-Fri 09:00-18:00", "Asia/Kathmandu")
# Tuesday 24 November 2026, 15:15 and 20:15 in Kathmandu.
AT_WORK = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
AT_NIGHT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)


def client_at(database: Database, now: datetime, office: OfficeHours = OFFICE) -> FlaskClient:
    helpline = Helpline(database, LawAnswers(LawBook.load()), office, clock=lambda: now)
    return create_app(helpline, token=TOKEN).test_client()


def contact_in(database: Database, address: str) -> Contact:
    with database.transaction() as session:
        return make_contact(session, address=address)


@pytest.mark.parametrize(
    ("now", "office", "said"),
    [
        (AT_WORK, OFFICE, "utter_handed_over"),
        (AT_NIGHT, OFFICE, "utter_handed_over_later"),
        (AT_NIGHT, OfficeHours(), "utter_handed_over"),
    ],
)
def test_the_conversation_is_given_to_staff_and_what_is_promised_goes_by_the_hours(
    any_database: Database, now: datetime, office: OfficeHours, said: str
) -> None:
    contact = contact_in(any_database, "+15550177")

    [told] = run(
        client_at(any_database, now, office),
        call("action_hand_over", contact, intent="talk_to_human"),
    )["responses"]

    assert told["response"] == said
    with any_database.reading() as session:
        held = session.get_one(Contact, contact.id)
        assert held.handler is Handler.STAFF
        assert held.awaits_staff_since == now


@pytest.mark.parametrize(
    ("address", "moment"),
    [
        # In Nepal's own calendar and time.
        ("+9779812345678", "Wednesday 9 Mangsir, 09:00"),
        # 09:00 in Kathmandu is 04:15 in Tunis.
        ("+21620123456", "Wednesday 25 November, 04:15"),
        # Where the place is not known, the office's own time.
        ("+15550177", "Wednesday 25 November, 09:00"),
    ],
)
def test_when_somebody_is_there_is_told_in_the_time_of_the_persons_place(
    database: Database, address: str, moment: str
) -> None:
    contact = contact_in(database, address)

    [told] = run(
        client_at(database, AT_NIGHT), call("action_hand_over", contact, intent="talk_to_human")
    )["responses"]

    assert told["moment"] == moment


def test_a_question_that_is_open_stays_open_for_when_the_bot_answers_again(
    database: Database,
) -> None:
    contact = contact_in(database, "+15550177")
    body = call("action_hand_over", contact, "please get me a person", intent="talk_to_human")
    body["tracker"]["active_loop"] = {"name": "intake_form"}

    events = run(client_at(database, AT_WORK), body)["events"]

    assert [(event["event"], event["name"]) for event in events] == [
        ("active_loop", "intake_form"),
        ("followup", "action_listen"),
    ]


@pytest.mark.parametrize(("is_told_how", "is_given"), [(False, False), (True, True)])
def test_what_only_sounds_like_a_wish_for_a_person_gives_no_intake_away_unless_it_follows_the_how(
    database: Database, is_told_how: bool, is_given: bool
) -> None:
    contact = contact_in(database, "+15550177")
    before = {"utter_action": "utter_who" if is_told_how else "utter_ask_age_and_sex"}
    body = call("action_hand_over", contact, "a big man of the house", intent="talk_to_human")
    body["tracker"]["active_loop"] = {"name": "intake_form"}
    body["tracker"]["events"].insert(0, {"event": "bot", "metadata": before})

    answer = run(client_at(database, AT_WORK), body)

    [told], [first, *_] = answer["responses"], answer["events"]
    assert told["response"] == ("utter_handed_over" if is_given else "utter_who")
    # The question that stands open is asked again, or waits for when the bot answers again.
    assert first["name"] == "intake_form"
    assert (first["event"] == "followup") is not is_given
    with database.reading() as session:
        assert (session.get_one(Contact, contact.id).handler is Handler.STAFF) is is_given


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [("action_hand_over", "talk_to_human", "are you a real person?"),
     ("action_small_talk", "help", "who are you?"),
     ("action_default_fallback", "nlu_fallback", "is this a robot")],
)  # fmt: skip
def test_who_asks_what_answers_is_told_and_may_choose(
    any_database: Database, action: str, intent: str, text: str
) -> None:
    contact = contact_in(any_database, "+15550178")

    [told] = run(client_at(any_database, AT_WORK), call(action, contact, text, intent=intent))[
        "responses"
    ]

    assert told["response"] == "utter_who"
    with any_database.reading() as session:
        assert session.get_one(Contact, contact.id).handler is Handler.BOT


def test_what_a_wish_for_a_person_tells_of_somebody_held_stands_before_staff(
    database: Database,
) -> None:
    contact = contact_in(database, "+15550178")
    words = "i want to talk to a person, the police took my brother in Pokhara last night"

    run(
        client_at(database, AT_WORK),
        call("action_hand_over", contact, words, intent="talk_to_human"),
    )

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert current_facts(session, draft.id)["place"].value == "Pokhara"
