"""Names do not move a conversation to another language."""

from __future__ import annotations

import math

import pytest

from gateway.conversation.reading import language_after
from helpline.storage.database import Database
from helpline.text.language import Guess
from tests.builders import make_contact, make_outbound

# What the guesser says of "Mokhtar Ben Salah".
OF_A_NAME = Guess("prs", "Latn", sure=True, margin=0.31, letters=15)
NEPALI = Guess("ne", "Deva", sure=True, margin=math.inf, letters=9)


@pytest.mark.parametrize(
    ("asked", "guess", "language"),
    [
        ("utter_ask_held_name", OF_A_NAME, "fr"),
        ("utter_ask_place", OF_A_NAME, "fr"),
        ("utter_ask_held_name", NEPALI, "fr"),
        ("utter_ask_condition", OF_A_NAME, "prs"),
        (None, NEPALI, "ne"),
    ],
)
def test_the_answer_to_a_question_for_a_name_changes_no_language(
    database: Database, asked: str | None, guess: Guess, language: str
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language="fr")
        if asked is not None:
            make_outbound(session, contact).response = asked
            session.flush()

        assert language_after(session, contact, guess) == language


def test_the_first_message_decides_the_language(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session, language=None)

        assert language_after(session, contact, NEPALI) == "ne"
