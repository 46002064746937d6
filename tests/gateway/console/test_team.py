"""Invitations, roles, letting go and letting in again: by administrators, never for themselves."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from gateway.console import inviting
from gateway.console.access import token_hash
from helpline.storage import staff as storage
from helpline.storage.database import Database
from helpline.storage.invitations import Place
from helpline.storage.kinds import Role
from helpline.storage.tables import Invitation, Passkey, RecoveryCode, Staff
from tests.gateway.console.desk import PASSWORD, USERNAME, Desk, make_staff, words

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
GOOD = {"username": "binod", "password": "seven grey herons", "again": "seven grey herons"}
SITE = "https://helpline.example"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """An installation as it is unless somebody says otherwise: second factors are required."""
    return {name: value for name, value in environ.items() if name != "STAFF_SECOND_FACTOR"}


@pytest.fixture
def boss(database: Database) -> Staff:
    """An administrator."""
    with database.transaction() as session:
        return make_staff(session, "boss", role=Role.ADMINISTRATOR, totp=SECRET)


@pytest.fixture
def desk(app: Flask, boss: Staff, database: Database) -> Desk:
    """A browser in which the administrator has just signed in."""
    desk = Desk(app)
    desk.enter(database, boss)
    return desk


@pytest.fixture
def amina(database: Database) -> Staff:
    """Somebody of intake."""
    with database.transaction() as session:
        return make_staff(session, totp=SECRET)


def link_in(desk: Desk) -> str:
    """Returns the path of the link that is shown, once."""
    page = desk.get("/console/staff/link").text
    return html.unescape(
        re.search(r"https://helpline\.example(/console/invitation/[^<]+)<", page)[1]
    )


def invite(desk: Desk, **form: str) -> str:
    chosen = {"role": "lawyer", "language": "ne", "office": ""} | form
    page = "/console/staff/invite"
    assert desk.submit(page, page, chosen).location == "/console/staff/link"
    return link_in(desk)


def test_an_invitation_leads_from_the_link_to_a_desk(
    app: Flask, desk: Desk, database: Database
) -> None:
    link = invite(desk, office="  Kathmandu ")
    guest = Desk(app)

    assert '<html lang="ne"' in guest.get(link).text
    answer = guest.submit(link, link, GOOD)
    assert answer.location == "/console/sign-in/code"
    page = guest.get(answer.location, follow_redirects=True).text
    secret = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    code = {"code": pyotp.TOTP(secret).now()}
    guest.submit("/console/sign-in/authenticator", "/console/sign-in/authenticator", code)

    account = words(guest.get("/console/account").text)
    assert "binod" in account
    assert "Kathmandu" in account
    with database.reading() as session:
        member = storage.find_staff(session, "binod")
        assert (member.role, member.language, member.office) == (Role.LAWYER, "ne", "Kathmandu")
        assert session.scalars(select(Invitation)).all() == []


def test_a_link_is_shown_once_and_only_its_hash_is_stored(desk: Desk, database: Database) -> None:
    token = invite(desk).rpartition("/")[2]

    assert token not in desk.get("/console/staff/link", follow_redirects=True).text
    assert token not in desk.get("/console/staff").text
    with database.reading() as session:
        assert session.scalars(select(Invitation.token_hash)).one() == token_hash(token)
    assert len(token) >= 43


def test_looking_at_a_link_does_not_use_it_up_but_taking_it_does(app: Flask, desk: Desk) -> None:
    link = invite(desk)
    guest = Desk(app)
    page = guest.get(link)
    token = re.search(r'csrf_token" value="([^"]+)', page.text)[1]
    assert guest.get(link).status_code == 200

    assert guest.submit(link, link, GOOD).status_code == 303

    assert guest.get(link).status_code == 404
    late = Desk(app)
    late.client = guest.client
    assert late.post(link, GOOD | {"username": "x2", "csrf_token": token}).status_code in (400, 404)


@pytest.mark.parametrize("hours", [71, 73])
def test_a_link_works_for_three_days(
    app: Flask, desk: Desk, database: Database, hours: int
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        place = Place(Role.INTAKE, "en")
        token = inviting.invite(session, place, invited_by=None, now=now - timedelta(hours=hours))

    code = Desk(app).get(f"/console/invitation/{token}").status_code

    assert code == (200 if hours < 72 else 404)


def test_a_link_that_is_withdrawn_is_worth_nothing(app: Flask, desk: Desk) -> None:
    link = invite(desk)
    path = re.search(
        r'action="(/console/staff/invitations/\w+/withdraw)"', desk.get("/console/staff").text
    )

    desk.submit("/console/staff", path[1], {})

    assert Desk(app).get(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "%00", "a" * 5000, "..%2f..%2fetc"])
def test_what_is_no_link_is_not_found(stranger: Desk, token: str) -> None:
    assert stranger.get(f"/console/invitation/{token}").status_code in (303, 404)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"username": "x"}, "A username has"),
        ({"username": "a b"}, "A username has"),
        ({"username": "аmina"}, "A username has"),
        ({"username": "BOSS"}, "Somebody has this username"),
        ({"password": "short", "again": "short"}, "at least 12"),
        ({"again": "another"}, "not the same"),
    ],
)
def test_what_is_filled_in_wrong_leaves_the_link_as_it_is(
    app: Flask, desk: Desk, changes: dict[str, str], says: str
) -> None:
    link = invite(desk, language="en")
    guest = Desk(app)

    answer = guest.submit(link, link, GOOD | changes)

    assert answer.status_code == 422
    assert says in answer.text
    assert GOOD["password"] not in answer.text
    assert guest.submit(link, link, GOOD).status_code == 303


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"role": ""}, {"language": "xx"}, {"office": "x" * 65}]
)
def test_what_is_no_role_language_or_office_is_refused(desk: Desk, wrong: dict[str, str]) -> None:
    form = {"role": "intake", "language": "en"} | wrong

    assert desk.submit("/console/staff/invite", "/console/staff/invite", form).status_code == 400


def test_an_administrator_changes_a_role(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    page = f"/console/staff/{amina.id}"
    hers = Desk(app)
    hers.enter(database, amina)

    answer = desk.submit(page, f"{page}/role", {"role": "supervisor", "office": "Pokhara"})

    assert answer.status_code == 303
    with database.reading() as session:
        member = storage.get_staff(session, amina.id)
        assert (member.role, member.office) == (Role.SUPERVISOR, "Pokhara")
    assert hers.get("/console/account").status_code == 303


def test_who_leaves_is_out_at_once_and_back_when_let_in(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    page = f"/console/staff/{amina.id}"
    hers = Desk(app)
    hers.enter(database, amina)

    desk.submit(page, f"{page}/active", {"active": "no"})
    assert hers.get("/console/account").status_code == 303
    assert Desk(app).sign_in().status_code == 401
    desk.submit(page, f"{page}/active", {"active": "yes"})
    assert Desk(app).sign_in().status_code == 303


def test_who_lost_the_phone_is_let_in_again_by_a_link_and_until_then_nobody_is(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    page = f"/console/staff/{amina.id}"
    with database.transaction() as session:
        session.add(RecoveryCode(staff_id=amina.id, code_hash="h"))
        session.add(
            Passkey(
                staff_id=amina.id, credential_id="c", public_key=b"", sign_count=0,
                label="l", created_at=datetime.now(UTC),
            )
        )  # fmt: skip

    desk.submit(page, f"{page}/let-in-again", {})
    link = link_in(desk)

    assert Desk(app).sign_in(USERNAME, PASSWORD).status_code == 401
    with database.reading() as session:
        assert storage.get_staff(session, amina.id).totp_sealed is None
        assert session.scalars(select(RecoveryCode)).all() == []
        assert session.scalars(select(Passkey)).all() == []
    hers = Desk(app)
    form = {"username": "somebody-else", "password": GOOD["password"], "again": GOOD["again"]}
    assert hers.submit(link, link, form).location == "/console/sign-in/code"
    assert Desk(app).sign_in(USERNAME, GOOD["password"]).status_code == 303
    with database.reading() as session:
        assert storage.find_staff(session, "somebody-else") is None


def test_a_second_link_makes_the_first_worthless(app: Flask, desk: Desk, amina: Staff) -> None:
    page = f"/console/staff/{amina.id}"
    desk.submit(page, f"{page}/let-in-again", {})
    first = link_in(desk)
    desk.submit(page, f"{page}/let-in-again", {})
    second = link_in(desk)

    assert Desk(app).get(first).status_code == 404
    assert Desk(app).get(second).status_code == 200


def test_a_link_of_who_was_disabled_meanwhile_is_worth_nothing(
    app: Flask, desk: Desk, amina: Staff, database: Database
) -> None:
    page = f"/console/staff/{amina.id}"
    desk.submit(page, f"{page}/let-in-again", {})
    link = link_in(desk)

    with database.transaction() as session:
        session.execute(update(Staff).where(Staff.id == amina.id).values(active=False))

    assert Desk(app).get(link).status_code == 404


@pytest.mark.parametrize("what", ["role", "active", "let-in-again"])
def test_nobody_does_to_themselves_what_another_administrator_must(
    desk: Desk, boss: Staff, database: Database, what: str
) -> None:
    form = {"role": "intake", "language": "en", "active": "no"}

    answer = desk.submit("/console/staff", f"/console/staff/{boss.id}/{what}", form)

    assert answer.status_code == 404
    with database.reading() as session:
        member = storage.get_staff(session, boss.id)
    assert (member.role, member.active) == (Role.ADMINISTRATOR, True)
    assert member.totp_sealed is not None


def test_unknown_staff_are_not_found(desk: Desk) -> None:
    assert desk.get("/console/staff/" + "0" * 32).status_code == 404
    answer = desk.submit(
        "/console/staff", "/console/staff/" + "0" * 32 + "/active", {"active": "no"}
    )
    assert answer.status_code == 404


def test_the_list_tells_who_is_disabled_and_who_has_no_second_factor(
    desk: Desk, amina: Staff, database: Database
) -> None:
    with database.transaction() as session:
        make_staff(session, "gone", active=False)
        make_staff(session, "new")

    said = words(desk.get("/console/staff").text)

    assert "boss that is you" in said
    assert "gone Intake Disabled" in said
    assert "new Intake No second factor yet" in said
