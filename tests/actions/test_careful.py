"""What the actions say to a phone that others read, and to somebody who may be another."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Handler
from helpline.storage.referrals import current_facts
from helpline.storage.tables import Contact, Referral
from tests.actions.calls import TOKEN, call, run
from tests.builders import NOW, make_contact, make_referral

FACTS = {"place": "Lalitpur", "held_name": "Deepak", "country": "nepal", "safe": "yes"}


@pytest.fixture
def client(database: Database) -> FlaskClient:
    helpline = Helpline(database, LawAnswers(LawBook.load()), clock=lambda: NOW)
    return create_app(helpline, token=TOKEN).test_client()


def make_case(
    database: Database, *, discreet: bool = False, submitted: bool = True
) -> tuple[Contact, Referral]:
    with database.transaction() as session:
        contact = make_contact(session)
        contact.discreet = discreet
        return contact, make_referral(session, contact, facts=FACTS, submitted=submitted)


def ask(client: FlaskClient, action: str, contact: Contact, text: str, **about: Any) -> list[str]:
    """Calls an action for a message of whom `proof` and `has_word` are told; returns what it
    says.
    """
    told = {name: about.pop(name) for name in ("proof", "has_word") if name in about}
    body = call(action, contact, text, **about)
    body["tracker"]["latest_message"]["metadata"] |= told
    return [each["response"] for each in run(client, body)["responses"]]


def status(client: FlaskClient, contact: Contact, **about: Any) -> list[str]:
    about = {"text": "any news?", "intent": "check_case_status"} | about
    return ask(client, "action_case_status", contact, about.pop("text"), **about)


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (None, "utter_status_open"),
        ("still_you", "utter_ask_still_you"),
        ("word", "utter_ask_word"),
        ("locked", "utter_word_to_staff"),
    ],
)
def test_the_status_is_told_to_who_has_shown_that_it_is_them(
    client: FlaskClient, database: Database, proof: str | None, said: str
) -> None:
    contact, _ = make_case(database)

    assert status(client, contact, proof=proof) == [said]


def test_too_many_wrong_words_leave_who_writes_to_staff(
    client: FlaskClient, database: Database
) -> None:
    contact, _ = make_case(database)

    status(client, contact, proof="locked")

    with database.reading() as session:
        assert get_contact(session, contact.id).handler is Handler.STAFF


def test_the_reference_with_its_check_word_shows_it_too(
    client: FlaskClient, database: Database
) -> None:
    contact, referral = make_case(database)
    text = f"{referral.reference} {referral.check_word}"

    assert status(client, contact, proof="still_you", text=text) == ["utter_status_open"]


def test_an_answer_to_our_question_stands_though_it_is_not_yet_known_whose_it_is(
    client: FlaskClient, database: Database
) -> None:
    contact, referral = make_case(database)

    said = status(client, contact, proof="still_you", choice="follow:no")

    assert said == ["utter_ask_still_you"]
    with database.reading() as session:
        assert current_facts(session, referral.id)["seen_by_judge"].value == "no"


@pytest.mark.parametrize(
    ("choice", "said"),
    [("follow:stop", "utter_follow_up_stop"), ("late:", "utter_late_noted")],
)
def test_what_cannot_wait_is_answered_at_once(
    client: FlaskClient, database: Database, choice: str, said: str
) -> None:
    contact, _ = make_case(database)

    assert status(client, contact, proof="still_you", choice=choice) == [said]


@pytest.mark.parametrize(
    ("discreet", "told", "said"),
    [
        (False, {}, "utter_ask_confirmed"),
        (False, {"proof": "still_you"}, "utter_ask_confirmed_unseen"),
        (True, {}, "utter_ask_confirmed_unseen"),
        (True, {"has_word": True}, "utter_ask_confirmed"),
        (True, {"has_word": True, "proof": "word"}, "utter_ask_confirmed_unseen"),
    ],
)
def test_the_summary_is_said_back_only_where_it_is_safe(
    client: FlaskClient, database: Database, discreet: bool, told: dict[str, Any], said: str
) -> None:
    contact, _ = make_case(database, discreet=discreet, submitted=False)

    assert ask(client, "action_ask_confirmed", contact, "0", **told) == [said]


@pytest.mark.parametrize(
    ("discreet", "told", "repeats"),
    [(False, {}, True), (False, {"proof": "still_you"}, False), (True, {}, False)],
)
def test_news_is_said_back_only_where_it_is_safe(
    client: FlaskClient, database: Database, discreet: bool, told: dict[str, Any], repeats: bool
) -> None:
    contact, _ = make_case(database, discreet=discreet)
    body = call("action_update_case", contact, "they moved him to Kathmandu", intent="update_case")
    body["tracker"]["latest_message"]["metadata"] |= told

    [said] = run(client, body)["responses"]

    assert ("Kathmandu" in str(said)) is repeats


@pytest.mark.parametrize(
    ("discreet", "told", "hint"),
    [
        (False, {}, "utter_delete_hint"),
        (True, {}, "utter_delete_hint_word"),
        (True, {"has_word": True}, "utter_delete_hint"),
    ],
)
def test_the_end_of_an_intake_tells_once_to_delete_the_messages(
    client: FlaskClient, database: Database, discreet: bool, told: dict[str, Any], hint: str
) -> None:
    contact, _ = make_case(database, discreet=discreet, submitted=False)

    said = ask(client, "action_submit_referral", contact, "yes", **told)

    assert said[:2] == ["utter_referral_received", hint]


@pytest.mark.parametrize(
    ("discreet", "has_word", "offered"),
    [
        (False, False, ["discreet:on"]),
        (True, False, ["discreet:off", "word:new"]),
        (True, True, ["discreet:off"]),
    ],
)
def test_who_asks_who_can_read_this_is_offered_what_protects_them(
    client: FlaskClient, database: Database, discreet: bool, has_word: bool, offered: list[str]
) -> None:
    contact, _ = make_case(database, discreet=discreet)
    body = call("action_privacy", contact, "who reads this?", intent="ask_privacy")
    body["tracker"]["latest_message"]["metadata"] |= {"has_word": has_word}

    [keeping, said] = run(client, body)["responses"]

    assert keeping["response"] == "utter_privacy_keeping"
    assert (said["response"], said["offered"]) == ("utter_privacy", offered)


def test_between_two_questions_nothing_is_offered_that_a_number_could_pick(
    client: FlaskClient, database: Database
) -> None:
    contact, _ = make_case(database, submitted=False)
    body = call("action_privacy", contact, "who reads this?", intent="ask_privacy")
    body["tracker"]["active_loop"] = {"name": "intake_form"}

    [_, said] = run(client, body)["responses"]

    assert said["offered"] == []


def test_the_bot_forgets_who_had_the_phone_before(client: FlaskClient, database: Database) -> None:
    contact, _ = make_case(database)
    body = call("action_privacy", contact, "no", intent="ask_privacy", choice="still:no")

    answer = run(client, body)

    assert [each["response"] for each in answer["responses"]] == ["utter_wrong_number"]
    events = [(each["event"], each.get("name")) for each in answer["events"]]
    assert events == [("reset_slots", None), ("active_loop", None), ("followup", "action_listen")]
