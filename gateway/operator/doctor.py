"""`helpline doctor`: examines an installed system and says what to do about each finding."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from gateway.operator.checkups.account import TWILIO, check_twilio
from gateway.operator.checkups.configuration import (
    SECRETS,
    SETTINGS,
    check_secrets,
    check_settings,
    read_settings,
)
from gateway.operator.checkups.content import (
    CATALOGS,
    LAW,
    MODEL,
    check_catalogs,
    check_law,
    check_model,
)
from gateway.operator.checkups.finding import Finding, Level, broken
from gateway.operator.checkups.reach import PROCESSES, WEBHOOKS, check_processes, check_webhooks
from gateway.operator.checkups.stored import (
    BACKUPS,
    DATABASE,
    DISK,
    check_backups,
    check_database,
    check_disk,
)
from gateway.operator.checkups.templates import TEMPLATES, check_templates
from helpline.settings import ROOT

ENV_FILE = ROOT / ".env"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option(
    "--backups",
    type=click.Path(file_okay=False, path_type=Path),
    help="Also look how old the newest backup in this folder is.",
)
def doctor(as_json: bool, backups: Path | None) -> None:
    """Examine this installation and say what to do about what is wrong.

    Looks at settings, keys, database, processes, webhooks as Twilio would reach them, the account
    and its numbers, the clock, the disk, the model, the catalogs and the reviews of the law.
    Changes nothing. Ends with an error if anything is broken; a warning is no error.
    """
    findings = examine(os.environ, backups=backups, now=datetime.now(UTC))
    count = sum(each.level is Level.BROKEN for each in findings)
    if as_json:
        click.echo(json.dumps({"broken": count, "findings": [asdict(each) for each in findings]}))
    else:
        _print(findings)
    if count:
        sys.exit(1)


def examine(environ: Mapping[str, str], *, backups: Path | None, now: datetime) -> list[Finding]:
    """Returns all findings on the installation that an environment describes, at an aware moment.

    Without readable settings only what stands in the settings and the files is looked at.
    """
    settings, findings = read_settings(environ)
    checks: list[tuple[str, Callable[[], Iterable[Finding]]]] = []
    if settings is not None:
        checks += [
            (SETTINGS, lambda: check_settings(settings, env_file=ENV_FILE)),
            (SECRETS, lambda: check_secrets(settings)),
            (DATABASE, lambda: check_database(settings)),
            (DISK, lambda: check_disk(settings)),
            (PROCESSES, lambda: check_processes(settings)),
            (WEBHOOKS, lambda: check_webhooks(settings)),
            (TWILIO, lambda: check_twilio(settings)),
            (TEMPLATES, lambda: check_templates(settings)),
            (LAW, lambda: check_law(require_review=settings.law_require_review)),
        ]
    checks += [(MODEL, check_model), (CATALOGS, check_catalogs)]
    if backups is not None:
        checks.append((BACKUPS, lambda: check_backups(backups, now=now)))
    for name, check in checks:
        findings += _run(name, check)
    return findings


def _run(name: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as error:
        # One check that fails must not hide what the others find.
        says = f"this could not be examined ({type(error).__name__})"
        return [broken(name, says, "Please report it with this line, and without your settings.")]


def _print(findings: list[Finding]) -> None:
    for each in findings:
        click.echo(f"{each.level.value:8} {each.check:10} {each.says}")
        if each.do:
            click.echo(f"{'':19} > {each.do}")
    counts = {level: sum(each.level is level for each in findings) for level in Level}
    click.echo(
        f"{counts[Level.BROKEN]} broken, {counts[Level.WARNING]} warnings, "
        f"{counts[Level.OK]} in order"
    )
