"""The action server: one caller with the token, no echo of what it sent, one effect a message."""

from __future__ import annotations

import logging

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.storage.database import Database
from helpline.storage.referrals import find_draft, list_facts
from helpline.storage.tables import Contact
from tests.actions.calls import TOKEN, call, run
from tests.builders import CANARY_TEXT, make_contact


@pytest.fixture
def contact(any_database: Database) -> Contact:
    with any_database.transaction() as session:
        return make_contact(session)


@pytest.fixture
def client(any_database: Database) -> FlaskClient:
    helpline = Helpline(any_database, LawAnswers(LawBook.load()))
    return create_app(helpline, token=TOKEN).test_client()


@pytest.mark.parametrize("headers", [{}, {"X-Helpline-Token": "wrong"}])
def test_a_caller_without_the_token_is_refused(
    client: FlaskClient, contact: Contact, headers: dict[str, str]
) -> None:
    answer = client.post("/webhook", json=call("action_case_status", contact), headers=headers)

    assert answer.status_code == 403


def test_61_a_failing_action_answers_without_what_was_sent(
    client: FlaskClient, contact: Contact, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = Contact(bot_conversation="erased since")
    body = call("action_open_referral", stranger)
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/webhook", json=body, headers={"X-Helpline-Token": TOKEN})

    assert answer.status_code == 500
    assert answer.get_json() == {"error": "NotFound"}
    assert CANARY_TEXT not in caplog.text


def test_59_69_opening_twice_with_one_message_opens_one_referral_with_its_words(
    client: FlaskClient, contact: Contact, any_database: Database
) -> None:
    first, second = (run(client, call("action_open_referral", contact)) for _ in range(2))

    assert first == second
    assert first["responses"][0]["response"] == "utter_first_lines"
    with any_database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        told = {fact.name: fact.value for fact in list_facts(session, draft.id)}
        assert len(list_facts(session, draft.id)) == len(told)
        assert told["told_first"] == CANARY_TEXT
        assert (told["who_held"], told["sex"]) == ("relative", "male")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("police arrested my brother", "utter_first_lines"),
        ("police arrested my brother in Pokhara", "utter_first_lines"),
        ("police arrested my brother in Pokhara yesterday evening", "utter_first_lines_told"),
    ],
)
def test_who_has_told_where_and_since_when_is_not_told_to_tell_it(
    client: FlaskClient, contact: Contact, text: str, lines: str
) -> None:
    answer = run(client, call("action_open_referral", contact, text))

    assert answer["responses"][0]["response"] == lines


@pytest.mark.parametrize(
    ("intent", "ranking", "text", "asked"),
    [
        ("report_arrest", {"report_arrest": 0.8, "ask_family_contact": 0.15}, "", True),
        ("report_arrest", {"report_arrest": 0.9, "ask_family_contact": 0.06}, "", False),
        ("report_arrest", {"report_arrest": 0.9, "ask_family_contact": 0.06}, "; see him?", True),
        ("report_arrest", {"report_arrest": 0.9, "ask_family_contact": 0.01}, "?", False),
        # Which of two it asks is not clear; the first is no question on rights.
        ("report_arrest", {"ask_bail": 0.17, "ask_lawyer_cost": 0.16}, "?", False),
        ("nlu_fallback", {"report_arrest": 0.3, "help": 0.4, "ask_bail": 0.1}, "?", False),
        ("nlu_fallback", {"report_arrest": 0.3, "ask_bail": 0.6}, "", True),
    ],
)
def test_a_question_beside_an_arrest_is_answered_before_ours(
    client: FlaskClient, contact: Contact, intent: str, ranking: dict[str, float],
    text: str, asked: bool,
) -> None:  # fmt: skip
    body = call("action_open_referral", contact, f"police took my son {text}", intent=intent)
    body["tracker"]["latest_message"]["intent_ranking"] = [
        {"name": name, "confidence": confidence}
        for name, confidence in sorted(ranking.items(), key=lambda each: -each[1])
    ]
    opened = run(client, body)

    [*_, last] = opened["events"]
    follows = last["name"] if last["event"] == "followup" else None
    plain = None if intent == "report_arrest" else "intake_form"
    assert follows == ("action_answer_right" if asked else plain)
    if not asked:
        return
    body["next_action"] = "action_answer_right"
    answered = run(client, body)
    assert answered["responses"][0]["response"] == "utter_law_answer"
    assert answered["events"][-1]["name"] == "intake_form"


def test_an_answer_fills_the_slot_and_is_kept_once(
    client: FlaskClient, contact: Contact, any_database: Database
) -> None:
    run(client, call("action_open_referral", contact))
    body = call(
        "validate_intake_form", contact, "Lalitpur", intent="out_of_scope",
        slots={"requested_slot": "place"}, message_id="m2",
    )  # fmt: skip

    results = [run(client, body) for _ in range(2)]

    for result in results:
        assert {"event": "slot", "name": "place", "value": "Lalitpur"}.items() <= next(
            event for event in result["events"] if event.get("name") == "place"
        ).items()
    with any_database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        names = [fact.name for fact in list_facts(session, draft.id)]
        assert names.count("place") == 1


def test_a_question_between_two_answers_fills_nothing(
    client: FlaskClient, contact: Contact
) -> None:
    body = call(
        "validate_intake_form", contact, "is it free?", intent="ask_lawyer_cost",
        slots={"requested_slot": "place"},
    )  # fmt: skip

    assert [event for event in run(client, body)["events"] if event.get("name") == "place"] == []


def test_reference_and_check_word_are_told_only_of_a_stored_referral(
    client: FlaskClient, contact: Contact
) -> None:
    [nothing] = run(client, call("action_submit_referral", contact))["responses"]
    assert nothing["response"] == "utter_status_none"
    run(client, call("action_open_referral", contact))

    told, *_ = run(client, call("action_submit_referral", contact, message_id="m2"))["responses"]

    assert told["response"] == "utter_referral_received"
    assert told["reference"]
    assert told["check_word"]


@pytest.mark.parametrize(
    ("text", "choice", "language"),
    [("नेपाली", None, "ne"), ("3", "language:ar", "ar"), ("another language", None, "en")],
)
def test_the_language_that_is_named_is_kept(
    client: FlaskClient,
    contact: Contact,
    any_database: Database,
    text: str,
    choice: str | None,
    language: str,
) -> None:
    run(client, call("action_change_language", contact, text, choice=choice))

    with any_database.reading() as session:
        held = session.get(Contact, contact.id)
        assert held is not None
        assert held.language == language
