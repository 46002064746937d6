"""Answers to the questions of the intake, as the form takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from flask.testing import FlaskClient

from helpline.referrals import intake
from helpline.storage.database import Database
from helpline.storage.referrals import add_fact, find_draft, list_facts
from helpline.storage.tables import Contact
from tests.actions.calls import call, run
from tests.builders import NOW, make_contact, make_inbound, make_referral


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, submitted=False)
        first = make_inbound(session, contact, "they took my brother").id
        intake.record_answer(session, contact, "who_held", "relative", message_id=first, now=NOW)
        return contact


def answer(
    database: Database, client: FlaskClient, contact: Contact, question: str, text: str,
    intent: str = "nlu_fallback", before: Sequence[str] = (), asked: int = 1,
    asked_about: str = "hello", is_answered: bool = True, aside: float = 0.0,
) -> dict[str, Any]:  # fmt: skip
    with database.transaction() as session:
        message = make_inbound(session, session.merge(contact), text).id
    slots = {"requested_slot": question}
    body = call(
        "validate_intake_form", contact, text, intent=intent, slots=slots, message_id=message
    )
    body["tracker"]["latest_message"]["answers"] = {"aside": ["yes", aside]} if aside else {}
    said_before = [{"event": "user", "text": each, "metadata": {"text": each}} for each in before]
    asks = [
        {"event": "user", "text": asked_about, "metadata": {"text": asked_about}},
        *([bot_says("utter_right")] if is_answered and "?" in asked_about else []),
        bot_says(f"utter_ask_{question}"),
    ]
    body["tracker"]["events"] = [*asks * asked, *said_before, *body["tracker"]["events"]]
    return run(client, body)


def bot_says(response: str) -> dict[str, Any]:
    return {"event": "bot", "text": "", "metadata": {"utter_action": response}}


def said(answered: dict[str, Any]) -> list[str]:
    return [each["response"] for each in answered["responses"]]


@pytest.mark.parametrize(
    ("text", "intent", "discreet", "sentences"),
    [
        ("yes", "affirm", False, []),
        ("0", "out_of_scope", False, []),
        ("no", "deny", True, ["utter_safe_no"]),
        ("i dont know", "out_of_scope", True, ["utter_safe_no"]),
        ("my husband reads everything", "out_of_scope", True, ["utter_safe_no"]),
        ("the market is closed", "out_of_scope", True, ["utter_please_rephrase"]),
    ],
)
def test_without_a_clear_yes_a_phone_is_taken_to_be_read_by_others(
    database: Database, client: FlaskClient, contact: Contact,
    text: str, intent: str, discreet: bool, sentences: list[str],
) -> None:  # fmt: skip
    answered = answer(database, client, contact, "safe", text, intent)

    assert said(answered) == sentences
    with database.reading() as session:
        assert session.get_one(Contact, contact.id).discreet is discreet


def test_48_an_answer_beside_the_question_is_asked_for_once_more_and_then_kept(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    first = answer(database, client, contact, "held_by", "please help us")
    second = answer(database, client, contact, "held_by", "the ones of the valley")

    assert said(first) == ["utter_please_rephrase"]
    assert said(second) == []
    slots = {each["name"]: each["value"] for each in second["events"] if each["event"] == "slot"}
    assert slots["held_by"] == "the ones of the valley"


def test_what_a_question_tells_by_the_way_is_kept(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    answer(
        database, client, contact, "held_by", "can they hold him in Pokhara? he is 16",
        "ask_detention_time",
    )  # fmt: skip

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        told = {fact.name: fact.value for fact in list_facts(session, draft.id)}
    assert told["place"] == "Pokhara"
    assert told["age"] == "16"
    assert "held_by" not in told


@pytest.mark.parametrize(
    ("intent", "times", "is_taken"),
    [
        ("report_bribe", 0, False),
        ("report_bribe", 1, True),
        # A question may be asked twice in impatience.
        ("ask_bail", 1, False),
        ("ask_bail", 2, True),
        # What only sounds like a wish for a person is none, however often it is said.
        ("talk_to_human", 2, True),
    ],
)
def test_what_is_said_again_word_for_word_is_taken_as_the_answer(
    database: Database, client: FlaskClient, contact: Contact,
    intent: str, times: int, is_taken: bool,
) -> None:  # fmt: skip
    words = "money folk with the green car"

    answered = answer(
        database, client, contact, "held_by", words, intent, before=["hello", *[words] * times]
    )

    slots = {each["name"]: each["value"] for each in answered["events"] if each["event"] == "slot"}
    assert (slots.get("held_by") == words) is is_taken
    assert said(answered) == []


@pytest.mark.parametrize(
    ("words", "is_taken"), [("money men with the green car", True), ("thank you", False)]
)
def test_what_was_said_a_while_ago_counts_if_it_is_more_than_a_word_or_two(
    database: Database, client: FlaskClient, contact: Contact, words: str, *, is_taken: bool
) -> None:
    before = [words, "in Jenin", words, "by the bridge"]

    answered = answer(database, client, contact, "held_by", words, "ask_bail", before=before)

    slots = {each["name"]: each["value"] for each in answered["events"] if each["event"] == "slot"}
    assert (slots.get("held_by") == words) is is_taken


def test_a_name_that_sounds_kind_is_taken_when_it_is_said_again(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    answered = answer(
        database, client, contact, "held_name", "Thank Allah", "thank", before=["Thank Allah"]
    )

    slots = {each["name"]: each["value"] for each in answered["events"] if each["event"] == "slot"}
    assert slots["held_name"] == "Thank Allah"


def test_that_somebody_is_free_is_no_answer_and_tells_no_arrest(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    answered = answer(
        database, client, contact, "age_group", "he came home just now", "update_case"
    )

    assert not [each for each in answered["events"] if each["event"] == "slot"]
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert "arrested_when" not in {fact.name for fact in list_facts(session, draft.id)}


@pytest.mark.parametrize(
    ("asked", "about", "text", "intent", "is_left"),
    [
        (1, "hello", "he is 15 years old", "inform", False),
        # Who tells something of another question is asked again after the next one.
        (2, "hello", "he is 15 years old", "inform", False),
        (2, "hello", "they beat him", "report_mistreatment", False),
        (2, "hello", "please hurry", "report_mistreatment", True),
        # Who asks is answered, and asked again; and so is who asked before.
        (2, "hello", "how long can they hold him?", "ask_detention_time", False),
        (2, "is it free?", "he is 15 years old", "inform", False),
    ],
)
def test_a_question_that_is_answered_with_other_things_is_not_asked_for_ever(
    database: Database, client: FlaskClient, contact: Contact,
    asked: int, about: str, text: str, intent: str, is_left: bool,
) -> None:  # fmt: skip
    answer(database, client, contact, "country", text, intent, asked=asked, asked_about=about)

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        told = {fact.name: fact.value for fact in list_facts(session, draft.id)}
    assert told.get("country") == ("left_out" if is_left else None)


def test_what_only_sounded_like_a_question_does_not_keep_one_open_for_ever(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    answer(
        database, client, contact, "country", "please hurry", "report_mistreatment",
        asked=2, asked_about="not my brother?", is_answered=False,
    )  # fmt: skip

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert "country" in {fact.name for fact in list_facts(session, draft.id)}


@pytest.mark.parametrize(
    ("asked", "about", "text", "is_put_off"),
    [
        (1, "hello", "he is 15 years old", False),
        (2, "hello", "he is 15 years old", True),
        # A third time would be a loop, though the second stood behind an answer.
        (2, "is it free?", "he is 15 years old", True),
        (2, "hello", "hm", False),
    ],
)
def test_a_question_to_which_something_else_was_told_twice_is_put_off(
    database: Database, client: FlaskClient, contact: Contact,
    asked: int, about: str, text: str, is_put_off: bool,
) -> None:  # fmt: skip
    answered = answer(
        database, client, contact, "country", text, "inform", asked=asked, asked_about=about
    )

    slots = {each["name"]: each["value"] for each in answered["events"] if each["event"] == "slot"}
    assert (slots.get("country") == "not_asked") is is_put_off


def test_what_was_left_open_is_taken_when_it_is_told_later(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    answer(database, client, contact, "country", "he is 15 years old", "inform", asked=2)
    answer(database, client, contact, "held_by", "police in Pokhara", "inform")

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        told = intake.values_of(session, draft)
    assert told["country"] == "nepal"
    assert told["held_by"] == "police"


@pytest.mark.parametrize(
    ("intent", "who"),
    [("report_arrest", "relative"), ("request_lawyer", "relative"), ("help", None)],
)
def test_whom_a_first_message_is_about_is_who_is_held_where_the_bot_knew_it(
    database: Database, client: FlaskClient, intent: str, who: str | None
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        message = make_inbound(session, contact, "my brother was xyzzed").id

    run(
        client,
        call(
            "action_open_referral", contact, "my brother was xyzzed",
            intent=intent, message_id=message,
        ),
    )  # fmt: skip

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert intake.values_of(session, draft).get("who_held") == who


@pytest.mark.parametrize(
    ("text", "kept"),
    [("yes", "left_out"), ("valley folk", "valley folk"), ("you idiot", "left_out")],
)
def test_a_lone_yes_to_who_took_them_is_left_out_the_second_time(
    database: Database, client: FlaskClient, contact: Contact, text: str, kept: str
) -> None:
    first = answer(database, client, contact, "held_by", text)
    answer(database, client, contact, "held_by", text, asked=2)

    assert said(first) == ["utter_please_rephrase"]
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert intake.values_of(session, draft)["held_by"] == kept


def test_a_correction_said_again_gives_up_nothing_that_is_asked(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    with database.transaction() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        told = {"who_held": "relative", "country": "nepal", "place": "Lalitpur"}
        for name, value in told.items():
            add_fact(session, draft, name, value, message_id="m0", now=draft.created_at)

    answer(database, client, contact, "condition", "no, Patan not Kathmandu", "deny", asked=2)

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert "condition" not in {fact.name for fact in list_facts(session, draft.id)}


@pytest.mark.parametrize(("question", "text"), [("held_name", "Wait"), ("held_by", "oh god")])
def test_who_says_something_beside_is_asked_again_and_then_not_any_more(
    database: Database, client: FlaskClient, contact: Contact, question: str, text: str
) -> None:
    first = answer(database, client, contact, question, text, aside=0.9)
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert question not in intake.values_of(session, draft)

    second = answer(database, client, contact, question, text, asked=2, aside=0.9)

    assert [said(first), said(second)] == [["utter_aside"], []]
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert intake.values_of(session, draft)[question] == "left_out"


def test_a_name_that_sounds_like_an_aside_is_one_when_it_is_said_again(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    answer(
        database, client, contact, "held_name", "Abdulrahim", asked=2, before=["Abdulrahim"],
        aside=0.9,
    )  # fmt: skip

    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert intake.values_of(session, draft)["held_name"] == "Abdulrahim"


@pytest.mark.parametrize(
    ("question", "text", "aside", "kept"),
    [("held_name", "Subr Khan", 0.7, "Subr Khan"), ("reach", "at prayer", 0.9, "at prayer"),
     ("held_by", "oh god, the police", 0.9, "police")],
)  # fmt: skip
def test_what_answers_is_no_aside(
    database: Database, client: FlaskClient, contact: Contact,
    question: str, text: str, aside: float, kept: str,
) -> None:  # fmt: skip
    answered = answer(database, client, contact, question, text, aside=aside)

    assert said(answered) == []
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert intake.values_of(session, draft)[question] == kept
