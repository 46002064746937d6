"""Messages that did not arrive: each is a task that staff see, settle, or send once more."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageState, Role
from helpline.storage.messages import get_message
from helpline.storage.numbers import NumberSettings, OwnAddress, set_number
from helpline.storage.tables import Contact
from tests.builders import NOW, OWN_NUMBER, make_contact, make_outbound, make_referral
from tests.gateway.console.desk import Desk, make_staff, words

PAGE = "/console/undelivered"


def missed(
    database: Database,
    *,
    code: str = "30003",
    state: MessageState = MessageState.UNDELIVERED,
    address: str = "+15550177",
    hours_ago: int = 1,
) -> tuple[str, str]:
    """Adds a message that did not arrive; returns its id and its contact's."""
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    with database.transaction() as session:
        contact = make_contact(session, address=address)
        message = make_outbound(session, contact, "Call us tomorrow.", now=at)
        message.state, message.error_code = state, code
        message.provider_sid = f"SM{message.id}"
        return message.id, contact.id


def test_what_did_not_arrive_stands_with_why_and_to_whom(desk: Desk, database: Database) -> None:
    _, contact_id = missed(database)
    with database.transaction() as session:
        contact = session.get_one(Contact, contact_id)
        reference = make_referral(session, contact).reference

    page = desk.get(PAGE).text

    said = words(page)
    for part in ("+15550177", reference, "Call us tomorrow.", "Their phone was off", "30003"):
        assert part in said
    assert f"/console/conversations/{contact_id}#m-" in page


@pytest.mark.parametrize(
    ("state", "next_in", "shown"),
    [
        (MessageState.FAILED, None, True),
        (MessageState.UNDELIVERED, timedelta(hours=1), False),
        (MessageState.DELIVERED, None, False),
        (MessageState.WAITING, None, False),
        (MessageState.CANCELED, None, False),
    ],
)
def test_only_what_will_not_be_tried_again_by_itself_is_a_task(
    desk: Desk, database: Database, state: MessageState, next_in: timedelta | None, shown: bool
) -> None:
    message_id, _ = missed(database, state=state)
    with database.transaction() as session:
        next_at = datetime.now(UTC) + next_in if next_in else None
        get_message(session, message_id).next_at = next_at

    assert ("Call us tomorrow." in desk.get(PAGE).text) is shown


def test_the_head_of_every_page_says_how_many_there_are(desk: Desk, database: Database) -> None:
    assert "Not delivered 2" not in words(desk.get("/console/").text)
    missed(database)
    missed(database, address="+15550178")

    assert "Not delivered 2" in words(desk.get("/console/").text)


def test_sending_again_puts_it_into_the_outbox_as_new(desk: Desk, database: Database) -> None:
    message_id, contact_id = missed(database, hours_ago=30, code="too old")
    with database.transaction() as session:
        get_contact(session, contact_id).undeliverable = "invalid"

    answer = desk.submit(PAGE, f"{PAGE}/{message_id}", {"act": "again"})

    assert answer.status_code == 303
    with database.reading() as session:
        message = get_message(session, message_id)
        assert (message.state, message.error_code, message.provider_sid) == (
            MessageState.WAITING, None, None,
        )  # fmt: skip
        assert message.released_at is not None
        assert datetime.now(UTC) - message.released_at < timedelta(minutes=1)
        assert get_contact(session, contact_id).undeliverable is None
    assert "Call us tomorrow." not in desk.get(PAGE).text


def test_what_staff_are_done_with_is_gone_from_the_list_and_stays_in_the_conversation(
    desk: Desk, database: Database
) -> None:
    message_id, contact_id = missed(database)

    assert desk.submit(PAGE, f"{PAGE}/{message_id}", {"act": "done"}).status_code == 303

    assert "Call us tomorrow." not in desk.get(PAGE).text
    assert "Call us tomorrow." in desk.get(f"/console/conversations/{contact_id}").text


def test_to_who_wrote_stop_it_cannot_be_sent_again(desk: Desk, database: Database) -> None:
    _, contact_id = missed(database)
    with database.transaction() as session:
        get_contact(session, contact_id).opted_out_at = NOW

    page = desk.get(PAGE).text

    assert 'value="again"' not in page
    assert 'value="done"' in page


@pytest.mark.parametrize(
    ("act", "path", "code"), [("", "", 400), ("erase", "", 400), ("done", "nothing", 404)]
)
def test_what_cannot_be_done_is_refused(
    desk: Desk, database: Database, act: str, path: str, code: int
) -> None:
    message_id, _ = missed(database)

    assert desk.submit(PAGE, f"{PAGE}/{path or message_id}", {"act": act}).status_code == code


def test_a_delivered_message_is_not_sent_again_by_its_address(
    desk: Desk, database: Database
) -> None:
    missed(database, address="+15550178")
    message_id, _ = missed(database, state=MessageState.DELIVERED)

    assert desk.submit(PAGE, f"{PAGE}/{message_id}", {"act": "again"}).status_code == 404


@pytest.mark.parametrize(
    ("role", "office", "seen"),
    [(Role.LAWYER, None, False), (Role.INTAKE, "Tunis", False), (Role.INTAKE, "Kabul", True)],
)
def test_each_sees_and_settles_only_what_is_theirs_to_see(
    app: Flask, database: Database, role: Role, office: str | None, seen: bool
) -> None:
    message_id, _ = missed(database)
    with database.transaction() as session:
        own = OwnAddress(Channel.SMS, OWN_NUMBER)
        set_number(session, own, NumberSettings(office="Kabul"), now=NOW)
        member = make_staff(session, role=role, office=office)
    desk = Desk(app)
    desk.enter(database, member)

    assert ("Call us tomorrow." in desk.get(PAGE).text) is seen
    settled = desk.submit("/console/", f"{PAGE}/{message_id}", {"act": "done"})
    assert settled.status_code == (303 if seen else 404)
