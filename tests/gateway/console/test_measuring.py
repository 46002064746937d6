"""While a reply is being written: how long it is, what it costs, and what makes it dear."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Role
from helpline.storage.messages import body_of, list_messages
from tests.builders import make_contact
from tests.gateway.console.desk import Desk, make_staff

NEPALI = "हामी भोलि आउँछौं।"


@pytest.fixture
def contact_id(database: Database) -> str:
    with database.transaction() as session:
        return make_contact(session, address="+9779812345678", language="ne").id


def measured(desk: Desk, contact_id: str | None, text: Any, code: int = 200) -> dict[str, Any]:
    page = desk.get("/console/conversations").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    answer = desk.client.post(
        "/console/parts",
        base_url="https://helpline.example",
        json={"text": text} | ({"contact": contact_id} if contact_id else {}),
        headers={"X-CSRFToken": token[1]},
    )
    assert answer.status_code == code
    return answer.get_json(silent=True) or {}


def test_a_reply_is_priced_by_its_parts_and_the_country_it_goes_to(
    desk: Desk, contact_id: str
) -> None:
    short = measured(desk, contact_id, "We are coming.")
    long = measured(desk, contact_id, NEPALI * 5)

    assert short["parts_words"] == "1 SMS"
    assert short["price_words"] == "about $0.3022 (estimate)"
    assert (long["parts"], long["price_words"]) == (2, "about $0.6044 (estimate)")


def test_by_whatsapp_the_length_does_not_change_the_price(desk: Desk, database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session, channel=Channel.WHATSAPP)

    assert measured(desk, contact.id, "a" * 1000)["price_words"] == "about $0.0050 (estimate)"
    assert measured(desk, contact.id, "“quoted”")["hint"] == ""


def test_the_character_that_makes_a_text_dear_is_named(desk: Desk, contact_id: str) -> None:
    hint = measured(desk, contact_id, "Bring the paper to Mr. Kovač " + "x" * 60)["hint"]

    assert hint == (
        "\u2068č\u2069 (LATIN SMALL LETTER C WITH CARON) makes this dear: "
        "without such characters 1 SMS"
    )


@pytest.mark.parametrize("text", [NEPALI * 8, "Kovač", "plain words " * 20, ""])
def test_nothing_is_said_where_it_would_save_nothing_or_cannot_be_written_otherwise(
    desk: Desk, contact_id: str, text: str
) -> None:
    assert measured(desk, contact_id, text)["hint"] == ""


def test_look_alikes_are_put_in_where_they_save_a_part_and_staff_are_told(
    desk: Desk, contact_id: str, database: Database
) -> None:
    text = "“Come on Sunday”, he says – bring the paper… " + "x" * 50
    told = measured(desk, contact_id, text)

    assert told["parts"] == 1
    assert "1 SMS less" in told["hint"]

    desk.submit(
        f"/console/conversations/{contact_id}",
        f"/console/conversations/{contact_id}/reply",
        {"body": text},
    )

    with database.reading() as session:
        [sent] = list_messages(session, contact_id)
        assert body_of(session, sent).startswith('"Come on Sunday", he says - bring the paper...')


def test_a_short_text_is_sent_as_it_was_written_for_it_saves_nothing(
    desk: Desk, contact_id: str, database: Database
) -> None:
    desk.submit(
        f"/console/conversations/{contact_id}",
        f"/console/conversations/{contact_id}/reply",
        {"body": "“Come.”"},
    )

    with database.reading() as session:
        assert body_of(session, list_messages(session, contact_id)[0]) == "“Come.”"


def test_what_is_no_text_or_no_contact_is_refused(desk: Desk, contact_id: str) -> None:
    measured(desk, contact_id, 7, 400)
    measured(desk, "nobody", "We are coming.", 404)


def test_a_null_byte_names_no_contact(desk: Desk, contact_id: str) -> None:
    measured(desk, f"{contact_id}\0", "We are coming.", 400)


def test_who_may_not_see_a_contact_learns_nothing_of_their_country(
    app: Flask, database: Database, contact_id: str
) -> None:
    desk = Desk(app)
    with database.transaction() as session:
        member = make_staff(session, role=Role.LAWYER)
        assert get_contact(session, contact_id).country == "NP"
    desk.enter(database, member)

    measured(desk, contact_id, "We are coming.", 404)
