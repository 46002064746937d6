"""`helpline templates`: WhatsApp's approval of what may be written after 24 hours of silence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import click
from twilio.rest import Client

from gateway.twilio.sending import ApiClient
from gateway.twilio.templates import (
    Template,
    TemplateError,
    Templates,
    Wording,
    create_template,
    declared_templates,
    fetch_approval,
)
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import ApprovalState
from helpline.storage.templates import (
    find_template,
    list_templates,
    record_approval,
    record_submission,
)

_SECONDS = 10.0
# Never handed in, or with other words.
_NEW = ApprovalState.UNSUBMITTED


@click.group()
def templates() -> None:
    """Hand in the messages that WhatsApp has to approve, and see how far they are.

    Their words stand in gateway/twilio/templates.yml. Until one is approved, what we write to
    somebody who has been silent for 24 hours on WhatsApp waits until they write.
    """


@templates.command("list")
def list_them() -> None:
    """Print each template by language: whether it has words, and how far its approval is."""
    declared = declared_templates()
    with _database().reading() as session:
        for template, wording in _wordings(declared):
            state = declared.state_of(session, template.name, wording.language)
            told = "no words yet" if wording.body is None else state.value
            click.echo(f"{template.name:24} {wording.language:4} {told}")


@templates.command()
@click.option("--language", help="Only this language.")
def submit(language: str | None) -> None:
    """Hand in at Twilio, for WhatsApp's approval, what has words and was not handed in yet."""
    settings, declared = _settings(), declared_templates()
    client, database = _client(settings), Database.from_settings(settings)
    handed_in, faults = 0, []
    for template, wording in _wordings(declared):
        if language not in (None, wording.language):
            continue
        if not _is_to_be_handed_in(database, declared, template, wording):
            continue
        try:
            code = declared.codes[wording.language]
            sid = create_template(client, template, wording, code=code)
        except TemplateError as error:
            faults.append(str(error))
            continue
        with database.transaction() as session:
            record_submission(
                session, template.name, wording.language,
                digest=wording.digest, sid=sid, now=datetime.now(UTC),
            )  # fmt: skip
        handed_in += 1
        click.echo(f"{template.name} in {wording.language}: handed in")
    click.echo(f"{handed_in} handed in; `helpline templates check` tells how far they are")
    if faults:
        raise click.ClickException("; ".join(faults))


@templates.command()
def check() -> None:
    """Ask Twilio how far each template is that was handed in, and keep the answer."""
    settings = _settings()
    client, database = _client(settings), Database.from_settings(settings)
    with database.reading() as session:
        waiting = [(each.name, each.language, each.sid) for each in list_templates(session)]
    faults = []
    for name, language, sid in waiting:
        try:
            state, reason = fetch_approval(client, sid)
        except TemplateError as error:
            faults.append(str(error))
            continue
        with database.transaction() as session:
            template = find_template(session, name, language)
            if template is not None and template.sid == sid:
                record_approval(template, state, reason=reason, now=datetime.now(UTC))
        click.echo(f"{name:24} {language:4} {state.value}{f': {reason}' if reason else ''}")
    if faults:
        raise click.ClickException("; ".join(faults))


def _is_to_be_handed_in(
    database: Database, declared: Templates, template: Template, wording: Wording
) -> bool:
    if wording.body is None:
        return False
    with database.reading() as session:
        return declared.state_of(session, template.name, wording.language) is _NEW


def _wordings(declared: Templates) -> Iterator[tuple[Template, Wording]]:
    for template in declared.declared.values():
        for wording in template.wordings.values():
            yield template, wording


def _client(settings: Settings) -> Client:
    return Client(
        settings.twilio_account_sid,
        settings.twilio_auth_tokens[0],
        http_client=ApiClient(settings.twilio_api_base_url, _SECONDS),
    )


def _database() -> Database:
    return Database.from_settings(_settings())


def _settings() -> Settings:
    return Settings.from_env(os.environ)
