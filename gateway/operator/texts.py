"""Commands over the texts: the law's state of review, and the catalogs of translations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from helpline import catalogs as tool
from helpline.custody.clock import Arrest, Exactness, custody_clock
from helpline.custody.sentences import for_family, for_staff
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.answers import LawAnswers
from helpline.law.book import Entry, LawBook

_STALE_AFTER = timedelta(days=365)
_LONGEST_SAYS = 300
# Other words for the same holders.
_SAME_HOLDER = {"military": "army", "soldiers": "army", "israeli-army": "army", "idf": "army"}


@click.group()
def law() -> None:
    """See how far the texts on the law can be trusted."""


@law.command("check")
def law_check() -> None:
    """Check every law file and list what is unreviewed, stale, untranslated or too long.

    Ends with an error only if a file does not keep to the schema: an unreviewed text is a fact to
    know, not a fault of the file.
    """
    book = LawBook.load()
    answers = LawAnswers(book)
    findings = [(entry, _findings(book, answers, entry)) for entry in book.entries()]
    for entry, found in findings:
        for finding in found:
            click.echo(f"{entry.jurisdiction}/{entry.topic}: {finding}")
    unreviewed = sum(1 for entry in book.entries() if len(entry.reviewed_by) < 2)
    click.echo(
        f"{len(book.jurisdictions)} jurisdictions, {len(findings)} texts, {unreviewed} of them "
        "not yet approved by two lawyers"
    )


@law.command("clock")
@click.option("--jurisdiction", required=True, help="nepal, tunisia, palestine, israeli-military …")
@click.option("--arrested", required=True, help="When, for example 2026-11-22T17:15.")
@click.option(
    "--exactness",
    type=click.Choice([each.value for each in Exactness]),
    default=Exactness.EXACT.value,
    show_default=True,
    help="How well that moment is known; date-only leaves the time of day out.",
)
@click.option("--now", help="Another moment than the present one.")
@click.option("--tz", help="The time zone of both moments, such as Asia/Kathmandu.  [the place's]")
@click.option("--age", help="In years, or unknown.")
@click.option("--sex", help="No rule here depends on it; taken for the record.")
@click.option("--offence", help="A kind that the law file names, ordinary, or unknown.")
@click.option("--held-by", help="police, army, vice-and-virtue, … or unknown.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def law_clock(jurisdiction: str, as_json: bool, **told: str | None) -> None:
    """Count the hours that the law of a place allows, from an arrest."""
    law_of_place = LawBook.load().jurisdictions.get(jurisdiction)
    if law_of_place is None:
        raise click.BadParameter(f"no law file for {jurisdiction}", param_hint="--jurisdiction")
    arrest, now = _arrest(told, law_of_place.custody.timezone)
    clock = custody_clock(law_of_place.custody, arrest, now=now)
    result = {
        "limit": clock.limit.id if clock.limit else None,
        "hours": clock.hours,
        "deadline": clock.deadline.isoformat(timespec="minutes") if clock.deadline else None,
        "earliest": clock.earliest.isoformat(timespec="minutes") if clock.earliest else None,
        "state": clock.state.value,
        "family": for_family(clock, jurisdiction),
        "staff": for_staff(clock, jurisdiction),
    }
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for name, value in result.items():
        click.echo(f"{name:9} {'-' if value is None else value}")


def _arrest(told: Mapping[str, str | None], place_timezone: str) -> tuple[Arrest, datetime]:
    """Returns the arrest and the present moment as they were given on the command line."""
    try:
        zone = ZoneInfo(told["tz"] or place_timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise click.BadParameter("not a time zone", param_hint="--tz") from error
    age = _known(told["age"])
    if age is not None and not age.isdecimal():
        raise click.BadParameter("not a number of years", param_hint="--age")
    held_by = _known(told["held_by"])
    arrest = Arrest(
        at=_moment(told["arrested"] or "", zone, "--arrested"),
        exactness=Exactness(told["exactness"] or Exactness.EXACT),
        timezone=zone,
        age=int(age) if age is not None else None,
        offence=_known(told["offence"]),
        held_by=_SAME_HOLDER.get(held_by or "", held_by),
    )
    now = _moment(told["now"], zone, "--now") if told["now"] else datetime.now(UTC)
    return arrest, now


def _moment(value: str, zone: ZoneInfo, option: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter("not like 2026-11-22T17:15", param_hint=option) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _known(value: str | None) -> str | None:
    folded = (value or "").strip().casefold().replace("_", "-").replace(" ", "-")
    return None if folded in ("", "unknown", "not-known", "none", "null") else folded


def _findings(book: LawBook, answers: LawAnswers, entry: Entry) -> list[str]:
    found = []
    if len(entry.reviewed_by) < 2:
        found.append("unreviewed")
    if date.today() - entry.as_of > _STALE_AFTER:  # noqa: DTZ011 - a day more or less is no matter
        found.append(f"stale: facts of {entry.as_of}")
    if not entry.verified:
        found.append("recalled, not read")
    if len(entry.says) > _LONGEST_SAYS:
        found.append(f"too long: {len(entry.says)} characters")
    untranslated = [
        code
        for code in book.jurisdictions[entry.jurisdiction].languages
        if code in LANGUAGES
        and code != DEFAULT_LANGUAGE
        and answers.answer(entry.jurisdiction, entry.topic, code).language != code
    ]
    if untranslated:
        found.append(f"untranslated: {', '.join(untranslated)}")
    return found


@click.group()
def catalogs() -> None:
    """Keep the translations in step with the texts."""


@catalogs.command("update")
def catalogs_update() -> None:
    """Bring every catalog under locales/ in step with its source."""
    tool.update()
    for (language, domain), (done, all_of_it) in sorted(tool.coverage().items()):
        click.echo(f"{language:4} {domain:8} {done}/{all_of_it}")


@catalogs.command("compile")
def catalogs_compile() -> None:
    """Compile the catalogs for the programs."""
    click.echo(f"{tool.compile_all()} catalogs compiled")


@catalogs.command("check")
def catalogs_check() -> None:
    """Fail if a catalog is not in step with its source or a placeholder differs."""
    problems = tool.problems()
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} problems in the catalogs")
    click.echo("catalogs are in step")
