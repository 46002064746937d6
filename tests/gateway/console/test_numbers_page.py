"""The page of our own numbers: what each stands for, set and refused."""

from __future__ import annotations

import pytest
from flask import Flask

from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Role
from helpline.storage.numbers import NumberSettings, OwnAddress, list_numbers, set_number
from tests.builders import NOW, OWN_NUMBER
from tests.gateway.console.desk import Desk, make_staff, words

PAGE = "/console/numbers"
OWN = OwnAddress(Channel.SMS, OWN_NUMBER)
FORM = {
    "address": OWN_NUMBER,
    "office": "Kathmandu",
    "jurisdiction": "nepal",
    "language": "ne",
    "office_hours": "Sun-Fri 10:00-17:00",
    "office_timezone": "Asia/Kathmandu",
    "parts_per_minute": "60",
    "active": "yes",
}


@pytest.fixture
def admin(app: Flask, database: Database) -> Desk:
    desk = Desk(app)
    with database.transaction() as session:
        member = make_staff(session, "sami", role=Role.ADMINISTRATOR)
    desk.enter(database, member)
    return desk


def chosen(database: Database) -> dict[OwnAddress, NumberSettings]:
    with database.reading() as session:
        return list_numbers(session)


def test_each_of_our_numbers_has_a_form_and_one_that_is_listed_no_more_says_so(
    admin: Desk, database: Database
) -> None:
    with database.transaction() as session:
        set_number(session, OwnAddress(Channel.SMS, "+15550199"), NumberSettings(), now=NOW)

    page = admin.get(PAGE).text

    assert page.count('class="carrying-form"') == 3
    said = words(page)
    assert said.count("Not in TWILIO_NUMBERS") == 1
    assert "WhatsApp" in said


def test_what_is_set_is_kept_and_shown_again(admin: Desk, database: Database) -> None:
    answer = admin.submit(PAGE, PAGE, FORM)

    assert answer.status_code == 303
    assert OWN_NUMBER not in answer.headers["Location"]
    assert chosen(database) == {
        OWN: NumberSettings(
            "nepal", "ne", "Kathmandu", "Sun-Fri 10:00-17:00", "Asia/Kathmandu", 60, True
        )
    }
    page = admin.get(answer.headers["Location"]).text
    assert "Saved" in words(page)
    assert 'value="Sun-Fri 10:00-17:00"' in page


def test_a_box_that_is_not_ticked_switches_a_number_off(admin: Desk, database: Database) -> None:
    form = {name: value for name, value in FORM.items() if name != "active"}

    admin.submit(PAGE, PAGE, form)

    assert not chosen(database)[OWN].is_active
    assert "Switched off" in words(admin.get(PAGE).text)


def test_what_cannot_be_used_comes_back_with_what_was_written_and_nothing_is_kept(
    admin: Desk, database: Database
) -> None:
    hours = 'all day "><script>'
    answer = admin.submit(PAGE, PAGE, FORM | {"office_hours": hours})

    assert answer.status_code == 422
    assert "Write days and hours like this" in words(answer.text)
    assert "<script>" not in answer.text.replace("<script src", "")
    assert 'value="all day &#34;&gt;&lt;script&gt;"' in answer.text
    assert 'value="Kathmandu"' in answer.text
    assert chosen(database) == {}


def test_an_address_that_is_not_ours_is_not_there(admin: Desk, database: Database) -> None:
    assert admin.submit(PAGE, PAGE, FORM | {"address": "+15550142"}).status_code == 404
    assert chosen(database) == {}


@pytest.mark.parametrize("path", [PAGE, "/console/system", "/console/settings"])
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_who_administers_sees_these_pages(
    app: Flask, database: Database, role: Role, path: str
) -> None:
    desk = Desk(app)
    with database.transaction() as session:
        member = make_staff(session, role=role)
    desk.enter(database, member)

    assert desk.get(path).status_code == 404
