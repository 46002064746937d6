"""What a message costs, by where it goes: a table of prices from files, the last of which wins.

Sums are in millionths of a US dollar, whole numbers, so that adding them up loses nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

from helpline.errors import SettingError
from helpline.storage.kinds import Channel

# The category of what is written freely, within WhatsApp's 24 hours.
SERVICE = "service"
# That of a template about something that the person has asked for.
UTILITY = "utility"
CATEGORIES = (SERVICE, UTILITY, "marketing", "authentication")
_OTHER = "other"
_MILLION = 1_000_000
# No message costs more than this; a larger figure is a slip of the pen.
_DEAREST = Decimal(5)


@dataclass(frozen=True)
class Price:
    """The price of one SMS part or one WhatsApp message, where it stands, since when, and whether
    it is a guess.
    """

    micro_usd: int
    as_of: date
    source: str
    is_estimate: bool


@dataclass(frozen=True)
class Cost:
    """What one message costs, in millionths of a US dollar, and whether that is a guess."""

    micro_usd: int
    is_estimate: bool


class PriceTable:
    """Prices by channel, category and country (ISO 3166)."""

    def __init__(self, prices: Mapping[tuple[Channel, str, str], Price]) -> None:
        """Takes prices by channel, category and country or "other"."""
        self._prices = dict(prices)

    @classmethod
    def load(cls, *paths: Path) -> PriceTable:
        """Reads files, of which later ones stand above earlier ones and a missing one is left out;
        raises SettingError naming the file and the entry that cannot be used.
        """
        prices: dict[tuple[Channel, str, str], Price] = {}
        for path in paths:
            if path.is_file():
                prices |= _read(path)
        for channel, category in ((Channel.SMS, SERVICE), (Channel.WHATSAPP, SERVICE)):
            if (channel, category, _OTHER) not in prices:
                raise SettingError(f"no price of {channel} for other countries")
        return cls(prices)

    def find(self, channel: Channel, country: str | None, category: str = SERVICE) -> Price:
        """Returns the price for a country; for an unknown one, or a category without a price of its
        own, that of the others.
        """
        for key in (
            (channel, category, country or _OTHER),
            (channel, category, _OTHER),
        ):
            if key in self._prices:
                return self._prices[key]
        return self._prices[channel, SERVICE, _OTHER]

    def cost(
        self, channel: Channel, country: str | None, *, parts: int, category: str = SERVICE
    ) -> Cost:
        """Returns what a message of so many SMS parts costs; one on WhatsApp has one price."""
        price = self.find(channel, country, category)
        times = parts if channel is Channel.SMS else 1
        return Cost(price.micro_usd * times, price.is_estimate)

    def rows(self) -> list[tuple[Channel, str, str, Price]]:
        """Returns all prices with channel, category and country, in this order."""
        return [(*key, self._prices[key]) for key in sorted(self._prices)]


def micro_of(usd: str | float | Decimal) -> int:
    """Returns a sum of dollars in millionths of one; raises ValueError for what is no sum, or one
    below zero.
    """
    try:
        amount = Decimal(str(usd).strip())
    except InvalidOperation as error:
        raise ValueError("not a sum of money") from error
    if not amount.is_finite() or amount < 0:
        raise ValueError("not a sum of money")
    return int((amount * _MILLION).to_integral_value())


def usd_of(micro_usd: int) -> Decimal:
    """Returns millionths of a dollar as dollars."""
    return Decimal(micro_usd) / _MILLION


def _read(path: Path) -> dict[tuple[Channel, str, str], Price]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        found = {
            (Channel.SMS, SERVICE, _country(country)): _price(entry)
            for country, entry in (content.get("sms") or {}).items()
        }
        for category, entries in (content.get("whatsapp") or {}).items():
            if category not in CATEGORIES:
                raise ValueError(f"no category {category}")
            found |= {
                (Channel.WHATSAPP, category, _country(country)): _price(entry)
                for country, entry in entries.items()
            }
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise SettingError(f"{path.name} is not a list of prices: {error}") from error
    return found


def _country(country: Any) -> str:
    if country is False:
        # YAML reads NO, Norway, as a refusal.
        return "NO"
    if country == _OTHER or (isinstance(country, str) and len(country) == 2 and country.isupper()):
        return str(country)
    raise ValueError(f"{country} is not a country's two letters")


def _price(entry: Mapping[str, Any]) -> Price:
    micro_usd = micro_of(entry["usd"])
    if micro_usd > _DEAREST * _MILLION:
        raise ValueError(f"{entry['usd']} is no price of a message")
    as_of, source = entry["as_of"], entry["source"]
    if not isinstance(as_of, date) or not isinstance(source, str):
        raise ValueError("a price has a date (as_of) and a source")
    return Price(micro_usd, as_of, source, bool(entry.get("estimate", False)))
