"""A staff member's desk: a browser without scripts that keeps cookies and fills in forms."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gateway.console.access import complete_session, open_session
from gateway.console.passwords import hash_password
from gateway.console.throttling import subjects_of
from gateway.extension import gateway_of
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.second_factors import set_totp
from helpline.storage.staff import add_failed_sign_in, add_staff
from helpline.storage.tables import Staff
from tests.builders import NOW

USERNAME = "amina"
PASSWORD = "a long enough password"
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_NONCE = re.compile(r'name="nonce" value="([^"]+)"')


def make_staff(
    session: Session,
    username: str = USERNAME,
    *,
    role: Role = Role.INTAKE,
    office: str | None = None,
    language: str = "en",
    active: bool = True,
    totp: str | None = None,
    now: datetime = NOW,
) -> Staff:
    """Adds a staff member whose password is PASSWORD, with an authenticator if given its secret."""
    member = add_staff(
        session, username, _password_hash(), role=role, office=office, language=language, now=now
    )
    member.active = active
    if totp is not None:
        set_totp(session, member, totp, step=0)
    session.flush()
    return member


def fail_often(database: Database, **at: str) -> None:
    """Lets somebody have failed at a username or a code until the wait is minutes long."""
    (subject,) = subjects_of(database, **at)
    with database.transaction() as session:
        for _ in range(12):
            add_failed_sign_in(session, subject.hash, now=datetime.now(UTC))


class Desk:
    """A browser at the console."""

    def __init__(self, app: Flask) -> None:
        """Takes the application; nobody is signed in."""
        self._public_url = gateway_of(app).settings.public_url
        self.client = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Asks for a page."""
        return self.client.get(path, base_url=self._public_url, **options)

    def post(self, path: str, form: dict[str, str], **options: Any) -> TestResponse:
        """Posts a form as it stands, without a token unless the form holds one."""
        return self.client.post(path, base_url=self._public_url, data=form, **options)

    def submit(self, page: str, path: str, form: dict[str, str], **options: Any) -> TestResponse:
        """Posts a form with the token (and the nonce, if there is one) of the page that holds
        it.
        """
        shown = self.get(page).text
        hidden = {"csrf_token": _TOKEN.search(shown)[1]}
        nonce = _NONCE.search(shown)
        return self.post(path, hidden | ({"nonce": nonce[1]} if nonce else {}) | form, **options)

    def sign_in(
        self, username: str = USERNAME, password: str = PASSWORD, **options: Any
    ) -> TestResponse:
        """Signs in through the form."""
        form = {"username": username, "password": password} | options.pop("form", {})
        return self.submit("/console/sign-in", "/console/sign-in", form, **options)

    def enter(self, database: Database, staff: Staff) -> None:
        """Puts somebody before the desk who has just signed in, without the time that it takes."""
        with database.transaction() as session:
            opened = open_session(
                session, staff, browser="Firefox, Linux", required=False, now=datetime.now(UTC)
            )
            token = complete_session(session, opened.token, now=datetime.now(UTC))
        host = self._public_url.partition("://")[2]
        self.client.set_cookie("__Host-helpline_staff", token, domain=host, secure=True)

    def give_code(self, code: str, **options: Any) -> TestResponse:
        """Gives a code at the second step."""
        form = {"code": code} | options.pop("form", {})
        return self.submit("/console/sign-in/code", "/console/sign-in/code", form, **options)

    def cookie(self, name: str) -> str | None:
        """Returns a cookie's value, or None if the browser has none."""
        cookie = self.client.get_cookie(name, domain=self._public_url.partition("://")[2])
        return cookie.value if cookie else None


@cache
def _password_hash() -> str:
    return hash_password(PASSWORD)


def rows(page: str) -> list[str]:
    """Returns the rows of a list as words: tags are taken away, white space is folded."""
    found = re.findall(r'<li class="row[ "].*?(?=<li class="row[ "]|</main>)', page, re.DOTALL)
    return [words(row) for row in found]


def words(html: str) -> str:
    """Returns what a page says, without its tags and its line ends."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
