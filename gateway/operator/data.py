"""Commands over the stored data: migrating, erasing, rotating keys, counting, backing up."""

from __future__ import annotations

import base64
import csv
import os
import secrets
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from helpline.media.files import FileFolder, media_folder
from helpline.privacy.erasure import BotMemory, erase_contact, list_silent_contacts
from helpline.privacy.removal import remove_files
from helpline.privacy.rotation import rotate as rotate_keys
from helpline.reports.counts import count_cells, suppress
from helpline.settings import Settings
from helpline.storage.backup import read_backup, write_backup
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade
from helpline.storage.persons import contacts_of_person
from helpline.storage.referrals import find_by_reference


@click.command()
def migrate() -> None:
    """Bring the database to the tables that this version needs."""
    upgrade(Database.from_settings(_settings()).engine)
    click.echo("the database is up to date")


@click.command()
@click.option("--reference", help="Erase who a referral came from, on all their channels.")
@click.option("--dry-run", is_flag=True, help="Only say how many contacts it would be.")
def purge(reference: str | None, dry_run: bool) -> None:
    """Erase contacts whose last message is older than RETENTION_DAYS, with all that belongs to
    them.
    """
    settings = _settings()
    database = Database.from_settings(settings)
    due = _contacts_due(database, settings, reference)
    if dry_run:
        click.echo(f"{len(due)} contacts would be erased")
        return
    memory = BotMemory(settings.tracker_url)
    now = datetime.now(UTC)
    erased = sum(erase_contact(database, memory, contact_id, now=now) for contact_id in due)
    database.truncate_log()
    remove_files(database, FileFolder(media_folder(settings.var)), now=now)
    click.echo(f"{erased} contacts erased")
    if erased < len(due):
        raise click.ClickException(f"{len(due) - erased} are being written to; run this again")


@click.group()
def keys() -> None:
    """Make and rotate the keys that seal the data."""


@keys.command("generate")
def generate() -> None:
    """Print a new key for HELPLINE_KEYS."""
    click.echo(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"))


@keys.command("rotate")
def rotate() -> None:
    """Seal everything anew under the first key of HELPLINE_KEYS. May be broken off and run
    again.
    """
    count = rotate_keys(Database.from_settings(_settings()))
    click.echo(f"{count} values sealed anew under the first key")


@click.command()
def export() -> None:
    """Print counts of referrals as CSV: by month, language, channel and state. Small cells are
    hidden.
    """
    with Database.from_settings(_settings()).reading() as session:
        cells = count_cells(session)
    writer = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(["month", "language", "channel", "state", "referrals"])
    for cell, count in sorted(cells.items()):
        writer.writerow([*cell, suppress(count)])


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a sealed backup of the running embedded database, and of the files that people sent,
    to FILE.
    """
    settings = _settings()
    write_backup(_sqlite_file(settings), file, settings.keys, files=media_folder(settings.var))
    click.echo(f"backup written: {file.stat().st_size} bytes")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def restore(file: Path) -> None:
    """Open a backup FILE as the embedded database, which must not exist yet, and put the files back
    that people sent.
    """
    settings = _settings()
    target = _sqlite_file(settings)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        read_backup(file, target, settings.keys, files=media_folder(settings.var))
    except FileExistsError as error:
        raise click.ClickException("a database is there already; move it away first") from error
    click.echo("restored")


def _contacts_due(database: Database, settings: Settings, reference: str | None) -> list[str]:
    with database.reading() as session:
        if reference is None:
            before = datetime.now(UTC) - timedelta(days=settings.retention_days)
            return list_silent_contacts(session, before=before)
        referral = find_by_reference(session, reference)
        if referral is None:
            raise click.ClickException("no such reference")
        return contacts_of_person(session, referral.contact_id)


def _sqlite_file(settings: Settings) -> Path:
    if not settings.is_sqlite:
        raise click.ClickException(
            "PostgreSQL is backed up with its own tools (pg_dump); copy HELPLINE_VAR/media with it"
        )
    return Path(make_url(settings.database_url).database or "")


def _settings() -> Settings:
    return Settings.from_env(os.environ)
