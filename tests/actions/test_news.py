"""News of a case in the conversation: said back, taken back, and never lost in small talk."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.storage.database import Database
from helpline.storage.events import list_events
from helpline.storage.messages import Draft, Option
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Contact
from tests.actions.calls import TOKEN, call, run
from tests.builders import NOW, make_contact, make_inbound, make_outbound, make_referral

PALESTINE = {"country": "palestine", "held_by": "army", "place": "Jenin"}


@pytest.fixture
def client(database: Database) -> FlaskClient:
    helpline = Helpline(database, LawAnswers(LawBook.load()), clock=lambda: NOW)
    return create_app(helpline, token=TOKEN).test_client()


def family(
    database: Database, *, submitted: bool = True, discreet: bool = False, **facts: str
) -> tuple[Contact, str]:
    """A contact with a referral, and the id of a message that has just come."""
    with database.transaction() as session:
        contact = make_contact(session)
        contact.discreet = discreet
        make_referral(session, contact, facts={**PALESTINE, **facts}, submitted=submitted)
        return contact, make_inbound(session, contact).id


def say(
    client: FlaskClient, action: str, contact: Contact, text: str, **more: Any
) -> tuple[list[dict[str, Any]], str | None]:
    answer = run(client, call(action, contact, text, **more))
    follows = (each["name"] for each in answer["events"] if each["event"] == "followup")
    return answer["responses"], next(follows, None)


def events(database: Database, contact: Contact) -> list[str]:
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        told = list_events(session, referral.id)
    return [f"{event.happening.kind} {event.state}" for event in told]


def fact(database: Database, contact: Contact, name: str) -> str | None:
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        facts = current_facts(session, referral.id)
    return facts[name].value if name in facts else None


def ask_back(database: Database, contact: Contact, message_id: str, response: str) -> str:
    """Puts what the bot asked back into the outbox, and returns the id of the next message."""
    options = (Option("Yes", "news:yes"), Option("No", "news:no"))
    with database.transaction() as session:
        contact = session.get_one(Contact, contact.id)
        draft = Draft("Did we understand you?", "en", response, options)
        make_outbound(session, contact, draft, turn=message_id)
        return make_inbound(session, contact, "no").id


def test_a_hearing_is_said_back_with_its_day(database: Database, client: FlaskClient) -> None:
    contact, message = family(database)

    [asked], _ = say(
        client, "action_update_case", contact, "court is on Sunday",
        intent="update_case", message_id=message,
    )  # fmt: skip

    assert asked["response"] == "utter_ask_news"
    assert asked["lines"] == [["utter_event_hearing", {"value": "Sunday 29 November"}]]
    assert events(database, contact) == ["hearing told"]


def test_a_move_is_said_back_with_its_place(database: Database, client: FlaskClient) -> None:
    contact, message = family(database)

    [asked], _ = say(
        client, "action_update_case", contact, "yesterday they moved him to Ofer",
        intent="update_case", message_id=message,
    )  # fmt: skip

    assert [line[0] for line in asked["lines"]] == [
        "utter_event_moved", "utter_event_when", "utter_line_place",
    ]  # fmt: skip


def test_a_phone_that_others_read_gets_nothing_back(
    database: Database, client: FlaskClient
) -> None:
    contact, message = family(database, discreet=True)

    said, _ = say(
        client, "action_update_case", contact, "court is on Sunday",
        intent="update_case", message_id=message,
    )  # fmt: skip

    assert [each["response"] for each in said] == ["utter_noted"]
    assert events(database, contact) == ["hearing told"]


@pytest.mark.parametrize(
    ("action", "intent", "choice"),
    [("action_update_case", "update_case", "news:no"), ("action_yes_or_no", "deny", None)],
)
def test_a_no_takes_back_what_was_understood(
    database: Database, client: FlaskClient, action: str, intent: str, choice: str | None
) -> None:
    contact, message = family(database)
    say(
        client, "action_update_case", contact, "he is free", intent="update_case",
        message_id=message,
    )  # fmt: skip
    answer = ask_back(database, contact, message, "utter_news_free")

    [said], _ = say(client, action, contact, "no", intent=intent, choice=choice, message_id=answer)

    assert said["response"] == "utter_news_wrong"
    assert events(database, contact) == ["released rejected"]
    assert fact(database, contact, "released") == "no"


def test_a_yes_leaves_it_to_staff(database: Database, client: FlaskClient) -> None:
    contact, message = family(database)
    say(
        client, "action_update_case", contact, "he is free", intent="update_case",
        message_id=message,
    )  # fmt: skip
    answer = ask_back(database, contact, message, "utter_news_free")

    [said], _ = say(client, "action_yes_or_no", contact, "yes", intent="affirm", message_id=answer)

    assert said["response"] == "utter_noted"
    assert events(database, contact) == ["released told"]


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [("action_small_talk", "thank", "thank you, he came home!"),
     ("action_small_talk", "goodbye", "bye, he is free now"),
     ("action_small_talk", "out_of_scope", "court is on Sunday"),
     ("action_yes_or_no", "affirm", "yes they moved him to Ofer"),
     ("action_greet", "greet", "hello, they released him"),
     ("action_default_fallback", "nlu_fallback", "his hearing is tomorrow")],
)  # fmt: skip
def test_news_is_not_lost_in_small_talk(
    database: Database, client: FlaskClient, action: str, intent: str, text: str
) -> None:
    contact, message = family(database)

    said, follows = say(client, action, contact, text, intent=intent, message_id=message)

    assert said == []
    assert follows == "action_update_case"


@pytest.mark.parametrize(
    ("intent", "text", "response"),
    [("thank", "thank you so much", "utter_thank"), ("goodbye", "bye", "utter_goodbye"),
     ("thank", "thank you, is he free?", "utter_thank"),
     ("out_of_scope", "who won the match", "utter_out_of_scope")],
)  # fmt: skip
def test_small_talk_is_answered_as_such(
    database: Database, client: FlaskClient, intent: str, text: str, response: str
) -> None:
    contact, message = family(database)

    [said], _ = say(client, "action_small_talk", contact, text, intent=intent, message_id=message)

    assert said["response"] == response
    assert events(database, contact) == []


def test_a_release_between_two_questions_ends_them(database: Database, client: FlaskClient) -> None:
    contact, message = family(database, submitted=False)
    body = call(
        "action_small_talk", contact, "thank you, they released him", intent="thank",
        message_id=message,
    )  # fmt: skip
    body["tracker"]["active_loop"] = {"name": "intake_form"}

    answer = run(client, body)

    assert [each["response"] for each in answer["responses"]] == ["utter_news_free"]
    assert {"event": "active_loop", "name": None, "timestamp": None} in answer["events"]
    assert fact(database, contact, "released") == "yes"


@pytest.mark.parametrize(
    ("choice", "response", "happened"),
    [("hearing:right", "utter_noted", ["hearing told"]),
     ("hearing:other", "utter_hearing_other", ["hearing rejected"]),
     ("hearing:held_on", "utter_follow_up_yes", ["hearing told", "hearing told"]),
     ("hearing:adjourned", "utter_hearing_other", ["hearing told", "hearing told"])],
)  # fmt: skip
def test_what_is_chosen_about_a_hearing_is_kept(
    database: Database, client: FlaskClient, choice: str, response: str, happened: list[str]
) -> None:
    contact, message = family(database)
    say(
        client, "action_update_case", contact, "court is on Sunday", intent="update_case",
        message_id=message,
    )  # fmt: skip

    [said], _ = say(
        client, "action_case_status", contact, "1", intent="check_case_status",
        choice=choice, message_id="m2",
    )  # fmt: skip

    assert said["response"] == response
    assert events(database, contact) == happened


def test_yes_and_no_without_a_question_ask_what_is_needed(
    database: Database, client: FlaskClient
) -> None:
    contact, message = family(database)

    for intent in ("affirm", "deny"):
        [said], _ = say(
            client, "action_yes_or_no", contact, "ok", intent=intent, message_id=message
        )
        assert said["response"] == "utter_what_now"


def test_no_behind_a_farewell_is_answered_with_one(database: Database, client: FlaskClient) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        farewell = Draft("Sorry.", language="en", response="utter_wrong_number")
        make_outbound(session, contact, farewell)
        message = make_inbound(session, contact).id

    [said], _ = say(client, "action_yes_or_no", contact, "no", intent="deny", message_id=message)

    assert said["response"] == "utter_goodbye"


def test_a_hearing_that_sounds_like_an_illness_gets_no_advice_on_one(
    database: Database, client: FlaskClient
) -> None:
    contact, message = family(database)

    [asked], follows = say(
        client, "action_update_case", contact, "he is before the court on Monday",
        intent="report_medical_need", message_id=message,
    )  # fmt: skip

    assert asked["response"] == "utter_ask_news"
    assert follows == "action_listen"


def test_questions_go_on_once_a_release_in_a_draft_is_taken_back(
    database: Database, client: FlaskClient
) -> None:
    contact, message = family(database, submitted=False)
    say(
        client, "action_update_case", contact, "he is free", intent="update_case",
        message_id=message,
    )  # fmt: skip
    answer = ask_back(database, contact, message, "utter_news_free")

    _, follows = say(
        client, "action_update_case", contact, "1", intent="update_case", choice="news:no",
        message_id=answer,
    )  # fmt: skip

    assert follows == "intake_form"
    assert fact(database, contact, "released") == "no"


@pytest.mark.parametrize(
    ("answer", "said", "free"),
    [("yes", "utter_follow_up_free", "yes"), ("no", "utter_news_wrong", "no")],
)
def test_who_came_home_is_free_once_it_is_said_that_this_was_meant(
    database: Database, client: FlaskClient, answer: str, said: str, free: str
) -> None:
    contact, message = family(database)
    [asked], _ = say(
        client, "action_update_case", contact, "my mother came home", intent="update_case",
        message_id=message,
    )  # fmt: skip
    assert asked["response"] == "utter_ask_news"
    assert fact(database, contact, "released") is None
    answered = ask_back(database, contact, message, "utter_ask_news")

    [told], _ = say(
        client, "action_update_case", contact, "1", intent="update_case",
        choice=f"news:{answer}", message_id=answered,
    )  # fmt: skip

    assert told["response"] == said
    assert fact(database, contact, "released") == free
