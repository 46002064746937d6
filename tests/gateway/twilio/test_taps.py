"""Buttons, lists and replies as Twilio tells them: only what we issued to this contact picks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from gateway.app import create_app
from gateway.conversation.choices import choice_of
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.messages import Draft, Option, body_of, list_messages
from helpline.storage.tables import Contact, Message, new_id
from tests.builders import make_contact, make_outbound
from tests.gateway.twilio.requests import inbound_form, post

NUMBER = "+15550177"
OPTIONS = (Option("Yes", "child:yes"), Option("No", "child:no"))
QUESTION = Draft("A child?\n1 Yes\n2 No", "en", options=OPTIONS)
SID = "MM" + "a" * 32


@pytest.fixture
def app(settings: Settings, database: Database) -> Flask:
    return create_app(settings)


@pytest.fixture
def contact(database: Database) -> Contact:
    with database.transaction() as session:
        return make_contact(session, channel=Channel.WHATSAPP, address=NUMBER)


def offer(
    database: Database, contact: Contact, *, ago: timedelta = timedelta(minutes=1),
    draft: Draft = QUESTION, sid: str | None = None,
) -> Message:  # fmt: skip
    with database.transaction() as session:
        message = make_outbound(session, contact, draft, now=datetime.now(UTC) - ago)
        message.provider_sid = sid
        return message


def tap(app: Flask, **form: str) -> int:
    """Posts what Twilio posts for a tap, and returns the status."""
    told = {"From": f"whatsapp:{NUMBER}", "To": "whatsapp:+15550100", "MessageType": "interactive"}
    return post(app, "/twilio/inbound", inbound_form(**(told | form))).status_code


def chosen(database: Database, contact: Contact) -> tuple[str, str | None]:
    """Returns the words of the last message and what it chooses."""
    with database.reading() as session:
        message = list_messages(session, contact.id)[-1]
        text = body_of(session, message)
        return text, choice_of(session, message, text)


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (1, {"Body": "Yes", "ButtonText": "Yes", "ButtonPayload": "{id}.1"}),
        (2, {"Body": "No", "ListTitle": "No", "ListId": "{id}.2"}),
        (2, {"Body": "", "ListTitle": "No", "ListId": "{id}.2"}),
        (2, {"Body": "", "ButtonText": "No", "ButtonPayload": "{id}.2", "ListId": "{id}.1"}),
    ],
)
def test_a_tap_on_what_we_offered_picks_it(
    app: Flask, database: Database, contact: Contact, number: int, form: dict[str, str]
) -> None:
    message = offer(database, contact)

    assert tap(app, **{name: told.format(id=message.id) for name, told in form.items()}) == 200

    assert chosen(database, contact) == (OPTIONS[number - 1].title, OPTIONS[number - 1].payload)


@pytest.mark.parametrize(
    "payload",
    [
        "/restart", '/confirm{{"x":1}}', "child:yes", "intent:affirm", "{id}.3", "{id}.0",
        "{id}.01", "{id}.1/", " {id}.1", "{other}.1", "{never}.1", "{id}", "", "x" * 4000,
        "{id}.\u0661", "' OR 1=1--",
    ],
)  # fmt: skip
def test_41_what_was_never_issued_to_this_contact_is_read_as_its_words(
    app: Flask, database: Database, contact: Contact, payload: str
) -> None:
    message = offer(database, contact)
    with database.transaction() as session:
        stranger = make_contact(session, channel=Channel.WHATSAPP, address="+15550103")
    other = offer(database, stranger)
    told = payload.format(id=message.id, other=other.id, never=new_id())

    code = tap(app, Body="the other one", ButtonText="the other one", ButtonPayload=told)

    assert code == 200
    assert chosen(database, contact) == ("the other one", None)


@pytest.mark.parametrize("age", [timedelta(days=3, minutes=1), timedelta(minutes=1)])
def test_41_a_tap_that_has_expired_or_was_overtaken_by_another_question_picks_nothing(
    app: Flask, database: Database, contact: Contact, age: timedelta
) -> None:
    old = offer(database, contact, ago=age)
    if age < timedelta(days=1):
        later = Draft("Hurt?\n1 Ill\n2 Well", "en", options=(Option("Ill", "x:y"),) * 2)
        offer(database, contact, ago=timedelta(seconds=30), draft=later)

    tap(app, Body="Si", ButtonText="Si", ButtonPayload=f"{old.id}.1")

    assert chosen(database, contact) == ("Si", None)


def test_a_tap_still_counts_after_a_message_of_ours_that_offers_nothing(
    app: Flask, database: Database, contact: Contact
) -> None:
    message = offer(database, contact)
    offer(database, contact, ago=timedelta(seconds=10), draft=Draft("By the way.", "en"))

    tap(app, Body="Yes", ButtonPayload=f"{message.id}.1")

    assert chosen(database, contact) == ("Yes", "child:yes")


@pytest.mark.parametrize("replies_to_the_last", [True, False])
def test_a_number_that_replies_to_another_message_of_ours_is_no_option_of_the_last(
    app: Flask, database: Database, contact: Contact, replies_to_the_last: bool
) -> None:
    offer(database, contact, ago=timedelta(hours=1), draft=Draft("Hello.", "en"), sid=SID)
    offer(database, contact, sid="MM" + "b" * 32)

    sid = "MM" + "b" * 32 if replies_to_the_last else SID
    tap(app, Body="1", OriginalRepliedMessageSid=sid)

    assert chosen(database, contact) == ("1", "child:yes" if replies_to_the_last else None)


def test_a_reply_to_a_message_that_went_to_somebody_else_replies_to_nothing(
    app: Flask, database: Database, contact: Contact
) -> None:
    with database.transaction() as session:
        stranger = make_contact(session, channel=Channel.WHATSAPP, address="+15550103")
    offer(database, stranger, sid=SID)
    offer(database, contact)

    tap(app, Body="2", OriginalRepliedMessageSid=SID)

    assert chosen(database, contact) == ("2", "child:no")


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("and my brother?", "next:yes"),
        ("yes my brother Zaw Lin", "next:yes"),
        ("no not now", None),
        ("what is the fee", None),
    ],
)
def test_whoever_names_the_next_person_goes_on_with_them(
    app: Flask, contact: Contact, database: Database, text: str, choice: str | None
) -> None:
    options = (Option("Yes, go on", "next:yes"), Option("Not now", "next:no"))
    offer(database, contact, draft=Draft("And the next person?", "en", options=options))

    form = inbound_form(Body=text, From=f"whatsapp:{NUMBER}", To="whatsapp:+15550100")
    assert post(app, "/twilio/inbound", form).status_code == 200

    assert chosen(database, contact) == (text, choice)
