"""What a first message tells is heard, whatever it was taken for and whatever stands beside it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from helpline.storage.database import Database
from helpline.storage.referrals import current_facts, find_draft
from helpline.storage.tables import Contact
from tests.actions.calls import written
from tests.builders import make_contact


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        return make_contact(session)


def outcome(answer: dict[str, Any]) -> list[str]:
    """What was said, and what follows."""
    follows = [each["name"] for each in answer["events"] if each["event"] == "followup"]
    return [each["response"] for each in answer["responses"]] + follows


@pytest.mark.parametrize(
    ("text", "intent", "expected"),
    [
        # Who is held is in no word that we know: by whom, where and since when are.
        ("my xyzz police carried from Pokhara yesterday evening, what do i do", "help",
         ["action_open_referral"]),
        ("police in Pokhara, may they search?", "help", ["utter_help"]),
        ("who are you? my husband is in jail", "help", ["action_open_referral"]),
    ],
)  # fmt: skip
def test_who_tells_of_somebody_held_is_asked_the_questions(
    database: Database, client: FlaskClient, contact: Contact,
    text: str, intent: str, expected: list[str],
) -> None:  # fmt: skip
    answer = written(database, client, contact, "action_small_talk", text, intent)

    assert outcome(answer) == expected


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [("my daughter has trouble", "out_of_scope", "utter_did_you_mean"),
     ("oh my brother", "thank", "utter_did_you_mean"),
     ("thank you my brother", "thank", "utter_thank"), ("fine weather", "thank", "utter_thank")],
)  # fmt: skip
def test_who_only_names_somebody_is_asked_whether_they_are_held(
    database: Database, client: FlaskClient, contact: Contact, text: str, intent: str, said: str
) -> None:
    assert outcome(written(database, client, contact, "action_small_talk", text, intent)) == [said]


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [("police took me in Jenin on Monday and released me today", True),
     ("police took my son in Jenin on Monday and released him today, they beat him", True),
     ("police took my son in Jenin on Monday and released him today", False)],
)  # fmt: skip
def test_who_writes_of_their_own_release_or_of_harm_is_asked(
    database: Database, client: FlaskClient, contact: Contact, text: str, is_asked: bool
) -> None:
    answer = written(database, client, contact, "action_open_referral", text, "report_arrest")

    assert answer["responses"][0]["response"].startswith("utter_first_lines") is is_asked
    with database.reading() as session:
        draft = find_draft(session, contact.id)
        assert draft is not None
        assert current_facts(session, draft.id)["place"].value == "Jenin"
