"""`helpline numbers` and `helpline prices`, over a real database and a real HTTP server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from flask import Flask, jsonify, request

from gateway.cli import main
from gateway.prices import price_table
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.numbers import NumberSettings, OwnAddress, list_numbers
from tests.gateway.installed import serving

NEPAL = {
    "country": "Nepal",
    "iso_country": "NP",
    "price_unit": "USD",
    "url": "",
    "inbound_sms_prices": [],
    "outbound_sms_prices": [
        {"carrier": "Ncell", "mcc": "429", "mnc": "02",
         "prices": [{"number_type": "mobile", "base_price": "0.2", "current_price": "0.21"}]},
        {"carrier": "NTC", "mcc": "429", "mnc": "01",
         "prices": [{"number_type": "mobile", "base_price": "0.3", "current_price": "0.302"},
                    {"number_type": "local", "base_price": "0.1", "current_price": "0.1"}]},
    ],
}  # fmt: skip


@pytest.fixture
def twilio() -> Iterator[tuple[Flask, int]]:
    app = Flask("twilio")
    app.config["UNIT"] = "USD"

    @app.get("/v1/Messaging/Countries/<country>")
    def price(country: str) -> object:
        assert request.authorization is not None
        assert request.authorization.password == "token-of-tests"
        if country != "NP":
            return jsonify(code=20404, message="not found", status=404), 404
        return jsonify(NEPAL | {"price_unit": app.config["UNIT"]})

    with serving(app) as port:
        yield app, port


def run(environ: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=environ)


def test_a_number_is_set_bit_by_bit_and_what_is_not_named_stays(
    environ: dict[str, str], database: Database
) -> None:
    first = run(
        environ, "numbers", "set", "+15550100", "--office", "Kabul", "--language", "prs",
        "--hours", "Sat-Wed 08:00-16:00", "--timezone", "Asia/Kabul",
    )  # fmt: skip
    second = run(environ, "numbers", "set", "+15550100", "--language", "", "--off")

    assert (first.exit_code, second.exit_code) == (0, 0)
    with database.reading() as session:
        assert list_numbers(session) == {
            OwnAddress(Channel.SMS, "+15550100"): NumberSettings(
                office="Kabul", office_hours="Sat-Wed 08:00-16:00", office_timezone="Asia/Kabul",
                is_active=False,
            )
        }  # fmt: skip


def test_the_list_tells_what_is_set_for_each(environ: dict[str, str], database: Database) -> None:
    run(environ, "numbers", "set", "whatsapp:+15550100", "--jurisdiction", "tunisia")

    listed = run(environ, "numbers", "list").output.splitlines()

    assert listed == [
        "+15550100  as for all numbers",
        "whatsapp:+15550100  jurisdiction=tunisia",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["+15550199", "--office", "x"], "TWILIO_NUMBERS does not list it"),
        (["+15550100", "--jurisdiction", "atlantis"], "cannot be used: jurisdiction"),
        (["+15550100", "--hours", "always", "--timezone", "Moon"], "office_hours, office_timezone"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_kept(
    environ: dict[str, str], database: Database, arguments: list[str], said: str
) -> None:
    refused = run(environ, "numbers", "set", *arguments)

    assert refused.exit_code == 1
    assert said in refused.output
    with database.reading() as session:
        assert list_numbers(session) == {}


def test_prices_are_shown_with_their_source_and_as_what_they_are(environ: dict[str, str]) -> None:
    shown = run(environ, "prices", "show").output

    assert "sms NP: 0.3022 USD" in shown
    assert shown.count("(an estimate)") == len(shown.splitlines())


def test_prices_of_the_account_are_fetched_and_stand_above_the_others(
    environ: dict[str, str], twilio: tuple[Flask, int]
) -> None:
    environ["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{twilio[1]}"
    settings = Settings.from_env(environ)
    own = settings.var / "prices.yml"
    own.parent.mkdir(parents=True)
    by_hand = {"usd": 0.4, "as_of": "2026-01-02", "source": "our contract"}
    own.write_text("sms: {TN: {usd: 0.4, as_of: 2026-01-02, source: our contract}}")

    fetched = run(environ, "prices", "fetch", "np", "ZW")

    assert fetched.exit_code == 0, fetched.output
    assert "ZW: Twilio sends no SMS there" in fetched.output
    price = price_table(settings).find(Channel.SMS, "NP")
    # On the dearest network, so that a cap is not reached too late.
    assert (price.micro_usd, price.is_estimate) == (302_000, False)
    kept = yaml.safe_load(own.read_text())["sms"]["TN"]
    assert kept["usd"] == by_hand["usd"]
    assert kept["source"] == by_hand["source"]


@pytest.mark.parametrize(
    ("countries", "unit", "said"),
    [
        (["Nepal"], "USD", "two letters"),
        (["NP"], "EUR", "did not tell its prices (ValueError)"),
    ],
)
def test_a_price_that_cannot_be_had_changes_nothing(
    environ: dict[str, str], twilio: tuple[Flask, int], countries: list[str], unit: str, said: str
) -> None:
    app, port = twilio
    app.config["UNIT"] = unit
    environ["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{port}"

    refused = run(environ, "prices", "fetch", *countries)

    assert refused.exit_code == 1
    assert said in refused.output
    assert not Path(environ["HELPLINE_VAR"], "prices.yml").exists()
