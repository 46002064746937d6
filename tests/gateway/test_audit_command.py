"""`helpline audit` and `helpline retention`, and what commands leave in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, text

from gateway.cli import main
from helpline.storage.audit import Act, Action, record
from helpline.storage.database import Database
from helpline.storage.tables import AuditEntry
from tests.builders import make_contact, make_inbound, make_referral

Run = Callable[..., Result]


@pytest.fixture
def run(environ: dict[str, str], database: Database) -> Run:
    def invoke(*arguments: str) -> Result:
        return CliRunner(env=environ).invoke(main, arguments)

    return invoke


def actions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [(each.actor, each.action) for each in entries]


def test_99_verify_tells_of_a_cut_end_against_the_head_that_was_noted(
    run: Run, database: Database
) -> None:
    for _ in range(3):
        with database.transaction() as session:
            record(session, Act(Action.SEARCHED), now=datetime.now(UTC))
    noted = run("audit", "head").output.strip()
    assert "3 entries, none changed" in run("audit", "verify", "--head", noted).output

    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_delete"))
        connection.execute(text("DELETE FROM audit_entries WHERE seq = 3"))
    cut = run("audit", "verify")
    assert (cut.exit_code, "from entry 3 on" in cut.output) == (1, True)

    with database.engine.begin() as connection:
        last = "(SELECT hash FROM audit_entries WHERE seq = 2)"
        connection.execute(text(f"UPDATE audit_heads SET seq = 2, hash = {last}"))
    assert run("audit", "verify").exit_code == 0
    assert run("audit", "verify", "--head", noted).exit_code == 1


@pytest.mark.parametrize("noted", ["", " ", "0", "000", "a note that was not found"])
def test_what_is_no_end_is_not_taken_for_one_that_the_log_holds(
    run: Run, database: Database, noted: str
) -> None:
    with database.transaction() as session:
        record(session, Act(Action.SEARCHED), now=datetime.now(UTC))

    checked = run("audit", "verify", "--head", noted)

    assert (checked.exit_code, "does not hold the end" in checked.output) == (1, True)


def test_commands_leave_in_the_log_that_they_ran(run: Run, database: Database) -> None:
    run("staff", "invite", "--role", "intake")
    run("keys", "rotate")
    run("purge")

    assert actions(database) == [
        ("command", "invited"),
        ("command", "keys_rotated"),
        ("command", "purged"),
    ]


def test_retention_shows_what_is_due_and_fails_when_nobody_purges(
    run: Run, database: Database
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        contact = make_contact(session, now=now - timedelta(days=300))
        make_referral(session, contact, now=now - timedelta(days=190))
        coming = make_contact(session, address="+15550112", now=now - timedelta(days=50))
        make_inbound(session, coming, now=now - timedelta(days=50))

    shown = run("retention")

    assert shown.exit_code == 1
    assert "contacts_with_case: 180 days (children 120); 1 due, 0 within 30 days" in shown.output
    assert "contacts_without_case: 60 days; 0 due, 1 within 30 days" in shown.output
    run("purge")
    assert run("retention").exit_code == 0
