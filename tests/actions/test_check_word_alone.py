"""A check word that comes by itself, behind the message with the reference."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from gateway.conversation.choices import choice_of
from helpline.storage.database import Database
from helpline.storage.kinds import Author
from helpline.storage.messages import Draft, add_outbound
from helpline.storage.tables import Contact
from tests.actions.calls import call, run
from tests.builders import make_contact, make_inbound, make_referral


@pytest.fixture
def stranger(database: Database) -> Contact:
    """Somebody who wrote the reference of a request whose word is "river"."""
    with database.transaction() as session:
        theirs = make_referral(session, make_contact(session), submitted=True)
        theirs.check_word = "river"
        stranger = make_contact(session, address="+15550166")
        make_inbound(session, stranger, f"what is with {theirs.reference}", now=datetime.now(UTC))
    return stranger


def _write(database: Database, client: FlaskClient, stranger: Contact, text: str) -> list[str]:
    with database.transaction() as session:
        message = make_inbound(session, stranger, text, now=datetime.now(UTC))
    asked = call(
        "action_case_status", stranger, text, intent="check_case_status",
        choice="word:", message_id=message.id,
    )  # fmt: skip
    return [each["response"] for each in run(client, asked)["responses"]]


def test_it_is_taken_with_the_reference_before_it(
    database: Database, client: FlaskClient, stranger: Contact
) -> None:
    assert _write(database, client, stranger, "salt") == ["utter_status_word"]
    assert _write(database, client, stranger, "its river") == ["utter_status_open"]


def test_a_word_after_another_is_a_guess(
    database: Database, client: FlaskClient, stranger: Contact
) -> None:
    for word in ("salt", "tree", "bread"):
        assert _write(database, client, stranger, word) == ["utter_status_word"]

    assert _write(database, client, stranger, "river") == ["utter_status_word"]


@pytest.mark.parametrize(
    ("asked", "text", "choice"),
    [
        ("utter_status_word", "the word is river", "word:"),
        ("utter_status_word", "i lost it", None),
        ("utter_what_now", "river", None),
    ],
)
def test_it_is_one_only_where_it_was_asked_for(
    database: Database, asked: str, text: str, choice: str | None
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        contact = make_contact(session)
        first = make_inbound(session, contact, "K7F-3RH", now=now)
        add_outbound(
            session, contact, Draft("Write both.", response=asked),
            turn=first.id, position=0, author=Author.BOT, now=now,
        )  # fmt: skip
        message = make_inbound(session, contact, text, now=now)

        assert choice_of(session, message, text) == choice
