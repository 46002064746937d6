"""`helpline staff`: inviting, roles, and letting in again, without the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from gateway.cli import main
from gateway.console.access import token_hash
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.sessions import add_session, list_sessions
from helpline.storage.staff import add_staff, find_staff, get_staff
from helpline.storage.tables import Invitation, Staff

Run = Callable[..., Result]


@pytest.fixture
def run(environ: dict[str, str], database: Database) -> Run:
    def invoke(*arguments: str, words: str = "") -> Result:
        return CliRunner(env=environ).invoke(main, ["staff", *arguments], input=words)

    return invoke


@pytest.fixture
def amina(database: Database) -> Staff:
    """Somebody of intake who is signed in."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        amina = add_staff(session, "amina", "hash", role=Role.INTAKE, language="en", now=now)
        add_session(session, "t" * 64, amina.id, now=now)
    return amina


def test_invite_prints_a_link_to_this_installation(run: Run, database: Database) -> None:
    link = run(
        "invite", "--role", "lawyer", "--language", "ne", "--office", "Pokhara"
    ).output.strip()

    start, _, token = link.rpartition("/")
    assert start == "https://helpline.example/console/invitation"
    with database.reading() as session:
        invitation = session.scalars(select(Invitation)).one()
    assert invitation.token_hash == token_hash(token)
    assert (invitation.role, invitation.language) == (Role.LAWYER, "ne")
    assert invitation.office == "Pokhara"


def test_role_changes_and_ends_sessions(run: Run, amina: Staff, database: Database) -> None:
    assert run("role", "amina", "supervisor").output == "amina is supervisor now\n"

    with database.reading() as session:
        assert get_staff(session, amina.id).role is Role.SUPERVISOR
        assert list_sessions(session, amina.id) == []
    assert "amina  supervisor  en  no second factor" in run("list").output


def test_reset_second_factor_prints_a_link_and_closes_the_account(
    run: Run, amina: Staff, database: Database
) -> None:
    link = run("reset-second-factor", "amina").output.strip()

    with database.reading() as session:
        invitation = session.scalars(select(Invitation)).one()
        assert invitation.staff_id == amina.id
        assert invitation.token_hash == token_hash(link.rpartition("/")[2])
        assert get_staff(session, amina.id).password_hash == "!"
        assert list_sessions(session, amina.id) == []


def test_who_is_disabled_loses_an_open_link_and_gets_no_new_one(
    run: Run, amina: Staff, database: Database
) -> None:
    run("reset-second-factor", "amina")
    run("disable", "amina")

    with database.reading() as session:
        assert session.scalars(select(Invitation)).all() == []
    assert run("reset-second-factor", "amina").exit_code == 1
    run("enable", "amina")
    assert run("reset-second-factor", "amina").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [("role", "nobody", "intake"), ("reset-second-factor", "nobody"), ("enable", "nobody")],
)
def test_an_unknown_username_is_told(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)

    assert ran.exit_code == 1
    assert "no such username" in ran.output


@pytest.mark.parametrize("password", ["short", "password1234!", "amina-amina1"])
def test_a_weak_password_is_not_taken(run: Run, database: Database, password: str) -> None:
    ran = run("add", "amina", "--password-stdin", words=f"{password}\n")

    assert ran.exit_code == 1
    assert password not in ran.output
    with database.reading() as session:
        assert find_staff(session, "amina") is None
