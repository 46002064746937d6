"""`helpline staff`: who may sign in to the console."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.console import inviting
from gateway.console.passwords import Weakness, hash_password, weakness_of
from helpline.i18n import LANGUAGES
from helpline.settings import Settings
from helpline.storage.audit import Act, Action, Actor, Kind, record
from helpline.storage.database import Database
from helpline.storage.invitations import Place, withdraw_invitations_of
from helpline.storage.kinds import Role
from helpline.storage.staff import add_staff, find_staff, list_staff, set_active, set_role
from helpline.storage.tables import Staff

_ROLES = click.Choice([role.value for role in Role])
_LANGUAGES = click.Choice(list(LANGUAGES))
_WEAKNESSES = {
    Weakness.TOO_SHORT: "a password has at least 12 characters",
    Weakness.TOO_LONG: "that password is too long",
    Weakness.TOO_COMMON: "that password is easy to guess; take words that do not belong together",
    Weakness.LIKE_USERNAME: "that password is too much like the username",
}


@click.group()
def staff() -> None:
    """Invite, add, list and disable the people who sign in to the console."""


@staff.command("invite")
@click.option("--role", type=_ROLES, required=True)
@click.option("--language", type=_LANGUAGES, default="en")
@click.option("--office", help="Whose numbers' cases they see; all, unless given.")
def invite(role: str, language: str, office: str | None) -> None:
    """Print a link by which somebody becomes staff. It works once, for 72 hours."""
    place = Place(Role(role), language, office)
    settings, database = _installation()
    with database.transaction() as session:
        token = inviting.invite(session, place, invited_by=None, now=datetime.now(UTC))
        _record(session, Action.INVITED, None)
    click.echo(inviting.link_of(settings.public_url, token))


@staff.command("add")
@click.argument("username")
@click.option("--role", type=_ROLES, default=Role.INTAKE.value)
@click.option("--language", type=_LANGUAGES, default="en")
@click.option("--office", help="Whose numbers' cases they see; all, unless given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(username: str, role: str, language: str, office: str | None, password_stdin: bool) -> None:
    """Add a staff member. Without --password-stdin a password is made and shown once.

    The second factor is set up at the first sign-in. To know that it is they who set it up, invite
    them instead.
    """
    password = secrets.token_urlsafe(15)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
        _require_strength(password, username)
    password_hash = hash_password(password)
    try:
        with _installation()[1].transaction() as session:
            added = add_staff(
                session,
                username,
                password_hash,
                role=Role(role),
                language=language,
                office=office,
                now=datetime.now(UTC),
            )
            _record(session, Action.STAFF_ADDED, added)
    except IntegrityError as error:
        raise click.ClickException("that username is taken") from error
    click.echo(f"{username} added" if password_stdin else f"{username} added; password: {password}")


@staff.command("list")
def list_all() -> None:
    """List usernames, roles, offices, who is disabled, and who has no second factor."""
    with _installation()[1].reading() as session:
        for member in list_staff(session):
            marks = (
                member.office,
                None if member.active else "disabled",
                None if member.totp_sealed else "no second factor",
            )
            columns = (member.username, member.role.value, member.language, *marks)
            click.echo("  ".join(column for column in columns if column))


@staff.command("role")
@click.argument("username")
@click.argument("role", type=_ROLES)
@click.option("--office", help="Whose numbers' cases they see; all, unless given.")
def change_role(username: str, role: str, office: str | None) -> None:
    """Give a staff member another role, and end all their sessions at once."""
    with _member(username) as (session, member):
        set_role(session, member, Role(role), office=office)
        _record(session, Action.ROLE_SET, member)
    click.echo(f"{username} is {role} now")


@staff.command("reset-second-factor")
@click.argument("username")
def reset_second_factor(username: str) -> None:
    """Print a link by which who lost the phone sets password and second factor anew.

    Both end at once, and so do all sessions. The link works once, for 72 hours.
    """
    with _member(username) as (session, member):
        if not member.active:
            raise click.ClickException("disabled; enable them first")
        token = inviting.let_in_again(session, member, invited_by=None, now=datetime.now(UTC))
        _record(session, Action.LET_IN_AGAIN, member)
    click.echo(inviting.link_of(_installation()[0].public_url, token))


@staff.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Disable a staff member and end all their sessions at once."""
    with _member(username) as (session, member):
        set_active(session, member, False)
        _record(session, Action.ACCOUNT_SET, member)
        withdraw_invitations_of(session, member.id)
    click.echo(f"{username} disabled")


@staff.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let a disabled staff member sign in again, with the password and second factor of before."""
    with _member(username) as (session, member):
        set_active(session, member, True)
        _record(session, Action.ACCOUNT_SET, member)
    click.echo(f"{username} enabled")


def _record(session: Session, action: Action, member: Staff | None) -> None:
    act = Act(action, Kind.STAFF, member.id if member else None)
    record(session, act, actor=Actor.COMMAND, now=datetime.now(UTC))


def _require_strength(password: str, username: str) -> None:
    weakness = weakness_of(password, username)
    if weakness is not None:
        raise click.ClickException(_WEAKNESSES[weakness])


@contextmanager
def _member(username: str) -> Iterator[tuple[Session, Staff]]:
    with _installation()[1].transaction() as session:
        member = find_staff(session, username)
        if member is None:
            raise click.ClickException("no such username")
        yield session, member


def _installation() -> tuple[Settings, Database]:
    settings = Settings.from_env(os.environ)
    return settings, Database.from_settings(settings)
