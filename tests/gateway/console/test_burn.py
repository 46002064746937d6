"""Destroying everything from the console, and by command: two people, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select, update

from gateway.cli import main
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.tables import AuditEntry, BurnRequest, Contact, Staff, StaffSession
from tests.builders import make_contact
from tests.gateway.console.desk import PASSWORD, Desk, make_staff, words

PAGE = "/console/burn"
Run = Callable[..., Result]


@pytest.fixture
def boss(app: Flask, database: Database) -> Desk:
    """A browser of a first administrator; a family has written."""
    with database.transaction() as session:
        make_contact(session)
    return seat(app, database, "first")


@pytest.fixture
def other(app: Flask, database: Database) -> Desk:
    """A browser of a second administrator."""
    return seat(app, database, "second")


def seat(app: Flask, database: Database, username: str) -> Desk:
    with database.transaction() as session:
        staff = make_staff(session, username, role=Role.ADMINISTRATOR)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def count(database: Database, table: type = Contact) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def ask(desk: Desk, reason: str = "they are at the door") -> int:
    return desk.submit(PAGE, PAGE, {"reason": reason}).status_code


def confirm(desk: Desk, word: str = "burn") -> int:
    return desk.submit(PAGE, f"{PAGE}/confirm", {"word": word}).status_code


def test_a_second_administrator_burns_what_a_first_one_asked_for(
    boss: Desk, other: Desk, database: Database
) -> None:
    assert ask(boss) == 303
    page = words(other.get(PAGE).text)
    assert "first" in page
    assert "they are at the door" in page

    assert confirm(other) == 303

    assert count(database) == count(database, Staff) == 0
    assert other.get("/console/system").location.startswith("/console/sign-in")
    with database.reading() as session:
        assert "burned" in session.scalars(select(AuditEntry.action)).all()


def test_who_asked_cannot_confirm(boss: Desk, database: Database) -> None:
    ask(boss)

    assert "word" not in boss.get(PAGE).text.partition("<main")[2].partition('name="word"')[1]
    assert confirm(boss) == 404
    assert count(database) == 1


def test_nothing_burns_that_nobody_asked_for_or_too_long_ago(
    boss: Desk, other: Desk, database: Database
) -> None:
    assert confirm(other) == 404
    ask(boss)
    with database.transaction() as session:
        earlier = datetime.now(UTC) - timedelta(hours=1, seconds=1)
        session.execute(update(BurnRequest).values(asked_at=earlier))

    assert confirm(other) == 404
    assert count(database) == 1


def test_another_word_no_reason_and_a_withdrawn_request_burn_nothing(
    boss: Desk, other: Desk, database: Database
) -> None:
    assert ask(boss, " ") == 422
    ask(boss)
    assert confirm(other, "no") == 422
    assert other.submit(PAGE, f"{PAGE}/withdraw", {}).status_code == 303

    assert confirm(other) == 404
    assert count(database) == 1


def test_a_request_of_who_is_no_administrator_any_more_is_worth_nothing(
    boss: Desk, other: Desk, database: Database
) -> None:
    ask(boss)
    with database.transaction() as session:
        session.execute(update(Staff).where(Staff.username == "first").values(role=Role.INTAKE))

    assert confirm(other) == 404
    assert count(database) == 1


def test_password_and_second_factor_are_asked_for_again(
    boss: Desk, other: Desk, database: Database
) -> None:
    ask(boss)
    token = other.get(PAGE).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    with database.transaction() as session:
        earlier = datetime.now(UTC) - timedelta(minutes=20)
        session.execute(update(StaffSession).values(confirmed_at=earlier))

    answer = other.post(f"{PAGE}/confirm", {"csrf_token": token, "word": "burn"})

    assert answer.location.startswith("/console/confirm")
    assert count(database) == 1


@pytest.fixture
def run(environ: dict[str, str], boss: Desk, other: Desk) -> Run:
    """Runs the command with what is typed."""

    def invoke(*typed: str) -> Result:
        words = "".join(f"{each}\n" for each in typed)
        return CliRunner(env=environ).invoke(main, ["burn"], input=words)

    return invoke


def test_the_command_burns_for_two_administrators(run: Run, database: Database) -> None:
    done = run("burn", "first", PASSWORD, "second", PASSWORD)

    assert done.exit_code == 0, done.output
    assert count(database) == 0
    assert PASSWORD not in done.output


@pytest.mark.parametrize(
    "typed",
    [
        ("no",),
        ("burn", "first", "a wrong password"),
        ("burn", "nobody", PASSWORD),
        ("burn", "first", PASSWORD, "first", PASSWORD),
        ("burn", "first", PASSWORD, "second", "a wrong password"),
    ],
)
def test_the_command_burns_for_nobody_else(
    run: Run, database: Database, typed: tuple[str, ...]
) -> None:
    assert run(*typed).exit_code == 1
    assert count(database) == 1
