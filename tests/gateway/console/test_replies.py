"""Replying, and who answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from gateway.extension import gateway_of
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Author, Channel, Handler, MessageState
from helpline.storage.messages import body_of, list_messages
from helpline.storage.tables import Contact, Message, Staff
from tests.builders import make_contact, make_referral
from tests.gateway.console.desk import Desk


@pytest.fixture
def contact(database: Database) -> Contact:
    """A contact who has written to us just now."""
    with database.transaction() as session:
        return make_contact(session, now=datetime.now(UTC))


def page_of(contact: Contact) -> str:
    return f"/console/conversations/{contact.id}"


def written(database: Database, contact: Contact) -> list[tuple[Message, str]]:
    """Returns what staff wrote to a contact, with the words."""
    with database.reading() as session:
        return [
            (message, body_of(session, message))
            for message in list_messages(session, contact.id)
            if message.author is Author.STAFF
        ]


def reply(desk: Desk, contact: Contact, body: str, **form: str) -> TestResponse:
    return desk.submit(page_of(contact), f"{page_of(contact)}/reply", {"body": body} | form)


def test_reply_waits_in_the_outbox_and_rings_for_the_worker(
    desk: Desk, app: Flask, database: Database, contact: Contact, amina: Staff
) -> None:
    answer = reply(desk, contact, "We are on our way.")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{page_of(contact)}#reply"
    ((message, body),) = written(database, contact)
    assert body == "We are on our way."
    assert (message.state, message.staff_id) == (MessageState.WAITING, amina.id)
    assert message.turn is not None
    assert message.turn.startswith("staff:")
    assert gateway_of(app).doorbell.huey.pending_count() == 1
    assert "We are on our way." in desk.get(page_of(contact)).text


def test_reply_is_sent_once_however_often_its_form_comes(
    desk: Desk, database: Database, contact: Contact
) -> None:
    nonce = "the-nonce-of-one-form-1"

    codes = [reply(desk, contact, "once", nonce=nonce).status_code for _ in range(3)]

    assert codes == [303, 303, 303]
    assert [body for _, body in written(database, contact)] == ["once"]


def test_reply_is_sent_again_from_a_fresh_form(
    desk: Desk, database: Database, contact: Contact
) -> None:
    reply(desk, contact, "yes")
    reply(desk, contact, "yes")

    assert [body for _, body in written(database, contact)] == ["yes", "yes"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "Write something first."),
        (" \r\n\t ", "Write something first."),
        ("\x07", "Write something first."),
        ("x" * 1601, "too long"),
        ("😀" * 801, "too long"),
    ],
)
def test_reply_without_words_or_with_too_many_is_refused(
    desk: Desk, database: Database, contact: Contact, body: str, words: str
) -> None:
    answer = reply(desk, contact, body)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert written(database, contact) == []


@pytest.mark.parametrize("body", ["x" * 1600, "😀" * 800, "क" * 1600])
def test_reply_of_the_longest_length_is_taken(
    desk: Desk, database: Database, contact: Contact, body: str
) -> None:
    assert reply(desk, contact, body).status_code == 303
    assert len(written(database, contact)) == 1


def test_reply_that_was_refused_keeps_its_words(desk: Desk, contact: Contact) -> None:
    answer = reply(desk, contact, "<b>" + "x" * 1601)

    assert "&lt;b&gt;" + "x" * 1601 in answer.text


def test_reply_is_cleaned_before_it_is_kept(
    desk: Desk, database: Database, contact: Contact
) -> None:
    reply(desk, contact, "  one\r\ntwo\x07  ")

    ((_, body),) = written(database, contact)
    assert body.startswith("one\ntwo")
    assert "\x07" not in body
    assert "\r" not in body


@pytest.mark.parametrize("nonce", ["", "short", "x" * 60, "with spaces in it here"])
def test_reply_from_a_form_that_is_not_ours_is_refused(
    desk: Desk, database: Database, contact: Contact, nonce: str
) -> None:
    assert reply(desk, contact, "hello", nonce=nonce).status_code == 422
    assert written(database, contact) == []


@pytest.mark.parametrize(
    ("channel", "hours", "stopped", "reason"),
    [
        (Channel.SMS, 0, False, None),
        (Channel.SMS, 500, False, None),
        (Channel.SMS, 0, True, "They wrote STOP"),
        (Channel.WHATSAPP, 23.9, False, None),
        (Channel.WHATSAPP, 24, False, None),
        (Channel.WHATSAPP, None, False, None),
        (Channel.WHATSAPP, 1, True, "They wrote STOP"),
    ],
)
def test_reply_is_closed_with_the_reason_where_nothing_may_be_written(
    desk: Desk,
    database: Database,
    channel: Channel,
    hours: float | None,
    stopped: bool,
    reason: str | None,
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        contact = make_contact(session, channel=channel, address="+15550103")
        contact.last_inbound_at = None if hours is None else now - timedelta(hours=hours)
        contact.opted_out_at = now if stopped else None

    page = desk.get(page_of(contact)).text
    code = reply(desk, contact, "hello").status_code

    assert ('<fieldset id="reply-fields" disabled>' in page) is (reason is not None)
    assert (reason or "Your reply") in page
    assert code == (303 if reason is None else 422)
    assert len(written(database, contact)) == (1 if reason is None else 0)


@pytest.mark.parametrize("handler", list(Handler))
def test_reply_leaves_who_answers_as_it_is(
    desk: Desk, database: Database, contact: Contact, handler: Handler
) -> None:
    with database.transaction() as session:
        get_contact(session, contact.id).handler = handler

    reply(desk, contact, "hello")

    with database.reading() as session:
        assert get_contact(session, contact.id).handler is handler


def test_reply_returns_to_the_referral_it_was_written_on(
    desk: Desk, database: Database, contact: Contact
) -> None:
    with database.transaction() as session:
        reference = make_referral(session, contact).reference
        other = make_referral(session, make_contact(session, address="+15550104")).reference

    for referral, lands in ((reference, f"/console/referrals/{reference}#reply"),
                            (other, f"{page_of(contact)}#reply")):  # fmt: skip
        assert reply(desk, contact, "hi", referral=referral).headers["Location"] == lands
    refused = reply(desk, contact, "", referral=reference)
    assert f"<title>{reference}" in refused.text


def test_conversation_is_taken_over_and_handed_back(
    desk: Desk, database: Database, contact: Contact
) -> None:
    for handler, says in (
        ("staff", "Staff answer. The bot is silent."),
        ("staff", "Staff answer. The bot is silent."),
        ("bot", "The bot answers."),
    ):
        answer = desk.submit(page_of(contact), f"{page_of(contact)}/handler", {"handler": handler})
        assert answer.headers["Location"] == f"{page_of(contact)}#conversation"
        assert says in desk.get(page_of(contact)).text
        with database.reading() as session:
            assert get_contact(session, contact.id).handler == handler


def test_handler_that_nobody_is_is_refused(desk: Desk, contact: Contact) -> None:
    answer = desk.submit(page_of(contact), f"{page_of(contact)}/handler", {"handler": "robot"})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("text", "length", "parts", "fits"),
    [
        ("", 0, 0, True),
        ("a" * 160, 160, 1, True),
        ("a" * 161, 161, 2, True),
        ("क" * 71, 71, 2, True),
        ("a" * 1601, 1601, 11, False),
        ("  a\r\n", 1, 1, True),
    ],
)
def test_parts_tells_how_long_a_reply_would_be(
    desk: Desk, text: str, length: int, parts: int, fits: bool
) -> None:
    token = desk.get("/console/").text.partition('csrf_token" value="')[2].partition('"')[0]

    answer = desk.client.post(
        "/console/parts",
        base_url="https://helpline.example",
        json={"text": text},
        headers={"X-CSRFToken": token},
    ).get_json()

    assert (answer["length"], answer["fits"]) == (length, fits)
    if text:
        assert answer["parts"] == parts


@pytest.mark.parametrize("posted", ["[]", "{}", '{"text": 1}', "null", "no json"])
def test_parts_refuses_what_is_no_text(desk: Desk, posted: str) -> None:
    token = desk.get("/console/").text.partition('csrf_token" value="')[2].partition('"')[0]

    answer = desk.client.post(
        "/console/parts",
        base_url="https://helpline.example",
        data=posted,
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )

    assert answer.status_code == 400
