"""What a family puts right once staff have their request, whatever the bot took it for."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.actions.calls import call, run
from tests.actions.test_news import fact, family, say

KNOWN = {
    "who_held": "relative", "sex": "male", "age": "24", "age_group": "adult",
    "held_name": "Karim", "arrested_when": "Tuesday night",
}  # fmt: skip
RIGHT, SMALL, BARE = "action_answer_right", "action_small_talk", "action_yes_or_no"
UPDATE = "action_update_case"


@pytest.mark.parametrize(
    ("action", "intent", "text", "language"),
    [
        (RIGHT, "ask_detention_time", "he is 25 not 24", "en"),
        (RIGHT, "ask_detention_time", "عمره 25 مش 24", "ar"),
        (RIGHT, "ask_child_rights", "25 ساله است نه 24", "prs"),
        (BARE, "deny", "sorry it was monday night not tuesday", "en"),
        (SMALL, "goodbye", "his name is Karim Ben Ali", "en"),
        (SMALL, "out_of_scope", "not in Jenin, in Nablus", "en"),
        ("action_default_fallback", "nlu_fallback", "ببخشید شب دوشنبه بود نه سه شنبه", "prs"),
    ],
)
def test_what_is_put_right_is_news_whatever_it_was_taken_for(
    client: FlaskClient, database: Database, action: str, intent: str, text: str, language: str
) -> None:
    contact, _ = family(database, **KNOWN)
    with database.transaction() as session:
        session.get_one(Contact, contact.id).language = language

    _, follows = say(client, action, contact, text, intent=intent)

    assert follows == UPDATE


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("ask_detention_time", "how long can they hold him, he is 25"),
        ("ask_bail", "bail in Nablus"),
        ("ask_family_contact", "can his mother, who is 60, visit him?"),
    ],
)
def test_a_question_with_a_fact_in_it_is_answered(
    client: FlaskClient, database: Database, intent: str, text: str
) -> None:
    contact, _ = family(database, **KNOWN)

    responses, follows = say(client, RIGHT, contact, text, intent=intent)

    assert responses
    assert follows is None


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("he is 25 not 24", "age", "25"),
        ("sorry it was monday night not tuesday", "arrested_when", "monday night"),
        ("i made a mistake, it was on monday", "arrested_when", "monday"),
        ("his name is Karim Ben Ali", "held_name", "Karim Ben Ali"),
        # These put nothing right.
        ("he has not eaten since monday", "arrested_when", "Tuesday night"),
        ("his brother is 30, they do not let him in", "age", "24"),
        ("his name is Samir", "held_name", "Karim"),
    ],
)
def test_who_it_is_and_since_when_change_only_where_they_are_put_right(
    client: FlaskClient, database: Database, text: str, name: str, value: str
) -> None:
    contact, _ = family(database, **KNOWN)

    run(client, call(UPDATE, contact, text, intent="update_case"))

    assert fact(database, contact, name) == value
