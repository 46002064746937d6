"""The `helpline` command as an operator uses it."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import main
from gateway.commands import bot_environ
from gateway.console.access import verify_password
from helpline.settings import Settings
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.referrals import find_by_reference
from helpline.storage.staff import find_staff
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, make_contact, make_inbound, make_referral


@pytest.fixture
def run(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch):
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, words: str = "") -> Result:
        return CliRunner().invoke(main, arguments, input=words)

    return run


def test_a_missing_setting_ends_the_command_by_name(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HELPLINE_KEYS")

    result = run("migrate")

    assert result.exit_code == 1
    assert "HELPLINE_KEYS is not set" in result.output
    assert "Traceback" not in result.output


def test_every_command_explains_itself(run) -> None:
    for name, command in main.commands.items():
        assert command.help, name
        assert run(name, "--help").exit_code == 0


def test_staff_are_added_listed_and_disabled(run, database: Database) -> None:
    added = run("staff", "add", "amina", "--password-stdin", words="a long enough one\n")
    assert added.exit_code == 0, added.output
    assert "a long enough one" not in added.output
    with database.reading() as session:
        member = find_staff(session, "amina")
        assert member is not None
        assert verify_password(member.password_hash, "a long enough one")

    assert run("staff", "add", "amina").exit_code == 1
    assert run("staff", "add", "other", "--password-stdin", words="short\n").exit_code == 1
    run("staff", "disable", "amina")
    assert "amina  intake  en  disabled" in run("staff", "list").output


def test_a_made_password_is_shown_once(run, database: Database) -> None:
    password = run("staff", "add", "amina").output.split()[-1]

    with database.reading() as session:
        member = find_staff(session, "amina")
        assert member is not None
        assert verify_password(member.password_hash, password)


def test_purge_erases_who_has_been_silent_for_too_long(run, database: Database) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=200)
    with database.transaction() as session:
        silent = make_contact(session, now=long_ago)
        make_referral(session, silent, now=long_ago)
        make_inbound(session, make_contact(session, address="+15550112"), now=datetime.now(UTC))

    assert "1 contacts would be erased" in run("purge", "--dry-run").output
    assert "1 contacts erased" in run("purge").output

    with database.reading() as session:
        assert find_contact(session, Channel.SMS, FAMILY_NUMBER) is None
        assert find_contact(session, Channel.SMS, "+15550112") is not None


def test_purge_erases_the_contact_of_one_reference(run, database: Database) -> None:
    with database.transaction() as session:
        reference = make_referral(session, make_contact(session)).reference

    assert "1 contacts erased" in run("purge", "--reference", reference).output
    assert run("purge", "--reference", reference).exit_code == 1

    with database.reading() as session:
        assert find_by_reference(session, reference) is None


def test_keys_are_made_and_rotated(
    run, environ: dict[str, str], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        make_inbound(session, make_contact(session))
    new = run("keys", "generate").output.strip()

    monkeypatch.setenv("HELPLINE_KEYS", f"{new},{environ['HELPLINE_KEYS']}")
    assert "2 values sealed anew" in run("keys", "rotate").output
    assert "0 values sealed anew" in run("keys", "rotate").output


def test_97_export_counts_and_hides_small_cells(run, database: Database) -> None:
    with database.transaction() as session:
        for number in range(12):
            make_referral(session, make_contact(session, address=f"+155501{number:02}"))
        nepali = make_contact(session, address="+15550150", language="ne")
        make_referral(session, nepali)

    rows = list(csv.DictReader(io.StringIO(run("export").output)))

    # The one who writes Nepali is told together with the others.
    writings = {row["kind"]: row["cases"] for row in rows if row["table"] == "writing"}
    assert writings["en+ne"] == writings["all"] == "13"
    assert "ne" not in writings
    assert all(row["cases"] == "" or not 0 < int(row["cases"]) < 11 for row in rows)


def test_a_backup_is_restored_elsewhere(
    run, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        make_inbound(session, make_contact(session))
    backup = tmp_path / "backup"

    assert run("backup", str(backup)).exit_code == 0
    assert run("restore", str(backup)).exit_code == 1
    assert CANARY_TEXT.encode() not in backup.read_bytes()
    monkeypatch.setenv("HELPLINE_VAR", str(tmp_path / "elsewhere"))
    restored = run("restore", str(backup))

    assert restored.exit_code == 0, restored.output
    assert (tmp_path / "elsewhere" / "helpline.db").exists()


def test_law_check_says_that_nobody_has_reviewed_the_texts(run) -> None:
    result = run("law", "check")

    assert result.exit_code == 0
    assert "133 texts and 28 custody limits, 161 of them not yet approved" in result.output
    assert "nepal/bail: unreviewed" in result.output


def test_the_bot_sees_no_key_token_or_address_of_ours(environ: dict[str, str]) -> None:
    environ["DATABASE_URL"] = "postgresql://someone:secret@db/helpline"
    settings = Settings.from_env(environ)

    seen = json.dumps(bot_environ(settings, {**environ, "PATH": "/bin", "AWS_SECRET": "s"}))

    for name in ("HELPLINE_KEYS", "SECRET_KEY", "TWILIO_AUTH_TOKEN", "DATABASE_URL"):
        assert environ[name] not in seen
        assert f'"{name}"' not in seen
    assert "AWS_SECRET" not in seen
