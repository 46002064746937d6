"""`helpline move`: copies an installation's data to another database, row by row."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click
import requests
from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from gateway.conversation.bot import Bot
from gateway.conversation.worker import WORKER
from gateway.operator.restarting import find_supervisor
from helpline.listening import url_here
from helpline.privacy.vault import Vault
from helpline.settings import Settings, database_url
from helpline.storage.audit import Act, Action, Actor, record
from helpline.storage.database import Database
from helpline.storage.heartbeats import last_beat
from helpline.storage.inspection import Revision, revision_of
from helpline.storage.migrate import upgrade
from helpline.storage.moving import TRACKERS, has_rows, memory_engine, move, our_tables

# The worker beats every two seconds.
_SILENCE = timedelta(seconds=15)
_SECONDS = 3


@click.command("move")
@click.option("--to", "to", required=True, help="The other database, as DATABASE_URL names it.")
@click.option(
    "--tracker-to",
    help="Where the bot's memory goes, as TRACKER_URL names it. By default where --to leads.",
)
def move_command(to: str, tracker_to: str | None) -> None:
    """Copy everything that is stored to another database, which must be empty, and compare every
    row. Stop all processes first. Changes nothing here but the audit log; may be broken off, and
    run again.

    Files that people sent stay in HELPLINE_VAR.
    """
    settings = Settings.from_env(os.environ)
    source = Database.from_settings(settings)
    _refuse_while_running(settings, source)
    if revision_of(source.engine) is not Revision.CURRENT:
        raise click.ClickException(
            "run `helpline migrate` first: the database is of an older version"
        )
    target = _target(settings, to)
    memory = _memory(tracker_to or to)
    if not has_rows(target.engine, our_tables()):
        with source.transaction() as session:
            record(session, Act(Action.MOVED), actor=Actor.COMMAND, now=datetime.now(UTC))
    try:
        moved = move(source.engine, target.engine, our_tables())
        moved += move(memory_engine(settings.tracker_url), memory, [TRACKERS])
    except SQLAlchemyError as error:
        # Its own words may hold an address with a password.
        why = type(error).__name__
        raise click.ClickException(
            f"a database failed ({why}); mend it and run this again"
        ) from None
    for table in moved:
        if table.rows:
            click.echo(f"{table.table}: {table.rows} rows, sha256 {table.digest[:16]}")
    click.echo(f"{sum(table.rows for table in moved)} rows are the same here and there")
    _say_what_is_next(settings, own_memory=tracker_to is not None)


def _target(settings: Settings, to: str) -> Database:
    url = database_url(to, settings.var)
    try:
        if make_url(url) == make_url(settings.database_url):
            raise click.ClickException("that is the database in use")
        target = Database(url, Vault(settings.keys))
        upgrade(target.engine)
    except (ArgumentError, SQLAlchemyError, ModuleNotFoundError) as error:
        why = type(error).__name__
        raise click.ClickException(f"the other database cannot be used ({why})") from None
    return target


def _memory(url: str) -> Engine:
    try:
        engine = memory_engine(url)
        TRACKERS.create(engine, checkfirst=True)
    except (ArgumentError, SQLAlchemyError, ModuleNotFoundError) as error:
        why = type(error).__name__
        raise click.ClickException(f"--tracker-to cannot be used ({why})") from None
    return engine


def _refuse_while_running(settings: Settings, source: Database) -> None:
    alive = list(_alive(settings, source))
    if alive:
        raise click.ClickException(f"still running: {', '.join(alive)}. Stop all processes first.")


def _alive(settings: Settings, source: Database) -> Iterator[str]:
    if find_supervisor(settings) is not None:
        yield "helpline up"
    if revision_of(source.engine) is Revision.CURRENT:
        with source.reading() as session:
            beat = last_beat(session, WORKER)
        if beat is not None and datetime.now(UTC) - beat < _SILENCE:
            yield "a worker"
    for name, address in (
        ("a gateway", f"{url_here(settings.listen_address, settings.port)}/healthz"),
        ("the actions", f"{settings.actions_url}/health"),
    ):
        if _answers(address):
            yield name
    if Bot(settings).is_ready():
        yield "a bot"


def _answers(address: str) -> bool:
    try:
        requests.get(address, timeout=_SECONDS)
    except requests.ConnectionError:
        return False
    except requests.RequestException:
        return True
    return True


def _say_what_is_next(settings: Settings, *, own_memory: bool) -> None:
    memory = "--tracker-to" if own_memory else "--to, beginning with postgresql://"
    left = "\n".join(
        f"   {make_url(url).database}"
        for url in (settings.database_url, settings.tracker_url)
        if url.startswith("sqlite")
    )
    click.echo(
        f"""
Now:
1. In the settings, write what you gave as --to into DATABASE_URL, and into TRACKER_URL what you
   gave as {memory}.
2. Start the helpline, and run `helpline doctor`.
3. Let pg_dump make the backups from now on, with a copy of HELPLINE_VAR/media.
4. Once a backup of the new database has been restored on trial, destroy what was left behind and
   the backups of it: they hold what people told.
{left}"""
    )
