"""Limits of what is spent and of who is answered, as an operator sets them."""

from __future__ import annotations

from dataclasses import dataclass

from helpline.carrying.prices import micro_of

# From this share of the cap on, operators are alarmed.
ALARM_SHARE = 0.8


@dataclass(frozen=True)
class Limits:
    """What a day (UTC) may cost in millionths of a US dollar, how many messages of the bot may go
    in a day to one contact, to the numbers that are alike but for their last four digits, and to
    one country; and the countries served (ISO 3166; none: all). None: no limit.
    """

    spend_micro_usd: int | None = None
    contact_a_day: int | None = None
    prefix_a_day: int | None = None
    country_a_day: int | None = None
    served: frozenset[str] = frozenset()

    def serves(self, country: str | None) -> bool:
        """Whether who has a number of this country is answered; a number that tells no country
        is."""
        return not self.served or country is None or country in self.served

    def is_spent(self, micro_usd: int) -> bool:
        """Whether a sum has reached the cap of the day."""
        return self.spend_micro_usd is not None and micro_usd >= self.spend_micro_usd

    def is_near(self, micro_usd: int) -> bool:
        """Whether a sum is near the cap of the day, or past it."""
        cap = self.spend_micro_usd
        return cap is not None and micro_usd >= cap * ALARM_SHARE


def parse_cap(value: str) -> int | None:
    """Reads a sum of US dollars, as millionths; "" is no cap; raises ValueError."""
    return micro_of(value) if value else None


def parse_countries(value: str) -> frozenset[str]:
    """Reads countries such as "NP, TN"; raises ValueError for what is not two letters."""
    countries = frozenset(part.strip().upper() for part in value.split(",") if part.strip())
    if any(len(each) != 2 or not each.isalpha() or not each.isascii() for each in countries):
        raise ValueError("not a list of countries")
    return countries
