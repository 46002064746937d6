"""Asking again who somebody is before what lets others in or cannot be undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import update

from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.second_factors import set_totp
from helpline.storage.tables import Staff, StaffSession
from tests.gateway.console.desk import PASSWORD, USERNAME, Desk, fail_often, make_staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def amina(database: Database) -> Staff:
    """An administrator with an authenticator."""
    with database.transaction() as session:
        return make_staff(session, role=Role.ADMINISTRATOR, totp=SECRET)


@pytest.fixture
def desk(app: Flask, amina: Staff, database: Database) -> Desk:
    """A browser in which the administrator signed in."""
    desk = Desk(app)
    desk.enter(database, amina)
    return desk


def age(database: Database, minutes: float) -> None:
    """Lets so many minutes pass since somebody gave password and code."""
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    with database.transaction() as session:
        session.execute(update(StaffSession).values(confirmed_at=then))


def confirm(desk: Desk, page: str, **form: str) -> object:
    given = {"password": PASSWORD, "code": pyotp.TOTP(SECRET).now()} | form
    return desk.submit(page, "/console/confirm", given)


@pytest.mark.parametrize(("minutes", "asked"), [(0, False), (4.9, False), (5, True), (600, True)])
def test_a_page_that_lets_others_in_asks_again_after_five_minutes(
    desk: Desk, database: Database, minutes: float, asked: bool
) -> None:
    age(database, minutes)

    assert (desk.get("/console/staff/invite").status_code == 303) is asked
    assert desk.get("/console/staff").status_code == 200


def test_who_confirms_goes_on_to_the_page_that_was_wanted(desk: Desk, database: Database) -> None:
    age(database, 6)
    asked = desk.get("/console/staff/invite?from=here").location

    answer = confirm(desk, asked, next="/console/staff/invite?from=here")

    assert asked == "/console/confirm?next=/console/staff/invite?from%3Dhere"
    assert answer.location == "/console/staff/invite?from=here"
    assert desk.get("/console/staff/invite").status_code == 200


def test_a_form_that_was_opened_in_time_is_taken_though_filling_it_in_took_long(
    desk: Desk, database: Database
) -> None:
    token = desk.get("/console/staff/invite").text.partition('csrf_token" value="')[2]
    form = {"role": "intake", "language": "en", "csrf_token": token.partition('"')[0]}

    age(database, 14)
    assert desk.post("/console/staff/invite", form).location == "/console/staff/link"
    age(database, 15)
    late = desk.post("/console/staff/invite", form)

    assert late.location == "/console/confirm?next=/console/staff/invite", "back to its form"


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "wrong"},
        {"password": ""},
        {"code": "000000"},
        {"code": ""},
        {"credential": "{}"},
    ],
)
def test_both_password_and_code_are_needed(
    desk: Desk, database: Database, wrong: dict[str, str]
) -> None:
    age(database, 6)

    answer = confirm(desk, "/console/confirm", **wrong)

    assert answer.status_code == 401
    assert desk.get("/console/staff/invite").status_code == 303


def test_a_code_that_signed_in_does_not_confirm(
    desk: Desk, amina: Staff, database: Database
) -> None:
    step = int(datetime.now(UTC).timestamp()) // 30
    with database.transaction() as session:
        set_totp(session, session.merge(amina), SECRET, step=step + 1)
    age(database, 6)

    assert confirm(desk, "/console/confirm").status_code == 401


def test_guessing_at_the_password_in_a_session_left_open_is_slowed_down(
    desk: Desk, database: Database
) -> None:
    age(database, 6)
    fail_often(database, username=USERNAME)

    assert confirm(desk, "/console/confirm").status_code == 429


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/console/", "/healthz"])
def test_confirming_leads_nowhere_but_to_the_console(
    desk: Desk, database: Database, target: str
) -> None:
    age(database, 6)

    answer = confirm(desk, "/console/confirm", next=target)

    assert answer.location == "/console/staff"
