"""What Twilio says that it has charged, read through its official client over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, jsonify, request

from gateway.carrier import NotSent
from gateway.twilio.sending import TwilioCarrier
from helpline.settings import Settings
from tests.gateway.installed import serving

SINCE = datetime(2026, 11, 24, tzinfo=UTC)


def listed(number: int, **changes: Any) -> dict[str, Any]:
    sid = f"SM{number:032}"
    return {
        "sid": sid, "direction": "outbound-api", "price": "-0.01660", "price_unit": "USD",
        "status": "delivered", "uri": "", "subresource_uris": {},
    } | changes  # fmt: skip


@pytest.fixture
def twilio() -> Iterator[tuple[Flask, int]]:
    app = Flask("twilio")
    app.config.update(MESSAGES=[], STATUS=200, ASKED=[])

    @app.get("/2010-04-01/Accounts/<_account>/Messages.json")
    def messages(_account: str) -> object:
        app.config["ASKED"].append(request.args.to_dict())
        body = {"messages": app.config["MESSAGES"], "page": 0, "next_page_uri": None, "uri": ""}
        return jsonify(body), app.config["STATUS"]

    with serving(app) as port:
        yield app, port


def charged(settings: Settings, port: int) -> list[tuple[str, int]]:
    there = replace(settings, twilio_api_base_url=f"http://127.0.0.1:{port}")
    return TwilioCarrier(there).list_charged(since=SINCE)


def test_a_charge_is_told_in_millionths_of_a_dollar(
    settings: Settings, twilio: tuple[Flask, int]
) -> None:
    app, port = twilio
    app.config["MESSAGES"] = [
        listed(1),
        listed(2, price=None),
        listed(3, direction="inbound"),
        listed(4, price_unit="EUR"),
        listed(5, price="0"),
    ]

    assert charged(settings, port) == [(f"SM{1:032}", 16_600), (f"SM{5:032}", 0)]
    assert app.config["ASKED"][0]["PageSize"] == "1000"
    assert app.config["ASKED"][0]["DateSent>"].startswith("2026-11-24")


def test_a_carrier_that_cannot_be_asked_says_so(
    settings: Settings, twilio: tuple[Flask, int]
) -> None:
    app, port = twilio
    app.config["STATUS"] = 503

    with pytest.raises(NotSent):
        charged(settings, port)
