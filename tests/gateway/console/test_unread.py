"""What each member of staff has not read yet, in the queue and in the case."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from gateway.extension import gateway_of
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Author
from helpline.storage.unread import mark_read
from tests.builders import make_inbound, make_outbound
from tests.gateway.console.cases import case_of, open_case, page
from tests.gateway.console.desk import Desk, make_staff, rows

_IN_SIGHT = {"Helpline-In-Sight": "1"}
_NEW = "New since you last looked"


@pytest.fixture
def reference(database: Database) -> str:
    """A case."""
    return open_case(database)


@pytest.fixture
def colleague(app: Flask, database: Database) -> Desk:
    """Another member of staff at a desk of their own."""
    desk = Desk(app)
    with database.transaction() as session:
        member = make_staff(session, "bina")
    desk.enter(database, member)
    return desk


def write(database: Database, reference: str, words: str = "and now?") -> None:
    """Has the family of a case write."""
    with database.transaction() as session:
        contact = get_contact(session, case_of(session, reference).contact_id)
        make_inbound(session, contact, words)


def contact_of(database: Database, reference: str) -> str:
    """Returns who told of a case, by id."""
    with database.reading() as session:
        return case_of(session, reference).contact_id


def is_unread(desk: Desk, path: str = "/console/") -> bool:
    """Whether the only row of a list is unread."""
    (row,) = rows(desk.get(path).text)
    return "Unread" in row


def live_address(html: str) -> str:
    """Returns the address of the live parts of a page."""
    return re.search(r'data-live="([^"]+)"', html)[1].replace("&amp;", "&")


def test_a_case_is_unread_by_each_until_they_open_it(
    desk: Desk, colleague: Desk, reference: str
) -> None:
    assert is_unread(desk)
    assert is_unread(colleague)

    desk.get(page(reference))

    assert not is_unread(desk)
    assert not is_unread(desk, "/console/conversations")
    assert is_unread(colleague)


def test_what_is_read_in_the_conversation_is_read_in_the_queue(
    desk: Desk, database: Database, reference: str
) -> None:
    desk.get(f"/console/conversations/{contact_of(database, reference)}")

    assert not is_unread(desk)


def test_a_case_is_unread_again_when_the_family_writes_and_not_when_we_do(
    desk: Desk, database: Database, reference: str
) -> None:
    desk.get(page(reference))
    with database.transaction() as session:
        contact = get_contact(session, case_of(session, reference).contact_id)
        make_outbound(session, contact, "We will call.", author=Author.STAFF)
    assert not is_unread(desk)

    write(database, reference)

    assert is_unread(desk)


def test_the_queue_can_be_asked_for_what_is_unread(
    desk: Desk, database: Database, reference: str
) -> None:
    other = open_case(database, number=2)
    desk.get(page(reference))

    shown = desk.get("/console/?unread=1").text

    (row,) = rows(shown)
    assert other in row
    assert re.search(r'aria-current="page">Unread <span class="muted">1<', shown)
    assert 'name="unread" value="1" checked' in shown


def test_the_case_shows_where_what_is_new_begins(
    desk: Desk, database: Database, reference: str
) -> None:
    # Who opens it for the first time finds all of it new.
    assert _NEW not in desk.get(page(reference)).text
    for words in ("first news", "second news"):
        write(database, reference, words)

    shown = desk.get(page(reference)).text

    assert shown.count(_NEW) == 1
    assert shown.index(_NEW) < shown.index("first news") < shown.index("second news")
    # It stays there as long as the page is open, and is gone when it is opened again.
    assert _NEW in desk.get(live_address(shown)).text
    assert _NEW not in desk.get(page(reference)).text


@pytest.mark.parametrize("in_sight", [True, False])
def test_what_comes_while_the_page_is_open_is_read_if_it_is_in_sight(
    desk: Desk, database: Database, reference: str, in_sight: bool
) -> None:
    for path in (page(reference), f"/console/conversations/{contact_of(database, reference)}"):
        live = live_address(desk.get(path).text)
        write(database, reference)

        desk.get(live, headers=_IN_SIGHT if in_sight else {})

        assert is_unread(desk) is not in_sight


def test_the_queue_shows_by_itself_what_has_become_unread(
    desk: Desk, database: Database, reference: str
) -> None:
    desk.get(page(reference))
    live = live_address(desk.get("/console/").text)
    before = desk.get(live)
    write(database, reference)

    after = desk.get(live, headers={"If-None-Match": before.headers["ETag"]})

    assert "Unread" not in before.text
    assert after.status_code == 200
    assert "Unread" in after.text


def test_an_address_that_was_meddled_with_shows_the_page_all_the_same(
    desk: Desk, reference: str
) -> None:
    for after in ("-1", "x", "9" * 40, "١"):
        assert desk.get(f"/console/live/referrals/{reference}?after={after}").status_code == 200


def test_a_case_that_is_erased_as_it_is_opened_breaks_nothing(
    app: Flask, desk: Desk, reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = gateway_of(app).database
    of_contact = contact_of(database, reference)

    def erased(session: object, staff_id: str, contact_id: str, seq: int) -> None:
        assert contact_id == of_contact
        mark_read(session, staff_id, "f" * 32, seq)

    monkeypatch.setattr("gateway.console.unread.mark_read", erased)

    assert desk.get(page(reference)).status_code == 200
    assert is_unread(desk)
