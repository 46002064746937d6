"""What was told before a referral was opened is not lost when it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.actions.base import Helpline
from bot.actions.server import create_app
from helpline.law.answers import LawAnswers
from helpline.law.book import LawBook
from helpline.storage.database import Database
from helpline.storage.referrals import current_facts, find_latest_referral
from helpline.storage.tables import Contact
from tests.actions.calls import TOKEN, call, run
from tests.builders import NOW, make_contact, make_inbound, make_referral

ASKED = "the police want 500 dollars to release my brother, he is in Sfax. should i pay?"


@pytest.fixture
def client(database: Database) -> FlaskClient:
    helpline = Helpline(database, LawAnswers(LawBook.load()), clock=lambda: NOW)
    return create_app(helpline, token=TOKEN).test_client()


def opened(
    database: Database, client: FlaskClient, contact: Contact, text: str, before: str, hours: int
) -> dict[str, str]:
    with database.transaction() as session:
        held = session.merge(contact)
        make_inbound(session, held, before).created_at = NOW - timedelta(hours=hours)
        latest = make_inbound(session, held, text)
        latest.created_at = NOW
        message_id = latest.id
    run(client, call("action_open_referral", contact, text, message_id=message_id))
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        return {name: fact.value for name, fact in current_facts(session, referral.id).items()}


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        return make_contact(session)


def test_what_was_told_beside_a_question_is_taken_when_a_referral_is_opened(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    facts = opened(database, client, contact, "they took him this morning", ASKED, hours=1)

    told = {name: facts[name] for name in ("who_held", "sex", "held_by", "bribe", "place")}
    assert told == {
        "who_held": "relative", "sex": "male", "held_by": "police", "bribe": "yes", "place": "Sfax",
    }  # fmt: skip
    assert facts["arrested_when"] == "this morning"


@pytest.mark.parametrize(
    ("text", "before", "hours"),
    [
        ("they took my sister this morning", ASKED, 1),
        ("they took him this morning", ASKED, 7),
    ],
)
def test_what_was_told_of_somebody_else_or_long_ago_is_not(
    database: Database, client: FlaskClient, contact: Contact, text: str, before: str, hours: int
) -> None:
    facts = opened(database, client, contact, text, before, hours)

    assert not {"bribe", "held_by", "place"} & facts.keys()


def test_what_was_told_before_another_referral_is_not_taken_into_a_new_one(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    with database.transaction() as session:
        make_referral(session, session.merge(contact))

    facts = opened(database, client, contact, "they took my brother today", ASKED, hours=1)

    assert "bribe" not in facts


def test_who_and_where_in_two_messages_open_a_referral(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    with database.transaction() as session:
        held = session.merge(contact)
        make_inbound(session, held, "my mother is in custody").created_at = NOW
        latest = make_inbound(session, held, "in Sfax, the police")
        latest.created_at = NOW
        message_id = latest.id
    where = call(
        "action_update_case", contact, "in Sfax, the police", intent="update_case",
        message_id=message_id,
    )  # fmt: skip

    events = run(client, where)["events"]

    assert [each["name"] for each in events if each["event"] == "followup"] == [
        "action_open_referral"
    ]


def test_a_message_is_read_again_as_of_whom_an_earlier_one_named(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    before = "my friend is arrested what can i do"

    facts = opened(database, client, contact, "police, in Sfax", before, hours=1)

    told = {name: facts[name] for name in ("who_held", "held_by", "place")}
    assert told == {"who_held": "relative", "held_by": "police", "place": "Sfax"}


def test_who_writes_word_by_word_is_understood_at_last(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    with database.transaction() as session:
        held = session.merge(contact)
        make_inbound(session, held, "my brother").created_at = NOW
        latest = make_inbound(session, held, "in jail")
        latest.created_at = NOW
        message_id = latest.id
    said = {"intent": "nlu_fallback", "message_id": message_id}

    events = run(client, call("action_default_fallback", contact, "in jail", **said))["events"]
    run(client, call("action_open_referral", contact, "in jail", **said))

    assert [each["name"] for each in events if each["event"] == "followup"] == [
        "action_open_referral"
    ]
    with database.reading() as session:
        referral = find_latest_referral(session, contact.id)
        assert referral is not None
        facts = current_facts(session, referral.id)
    assert (facts["who_held"].value, facts["sex"].value) == ("relative", "male")


def test_thanks_after_a_question_open_nothing(
    database: Database, client: FlaskClient, contact: Contact
) -> None:
    with database.transaction() as session:
        held = session.merge(contact)
        before = "my brother was arrested, what are his rights?"
        make_inbound(session, held, before).created_at = NOW
        latest = make_inbound(session, held, "thank you")
        latest.created_at = NOW
        message_id = latest.id

    thanks = call("action_small_talk", contact, "thank you", intent="thank", message_id=message_id)
    events = run(client, thanks)["events"]

    assert not [each for each in events if each["event"] == "followup"]
