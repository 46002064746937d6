"""`helpline burn`: destroys everything, for two administrators who are both there."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from gateway.console import access, factors
from gateway.console.throttling import Visit
from helpline.media.files import FileFolder, media_folder
from helpline.privacy import burning
from helpline.privacy.erasure import BotMemory
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.staff import find_staff
from helpline.storage.tables import Staff

_HERE = Visit("the command line")
_REFUSED = "that was not right; nothing was destroyed"


@click.command()
def burn() -> None:
    """Destroy the key that seals the data, and then every case, message, file and account.

    Two administrators give their passwords and codes. Nothing brings it back. Backups made before
    still open with HELPLINE_KEYS: destroy those keys, or the backups, yourself. What the carrier
    holds is not reached. If it is broken off, run it again: it goes on without asking.
    """
    settings = Settings.from_env(os.environ)
    database = Database.from_settings(settings)
    memory, now = BotMemory(settings.tracker_url), datetime.now(UTC)
    files = FileFolder(media_folder(settings.var))
    with database.reading() as session:
        is_unfinished = burning.is_unfinished(session)
    if is_unfinished:
        burning.finish(database, memory, files, now=now)
        click.echo("the rest is destroyed too")
        return
    click.echo("This destroys every case, message, file and account of this helpline.")
    if click.prompt(f"To go on, type: {burning.WORD}").strip().lower() != burning.WORD:
        raise click.ClickException("nothing was destroyed")
    first, second = (_administrator(database, which) for which in ("First", "Second"))
    burning.burn(
        database, memory, files, first_id=first.id, second_id=second.id, now=datetime.now(UTC)
    )
    click.echo("everything is destroyed; destroy HELPLINE_KEYS or the old backups as well")


def _administrator(database: Database, which: str) -> Staff:
    username = click.prompt(f"{which} administrator")
    password, now = click.prompt("Password", hide_input=True), datetime.now(UTC)
    if access.check_password(database, username, password, visit=_HERE, now=now) is not None:
        raise click.ClickException(_REFUSED)
    with database.reading() as session:
        staff = find_staff(session, username.strip())
    if staff is None:
        raise click.ClickException(_REFUSED)
    if staff.totp_sealed is not None:
        code = click.prompt("Code", hide_input=True)
        now = datetime.now(UTC)
        if factors.check_code(database, staff.id, code, visit=_HERE, now=now) is not None:
            raise click.ClickException(_REFUSED)
    return staff
