"""A backup taken while messages come in, restored elsewhere: it opens, and the gateway answers."""

from __future__ import annotations

import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from gateway.app import create_app
from helpline.privacy.auditing import verify
from helpline.settings import Settings
from helpline.storage.backup import read_backup, write_backup
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.tables import Message
from tests.builders import CANARY_TEXT, make_contact, make_referral
from tests.gateway.console.desk import Desk, make_staff
from tests.gateway.twilio.requests import inbound_form, post

INBOUND = "/twilio/inbound"


def test_76_a_backup_of_the_running_system_restored_elsewhere_opens_and_answers(
    settings: Settings, database: Database, environ: dict[str, str], tmp_path: Path
) -> None:
    with database.transaction() as session:
        staff = make_staff(session, role=Role.SUPERVISOR, totp="JBSWY3DPEHPK3PXP")
        reference = make_referral(session, make_contact(session, address="+15550178")).reference
    running, first = create_app(settings), inbound_form()
    assert post(running, INBOUND, first).status_code == 200

    backup = backed_up_meanwhile(running, settings, tmp_path / "backup")

    elsewhere = Settings.from_env(environ | {"HELPLINE_VAR": str(tmp_path / "elsewhere")})
    elsewhere.var.mkdir()
    read_backup(backup, elsewhere.var / "helpline.db", elsewhere.keys, files=elsewhere.var / "m")
    app, restored = create_app(elsewhere), Database.from_settings(elsewhere)
    before = count(restored)
    # What had come before the backup is known, what is new is taken in.
    assert post(app, INBOUND, first).status_code == 200
    assert count(restored) == before >= 2
    assert post(app, INBOUND, inbound_form()).status_code == 200
    assert count(restored) == before + 1
    desk = Desk(app)
    desk.enter(restored, staff)
    assert CANARY_TEXT in desk.get(f"/console/referrals/{reference}").text
    with restored.reading() as session:
        assert verify(session).fault is None
    restored.close()


def backed_up_meanwhile(app: Flask, settings: Settings, target: Path) -> Path:
    """Takes a backup while messages come in, one after the other."""
    over, came = threading.Event(), threading.Event()

    def write() -> None:
        while not over.is_set():
            assert post(app, INBOUND, inbound_form()).status_code == 200
            came.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert came.wait(timeout=60)
    write_backup(settings.var / "helpline.db", target, settings.keys, files=settings.var / "media")
    over.set()
    writer.join()
    return target


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Message)) or 0
