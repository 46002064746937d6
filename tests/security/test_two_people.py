"""What asks for two people is not done by one who makes another account for it."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.staff import SETTLES_IN, TooNew, check_settled, find_staff
from helpline.storage.tables import AuditEntry, CaseExport, Contact, Staff
from tests.builders import NOW, make_contact, make_referral
from tests.gateway.console.desk import Desk, make_staff, words

BURN, EXPORTS = "/console/burn", "/console/exports"
TOO_NEW = "It does not count as a second person yet."
GOOD = {"username": "puppet", "password": "seven grey herons", "again": "seven grey herons"}
DAY = f"{NOW:%Y-%m-%d}"
FORM = {"since": DAY, "until": DAY, "reason": "for the court of appeal"}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """An installation that asks for no second factor: whoever holds an account holds its phone."""
    return environ | {"STAFF_SECOND_FACTOR": "offered"}


@pytest.fixture
def boss(app: Flask, database: Database) -> Desk:
    """The browser of an administrator who acts alone; a family has written."""
    with database.transaction() as session:
        make_referral(session, make_contact(session))
        staff = make_staff(session, "boss", role=Role.ADMINISTRATOR)
    return enter(app, database, staff)


def enter(app: Flask, database: Database, staff: Staff) -> Desk:
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def link_in(desk: Desk) -> str:
    shown = re.search(r"(/console/invitation/[^<]+)<", desk.get("/console/staff/link").text)
    return html.unescape(shown[1])


def invited(app: Flask, database: Database, boss: Desk, role: Role) -> Staff:
    """An account that the administrator made and took the link of."""
    page = "/console/staff/invite"
    boss.submit(page, page, {"role": role.value, "language": "en", "office": ""})
    link = link_in(boss)
    Desk(app).submit(link, link, GOOD)
    return account(database)


def let_in_again(app: Flask, database: Database, boss: Desk, role: Role) -> Staff:
    """Somebody's account whose password the administrator took away and set."""
    with database.transaction() as session:
        staff = make_staff(session, "puppet", role=role)
    boss.submit(f"/console/staff/{staff.id}", f"/console/staff/{staff.id}/let-in-again", {})
    link = link_in(boss)
    Desk(app).submit(link, link, GOOD)
    return account(database)


def promoted(app: Flask, database: Database, boss: Desk, role: Role) -> Staff:
    """An account of another role that the administrator had, and gave this one."""
    with database.transaction() as session:
        staff = make_staff(session, "puppet", role=Role.REVIEWER)
    path = f"/console/staff/{staff.id}"
    boss.submit(path, f"{path}/role", {"role": role.value, "language": "en", "office": ""})
    return account(database)


def account(database: Database) -> Staff:
    with database.reading() as session:
        return find_staff(session, "puppet")


def count(database: Database, table: type = Contact) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


WAYS = pytest.mark.parametrize("way", [invited, let_in_again, promoted])


@WAYS
@pytest.mark.parametrize("asks_first", [True, False])
def test_one_administrator_with_a_second_account_burns_nothing_for_a_day(
    app: Flask, database: Database, boss: Desk, way, asks_first: bool
) -> None:
    puppet = enter(app, database, way(app, database, boss, Role.ADMINISTRATOR))
    first, second = (boss, puppet) if asks_first else (puppet, boss)
    assert first.submit(BURN, BURN, {"reason": "alone"}).status_code == 303

    answer = second.submit(BURN, f"{BURN}/confirm", {"word": "burn"})

    assert answer.status_code == 422
    assert TOO_NEW in words(answer.text)
    assert count(database) == 1


@WAYS
def test_one_administrator_with_a_supervisor_s_account_takes_nothing_out_for_a_day(
    app: Flask, database: Database, boss: Desk, way
) -> None:
    puppet = enter(app, database, way(app, database, boss, Role.SUPERVISOR))
    assert puppet.submit(EXPORTS, EXPORTS, FORM).status_code == 303
    with database.reading() as session:
        path = f"{EXPORTS}/{session.scalar(select(CaseExport.id))}"

    answer = boss.submit(EXPORTS, f"{path}/approve", {})

    assert answer.status_code == 422
    assert TOO_NEW in words(answer.text)
    assert puppet.submit("/console/account", f"{path}/take", {"kind": "json"}).status_code == 404


@pytest.mark.parametrize("action", [Action.STAFF_ADDED, Action.INVITATION_TAKEN, Action.ROLE_SET])
def test_an_account_counts_a_day_after_it_came_to_be_what_it_is(
    any_database: Database, action: Action
) -> None:
    with any_database.transaction() as session:
        new, old = make_staff(session, "new").id, make_staff(session, "old").id
        record(session, Act(action, Kind.STAFF, new), now=NOW)
        record(session, Act(action, Kind.STAFF, old), now=NOW - SETTLES_IN)

    with any_database.reading() as session:
        check_settled(session, [old], now=NOW)
        with pytest.raises(TooNew):
            check_settled(session, [old, new], now=NOW + SETTLES_IN - timedelta(seconds=1))
        check_settled(session, [old, new], now=NOW + SETTLES_IN)


def test_two_people_whose_accounts_nobody_touched_act_at_once(
    app: Flask, database: Database, boss: Desk
) -> None:
    with database.transaction() as session:
        other = make_staff(session, "other", role=Role.ADMINISTRATOR)
    boss.submit(BURN, BURN, {"reason": "a raid"})
    enter(app, database, other).submit(BURN, f"{BURN}/confirm", {"word": "burn"})

    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all()[-1] == Action.BURNED
    assert count(database) == 0
