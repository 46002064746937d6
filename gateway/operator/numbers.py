"""`helpline numbers`: what each of our numbers stands for."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime

import click

from helpline.carrying.numbers import FIELDS, read_number
from helpline.law.book import FALLBACK, LawBook
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.numbers import NumberSettings, OwnAddress, list_numbers, set_number


@click.group()
def numbers() -> None:
    """See and set what each of our numbers stands for."""


@numbers.command("list")
def list_all() -> None:
    """List the numbers of TWILIO_NUMBERS, and what is set for each."""
    settings = Settings.from_env(os.environ)
    with Database.from_settings(settings).reading() as session:
        chosen = list_numbers(session)
    listed = [OwnAddress.parse(each) for each in settings.twilio_numbers]
    for own in [*listed, *(each for each in chosen if each not in listed)]:
        told = _told(chosen.get(own, NumberSettings()))
        left = "" if own in listed else "  (not in TWILIO_NUMBERS)"
        click.echo(f"{own.written}{left}  {told}")


@numbers.command("set")
@click.argument("number")
@click.option("--office", help="The office that answers here.")
@click.option("--jurisdiction", help="Whose law to begin with: the name of a file under law/.")
@click.option("--language", help="The language to begin with.")
@click.option("--hours", "office_hours", help='When somebody is there: "Sun-Thu 09:00-17:00".')
@click.option("--timezone", "office_timezone", help="The time zone of these hours.")
@click.option("--parts-per-minute", help="SMS parts, or WhatsApp messages, that it sends a minute.")
@click.option("--on/--off", "is_active", default=None, help="Whether the bot answers what comes.")
def set_one(number: str, is_active: bool | None, **given: str | None) -> None:
    """Set what a number stands for. What is not named stays; "" takes a setting back."""
    settings = Settings.from_env(os.environ)
    if number not in settings.twilio_numbers:
        raise click.ClickException("TWILIO_NUMBERS does not list it")
    own, database = OwnAddress.parse(number), Database.from_settings(settings)
    with database.transaction() as session:
        before = list_numbers(session).get(own, NumberSettings())
        held = asdict(before)
        written = {
            name: str(held[name] or "") if given[name] is None else str(given[name])
            for name in FIELDS
        }
        places = [each for each in LawBook.load().jurisdictions if each != FALLBACK]
        active = before.is_active if is_active is None else is_active
        chosen, wrong = read_number(written, is_active=active, jurisdictions=places)
        if wrong:
            raise click.ClickException("cannot be used: " + ", ".join(sorted(wrong)))
        set_number(session, own, chosen, now=datetime.now(UTC))
    click.echo(f"{number}  {_told(chosen)}")


def _told(chosen: NumberSettings) -> str:
    told = [f"{name}={value}" for name, value in asdict(chosen).items() if name in FIELDS and value]
    return "  ".join([*told, *([] if chosen.is_active else ["off"])]) or "as for all numbers"
