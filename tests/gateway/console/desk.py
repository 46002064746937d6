"""A staff member's desk: a browser without scripts that keeps cookies and fills in forms."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from gateway.console.access import hash_password
from gateway.extension import gateway_of
from helpline.storage.kinds import Role
from helpline.storage.staff import add_staff
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
    language: str = "en",
    active: bool = True,
    now: datetime = NOW,
) -> Staff:
    """Adds a staff member whose password is PASSWORD."""
    member = add_staff(
        session, username, _password_hash(), role=Role.INTAKE, language=language, now=now
    )
    member.active = active
    session.flush()
    return member


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
