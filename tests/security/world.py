"""The gateway over a busy office, as somebody of each kind finds it, and as it was before."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from gateway.app import create_app
from gateway.console.guard import OPEN
from gateway.console.needs import HELD
from gateway.console.routes import ROUTES
from gateway.extension import gateway_of
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from tests.gateway.console.desk import Desk
from tests.gateway.console.office import Office, environment
from tests.security.busy_office import open_busy_office
from tests.security.described import Taken, Walk, routes, watch
from tests.security.keeping import Keeping, KeptFile, KeptOnServer

PUBLIC_URL = "https://helpline.example"
SESSION, FORM = "__Host-helpline_staff", "__Host-helpline_form"
LANGUAGE = "en"
# Strangers: who was sent a link, who has given a password, and who has yet no second factor.
LINK, PASSWORD, NEWCOMER = "link", "password", "newcomer"
STRANGERS = (LINK, PASSWORD, NEWCOMER)
VISITORS = (*STRANGERS, *Role)
# What each endpoint of the console asks of who opens it.
NEEDS = {f"console.{route.name}": route.needs for route in ROUTES}
_TOKEN = re.compile(r'csrf_token" value="([^"]+)')


@dataclass
class World:
    """A gateway over an office, and what its routes take; `desks` are the browsers of who came, by
    the kind of visitor, and `tokens` what each needs to send a form.
    """

    app: Flask
    database: Database
    office: Office
    taken: Taken
    keeping: Keeping
    desks: dict[str, Desk] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    _cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def come(self, who: str) -> None:
        """Lets somebody come in and look at every page that leads from one to the other."""
        desk = self.desks[who] = Desk(self.app)
        self._cookies[who] = self._session_of(who)
        self.sit_down(who)
        Walk(self.app, self.taken).over(desk, list(self._starts(who)))
        page = "/console/sign-in" if who in STRANGERS else "/console/account"
        self.tokens[who] = _TOKEN.search(desk.get(page).text)[1]
        self._cookies[who][FORM] = desk.cookie(FORM) or ""

    def ask_for_fields(self, who: str) -> None:
        """Sends nothing to what no form has a field for: its view asks for what it takes."""
        for rule, method in routes(self.app):
            endpoint = str(rule.endpoint)
            if method == "GET" or endpoint not in open_to(who) or self.taken.form[endpoint]:
                continue
            named = {name: min(self.taken.values_of(endpoint, name)) for name in rule.arguments}
            _, path = rule.build(named) or ("", rule.rule)
            for as_json in (False, True):
                self.restore(who)
                self.send(who, method, path, {}, {}, as_json=as_json)

    def keep(self) -> None:
        """Keeps the database as it is now."""
        self.database.truncate_log()
        self.close()
        self.keeping.keep()

    def restore(self, who: str) -> None:
        """Makes the database what it was when it was kept, and lets somebody be signed in again."""
        self.close()
        self.keeping.restore()
        self.sit_down(who)

    def sit_down(self, who: str) -> None:
        """Gives somebody's browser the cookies that it came with."""
        host = PUBLIC_URL.partition("://")[2]
        for name, value in self._cookies[who].items():
            self.desks[who].client.set_cookie(name, value, domain=host, secure=True)

    def close(self) -> None:
        """Closes all connections."""
        for database in (self.database, gateway_of(self.app).database):
            database.close()

    def send(
        self, who: str, method: str, path: str, query: dict[str, Any], body: Any, *, as_json: bool
    ) -> TestResponse:
        """Sends a request of somebody, with the token that a form of theirs has."""
        sent: dict[str, Any] = {"query_string": query}
        if as_json:
            sent |= {"json": body, "headers": {"X-CSRFToken": self.tokens[who]}}
        elif method == "POST":
            sent["data"] = {**body, "csrf_token": self.tokens[who]}
        return self.desks[who].client.open(
            path, method=method, base_url=PUBLIC_URL, buffered=True, **sent
        )

    def _session_of(self, who: str) -> dict[str, str]:
        if who == LINK:
            return {}
        if who in STRANGERS:
            token = self.office.begin_to_sign_in(LANGUAGE, with_totp=who == PASSWORD)
            return {SESSION: token}
        # In another browser too, which they may end.
        self.office.sign_in(Role(who), LANGUAGE)
        return {SESSION: self.office.sign_in(Role(who), LANGUAGE) or ""}

    def _starts(self, who: str) -> Iterable[str]:
        """Yields the addresses that somebody types, or was sent."""
        named = self.office.named
        if who == LINK:
            yield from (f"/console/asked/{named['asked']}", "/console/sign-in")
            yield f"/console/invitation/{named[f'invitation-{LANGUAGE}']}"
        elif who in STRANGERS:
            yield f"/console/sign-in/{'code' if who == PASSWORD else 'authenticator'}"
        else:
            for route in ROUTES:
                if route.method == "GET" and "<" not in route.path:
                    yield f"/console{route.path}"
            yield from (f"/console/referrals/{each}" for each in self.office.references)


def make_world(folder: Path, migrated: Path) -> World:
    """Returns a world on SQLite in a folder, from a file with all tables."""
    path = folder / "helpline.db"
    shutil.copyfile(migrated, path)
    world = _filled(environment(folder), KeptFile(path))
    for who in VISITORS:
        world.ask_for_fields(who)
    return world


def make_world_on_server(folder: Path, kept: KeptOnServer, migrated: str) -> World:
    """Returns a world on PostgreSQL, from a database with all tables. Restoring it takes longer:
    what no form has a field for is to be learnt from another world.
    """
    kept.begin(migrated)
    return _filled(environment(folder) | {"DATABASE_URL": kept.url}, kept)


def _filled(environ: dict[str, str], keeping: Keeping) -> World:
    changed = {"PUBLIC_URL": PUBLIC_URL, "STAFF_SECOND_FACTOR": "offered", "REPORT_THRESHOLD": "5"}
    settings = Settings.from_env(environ | changed)
    database, app = Database.from_settings(settings), create_app(settings)
    office = open_busy_office(database, settings)
    world = World(app, database, office, watch(app), keeping)
    for who in VISITORS:
        world.come(who)
    world.keep()
    return world


def open_to(who: str) -> set[str]:
    """Returns the endpoints of the console that somebody may ask for."""
    if who in STRANGERS:
        return set(OPEN) - {"console.static"}
    held = HELD[Role(who)]
    return {name for name, need in NEEDS.items() if need in held} - OPEN
