"""`helpline staff`: who may sign in to the console."""

from __future__ import annotations

import os
import secrets
import sys
from datetime import UTC, datetime

import click
from sqlalchemy.exc import IntegrityError

from gateway.console.access import hash_password
from helpline.i18n import LANGUAGES
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.staff import add_staff, end_sessions_of, find_staff, list_staff


@click.group()
def staff() -> None:
    """Add, list and disable the people who sign in to the console."""


@staff.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), default=Role.INTAKE.value)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(username: str, role: str, language: str, password_stdin: bool) -> None:
    """Add a staff member. Without --password-stdin a password is made and shown once."""
    password = secrets.token_urlsafe(15)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < 12:
        raise click.ClickException("a password has at least 12 characters")
    try:
        with _database().transaction() as session:
            add_staff(
                session,
                username,
                hash_password(password),
                role=Role(role),
                language=language,
                now=datetime.now(UTC),
            )
    except IntegrityError as error:
        raise click.ClickException("that username is taken") from error
    click.echo(f"{username} added" if password_stdin else f"{username} added; password: {password}")


@staff.command("list")
def list_all() -> None:
    """List usernames, roles, and who is disabled."""
    with _database().reading() as session:
        for member in list_staff(session):
            state = "" if member.active else "  disabled"
            click.echo(f"{member.username}  {member.role.value}  {member.language}{state}")


@staff.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Disable a staff member and end all their sessions at once."""
    with _database().transaction() as session:
        member = find_staff(session, username)
        if member is None:
            raise click.ClickException("no such username")
        member.active = False
        end_sessions_of(session, member.id)
    click.echo(f"{username} disabled")


def _database() -> Database:
    return Database.from_settings(Settings.from_env(os.environ))
