"""Limits: the cap of a day, and the countries that are served."""

from __future__ import annotations

import pytest

from helpline.carrying.limits import Limits, parse_cap, parse_countries
from helpline.settings import Settings


@pytest.mark.parametrize(
    ("micro_usd", "near", "spent"),
    [(7_999_999, False, False), (8_000_000, True, False), (10_000_000, True, True)],
)
def test_a_cap_is_near_from_four_fifths_on(micro_usd: int, near: bool, spent: bool) -> None:
    limits = Limits(spend_micro_usd=10_000_000)

    assert (limits.is_near(micro_usd), limits.is_spent(micro_usd)) == (near, spent)


def test_without_a_cap_nothing_is_ever_spent() -> None:
    assert not Limits().is_spent(10**12)
    assert not Limits().is_near(10**12)


def test_a_cap_of_nothing_is_spent_from_the_start() -> None:
    assert Limits(spend_micro_usd=0).is_spent(0)


@pytest.mark.parametrize(("country", "served"), [("NP", True), ("US", False), (None, True)])
def test_who_has_a_number_of_a_country_served_or_of_none_is_answered(
    country: str | None, served: bool
) -> None:
    assert Limits(served=parse_countries(" np ,TN")).serves(country) is served


def test_settings_hold_the_limits(environ: dict[str, str]) -> None:
    environ |= {"SPEND_CAP_DAY": "12.50", "SERVED_COUNTRIES": "NP,TN", "COUNTRY_CAP_DAY": "5000"}

    limits = Settings.from_env(environ).limits

    assert limits == Limits(12_500_000, 200, 1000, 5000, frozenset({"NP", "TN"}))


@pytest.mark.parametrize("value", ["N", "NPL", "N1", "ÑP"])
def test_what_is_no_country_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="countries"):
        parse_countries(value)


def test_no_cap_is_no_sum() -> None:
    assert parse_cap("") is None
