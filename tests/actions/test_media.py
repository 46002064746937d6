"""What is said to who sends a photo, a voice note or a place, and what of it is kept."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bot.actions.answering import take
from bot.actions.base import Turn
from helpline.referrals.questions import QUESTION_OF, QUESTIONS
from helpline.speech import Speech
from helpline.storage.database import Database
from helpline.storage.referrals import current_facts, find_latest_referral, list_facts
from helpline.storage.tables import Contact
from helpline.text.sms import count
from tests.actions.calls import call, run
from tests.builders import make_contact, make_referral

ACTION = "action_acknowledge_media"
PLACE = "Hanuman Dhoka, Kathmandu (27.70420, 85.30670)"
SPEECH = Speech()


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        return make_contact(session)


def refer(database: Database, contact: Contact, *, submitted: bool, **facts: str) -> None:
    with database.transaction() as session:
        make_referral(
            session, session.get_one(Contact, contact.id), facts=facts, submitted=submitted
        )


def facts_of(database: Database, contact: Contact) -> dict[str, str]:
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        return {fact.name: fact.value for fact in current_facts(session, referral.id).values()}


def sent(
    contact: Contact, kind: str, text: str = "", *, loop: str | None = None
) -> dict[str, object]:
    body = call(ACTION, contact, text, intent="send_media", choice=f"media:{kind}", message_id="m9")
    body["tracker"]["active_loop"] = {"name": loop} if loop else {}
    return body


def said(answer: dict[str, object], language: str = "en") -> str:
    """Returns the one thing that is said, in words."""
    [response] = answer["responses"]  # type: ignore[misc]
    return SPEECH.say(response["response"], language, values=response).text  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("audio", "We cannot listen to it by machine; a person of our team will."),
        ("image", "A person of our team will look at it."),
        ("video", "A person of our team will look at it."),
        ("document", "A person of our team will look at it."),
        ("contact_card", "A person of our team will look at it."),
        ("other", "A person of our team will look at it."),
        ("of next year", "A person of our team will look at it."),
        ("place", "We have the place on the map."),
    ],
)
def test_whoever_has_no_request_hears_that_it_came_and_is_asked_what_happened(
    client: FlaskClient, contact: Contact, kind: str, words: str
) -> None:
    heard = said(run(client, sent(contact, kind, PLACE if kind == "place" else "")))

    assert heard.splitlines() == [
        "Thank you, it has reached us.",
        words,
        "Is somebody held? Write in a few words where and since when.",
    ]
    assert count(heard).parts <= 2


def test_in_an_intake_it_is_acknowledged_and_the_form_asks_on(
    client: FlaskClient, contact: Contact, database: Database
) -> None:
    refer(database, contact, submitted=False)

    answer = run(client, sent(contact, "audio", loop="intake_form"))

    assert said(answer).splitlines()[1:] == [
        "We cannot listen to it by machine; a person of our team will."
    ]
    assert answer["events"] == []


def test_a_draft_whose_form_has_ended_is_asked_on(
    client: FlaskClient, contact: Contact, database: Database
) -> None:
    refer(database, contact, submitted=False)

    [event] = run(client, sent(contact, "image"))["events"]

    assert (event["event"], event["name"]) == ("followup", "intake_form")


def test_what_comes_after_the_request_is_said_to_be_with_it(
    client: FlaskClient, contact: Contact, database: Database
) -> None:
    refer(database, contact, submitted=True)
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None

    answer = run(client, sent(contact, "image"))

    assert said(answer).splitlines()[2:] == [f"It is with your request {referral.reference}."]
    assert answer["events"] == []


def test_a_place_in_an_intake_is_where_they_are_held(
    client: FlaskClient, contact: Contact, database: Database
) -> None:
    refer(database, contact, submitted=False)

    for _ in range(2):
        run(client, sent(contact, "place", PLACE, loop="intake_form"))

    assert facts_of(database, contact)["place"] == PLACE
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        assert [each.name for each in list_facts(session, referral.id)].count("place") == 1


@pytest.mark.parametrize("submitted", [True, False])
def test_a_place_does_not_replace_one_that_was_told(
    client: FlaskClient, contact: Contact, database: Database, submitted: bool
) -> None:
    refer(database, contact, submitted=submitted, place="Lalitpur")

    run(client, sent(contact, "place", PLACE, loop=None if submitted else "intake_form"))

    facts = facts_of(database, contact)
    assert (facts["place"], facts["news"]) == ("Lalitpur", PLACE)


@pytest.mark.parametrize("question", [question.fact for question in QUESTIONS])
@pytest.mark.parametrize(("kind", "text"), [("audio", ""), ("place", "Army hospital (1.0, 2.0)")])
def test_nothing_without_words_answers_a_question_by_itself(
    question: str, kind: str, text: str
) -> None:
    turn = Turn("c", "m", text, "en", True, "send_media", 1.0, f"media:{kind}", 0.0, ())

    assert take(QUESTION_OF[question], turn, {}, {}) is None
