"""Commands by which people read what the bot understood. Nothing that they find trains the bot by
itself: a reviewer writes a message of their own into the training or the held-out data.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click
import yaml

from gateway.operator.understanding import TRAINING
from helpline.i18n import LANGUAGES
from helpline.intents import NOT_UNDERSTOOD, URGENT
from helpline.learning.dropouts import count_dropouts
from helpline.learning.redaction import common_words, redacted
from helpline.settings import ROOT, Settings
from helpline.storage.database import Database
from helpline.storage.turn_reviews import (
    Turn,
    add_review,
    review_figures,
    sample_turns,
    urgent_missed,
)
from helpline.text.language import messages_of


@click.group("review", invoke_without_command=True)
@click.option("--language", type=click.Choice(sorted(LANGUAGES)), help="Only of one language.")
@click.option("--count", default=20, show_default=True, help="How many messages to show.")
@click.pass_context
def review(context: click.Context, language: str | None, count: int) -> None:
    """Read a sample of messages, names and numbers hidden, and say what each meant.

    Press Enter where the bot was right, write the intent that was meant where it was not, "?" to
    skip, "q" to end. Each answer is kept at once.
    """
    if context.invoked_subcommand is not None:
        return
    database = _database()
    common = _common()
    with database.reading() as session:
        turns = sample_turns(session, count=count, language=language)
    for number, turn in enumerate(turns, start=1):
        click.echo(f"\n{number} of {len(turns)} ({turn.writing or 'language not known'})")
        click.echo(f"  {redacted(turn.body, common, names=turn.names)}")
        meant = _asked(turn)
        if meant == "q":
            break
        if meant is not None:
            with database.transaction() as session:
                add_review(session, turn, meant, now=datetime.now(UTC))
    click.echo("no more messages to read" if not turns else "thank you")


@review.command("figures")
def figures() -> None:
    """Print how often the bot was right in what people have read, and which urgent it missed."""
    with _database().reading() as session:
        for figure in review_figures(session, URGENT):
            click.echo(
                f"{figure.writing or '?':8} {figure.right} of {figure.read} right,"
                f" {figure.urgent_missed} urgent missed"
            )
        for missed in urgent_missed(session, URGENT):
            click.echo(
                f"missed: {missed.meant} taken for {missed.understood}"
                f" ({missed.writing or '?'}, {missed.reviewed_at:%Y-%m-%d})"
            )


@review.command("unanswered")
@click.option("--language", type=click.Choice(sorted(LANGUAGES)), help="Only of one language.")
@click.option("--count", default=20, show_default=True, help="How many messages to show.")
def unanswered(language: str | None, count: int) -> None:
    """Show what people asked and nothing answered, names and numbers hidden."""
    common = _common()
    with _database().reading() as session:
        turns = sample_turns(session, count=count, language=language, intents=NOT_UNDERSTOOD)
    for turn in turns:
        words = redacted(turn.body, common, names=turn.names)
        click.echo(f"{turn.writing or '?':8} {turn.understood:13} {words}")


@review.command("dropouts")
def dropouts() -> None:
    """Count the intakes that were left unfinished, by the question at which people stopped."""
    with _database().reading() as session:
        counts = count_dropouts(session, now=datetime.now(UTC))
    for fact, count in counts.most_common():
        click.echo(f"{count:6} {fact}")


def _asked(turn: Turn) -> str | None:
    intents = _intents()
    while True:
        told = str(
            click.prompt(f"  understood as {turn.understood}", default="", show_default=False)
        )
        told = told.strip()
        if told == "":
            return turn.understood
        if told == "?":
            return None
        if told == "q" or told in intents:
            return told
        click.echo(f"  one of: {', '.join(sorted(intents))}")


def _intents() -> frozenset[str]:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return frozenset(domain["intents"])


def _common() -> frozenset[str]:
    return common_words(
        message for path in sorted(TRAINING.glob("*/*.yml")) for message in messages_of(path)
    )


def _database() -> Database:
    return Database.from_settings(Settings.from_env(os.environ))
