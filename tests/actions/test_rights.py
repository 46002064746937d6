"""Answers on rights: whose law, in which words, and on what they rest."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import Answer, LawAnswers
from helpline.law.book import LawBook
from helpline.storage.database import Database
from helpline.storage.messages import Draft
from helpline.storage.tables import Contact
from tests.actions.calls import TOKEN, call, run
from tests.builders import make_contact, make_inbound, make_outbound, make_referral

BOOK = LawBook.load()
# Words that tell of nobody held.
QUESTION = "what does bail cost?"


@pytest.fixture
def client(database: Database) -> FlaskClient:
    return create_app(Helpline(database, LawAnswers(BOOK)), token=TOKEN).test_client()


def contact_of(database: Database, number: str | None, **facts: str) -> Contact:
    with database.transaction() as session:
        contact = make_contact(session)
        contact.country = number
        if facts:
            make_referral(session, contact, facts=facts)
        return contact


def said(client: FlaskClient, contact: Contact, **more: Any) -> list[dict[str, Any]]:
    more.setdefault("intent", "ask_bail")
    more.setdefault("text", QUESTION)
    responses: list[dict[str, Any]] = run(client, call("action_answer_right", contact, **more))[
        "responses"
    ]
    return responses


def test_a_question_that_waits_for_the_place_is_answered_once_the_story_tells_it(
    client: FlaskClient, database: Database
) -> None:
    contact = contact_of(database, None)
    with database.transaction() as session:
        kept = session.get_one(Contact, contact.id)
        asked = Draft("In which country?", "en", "utter_ask_law_country", ())
        make_outbound(session, kept, asked, turn=make_inbound(session, kept).id)
        message = make_inbound(session, kept).id

    story: dict[str, Any] = {
        "text": "police arrested my son yesterday in Kathmandu",
        "slots": {"law_topic": "bail", "law_place": "asked"},
        "message_id": message,
    }
    opened = run(client, call("action_open_referral", contact, **story))
    answered = run(client, call("action_answer_right", contact, **story))

    follows = [each["name"] for each in opened["events"] if each["event"] == "followup"]
    assert follows == ["action_answer_right"]
    assert answered["responses"][0]["law"]["entry"] == "nepal/bail"


def test_the_law_of_the_place_that_was_told_is_answered_without_more_ado(
    client: FlaskClient, database: Database
) -> None:
    contact = contact_of(database, None, country="nepal")

    [answer] = said(client, contact)

    assert answer["response"] == "utter_law_answer"
    assert answer["law"] == {
        "entry": "nepal/bail",
        "version": BOOK.entry("nepal", "bail").version,
    }
    assert answer["answer"] == BOOK.entry("nepal", "bail").says


def test_the_law_of_a_numbers_country_is_told_as_an_assumption_once(
    client: FlaskClient, database: Database
) -> None:
    contact = contact_of(database, "NP")

    answer, assumed = said(client, contact)
    [again] = said(client, contact, slots={"law_place": "assumed"})

    assert answer["law"]["entry"] == "nepal/bail"
    assert assumed["response"] == "utter_law_assumed_nepal"
    assert again["law"]["entry"] == "nepal/bail"


@pytest.mark.parametrize(
    ("country", "asked"), [(None, "utter_ask_law_country"), ("PS", "utter_ask_law_holder")]
)
def test_a_place_that_is_not_known_is_asked_for_once_and_then_answered(
    client: FlaskClient, database: Database, country: str | None, asked: str
) -> None:
    contact = contact_of(database, country)

    [question] = said(client, contact)
    assert question["response"] == asked

    [answer] = said(
        client, contact, slots={"law_topic": "bail", "law_place": "asked"},
        intent="ask_rights_overview", choice="place:palestine", message_id="m2",
    )  # fmt: skip
    assert answer["law"]["entry"] == "palestine/bail"
    [later] = said(client, contact, intent="ask_search", message_id="m3")
    assert later["law"]["entry"] == "palestine/search"


def test_whoever_does_not_say_where_is_told_the_international_standard(
    client: FlaskClient, database: Database
) -> None:
    contact = contact_of(database, None)

    answer, note = said(client, contact, slots={"law_place": "asked"})

    assert answer["law"]["entry"] == "international/bail"
    assert note["response"] == "utter_law_of_which_place"


def test_a_child_is_answered_as_a_child(client: FlaskClient, database: Database) -> None:
    contact = contact_of(database, None, country="nepal", age_group="child")

    [answer] = said(client, contact, intent="ask_detention_time")

    assert answer["law"]["entry"] == "nepal/detention_time@child"


def test_why_brings_the_articles_and_says_that_nobody_has_approved_them(
    client: FlaskClient, database: Database
) -> None:
    contact = contact_of(database, "NP")

    [reason] = said(client, contact, choice="why:nepal/bail", intent="ask_rights_overview")

    assert reason["response"] == "utter_law_basis_unreviewed"
    assert "s. 67" in reason["basis"]
    assert reason["as_of"] == "2026-11-23"


def test_an_unreviewed_right_is_withheld_where_reviews_are_required(database: Database) -> None:
    answers = LawAnswers(BOOK, require_review=True)
    client = create_app(Helpline(database, answers), token=TOKEN).test_client()
    contact = contact_of(database, None, country="nepal")

    [withheld] = said(client, contact)

    assert withheld["response"] == "utter_law_withheld"
    assert "law" not in withheld


@pytest.mark.parametrize(
    ("intent", "text", "entry"),
    [("ask_child_rights", "they beat my boy of 16", "nepal/mistreatment"),
     ("ask_women_rights", "police hit my sister in the cell", "nepal/mistreatment"),
     ("ask_child_rights", "my son of 12 is sick in the cell", "nepal/medical_need"),
     ("ask_child_rights", "my son is 12", "nepal/child_rights")],
)  # fmt: skip
def test_blows_go_before_the_other_rights_of_a_child(
    client: FlaskClient, database: Database, intent: str, text: str, entry: str
) -> None:
    contact = contact_of(database, None, country="nepal")

    [answer] = said(client, contact, intent=intent, text=text)

    assert answer["law"]["entry"].partition("@")[0] == entry


def test_who_asks_about_one_of_theirs_is_told_that_there_is_no_request_yet(
    client: FlaskClient, database: Database
) -> None:
    asking = {"slots": {"law_place": "assumed"}, "text": "can they keep my son so long?"}
    contact = contact_of(database, "NP")

    told = [each["response"] for each in said(client, contact, **asking)]
    assert told == ["utter_law_answer", "utter_status_none"]
    [general] = said(client, contact, slots={"law_place": "assumed"})
    assert general["response"] == "utter_law_answer"
    with database.transaction() as session:
        make_referral(session, session.get_one(Contact, contact.id), facts={"country": "nepal"})
    [known] = said(client, contact, **asking)
    assert known["response"] == "utter_law_answer"


def test_so_is_who_told_of_them_and_then_in_which_country(
    client: FlaskClient, database: Database
) -> None:
    contact = contact_of(database, None)
    with database.transaction() as session:
        kept = session.get_one(Contact, contact.id)
        make_inbound(session, kept, body="they took him, what can we do?", now=datetime.now(UTC))

    slots = {"law_topic": "bail", "law_place": "asked"}
    picked = said(client, contact, slots=slots, text="1", choice="place:nepal")

    assert [each["response"] for each in picked] == ["utter_law_answer", "utter_status_none"]


def test_who_asks_for_a_child_is_answered_for_a_child(database: Database) -> None:
    asked: list[frozenset[str]] = []

    class Listening(LawAnswers):
        def answer(self, *told: Any, held: frozenset[str] = frozenset(), **more: Any) -> Answer:
            asked.append(held)
            return super().answer(*told, held=held, **more)

    client = create_app(Helpline(database, Listening(BOOK)), token=TOKEN).test_client()
    contact = contact_of(database, None, country="nepal")

    said(client, contact, intent="ask_child_rights", text="they beat my boy")

    assert asked == [frozenset({"child"})]
