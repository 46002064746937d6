"""`helpline prices`: what messages cost, and where these prices come from."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click
import yaml

from gateway.prices import own_prices, price_table
from gateway.twilio.pricing import fetch_sms_prices
from helpline.carrying.prices import usd_of
from helpline.settings import Settings

_HEADER = (
    "# Prices of this account, fetched by `helpline prices fetch`. They stand above the ones that\n"
    "# came with the helpline; what is written here by hand for another country stays.\n"
)
# Where families write from most, besides the countries served.
_USUAL = ("AF", "MM", "NP", "PS", "TN", "IL", "JO", "TR", "PK", "IN", "FR", "DE", "GB", "US")


@click.group()
def prices() -> None:
    """See what messages cost, and have the prices of your account fetched."""


@prices.command("show")
def show() -> None:
    """Show every price, its date and its source."""
    for channel, category, country, price in price_table(Settings.from_env(os.environ)).rows():
        guess = "  (an estimate)" if price.is_estimate else ""
        name = channel.value if channel.value == "sms" else f"{channel.value} {category}"
        click.echo(
            f"{name} {country}: {usd_of(price.micro_usd)} USD, {price.as_of}, {price.source}{guess}"
        )


@prices.command("fetch")
@click.argument("countries", nargs=-1)
def fetch(countries: tuple[str, ...]) -> None:
    """Ask Twilio what a part of an SMS costs your account, by COUNTRIES of two letters, and write
    it to prices.yml in HELPLINE_VAR. Without any: the countries served and the usual ones.

    Each is the price on the country's dearest network.
    """
    settings = Settings.from_env(os.environ)
    asked = countries or tuple(dict.fromkeys([*sorted(settings.limits.served), *_USUAL]))
    asked = tuple(each.upper() for each in asked)
    if not all(len(each) == 2 and each.isascii() and each.isalpha() for each in asked):
        raise click.ClickException("a country is two letters, such as NP")
    found = fetch_sms_prices(settings, asked)
    path = own_prices(settings)
    _write(path, found)
    price_table(settings)
    for country, price in found.items():
        click.echo(f"{country}: {usd_of(price)} USD a part")
    for country in sorted(set(asked) - set(found)):
        click.echo(f"{country}: Twilio sends no SMS there")
    click.echo(f"written to {path}")


def _write(path: Path, found: dict[str, int]) -> None:
    held = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    content = held if isinstance(held, dict) else {}
    today = datetime.now(UTC).date()
    content.setdefault("sms", {}).update(
        {
            country: {
                "usd": float(usd_of(price)),
                "as_of": today,
                "source": "Twilio's Pricing API, the dearest network of the country",
            }
            for country, price in found.items()
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".tmp")
    unfinished.write_text(_HEADER + yaml.safe_dump(content, sort_keys=True), encoding="utf-8")
    unfinished.replace(path)
