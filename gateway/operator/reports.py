"""`helpline reports`, `helpline export` and `helpline simulate`: figures as open data, and invented
ones to try the pages on.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import click

from helpline.law.book import LawBook
from helpline.reports.case import Case
from helpline.reports.open_data import FORMATS, data_file, write_package
from helpline.reports.publication import Publication, publish_month, publish_year
from helpline.reports.refreshing import join_linked, read_year, read_years, refresh
from helpline.settings import Settings
from helpline.simulation.year import simulate_year
from helpline.storage import figures
from helpline.storage.audit import Act, Action, Actor, record
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade


@click.group()
def reports() -> None:
    """Publish figures as open data."""


@reports.command("publish")
@click.option("--month", help="A month that is over: 2026-10.")
@click.option("--year", type=int, help="A year that is over.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="The folder to write to.",
)
def publish(month: str | None, year: int | None, out: Path) -> None:
    """Write the figures of a month, or of a year, as CSV and JSON with a data dictionary and the
    description of a Frictionless data package.

    A month is told by itself, kinds put together until none is small. A year is told by dimension,
    rounded to ten, so that the months do not add up to what a year hides.
    """
    if (month is None) == (year is None):
        raise click.UsageError("give either --month or --year")
    settings, now = _settings(), datetime.now(UTC)
    if month is not None:
        first = _first_day(month)
        _must_be_over(_next_month(first), now)
        told = _told(
            settings, now, lambda cases, k: publish_month(cases, first, threshold=k, now=now)
        )
        name = f"helpline-{first:%Y-%m}"
    else:
        _must_be_over(date((year or 0) + 1, 1, 1), now)
        told = _told(
            settings, now, lambda cases, k: publish_year(cases, year or 0, threshold=k, now=now)
        )
        name = f"helpline-{year}"
    if not told.tables:
        raise click.ClickException("too few cases to publish any figure")
    for file in write_package(told, name, out):
        click.echo(str(file))


@click.command()
@click.option(
    "--format", "kind", type=click.Choice(sorted(FORMATS)), default="csv", show_default=True
)
@click.option("--year", type=int, help="The year; the latest without it.")
def export(kind: str, year: int | None) -> None:
    """Print what the pages of figures show of a year, as CSV or JSON: counts of cases, small ones
    hidden, and no case.
    """
    settings, now = _settings(), datetime.now(UTC)
    database = Database.from_settings(settings)
    _refresh(database, settings, now)
    chosen = year or max(read_years(database), default=now.year)
    told = read_year(database, chosen) or Publication(chosen, settings.report_threshold, now, ())
    with database.transaction() as session:
        record(session, Act(Action.FIGURES_EXPORTED), actor=Actor.COMMAND, now=now)
    sys.stdout.write(data_file(told, kind).decode())


@click.group()
def simulate() -> None:
    """Put invented data into a database that holds nobody."""


@simulate.command("year")
@click.option("--referrals", default=20_000, show_default=True, help="How many.")
@click.option("--seed", type=int, help="The same seed gives the same people.")
@click.option("--year", type=int, help="The year; the last one without it.")
@click.option("--into", required=True, help="The address of an empty database.")
def year_of(referrals: int, seed: int | None, year: int | None, into: str) -> None:
    """Invent a year of referrals, as helpline/simulation/year.yml describes it. Refuses a database
    in which there is any contact.
    """
    now = datetime.now(UTC)
    settings = Settings.from_env(os.environ | {"DATABASE_URL": into})
    database = Database.from_settings(settings)
    upgrade(database.engine)
    rng = random.Random(seed)  # noqa: S311
    with click.progressbar(length=referrals, file=sys.stderr) as bar:

        def show(done: int) -> None:
            bar.update(done - bar.pos)

        simulate_year(
            database, year or now.year - 1, referrals=referrals, rng=rng, now=now, progress=show
        )
    click.echo(f"{referrals} invented referrals")


def _told(
    settings: Settings, now: datetime, told: Callable[[list[Case], int], Publication]
) -> Publication:
    database = Database.from_settings(settings)
    _refresh(database, settings, now)
    with database.reading() as session:
        cases = join_linked(figures.list_cases(session), figures.list_linked_pairs(session))
    return told(cases, settings.report_threshold)


def _refresh(database: Database, settings: Settings, now: datetime) -> None:
    refresh(
        database,
        LawBook.load(),
        threshold=settings.report_threshold,
        retention_days=settings.retention_days,
        now=now,
    )


def _first_day(month: str) -> date:
    try:
        return datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise click.UsageError("a month is a year and a month: 2026-10") from error


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _must_be_over(end: date, now: datetime) -> None:
    if now.date() < end:
        raise click.ClickException("it is not over yet: what is published once is not changed")


def _settings() -> Settings:
    return Settings.from_env(os.environ)
