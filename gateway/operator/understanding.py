"""Commands on what the bot understands: training it, and measuring it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess  # nosec: starts this project's own commands only
import sys
from pathlib import Path

import click

from gateway.commands import BOT_PYTHON_FOLDER, MODELS, RASA_ENVIRON, newest_model
from helpline.settings import ROOT

# Whatever a model is made of: if none of it changed, there is nothing to train.
_INPUTS = (
    "config.yml",
    "domain.yml",
    "bot/data/**/*.yml",
    "bot/components/*.py",
    "helpline/text/**/*",
    "bot/uv.lock",
)
_STEP = re.compile(r"(Starting to train|Finished training|Restored) component .*")


@click.command()
@click.option("--force", is_flag=True, help="Train although nothing has changed.")
def train(force: bool) -> None:
    """Train the bot into models/, unless its data, its domain and its code are as they were."""
    fingerprint = _fingerprint()
    model = MODELS / f"{fingerprint}.tar.gz"
    if model.exists() and not force:
        model.touch()
        click.echo(f"model {fingerprint} is up to date")
        return
    MODELS.mkdir(exist_ok=True)
    click.echo("Training the bot (about half a minute) …")
    _train_with_rasa(fingerprint)
    click.echo(f"model {fingerprint} trained")


@click.group()
def nlu() -> None:
    """Measure how well messages are understood."""


@nlu.command("evaluate")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(files: tuple[Path, ...], as_json: bool) -> None:
    """Parse every message of Rasa NLU FILES with the newest model and print how it did."""
    arguments = [str(newest_model()), *(str(path.resolve()) for path in files)]
    _python("bot/evaluation.py", *arguments, *(["--json"] if as_json else []))


@nlu.command("validate")
def validate() -> None:
    """Have Rasa check its data: all it names must be there, and no two rules contradict."""
    _show_steps(
        ["data", "validate", "--domain", "domain.yml", "--data", "bot/data"],
        "the check of the data",
    )
    click.echo("Rasa finds its data in order")


def _fingerprint() -> str:
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
        [str(BOT_PYTHON_FOLDER / "rasa"), *arguments], cwd=ROOT, env=os.environ | RASA_ENVIRON,
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            said.append(line)
            if step := _STEP.search(line):
                click.echo(f"  {step[0].lower()}")
    if process.returncode != 0:
        click.echo("".join(said), err=True)
        raise click.ClickException(f"{what} failed; what Rasa said is above")


def _python(script: str, *arguments: str) -> None:
    command = [str(BOT_PYTHON_FOLDER / "python"), str(ROOT / script), *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=os.environ | RASA_ENVIRON, check=False)  # noqa: S603
    if ended.returncode != 0:
        sys.exit(ended.returncode)
