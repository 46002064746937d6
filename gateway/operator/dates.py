"""A command that says what is understood of a time, for trying words and for support."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from helpline.dates import When, in_words, understand
from helpline.i18n import DEFAULT_LANGUAGE


@click.command("when")
@click.argument("text")
@click.option("--language", help="A language or a way of writing: ne, ne-Latn, …  [all are tried]")
@click.option("--tz", default="UTC", show_default=True, help="The place's, as Asia/Kathmandu.")
@click.option("--now", help="Another moment than the present one, as 2026-11-22T10:00.")
@click.option("--jurisdiction", help="nepal, tunisia, …: settles words and the calendar.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def when(
    text: str,
    language: str | None,
    tz: str,
    now: str | None,
    jurisdiction: str | None,
    as_json: bool,
) -> None:
    """Tell when the arrest was that a message tells of.

    Prints the kind (instant, part, date, range, unclear), its first and last local moment, whether
    it is vague, the words that it rests on, and how it is said back.
    """
    zone = _zone(tz)
    moment = _moment(now, zone)
    understood = understand(
        text, language=language, zone=zone, now=moment, jurisdiction=jurisdiction
    )
    result = {
        "kind": understood.kind.value,
        "from": _told(understood.start),
        "to": _told(understood.end),
        "about": understood.about,
        "quote": understood.quote,
        "says": _said(understood, language, jurisdiction, moment),
    }
    if as_json:
        click.echo(json.dumps(result, indent=2, ensure_ascii=False))
        return
    for name, value in result.items():
        click.echo(f"{name:6} {'-' if value in (None, '') else value}")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise click.BadParameter("not a time zone", param_hint="--tz") from error


def _moment(value: str | None, zone: ZoneInfo) -> datetime:
    if value is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter("not like 2026-11-22T17:15", param_hint="--now") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _told(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M") if moment is not None else None


def _said(
    understood: When, language: str | None, jurisdiction: str | None, now: datetime
) -> str | None:
    return in_words(understood, language or DEFAULT_LANGUAGE, jurisdiction, now=now) or None
