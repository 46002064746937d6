"""Sessions: they die at once with what they rest on, and their owner sees and ends them (§F 93)."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from prometheus_client import REGISTRY
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from gateway.console import inviting
from gateway.console.access import token_hash
from gateway.console.browsers import kind_of_browser
from gateway.console.throttling import subjects_of
from helpline.storage import staff as storage
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.tables import SignInAttempt, Staff, StaffSession
from tests.gateway.console.desk import PASSWORD, USERNAME, Desk, make_staff, words

COOKIE = "__Host-helpline_staff"
NEW_PASSWORD = "seven grey herons at noon"
FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"


def stolen(app: Flask, desk: Desk) -> Desk:
    """Returns another browser that bears the same cookie."""
    thief = Desk(app)
    thief.client.set_cookie(COOKIE, desk.cookie(COOKIE), domain="helpline.example", secure=True)
    assert thief.get("/console/account").status_code == 200
    return thief


def disable(session: Session, staff: Staff) -> None:
    storage.set_active(session, staff, False)


def disable_and_enable(session: Session, staff: Staff) -> None:
    storage.set_active(session, staff, False)
    storage.set_active(session, staff, True)


def give_other_role(session: Session, staff: Staff) -> None:
    storage.set_role(session, staff, Role.SUPERVISOR, office=None)


def give_password(session: Session, staff: Staff) -> None:
    storage.set_password(session, staff, "another hash")


def let_in_again(session: Session, staff: Staff) -> None:
    inviting.let_in_again(session, staff, invited_by=None, now=datetime.now(UTC))


@pytest.mark.parametrize(
    "change", [disable, disable_and_enable, give_other_role, give_password, let_in_again]
)
def test_fault_93_a_session_is_dead_at_once_after(
    app: Flask,
    desk: Desk,
    amina: Staff,
    database: Database,
    change: Callable[[Session, Staff], None],
) -> None:
    thief = stolen(app, desk)

    with database.transaction() as session:
        change(session, storage.get_staff(session, amina.id))

    assert thief.get("/console/account").status_code == 303
    assert desk.get("/console/live/referrals").status_code == 401


def test_fault_93_a_password_that_is_changed_ends_every_session_but_this_one(
    app: Flask, desk: Desk, amina: Staff
) -> None:
    thief, before, elsewhere = stolen(app, desk), desk.cookie(COOKIE), Desk(app)
    elsewhere.sign_in()
    form = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}

    answer = desk.submit("/console/account/password", "/console/account/password", form)

    assert answer.location == "/console/account"
    assert desk.cookie(COOKIE) != before
    assert desk.get("/console/account").status_code == 200
    assert thief.get("/console/account").status_code == 303
    assert elsewhere.get("/console/account").status_code == 303
    assert Desk(app).sign_in(USERNAME, PASSWORD).status_code == 401
    assert Desk(app).sign_in(USERNAME, NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("short", "short", "at least 12"),
        ("password2026!", "password2026!", "easy to guess"),
        ("amina amina amina", "amina amina amina", "too much like"),
        (NEW_PASSWORD, NEW_PASSWORD + "x", "not the same"),
        ("x" * 2000, "x" * 2000, "too long"),
    ],
)
def test_a_weak_password_is_not_taken(desk: Desk, password: str, again: str, says: str) -> None:
    form = {"password": password, "again": again}

    answer = desk.submit("/console/account/password", "/console/account/password", form)

    assert answer.status_code == 422
    assert says in answer.text
    assert password not in answer.text


def test_two_tabs_share_a_session_and_end_together(desk: Desk) -> None:
    first, second = desk.get("/console/account").text, desk.get("/console/law").text
    token = re.search(r'csrf_token" value="([^"]+)', first)[1]

    desk.post("/console/language", {"csrf_token": token, "language": "fr"})
    assert 'lang="fr"' in desk.get("/console/law").text
    desk.submit("/console/account", "/console/sign-out", {})

    token = re.search(r'csrf_token" value="([^"]+)', second)[1]
    answer = desk.post("/console/language", {"csrf_token": token, "language": "en"})
    assert answer.location == "/console/sign-in"


def test_the_account_lists_where_its_owner_is_signed_in_and_nobody_else(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    with database.transaction() as session:
        other = make_staff(session, "other")
    elsewhere = Desk(app)
    elsewhere.sign_in(headers={"User-Agent": FIREFOX})
    Desk(app).enter(database, other)

    shown = words(desk.get("/console/account").text.partition('id="sessions"')[2])

    assert shown.count("Last used") == 2
    assert "Firefox, Android Signed in" in shown
    assert shown.count("This one") == 1


def test_a_session_is_ended_from_another_browser(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    elsewhere = Desk(app)
    elsewhere.sign_in()
    path = re.search(
        r'action="(/console/account/sessions/\w+/end)"', desk.get("/console/account").text
    )

    desk.submit("/console/account", path[1], {})

    assert elsewhere.get("/console/account").status_code == 303
    assert desk.get("/console/account").status_code == 200


def test_all_other_sessions_are_ended_at_once(app: Flask, desk: Desk, amina: Staff) -> None:
    others = [Desk(app), Desk(app)]
    for other in others:
        other.sign_in()

    desk.submit("/console/account", "/console/account/sessions/end-others", {})

    assert [other.get("/console/account").status_code for other in others] == [303, 303]
    assert desk.get("/console/account").status_code == 200


def test_fault_95_nobody_ends_a_session_of_somebody_else(
    app: Flask, desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        other = make_staff(session, "other")
    elsewhere = Desk(app)
    elsewhere.enter(database, other)
    with database.reading() as session:
        session_id = session.scalar(
            select(StaffSession.id).where(StaffSession.staff_id == other.id)
        )

    desk.submit("/console/account", f"/console/account/sessions/{session_id}/end", {})

    assert elsewhere.get("/console/account").status_code == 200


def test_sessions_that_have_run_out_are_not_listed(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    elsewhere = Desk(app)
    elsewhere.sign_in()
    with database.transaction() as session:
        session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash != token_hash(desk.cookie(COOKIE)))
            .values(last_seen_at=datetime.now(UTC) - timedelta(minutes=31))
        )

    assert words(desk.get("/console/account").text).count("Last used") == 1


def test_what_is_stored_of_a_session_tells_no_address_and_no_browser_version(
    app: Flask, amina: Staff, database: Database
) -> None:
    Desk(app).sign_in(headers={"User-Agent": FIREFOX}, environ_base={"REMOTE_ADDR": "203.0.113.9"})

    with database.reading() as session:
        stored = session.scalars(select(StaffSession)).one()
    assert stored.browser == "Firefox, Android"
    named = {"token_hash", "id", "staff_id", "complete", "browser", "kept_sealed"}
    moments = {"confirmed_at", "created_at", "last_seen_at"}
    assert set(StaffSession.__table__.columns.keys()) == named | moments


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (FIREFOX, "Firefox, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_coarsely(user_agent: str, kind: str) -> None:
    assert kind_of_browser(user_agent) == kind


def test_fault_91_ten_wrong_sign_ins_raise_an_alarm_that_names_nobody(
    stranger: Desk, amina: Staff, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    (subject,) = subjects_of(database, username=USERNAME)
    long_ago = datetime.now(UTC) - timedelta(minutes=30)
    with database.transaction() as session:
        for _ in range(9):
            session.add(SignInAttempt(subject_hash=subject.hash, at=long_ago))
    before = _alarms()

    with caplog.at_level(logging.DEBUG):
        assert stranger.sign_in(password="wrong").status_code == 401

    assert _alarms() == before + 1
    (alarm,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert alarm.getMessage() == "somebody guesses at sign-ins"
    assert USERNAME not in str(vars(alarm))


def _alarms() -> float:
    labels = {"at": "username"}
    return REGISTRY.get_sample_value("helpline_sign_in_alarms_total", labels) or 0.0


@pytest.mark.parametrize("cookie", [COOKIE, "__Host-helpline_known", "__Host-helpline_form"])
def test_every_cookie_is_kept_from_scripts_and_other_sites(
    stranger: Desk, amina: Staff, cookie: str
) -> None:
    answers = [stranger.get("/console/sign-in"), stranger.sign_in()]

    lines = [line for answer in answers for line in answer.headers.getlist("Set-Cookie")]
    attributes = [set(line.split("; ")) for line in lines if line.startswith(f"{cookie}=")]
    assert attributes
    for each in attributes:
        assert {"Secure", "HttpOnly", "Path=/"} <= each
        assert each & {"SameSite=Lax", "SameSite=Strict"}
