"""Whose law applies, and to whom: from what was told of an arrest, or from a number's country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from helpline.law.book import CHILD, FOREIGNER, WOMAN

# Where the country alone decides; in Palestine it takes who holds the person.
JURISDICTION_OF_COUNTRY = {
    "nepal": "nepal",
    "tunisia": "tunisia",
    "myanmar": "myanmar",
    "afghanistan": "afghanistan",
}
_JURISDICTION_OF_HOLDER = {"police": "palestine", "army": "israeli-military"}
_COUNTRY_OF_NUMBER = {
    "NP": "nepal",
    "TN": "tunisia",
    "PS": "palestine",
    "MM": "myanmar",
    "AF": "afghanistan",
}


class Told(Protocol):
    """A fact as it was told."""

    @property
    def value(self) -> str:
        """What was told."""


def jurisdiction_of(facts: Mapping[str, Told]) -> str | None:
    """Returns the id of the law file that the facts of a referral point to, or None where they
    leave it open.
    """
    country = _value(facts, "country")
    if country != "palestine":
        return JURISDICTION_OF_COUNTRY.get(country)
    return _JURISDICTION_OF_HOLDER.get(_value(facts, "held_by"))


def jurisdiction_of_number(country: str | None) -> str | None:
    """Returns whose law to assume from the country of a phone number (ISO 3166), or None: a
    Palestinian number does not tell which of two laws holds.
    """
    return JURISDICTION_OF_COUNTRY.get(country_of_number(country) or "")


def assumed_jurisdiction(country: str | None, own_number: str | None) -> str | None:
    """Returns whose law to assume for who tells no place: that of the number of ours that they
    wrote to, else that of their own number's country; None where either leaves it open.
    """
    if own_number is None:
        return jurisdiction_of_number(country)
    return own_number if own_number in JURISDICTION_OF_COUNTRY.values() else None


def country_of_number(country: str | None) -> str | None:
    """Returns the value of the fact `country` that a phone number's country (ISO 3166) suggests."""
    return _COUNTRY_OF_NUMBER.get(country or "")


def held_as(facts: Mapping[str, Told]) -> frozenset[str]:
    """Returns which of the law book's VARIANTS the person held is, as far as it is known."""
    known = {
        CHILD: _value(facts, "age_group") == "child",
        WOMAN: _value(facts, "sex") == "female",
        FOREIGNER: _value(facts, "foreigner") == "yes",
    }
    return frozenset(variant for variant, holds in known.items() if holds)


def _value(facts: Mapping[str, Told], name: str) -> str:
    return facts[name].value if name in facts else ""
