"""Commands on what the bot understands: training it, and measuring it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess  # nosec: starts this project's own commands only
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from gateway.commands import (
    BOT_PYTHON_FOLDER,
    MODELS,
    RASA,
    RASA_ENVIRON,
    RECKON_ALONE,
    newest_model,
)
from gateway.operator import examples
from helpline.settings import ROOT
from helpline.text.language import LONG, LanguageGuesser, language_of_writing, messages_of
from helpline.text.zawgyi import in_unicode

# Whatever a model is made of: if none of it changed, there is nothing to train.
_INPUTS = (
    "config.yml",
    "domain.yml",
    "bot/data/**/*.yml",
    "bot/components/*.py",
    "helpline/text/**/*",
    "bot/uv.lock",
)
TRAINING = ROOT / "bot" / "data" / "nlu"
_STEP = re.compile(r"(Starting to train|Finished training|Restored) component .*")


@click.command()
@click.option("--force", is_flag=True, help="Train although nothing has changed.")
def train(force: bool) -> None:
    """Train the bot into models/, unless its data, its domain and its code are as they were."""
    name = fingerprint()
    model = MODELS / f"{name}.tar.gz"
    if model.exists() and not force:
        model.touch()
        click.echo(f"model {name} is up to date")
        return
    MODELS.mkdir(exist_ok=True)
    click.echo("Training the bot (a minute or two) …")
    _train_with_rasa(name)
    click.echo(f"model {name} trained")


@click.group()
def nlu() -> None:
    """Measure how well messages are understood."""


@nlu.command("evaluate")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option(
    "--picture",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to draw the confusion of intents, as PNG.  [default: models/confusion.png]",
)
def evaluate(files: tuple[Path, ...], as_json: bool, picture: Path | None) -> None:
    """Parse every message of Rasa NLU FILES with the newest model and print how it did.

    A file that has the name of a way of writing (fr.yml, ne-Latn.yml) also shows how often the
    language of its messages is told, each taken as the first of a conversation.
    """
    picture = (picture or MODELS / "confusion.png").resolve()
    results = _evaluated(files, picture)
    if as_json:
        click.echo(json.dumps(results, indent=2, ensure_ascii=False))
        return
    click.echo(_table(results))
    for name, result in results.items():
        for wrong in result["worst"]:
            click.echo(
                f"{name}: {wrong['intent']} taken for {wrong['understood']}"
                f" ({wrong['confidence']}): {wrong['text']}"
            )
    click.echo(f"confusion drawn in {picture}")


@nlu.command("check")
@click.option("--warnings/--no-warnings", default=True, help="Also list what is only thin.")
def check_examples(warnings: bool) -> None:
    """Check the training messages: none missing, none under two intents, none held out."""
    try:
        training = examples.read_training(TRAINING)
        held_out = examples.read_held_out(ROOT / "tests" / "nlu")
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    found = examples.check(training, held_out, {each.intent for each in training})
    for warning in found.warnings if warnings else ():
        click.echo(f"warning: {warning}")
    for fault in found.errors:
        click.echo(fault, err=True)
    click.echo(
        f"{len(training)} training messages, {len(held_out)} held out:"
        f" {len(found.errors)} faults, {len(found.warnings)} warnings"
    )
    if found.errors:
        sys.exit(1)


@nlu.command("validate")
def validate() -> None:
    """Have Rasa check its data: all it names must be there, and no two rules contradict."""
    _show_steps(
        ["data", "validate", "--domain", "domain.yml", "--data", "bot/data"],
        "the check of the data",
    )
    click.echo("Rasa finds its data in order")


def fingerprint() -> str:
    """Returns the name of the model that the present data and code make."""
    digest = hashlib.sha256()
    for pattern in _INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _train_with_rasa(name: str) -> None:
    _show_steps(
        [
            "train", "--config", "config.yml", "--domain", "domain.yml", "--data", "bot/data",
            "--out", str(MODELS), "--fixed-model-name", name,
            # `make check` validates the data; here it would only cost time.
            "--skip-validation",
        ],
        "training",
    )  # fmt: skip


def _show_steps(arguments: list[str], what: str) -> None:
    """Runs Rasa, which says much; of that its steps are shown, and all of it if it fails."""
    said = []
    with subprocess.Popen(  # noqa: S603
        [*RASA, *arguments], cwd=ROOT, env=os.environ | RASA_ENVIRON | RECKON_ALONE,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            said.append(line)
            if step := _STEP.search(line):
                click.echo(f"  {step[0].lower()}")
    if process.returncode != 0:
        click.echo("".join(said), err=True)
        raise click.ClickException(f"{what} failed; what Rasa said is above")


def _evaluated(files: Iterable[Path], picture: Path) -> dict[str, dict[str, Any]]:
    paths = [path.resolve() for path in files]
    command = [str(BOT_PYTHON_FOLDER / "python"), str(ROOT / "bot" / "evaluation.py")]
    command += [str(newest_model()), str(picture), *map(str, paths)]
    ended = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=os.environ | RASA_ENVIRON, check=False, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    if ended.returncode != 0:
        sys.exit(ended.returncode)
    results: dict[str, dict[str, Any]] = json.loads(ended.stdout.splitlines()[-1])
    guesser = LanguageGuesser.from_training(TRAINING)
    for path in paths:
        results[path.stem] = language_figures(guesser, path) | results[path.stem]
    return results


def language_figures(guesser: LanguageGuesser, path: Path) -> dict[str, float | None]:
    """Returns how often the language of a file's messages is told as {"language",
    "language_long"}, shares from 0 to 1: of all, and of those with fifteen letters or more; None
    if the file does not have the name of a way of writing.
    """
    language = language_of_writing(path.stem)
    if language is None:
        return {"language": None, "language_long": None}
    told = [
        (guess.letters, guess.language == language)
        for guess in (guesser.guess(in_unicode(text)) for text in messages_of(path))
    ]
    return {
        "language": _share([right for _, right in told]),
        "language_long": _share([right for letters, right in told if letters >= LONG]),
    }


def _share(rights: list[bool]) -> float | None:
    return round(sum(rights) / len(rights), 4) if rights else None


def _table(results: dict[str, dict[str, Any]]) -> str:
    columns = [name for name in next(iter(results.values())) if name != "worst"]
    rows = [["", *columns]]
    for name, result in results.items():
        cells = ("-" if result[column] is None else str(result[column]) for column in columns)
        rows.append([name, *cells])
    return "\n".join("".join(f"{cell:>16}" for cell in row) for row in rows)
