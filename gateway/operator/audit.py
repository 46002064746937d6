"""`helpline audit`: whether the audit log is whole, and its end to be noted elsewhere."""

from __future__ import annotations

import os

import click

from helpline.privacy.auditing import Fault, head_of
from helpline.privacy.auditing import verify as verify_log
from helpline.settings import Settings
from helpline.storage.database import Database

_FAULTS = {
    Fault.CHANGED: "entry {seq} was changed, or put in by somebody else",
    Fault.MISSING: "entry {seq} is missing",
    Fault.CUT_OFF: "the end of the log is missing, from entry {seq} on",
    Fault.NOT_THE_HEAD: "the log does not hold the end that was noted",
}


@click.group()
def audit() -> None:
    """Check the log of who saw or did what."""


@audit.command("verify")
@click.option("--head", "noted", help="An end that `helpline audit head` printed before.")
def verify(noted: str | None) -> None:
    """Check every entry of the log, and with --head that nothing after it was cut off.

    Ends with an error at the first fault.
    """
    with _database().reading() as session:
        found = verify_log(session, noted=noted)
    if found.fault is not None:
        raise click.ClickException(_FAULTS[found.fault].format(seq=found.seq))
    click.echo(f"{found.entries} entries, none changed, missing or put in between")
    if found.unknown:
        click.echo(
            f"{found.unknown} of them are under a key that is not in HELPLINE_KEYS any more: they "
            "were held against their neighbours only"
        )


@audit.command("head")
def head() -> None:
    """Print the hash of the last entry. Note it where the server cannot change it."""
    with _database().reading() as session:
        click.echo(head_of(session)[1])


def _database() -> Database:
    return Database.from_settings(Settings.from_env(os.environ))
