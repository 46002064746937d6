"""Requests that are made up for the demo's phone: of any field that it asks for, any JSON."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from gateway.simulator.app import create_app
from gateway.simulator.carrier import SimulatorConfig
from tests.builders import FAMILY_NUMBER, OWN_NUMBER
from tests.gateway.simulator.conftest import ACCOUNT, TOKEN
from tests.security.described import HOSTILE, Taken, routes, watch

MANY = trying(
    max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([*HOSTILE, FAMILY_NUMBER, OWN_NUMBER, f"whatsapp:{OWN_NUMBER}"]),
    lambda each: (
        st.lists(each, max_size=2)
        | st.dictionaries(
            st.sampled_from(["sample", "content", "content_type", "latitude", "longitude"]),
            each, max_size=3,
        )
    ),
    max_leaves=4,
)  # fmt: skip


@pytest.fixture(scope="module")
def phone() -> tuple[Flask, Taken]:
    """The phone, and what it has asked a request for."""
    config = SimulatorConfig(
        ACCOUNT, TOKEN, [OWN_NUMBER, f"whatsapp:{OWN_NUMBER}"],
        gateway_url="http://127.0.0.1:1", console_url="http://127.0.0.1:1/console/",
        host="127.0.0.1", port=1, pace=0.0,
    )  # fmt: skip
    app = create_app(config)
    taken = watch(app)
    whole = {"from": FAMILY_NUMBER, "to": OWN_NUMBER, "body": "hello"}
    for path in paths(app):
        app.test_client().post(path, json=whole)
    return app, taken


def paths(app: Flask) -> list[str]:
    """Returns the address of everything that the phone's page sends."""
    return [
        rule.rule
        for rule, method in routes(app)
        if method == "POST" and str(rule.endpoint).startswith("phone.")
    ]


def test_what_the_phone_sends_is_known(phone: tuple[Flask, Taken]) -> None:
    app, taken = phone

    assert len(paths(app)) >= 3
    assert taken.json >= {"phone.send", "phone.let_time_pass", "phone.faults"}
    assert taken.form["phone.send"].keys() >= {"from", "to", "body", "media", "place", "reply_to"}


@MANY
@given(data=st.data())
def test_no_json_breaks_the_phone(phone: tuple[Flask, Taken], data: st.DataObject) -> None:
    app, taken = phone
    names = sorted({name for fields in taken.form.values() for name in fields})
    client = app.test_client()
    usual = {"from": FAMILY_NUMBER, "to": OWN_NUMBER}

    for path in paths(app):
        made_up: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(names), ANY))
        for sent in (usual | made_up, made_up, data.draw(ANY)):
            answer = client.post(path, json=sent)
            assert answer.status_code in (200, 201, 400, 404, 415), (path, sent)
            assert TOKEN not in answer.text


@pytest.mark.parametrize("words", HOSTILE)
def test_no_address_breaks_the_phone(phone: tuple[Flask, Taken], words: str) -> None:
    client = phone[0].test_client()

    assert client.get("/phone/messages", query_string={"address": words}).status_code == 200
    assert client.get(f"/phone/media/{'0' * 34}/{'1' * 34}").status_code == 404


def test_a_number_that_is_too_large_to_be_one_is_refused(phone: tuple[Flask, Taken]) -> None:
    client, much = phone[0].test_client(), 10**400
    place = {"latitude": much, "longitude": 0}
    message = {"from": FAMILY_NUMBER, "to": OWN_NUMBER, "place": place}

    assert client.post("/phone/send", json=message).status_code == 400
    assert client.post("/phone/time", json={"hours": much}).status_code == 400
    for name in client.get("/phone/faults").json:
        assert client.post("/phone/faults", json={name: much}).status_code in (200, 400), name
        client.post("/phone/faults", json={name: 0})
