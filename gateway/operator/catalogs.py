"""Commands over the catalogs of translations."""

from __future__ import annotations

import click

from helpline import catalogs as tool


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
