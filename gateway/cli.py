"""The `helpline` command."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

import click

from gateway.commands import bot_addresses, bot_command, bot_environ, metrics_folder
from gateway.notifying import Notifier
from gateway.operator.audit import audit
from gateway.operator.burn import burn
from gateway.operator.catalogs import catalogs
from gateway.operator.data import backup, keys, migrate, purge, restore, retention
from gateway.operator.dates import when
from gateway.operator.doctor import doctor
from gateway.operator.law import law
from gateway.operator.move import move_command
from gateway.operator.numbers import numbers
from gateway.operator.prices import prices
from gateway.operator.reports import export, reports, simulate
from gateway.operator.restarting import chosen, restart, told_of
from gateway.operator.reviewing import review
from gateway.operator.staff import staff
from gateway.operator.templates import templates
from gateway.operator.understanding import nlu, train
from helpline.errors import HelplineError
from helpline.logs import configure_logging
from helpline.settings import ROOT, Settings

# Modules that count something are imported inside the commands: the folder of the figures must be
# in the environment before `prometheus_client` is.


class _Group(click.Group):
    def invoke(self, ctx: click.Context) -> object:
        """Runs a command; an error of ours ends it with its words and without a traceback."""
        try:
            return super().invoke(ctx)
        except HelplineError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
def main() -> None:
    """The helpline: a chatbot and SMS helpline for people seeking legal aid.

    Settings are read from the environment and, if it is there, from the file .env in this folder;
    .env.example explains each.
    """
    _read_env_file(ROOT / ".env")


@main.command()
@click.option("--workers", type=click.IntRange(0), help="How many workers (WORKERS).")
@click.option("--gateways", type=click.IntRange(0), help="How many gateways (GATEWAYS).")
@click.option("--bots", type=click.IntRange(0), help="How many bots (BOTS).")
@click.option("--actions", type=click.IntRange(0), help="How many actions (ACTION_SERVERS).")
def up(**asked: int | None) -> None:
    """Start every process, here in the foreground, and keep each alive. Ctrl-C ends them all, and
    `helpline restart` starts each anew in turn. 0 of a kind: they run on other machines.
    """
    from gateway.installation import children
    from gateway.processes import Supervisor

    settings = _settings()
    counts = chosen(settings.processes, **asked)
    folder = metrics_folder(settings)
    # A socket's path must be short, and that of HELPLINE_VAR may not be.
    with told_of(settings), tempfile.TemporaryDirectory(prefix="helpline-") as sockets:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True)
        _migrate(settings)
        Supervisor(children(settings, os.environ, counts, sockets=Path(sockets))).run()


@main.command()
def gateway() -> None:
    """Serve the webhooks and the console on LISTEN_ADDRESS and PORT."""
    settings = _settings()
    _count_in(settings)
    from gateway.app import create_app
    from gateway.serving import serve

    _migrate(settings)
    serve(
        lambda: create_app(settings),
        host=settings.listen_address, port=settings.port, workers=2, threads=8,
    )  # fmt: skip


@main.command()
def worker() -> None:
    """Take turns and send what is in the outbox."""
    settings = _settings()
    _count_in(settings)
    from gateway.conversation.worker import run_worker
    from gateway.twilio.media import TwilioMedia
    from gateway.twilio.sending import TwilioCarrier
    from gateway.twilio.templates import declared_templates
    from helpline.storage.database import Database
    from helpline.storage.templates import StoredContents

    _migrate(settings)
    carrier = TwilioCarrier(settings, StoredContents(Database.from_settings(settings)))
    ready = Notifier(os.environ).ready
    run_worker(settings, carrier, TwilioMedia(settings), declared_templates(), ready)


@main.command()
def actions() -> None:
    """Serve the bot's custom actions on ACTIONS_URL's host and port."""
    from bot.actions.service import serve_actions

    settings = _settings()
    _migrate(settings)
    serve_actions(settings)


@main.command()
@click.option(
    "--number", type=click.IntRange(1), default=1, show_default=True,
    help="Which address of RASA_URL; past the last one, the ports that follow it.",
)  # fmt: skip
def bot(number: int) -> None:
    """Serve the newest model with Rasa, in Rasa's own environment, on RASA_URL's host and port."""
    settings = _settings()
    command = bot_command(bot_addresses(settings, number)[number - 1])
    os.chdir(ROOT)
    os.execve(command[0], command, bot_environ(settings, os.environ))  # noqa: S606


@main.command()
def demo() -> None:
    """Start everything on SQLite with a simulated carrier and phone; nothing leaves this
    machine.
    """
    from gateway.demo import run_demo

    run_demo()


@main.command()
def simulator() -> None:
    """Serve the simulated carrier and phone of a demo on TWILIO_API_BASE_URL's host and port."""
    from gateway.demo import serve_simulator

    serve_simulator(_settings())


nlu.add_command(review)
for command in (
    audit,
    burn,
    staff,
    law,
    catalogs,
    nlu,
    train,
    when,
    migrate,
    purge,
    retention,
    keys,
    export,
    reports,
    simulate,
    backup,
    restore,
    doctor,
    templates,
    numbers,
    prices,
    restart,
    move_command,
):
    main.add_command(command)


def _settings() -> Settings:
    settings = Settings.from_env(os.environ)
    configure_logging(settings.log_level)
    return settings


def _migrate(settings: Settings) -> None:
    from helpline.storage.database import Database
    from helpline.storage.migrate import upgrade

    database = Database.from_settings(settings)
    upgrade(database.engine)
    database.close()


def _count_in(settings: Settings) -> None:
    folder = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(metrics_folder(settings))))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _read_env_file(path: Path) -> None:
    """Adds the lines NAME=value of a file to the environment, which wins where both set a name."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


if __name__ == "__main__":
    sys.exit(main())
