"""Signing in and out through the pages."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from gateway.console.access import token_hash
from helpline.storage.database import Database
from helpline.storage.tables import SignInAttempt, Staff, StaffSession
from tests.gateway.console.desk import PASSWORD, USERNAME, Desk, fail_often, make_staff

COOKIE = "__Host-helpline_staff"
GENERIC = "Username and password do not fit together."


def test_sign_in_leads_to_the_referrals_with_a_guarded_cookie(stranger: Desk, amina: Staff) -> None:
    answer = stranger.sign_in()

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/console/"
    cookie = next(line for line in answer.headers.getlist("Set-Cookie") if COOKIE in line)
    attributes = {part.strip() for part in cookie.split(";")}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= attributes
    assert not any(part.startswith(("Domain", "Expires", "Max-Age")) for part in attributes)
    assert stranger.get("/console/").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [
        (USERNAME, "wrong"),
        (USERNAME, ""),
        ("nobody", PASSWORD),
        ("", ""),
        ("disabled", PASSWORD),
        (USERNAME.upper(), PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_sign_in_is_refused_with_one_answer_for_every_reason(
    stranger: Desk, amina: Staff, database: Database, username: str, password: str
) -> None:
    with database.transaction() as session:
        make_staff(session, "disabled", active=False)

    answer = stranger.sign_in(username, password)

    assert answer.status_code == 401
    assert GENERIC in answer.text
    assert stranger.cookie(COOKIE) is None


def test_sign_in_tells_how_long_to_wait_after_many_failures(
    stranger: Desk, amina: Staff, database: Database
) -> None:
    fail_often(database, username=USERNAME)

    answer = stranger.sign_in()

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Try again in" in answer.text


@pytest.mark.parametrize(
    ("remote", "passed_on", "slowed"),
    [
        # Behind our own proxy each visitor stands for themselves …
        ("127.0.0.1", "203.0.113.{}", False),
        # … what they claim in front of the proxy's entry does not count …
        ("127.0.0.1", "203.0.113.{}, 8.8.4.4", True),
        # … and one who reaches us directly may claim anything.
        ("8.8.4.4", "203.0.113.{}", True),
        ("127.0.0.1", "no address {}", True),
    ],
)
def test_sign_in_slows_the_address_that_a_proxy_saw(
    stranger: Desk,
    amina: Staff,
    database: Database,
    remote: str,
    passed_on: str,
    slowed: bool,
) -> None:
    for number in range(1, 4):
        stranger.sign_in(
            f"guess{number}",
            headers={"X-Forwarded-For": passed_on.format(number)},
            environ_base={"REMOTE_ADDR": remote},
        )

    with database.reading() as session:
        counted = Counter(session.scalars(select(SignInAttempt.subject_hash)))
    # Each username once, and the address: the same one each time, or another.
    assert max(counted.values()) == (3 if slowed else 1)
    assert len(counted) == (4 if slowed else 6)


def test_sign_in_ignores_a_token_that_the_browser_brought_along(
    stranger: Desk, amina: Staff, database: Database
) -> None:
    stranger.client.set_cookie(
        COOKIE, "planted", domain="helpline.example", secure=True, httponly=True
    )

    stranger.sign_in()

    assert stranger.cookie(COOKIE) != "planted"
    with database.reading() as session:
        hashes = session.scalars(select(StaffSession.token_hash)).all()
    assert hashes == [token_hash(stranger.cookie(COOKIE) or "")]


def test_sign_in_again_ends_the_session_before(desk: Desk, database: Database) -> None:
    before = desk.cookie(COOKIE)

    desk.sign_in()

    assert desk.cookie(COOKIE) != before
    with database.reading() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1


def test_sign_in_makes_the_form_token_of_before_it_worthless(stranger: Desk, amina: Staff) -> None:
    before = stranger.get("/console/sign-in").text.partition('csrf_token" value="')[2]
    stranger.sign_in()

    answer = stranger.post("/console/sign-out", {"csrf_token": before.partition('"')[0]})

    assert answer.status_code == 400
    assert stranger.get("/console/").status_code == 200


def test_sign_out_ends_the_session_on_the_server(desk: Desk, app: Flask) -> None:
    stolen = desk.cookie(COOKIE)

    answer = desk.submit("/console/", "/console/sign-out", {})

    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert desk.cookie(COOKIE) is None
    thief = Desk(app)
    thief.client.set_cookie(COOKIE, stolen or "", domain="helpline.example")
    assert thief.get("/console/").status_code == 303


@pytest.mark.parametrize("column", ["last_seen_at", "created_at"])
def test_session_is_over_when_it_is_too_old(desk: Desk, database: Database, column: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=13)
    with database.transaction() as session:
        session.execute(update(StaffSession).values({column: long_ago}))

    assert desk.get("/console/").status_code == 303
    assert desk.get("/console/live/referrals").status_code == 401


@pytest.mark.parametrize(
    ("path", "counts"),
    [("/console/", True), ("/console/live/referrals", False), ("/console/sign-in", True)],
)
def test_session_is_kept_alive_by_people_and_not_by_refreshing_pages(
    desk: Desk, database: Database, path: str, counts: bool
) -> None:
    a_while_ago = datetime.now(UTC) - timedelta(minutes=20)
    with database.transaction() as session:
        session.execute(update(StaffSession).values(last_seen_at=a_while_ago))

    assert desk.get(path).status_code == 200

    with database.reading() as session:
        seen = session.scalars(select(StaffSession.last_seen_at)).one()
    assert (seen > a_while_ago) is counts


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/console/conversations", "/console/conversations"),
        ("/console/referrals/K7F-3RH", "/console/referrals/K7F-3RH"),
        ("/console", "/console"),
        ("", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/\\evil.example", "/console/"),
        ("/console/\\evil.example", "/console/"),
        ("https://evil.example/console/", "/console/"),
        ("javascript:alert(1)", "/console/"),
        ("/twilio/inbound", "/console/"),
        ("/consoles", "/console/"),
        ("/console/../metrics", "/console/"),
        ("/console/\r\nSet-Cookie: a=b", "/console/"),
        ("\t//evil.example", "/console/"),
        ("/console/\u202e", "/console/"),
    ],
)
def test_96_sign_in_goes_on_to_pages_of_the_console_only(
    stranger: Desk, amina: Staff, target: str, lands: str
) -> None:
    answer = stranger.sign_in(form={"next": target})

    assert answer.headers["Location"] == lands


def test_sign_in_form_carries_where_to_go_next(stranger: Desk, amina: Staff) -> None:
    turned_away = stranger.get("/console/conversations")

    assert turned_away.headers["Location"] == "/console/sign-in?next=/console/conversations"
    form = stranger.get(turned_away.headers["Location"]).text
    assert 'name="next" value="/console/conversations"' in form


def test_sign_in_writes_no_username_into_the_log(
    stranger: Desk, amina: Staff, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        stranger.sign_in(password="wrong-canary")
        stranger.sign_in()

    said = " ".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "a sign-in was refused" in said
    assert USERNAME not in said
    assert "wrong-canary" not in said
    assert PASSWORD not in said
