"""Passkeys as a second factor: added, given, and refused when anything is wrong (§F 92)."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from gateway.console.passkeys import site_of
from helpline.storage.database import Database
from helpline.storage.tables import Passkey, Staff
from tests.gateway.console.desk import USERNAME, Desk, make_staff
from tests.gateway.console.software_key import SoftwareKey

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_OPTIONS = re.compile(r'data-options="([^"]+)"')


@pytest.fixture
def amina(database: Database) -> Staff:
    """A staff member who has an authenticator: passkeys come beside one."""
    with database.transaction() as session:
        return make_staff(session, totp=SECRET)


@pytest.fixture
def key(app: Flask, database: Database, amina: Staff) -> SoftwareKey:
    """A security key that the staff member has added."""
    desk, key = Desk(app), SoftwareKey()
    desk.enter(database, amina)
    assert add(desk, key).location == "/console/account"
    return key


def add(desk: Desk, key: SoftwareKey) -> object:
    credential = key.make(options(desk, "/console/account/passkeys"))
    form = {"credential": credential, "label": "blue key"}
    return desk.post("/console/account/passkeys", form | token_of(desk))


def options(desk: Desk, page: str) -> str:
    """Returns what a page asks of the browser."""
    return html.unescape(_OPTIONS.search(desk.get(page).text)[1])


def token_of(desk: Desk) -> dict[str, str]:
    """Returns the form's token, from a page that asks nothing of a passkey."""
    page = desk.get("/console/sign-in").text
    return {"csrf_token": re.search(r'csrf_token" value="([^"]+)', page)[1]}


def give(desk: Desk, credential: str) -> int:
    form = {"credential": credential} | token_of(desk)
    return desk.post("/console/sign-in/code", form).status_code


def test_a_passkey_lets_in_in_place_of_a_code(
    stranger: Desk, key: SoftwareKey, database: Database
) -> None:
    stranger.sign_in()

    assert give(stranger, key.prove(options(stranger, "/console/sign-in/code"))) == 303

    assert "blue key" in stranger.get("/console/account").text
    with database.reading() as session:
        stored = session.scalars(select(Passkey)).one()
    assert stored.sign_count == 1
    assert stored.last_used_at is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://helpline.example.evil.example"},
        {"origin": "http://helpline.example"},
        {"host": "evil.example"},
        {"id": b"another key"},
        {"private": SoftwareKey().private},
    ],
)
def test_fault_92_a_passkey_of_another_address_or_key_is_refused(
    stranger: Desk, key: SoftwareKey, changes: dict[str, object]
) -> None:
    stranger.sign_in()
    false = replace(key, **changes)

    assert give(stranger, false.prove(options(stranger, "/console/sign-in/code"))) == 401
    assert stranger.get("/console/account").status_code == 303


def test_fault_92_a_passkey_whose_count_goes_back_has_been_copied(
    app: Flask, key: SoftwareKey
) -> None:
    copy = replace(key)
    for desk in (Desk(app), Desk(app)):
        desk.sign_in()
        assert give(desk, key.prove(options(desk, "/console/sign-in/code"))) == 303

    thief = Desk(app)
    thief.sign_in()

    assert give(thief, copy.prove(options(thief, "/console/sign-in/code"))) == 401


def test_fault_92_an_answer_to_a_challenge_is_taken_once(stranger: Desk, key: SoftwareKey) -> None:
    key.count = 10
    stranger.sign_in()
    asked = options(stranger, "/console/sign-in/code")
    broken = key.prove(asked).replace('"signature": "M', '"signature": "N')

    assert give(stranger, broken) == 401
    assert give(stranger, key.prove(asked)) == 401


def test_fault_92_an_answer_to_a_challenge_of_another_browser_is_refused(
    app: Flask, key: SoftwareKey
) -> None:
    one, other = Desk(app), Desk(app)
    one.sign_in()
    other.sign_in()
    options(other, "/console/sign-in/code")

    assert give(other, key.prove(options(one, "/console/sign-in/code"))) == 401


def test_a_key_of_somebody_else_is_refused(
    app: Flask, database: Database, key: SoftwareKey
) -> None:
    with database.transaction() as session:
        other = make_staff(session, "other", totp=SECRET)
        make_staff(session, "third", totp=SECRET)
    own = replace(key, id=b"the other's", private=SoftwareKey().private)
    desk = Desk(app)
    desk.enter(database, other)
    add(desk, own)

    assert add(desk, key).status_code == 422, "one key, one person"
    desk = Desk(app)
    desk.sign_in(USERNAME)
    assert give(desk, own.prove(options(desk, "/console/sign-in/code"))) == 401


@pytest.mark.parametrize(
    "credential",
    [
        "{}",
        "[]",
        "null",
        "x",
        '{"id": 1}',
        "{" * 500,
        json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {}}),
    ],
)
def test_what_is_no_answer_of_a_key_is_refused(
    stranger: Desk, key: SoftwareKey, credential: str
) -> None:
    stranger.sign_in()
    options(stranger, "/console/sign-in/code")

    assert give(stranger, credential) == 401


def test_a_passkey_is_removed_by_its_owner_only(
    app: Flask, database: Database, key: SoftwareKey, amina: Staff
) -> None:
    with database.transaction() as session:
        other = make_staff(session, "other")
        passkey_id = session.scalars(select(Passkey.id)).one()
    path = f"/console/account/passkeys/{passkey_id}/remove"
    stranger, owner = Desk(app), Desk(app)
    stranger.enter(database, other)
    owner.enter(database, amina)

    stranger.submit("/console/account", path, {})
    assert "blue key" in owner.get("/console/account").text
    owner.submit("/console/account", path, {})
    assert "blue key" not in owner.get("/console/account").text


def test_who_has_no_authenticator_is_led_to_set_one_up_first(
    app: Flask, database: Database
) -> None:
    with database.transaction() as session:
        other = make_staff(session, "other")
    desk = Desk(app)
    desk.enter(database, other)

    answer = desk.get("/console/account/passkeys")

    assert answer.location.startswith("/console/account/authenticator")


def test_a_count_past_31_bits_is_stored(
    stranger: Desk, key: SoftwareKey, database: Database
) -> None:
    key.count = 2**32 - 2
    stranger.sign_in()

    assert give(stranger, key.prove(options(stranger, "/console/sign-in/code"))) == 303
    with database.transaction() as session:
        session.execute(update(Passkey).values(label="seen"))


@pytest.mark.parametrize(
    ("public_url", "host"),
    [
        ("https://helpline.example", "helpline.example"),
        ("https://helpline.example:8443/", "helpline.example"),
        ("http://localhost:8000", "localhost"),
        ("http://127.0.0.1:8000", None),
        ("https://198.51.100.7", None),
        ("http://helpline.example", None),
        ("https://[::1]", None),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(public_url: str, host: str | None) -> None:
    site = site_of(public_url)

    assert (site.host if site else None) == host
