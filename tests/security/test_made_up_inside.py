"""Requests that are made up by whoever has come in: staff of each role, who is half signed in, and
who was sent a link. What routes take is read from the application and from the pages that they see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from schemathesis import Case
from schemathesis.schemas import APIOperation
from werkzeug.test import TestResponse

from gateway.console.guard import OPEN
from gateway.console.needs import HELD, Need
from helpline.storage.kinds import Role
from tests.gateway.console.office import FAMILIES, SECRET
from tests.security.described import operations, routes
from tests.security.keeping import KeptOnServer
from tests.security.world import (
    NEEDS,
    STRANGERS,
    VISITORS,
    World,
    make_world,
    make_world_on_server,
    open_to,
)

# What a page or a form may be answered with, 405 where what was made up for an address makes it
# another one; of what asks for a password or a code also that it is wrong, or asked too often.
ANSWERS = {"GET": {200, 303, 400, 404, 405}, "POST": {200, 303, 400, 404, 405, 422}}
PROOFS = {"console.sign_in", "console.code", "console.confirm"}
# What no link and no form leads to, and why.
NOT_LED_TO = {
    "console.parts": "a script asks for it",
    "console.ask_burn": "one is asked for already",
}
# To whom no answer tells what a family wrote.
SEE_NO_CONTENT = (Role.ADMINISTRATOR, Role.AUDITOR, Role.REVIEWER)
SECRETS = (
    "a secret for the example", "a2tra2tr", "token-of-the-example", SECRET, "$argon2", "$scrypt",
    "Traceback", "sqlalchemy", "psycopg", "sqlite", "helpline.db",
)  # fmt: skip
CONTENT = tuple(
    words
    for family in FAMILIES
    for words in (family.words, family.facts.get("held_name"), family.facts.get("place"))
    if words
)
# What the page says where a form has no token of this session: then nothing would be tried.
STALE = "This page was open for too long"
FEW = trying(
    max_examples=3, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[World]:
    """A world on SQLite, made once; what changes it restores it."""
    made = make_world(tmp_path_factory.mktemp("world"), migrated_file)
    yield made
    made.close()


@pytest.fixture(scope="module")
def other_world(
    tmp_path_factory: pytest.TempPathFactory, postgres: str, migrated_postgres: str, world: World
) -> Iterator[World]:
    """A world on PostgreSQL, which refuses more than SQLite does."""
    kept = KeptOnServer(postgres, "world")
    made = make_world_on_server(tmp_path_factory.mktemp("world"), kept, migrated_postgres)
    made.taken.learn_fields(world.taken)
    yield made
    made.close()


def its_own(who: str) -> set[str]:
    """Returns what is tried as somebody: of what all of staff have, only once with cases and once
    without.
    """
    shared = {name for name, need in NEEDS.items() if need is Need.SIGNED_IN}
    told = who in (*STRANGERS, Role.INTAKE, Role.ADMINISTRATOR)
    return open_to(who) - (set() if told else shared)


def first_of(who: str) -> set[str]:
    """Returns what somebody may ask for and none of those before."""
    before = VISITORS[: VISITORS.index(who)]
    return open_to(who).difference(*map(open_to, before))


def try_all(
    world: World, who: str, endpoints: set[str], *, hostile: bool, before: Callable[[Case], None]
) -> int:
    """Makes up requests of somebody for some routes, and returns how many there were."""
    described = operations(world.app, world.taken, endpoints, hostile=hostile)
    tried = []
    for found in schemathesis.openapi.from_dict(described).get_all_operations():
        operation = found.ok()
        world.restore(who)
        _try_one(world, who, operation, before=before, tried=tried)
    return len(tried)


def _try_one(
    world: World, who: str, operation: APIOperation, *, before: Callable[[Case], None],
    tried: list[str],
) -> None:  # fmt: skip
    endpoint = operation.definition.raw["operationId"]

    @FEW
    @given(case=operation.as_strategy())
    def try_it(case: Case) -> None:
        tried.append(endpoint)
        before(case)
        as_json = endpoint in world.taken.json
        answer = world.send(
            who, case.method, case.formatted_path, case.query, case.body, as_json=as_json
        )
        check(answer, who, endpoint, case.method)

    try_it()


def check(answer: TestResponse, who: str, endpoint: str, method: str) -> None:
    said = ANSWERS[method] | ({401, 429} if endpoint in PROOFS else set())
    assert answer.status_code in said, (endpoint, answer.status_code)
    hidden = [*SECRETS, *(CONTENT if who in SEE_NO_CONTENT else ()), STALE]
    # Of files only what is no text to read.
    shown = answer.data.decode("utf-8", "replace")
    assert [each for each in hidden if each in shown] == [], endpoint


@pytest.mark.parametrize("who", VISITORS)
def test_no_request_with_what_pages_offer_breaks_anything(world: World, who: str) -> None:
    def as_it_was(case: Case) -> None:
        if case.method == "POST":
            world.restore(who)

    endpoints = its_own(who)

    tried = try_all(world, who, endpoints, hostile=False, before=as_it_was)

    assert tried >= len(endpoints)


@pytest.mark.parametrize("who", VISITORS)
def test_no_request_with_what_breaks_programs_breaks_anything(other_world: World, who: str) -> None:
    def signed_in(_case: Case) -> None:
        other_world.sit_down(who)

    endpoints = first_of(who)

    tried = try_all(other_world, who, endpoints, hostile=True, before=signed_in)

    assert tried >= len(endpoints)


def test_all_routes_of_the_console_are_tried_by_somebody() -> None:
    assert set().union(*map(open_to, VISITORS)) | {"console.static"} == {*NEEDS, *OPEN}
    assert set().union(*map(its_own, VISITORS)) == set().union(*map(first_of, VISITORS))
    assert {role for role in Role if Need.CASES in HELD[role]} & set(SEE_NO_CONTENT) == set()


def test_of_every_route_is_known_what_its_address_names_and_what_its_form_has(
    world: World,
) -> None:
    taken = world.taken
    for rule, method in routes(world.app):
        endpoint = str(rule.endpoint)
        if not endpoint.startswith("console."):
            continue
        way = f"{method} {rule.rule}: give tests/security/busy_office.py what leads there"
        assert endpoint in taken.led_to or endpoint in NOT_LED_TO, way
        assert all(taken.named[endpoint][name] for name in rule.arguments), way
    assert {"console.parts"} == taken.json
    assert not taken.led_to & NOT_LED_TO.keys()
