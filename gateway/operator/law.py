"""Commands over the law: its state of review, the reviewing itself, and the custody clock."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from helpline.custody.clock import Arrest, Exactness, custody_clock
from helpline.custody.limits import CustodyLimit
from helpline.custody.sentences import for_family, for_staff
from helpline.law.answers import LawAnswers
from helpline.law.book import Entry, LawBook
from helpline.law.checks import (
    MOST_PARTS,
    coverage_table,
    findings,
    limit_findings,
    parts_by_language,
    worst_offenders,
)
from helpline.law.reviews import Judgement, Reviewable, Reviews, Verdict, record_verdict

# Other words for the same holders.
_SAME_HOLDER = {"military": "army", "soldiers": "army", "israeli-army": "army", "idf": "army"}


@click.group()
def law() -> None:
    """See how far the texts on the law can be trusted, and review them."""


@law.command("check")
@click.option("--require-approved", is_flag=True, help="Fail if any text is not approved.")
def law_check(require_approved: bool) -> None:
    """Check every law file and list what is unreviewed, changed since its review, stale,
    untranslated or too long.

    Ends with an error if a file does not keep to the schema, or a text costs more SMS parts than
    it may; an unreviewed text is a fact to know, not a fault of the file.
    """
    answers = _answers()
    today = datetime.now(UTC).date()
    entries, limits = answers.book.entries(), _limits(answers.book)
    found = {entry.key: findings(answers, entry, today=today) for entry in entries}
    found |= {limit.key: limit_findings(answers, limit) for limit in limits}
    for key, phrases in found.items():
        for phrase in phrases:
            click.echo(f"{key}: {phrase}")
    for parts, language, key in worst_offenders(answers):
        click.echo(f"among the dearest: {key} in {language}, {parts} SMS parts")
    reviewed: list[Reviewable] = [*entries, *limits]
    waiting = sum(not answers.reviews.is_approved(each) for each in reviewed)
    click.echo(
        f"{len(answers.book.jurisdictions)} jurisdictions, {len(entries)} texts and "
        f"{len(limits)} custody limits, {waiting} of them not yet approved by two lawyers"
    )
    too_dear = any(
        number > MOST_PARTS
        for entry in entries
        for number in parts_by_language(answers, entry).values()
    )
    if too_dear or (require_approved and waiting):
        sys.exit(1)


@law.command("review")
@click.argument("key", required=False)
@click.option("--reviewer", required=True, help="Your id, as it is to stand in law/reviews/.")
@click.option("--judgement", type=click.Choice([each.value for each in Judgement]))
@click.option("--note", default="", help="What should be changed, and why.")
def law_review(key: str | None, reviewer: str, judgement: str | None, note: str) -> None:
    """Judge the texts one by one, or the one named by KEY (such as nepal/bail).

    Shows each text that you have not judged in its present version, with its basis and caveats,
    and keeps your verdict. What another reviewer said is not shown.
    """
    answers = _answers()
    everything: list[Entry | CustodyLimit] = [*answers.book.entries(), *_limits(answers.book)]
    waiting = [
        each
        for each in everything
        if (key is None and not answers.reviews.judged_by(reviewer, each)) or each.key == key
    ]
    if key is not None and not waiting:
        raise click.BadParameter(f"no text or limit {key}", param_hint="KEY")
    if judgement is not None and key is None:
        raise click.UsageError("--judgement needs a KEY: each text is judged by itself")
    for number, each in enumerate(waiting, start=1):
        click.echo(f"\n[{number} of {len(waiting)}] {_shown(answers, each)}")
        told = judgement or _asked()
        if told == "quit":
            break
        if told == "skip":
            continue
        said = note or ("" if judgement else click.prompt("Note", default="", show_default=False))
        today = datetime.now(UTC).date()
        record_verdict(Verdict(reviewer, each.key, each.version, Judgement(told), today, said))
        click.echo(f"{each.key}: {told}, version {each.version}")


@law.command("coverage")
def law_coverage() -> None:
    """Print the table of docs/law-coverage.md: what is told where, in which language, how sure."""
    click.echo(coverage_table(_answers()), nl=False)


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


def _answers() -> LawAnswers:
    return LawAnswers(LawBook.load(), reviews=Reviews.load())


def _limits(book: LawBook) -> list[CustodyLimit]:
    return [limit for each in book.jurisdictions.values() for limit in each.custody.limits]


def _shown(answers: LawAnswers, each: Entry | CustodyLimit) -> str:
    if isinstance(each, CustodyLimit):
        return (
            f"{each.key}\n  {each.applies_to}: {each.hours} hours, before {each.before_whom}"
            f"\n  in force: {each.in_force}, from: {each.counted_from}, in all: {each.total_hours}"
            f"\n  leaves out: {each.excludes}\n  basis: {each.basis}"
            f"\n  confidence: {each.confidence}"
        )
    languages = answers.book.jurisdictions[each.jurisdiction].languages
    texts = {code: answers.text_of(each.says, code) for code in languages}
    told = "".join(f"\n  {code}: {text}" for code, text in texts.items() if text)
    return (
        f"{each.key}{told}\n  basis: {'; '.join(each.basis)}\n  caveats: {each.caveats}"
        f"\n  confidence: {each.confidence}; read in: {'; '.join(each.seen) or 'nothing, recalled'}"
    )


def _asked() -> str:
    choices = {"a": "approved", "o": "objected", "s": "skip", "q": "quit"}
    said: str = click.prompt(
        "(a)pprove, (o)bject, (s)kip, (q)uit", type=click.Choice(list(choices)), show_choices=False
    )
    return choices[said]
