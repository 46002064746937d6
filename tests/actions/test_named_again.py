"""Whom a message names after a request stands: the one it is of, perhaps that one, or another."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.actions.answering import take_as_said
from helpline.referrals.questions import QUESTION_OF
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.actions.calls import written
from tests.actions.test_answering import turn
from tests.builders import make_contact, make_referral

FIRST = {"who_held": "relative", "sex": "male", "told_first": "police took my son yesterday"}


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, facts=FIRST)
        return contact


def followed(answer: dict[str, Any]) -> list[str]:
    return [each["name"] for each in answer["events"] if each["event"] == "followup"]


def said(answer: dict[str, Any]) -> list[str]:
    return [each["response"] for each in answer["responses"]]


@pytest.mark.parametrize(
    ("text", "follows", "says"),
    [
        ("they took my son to the prison", ["action_update_case"], []),
        ("they took my brother to the prison", ["action_listen"], ["utter_did_you_mean"]),
        ("they took my other son to the prison", [], ["utter_first_lines"]),
        ("they took my brother to the prison last night", [], ["utter_first_lines"]),
        ("they took my wife to the prison", [], ["utter_first_lines"]),
    ],
)
def test_who_is_named_again_is_not_held_anew(
    database: Database,
    client: FlaskClient,
    contact: Contact,
    text: str,
    follows: list[str],
    says: list[str],
) -> None:
    answer = written(database, client, contact, "action_open_referral", text, "report_arrest")

    assert (followed(answer), said(answer)) == (follows, says)


@pytest.mark.parametrize(
    ("text", "follows"),
    [("no not my brother my cousin", ["action_update_case"]), ("no thank you", [])],
)
def test_a_no_that_puts_right_whom_it_is_about_is_kept(
    database: Database, client: FlaskClient, contact: Contact, text: str, follows: list[str]
) -> None:
    answer = written(database, client, contact, "action_yes_or_no", text, "deny")

    assert followed(answer) == follows


@pytest.mark.parametrize(
    ("fact", "text", "kept"),
    [
        ("safe", "you idiot", "left_out"),
        ("held_name", "you idiot", "you idiot"),
        ("safe", "my cousin's", "my cousin's"),
    ],
)
def test_an_insult_that_is_said_again_answers_nothing(fact: str, text: str, kept: str) -> None:
    taken = take_as_said(QUESTION_OF[fact], turn(text), None)

    assert taken is not None
    assert taken.facts == {fact: kept}
