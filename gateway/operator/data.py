"""Commands over the stored data: migrating, erasing, rotating keys, backing up."""

from __future__ import annotations

import base64
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlalchemy.engine import make_url

from helpline.media.files import FileFolder, media_folder
from helpline.privacy.erasure import BotMemory, erase_contact
from helpline.privacy.purging import count_endings
from helpline.privacy.purging import purge as purge_due
from helpline.privacy.removal import remove_files
from helpline.privacy.retention import Kept, load_policy
from helpline.privacy.rotation import rotate as rotate_keys
from helpline.settings import Settings
from helpline.storage.audit import Act, Action, Actor, acting_as, record
from helpline.storage.backup import read_backup, write_backup
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade
from helpline.storage.persons import contacts_of_person
from helpline.storage.referrals import find_by_reference

_LATE_DAYS = 2


@click.command()
def migrate() -> None:
    """Bring the database to the tables that this version needs."""
    upgrade(Database.from_settings(_settings()).engine)
    click.echo("the database is up to date")


@click.command()
@click.option("--reference", help="Erase who a referral came from, on all their channels.")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
def purge(reference: str | None, dry_run: bool) -> None:
    """Erase what is due by helpline/privacy/retention.yml and RETENTION_DAYS.

    It may be broken off at any moment, and run again. `helpline retention` shows what comes next.
    """
    settings, now = _settings(), datetime.now(UTC)
    database = Database.from_settings(settings)
    with acting_as(Actor.COMMAND):
        if reference is not None:
            left = _erase_person(database, settings, reference, dry_run=dry_run, now=now)
        else:
            left = _purge_due(database, settings, dry_run=dry_run, now=now)
    if not dry_run:
        database.truncate_log()
        remove_files(database, FileFolder(media_folder(settings.var)), now=now)
    if left:
        raise click.ClickException(f"{left} are being written to; run this again")


@click.command()
@click.option("--days", default=30, show_default=True, help="How far to look ahead.")
def retention(days: int) -> None:
    """Show how much of each kind of data is overdue, and how much ends in the coming days.

    Ends with an error where something is overdue by more than two days: then `helpline purge` does
    not run every day.
    """
    settings, now = _settings(), datetime.now(UTC)
    database, policy = Database.from_settings(settings), load_policy(settings.retention_days)
    late, due, coming = (
        count_endings(database, policy, until=now + timedelta(days=ahead))
        for ahead in (-_LATE_DAYS, 0, days)
    )
    for kind in Kept:
        general = policy.term(kind).days
        child = policy.term(kind, is_child=True).days
        term = f"{general} days" + (f" (children {child})" if child < general else "")
        soon = coming[kind] - due[kind]
        click.echo(f"{kind}: {term}; {due[kind]} due, {soon} within {days} days")
    if late.total():
        raise click.ClickException(f"{late.total()} overdue by more than {_LATE_DAYS} days")


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
    database = Database.from_settings(_settings())
    count = rotate_keys(database)
    _record(database, Act(Action.KEYS_ROTATED, number=count))
    click.echo(f"{count} values sealed anew under the first key")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a sealed backup of the running embedded database, and of the files that people sent,
    to FILE.
    """
    settings = _settings()
    if _sqlite_file(settings).is_file():
        _record(Database.from_settings(settings), Act(Action.BACKED_UP))
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
    database = Database.from_settings(settings)
    upgrade(database.engine)
    _record(database, Act(Action.RESTORED))
    click.echo("restored")


def _purge_due(database: Database, settings: Settings, *, dry_run: bool, now: datetime) -> int:
    policy, left = load_policy(settings.retention_days), 0
    if dry_run:
        done = count_endings(database, policy, until=now)
    else:
        done, left = purge_due(database, BotMemory(settings.tracker_url), policy, now=now)
    for kind, count in done.items():
        if count:
            click.echo(f"{kind}: {count} {'would be erased' if dry_run else 'erased'}")
    contacts = done[Kept.CONTACTS_WITH_CASE] + done[Kept.CONTACTS_WITHOUT_CASE]
    click.echo(f"{contacts} contacts {'would be erased' if dry_run else 'erased'}")
    return left


def _erase_person(
    database: Database, settings: Settings, reference: str, *, dry_run: bool, now: datetime
) -> int:
    with database.reading() as session:
        referral = find_by_reference(session, reference)
        if referral is None:
            raise click.ClickException("no such reference")
        contacts = contacts_of_person(session, referral.contact_id)
    if dry_run:
        click.echo(f"{len(contacts)} contacts would be erased")
        return 0
    memory = BotMemory(settings.tracker_url)
    erased = sum(erase_contact(database, memory, each, now=now) for each in contacts)
    click.echo(f"{erased} contacts erased")
    return len(contacts) - erased


def _record(database: Database, act: Act) -> None:
    with database.transaction() as session:
        record(session, act, actor=Actor.COMMAND, now=datetime.now(UTC))


def _sqlite_file(settings: Settings) -> Path:
    if not settings.is_sqlite:
        raise click.ClickException(
            "PostgreSQL is backed up with its own tools (pg_dump); copy HELPLINE_VAR/media with it"
        )
    return Path(make_url(settings.database_url).database or "")


def _settings() -> Settings:
    return Settings.from_env(os.environ)
