"""What a number that a person writes chooses from."""

from __future__ import annotations

import pytest

from helpline.storage.database import Database
from helpline.storage.kinds import Author
from helpline.storage.messages import Draft, Option, last_offered
from tests.builders import make_contact, make_outbound

QUESTION = Draft("Is it safe?", "en", "utter_ask_safe", (Option("Yes", "safe:yes"),))


def said(database: Database, *after: Draft, author: Author = Author.BOT) -> str | None:
    with database.transaction() as session:
        contact = make_contact(session)
        make_outbound(session, contact, QUESTION)
        for draft in after:
            make_outbound(session, contact, draft, author=author)
        offered = last_offered(session, contact.id)
        return offered.response if offered else None


@pytest.mark.parametrize("response", ["utter_handed_over", "utter_handed_over_later"])
def test_a_number_after_a_hand_over_and_back_answers_the_question_before_it(
    any_database: Database, response: str
) -> None:
    told = Draft("A person of our team will answer.", "en", response)

    assert said(any_database, told) == "utter_ask_safe"


def test_a_notice_hides_no_question(database: Database) -> None:
    notice = Draft("Nobody could answer you yet.", "en", "utter_handed_back")

    assert said(database, notice, author=Author.SYSTEM) == "utter_ask_safe"


def test_what_the_bot_says_otherwise_ends_the_choice(database: Database) -> None:
    assert said(database, Draft("Where are they?", "en", "utter_ask_place")) == "utter_ask_place"
