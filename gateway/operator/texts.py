"""Commands over the texts: the law's state of review, and the catalogs of translations."""

from __future__ import annotations

from datetime import date, timedelta

import click

from helpline import catalogs as tool
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.answers import LawAnswers
from helpline.law.book import Entry, LawBook

_STALE_AFTER = timedelta(days=365)
_LONGEST_SAYS = 300


@click.group()
def law() -> None:
    """See how far the texts on the law can be trusted."""


@law.command("check")
def law_check() -> None:
    """Check every law file and list what is unreviewed, stale, untranslated or too long.

    Ends with an error only if a file does not keep to the schema: an unreviewed text is a fact to
    know, not a fault of the file.
    """
    book = LawBook.load()
    answers = LawAnswers(book)
    findings = [(entry, _findings(book, answers, entry)) for entry in book.entries()]
    for entry, found in findings:
        for finding in found:
            click.echo(f"{entry.jurisdiction}/{entry.topic}: {finding}")
    unreviewed = sum(1 for entry in book.entries() if len(entry.reviewed_by) < 2)
    click.echo(
        f"{len(book.jurisdictions)} jurisdictions, {len(findings)} texts, {unreviewed} of them "
        "not yet approved by two lawyers"
    )


def _findings(book: LawBook, answers: LawAnswers, entry: Entry) -> list[str]:
    found = []
    if len(entry.reviewed_by) < 2:
        found.append("unreviewed")
    if date.today() - entry.as_of > _STALE_AFTER:  # noqa: DTZ011 - a day more or less is no matter
        found.append(f"stale: facts of {entry.as_of}")
    if not entry.verified:
        found.append("recalled, not read")
    if len(entry.says) > _LONGEST_SAYS:
        found.append(f"too long: {len(entry.says)} characters")
    untranslated = [
        code
        for code in book.jurisdictions[entry.jurisdiction].languages
        if code in LANGUAGES
        and code != DEFAULT_LANGUAGE
        and answers.answer(entry.jurisdiction, entry.topic, code).language != code
    ]
    if untranslated:
        found.append(f"untranslated: {', '.join(untranslated)}")
    return found


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
