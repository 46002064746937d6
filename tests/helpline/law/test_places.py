"""Whose law applies, and to whom."""

import pytest

from helpline.law.book import CHILD, FOREIGNER, WOMAN, LawBook
from helpline.law.places import (
    JURISDICTION_OF_COUNTRY,
    held_as,
    jurisdiction_of,
    jurisdiction_of_number,
)
from helpline.referrals.questions import LEFT_OUT
from helpline.referrals.reading import zone_of
from helpline.storage.referrals import Fact
from tests.builders import NOW


def facts(**told: str | None) -> dict[str, Fact]:
    return {name: Fact(name, value, "m", NOW) for name, value in told.items() if value}


@pytest.mark.parametrize(
    ("country", "held_by", "jurisdiction"),
    [
        ("nepal", None, "nepal"),
        ("tunisia", "army", "tunisia"),
        ("palestine", "police", "palestine"),
        ("palestine", "army", "israeli-military"),
        ("palestine", "unknown", None),
        ("palestine", None, None),
        ("elsewhere", "police", None),
        (LEFT_OUT, "police", None),
        (None, "police", None),
    ],
)
def test_the_law_that_applies_follows_from_country_and_who_holds(
    country: str | None, held_by: str | None, jurisdiction: str | None
) -> None:
    assert jurisdiction_of(facts(country=country, held_by=held_by)) == jurisdiction


@pytest.mark.parametrize(
    ("number", "jurisdiction"),
    [("NP", "nepal"), ("AF", "afghanistan"), ("PS", None), ("US", None), (None, None)],
)
def test_a_number_suggests_a_law_but_for_palestine_where_there_are_two(
    number: str | None, jurisdiction: str | None
) -> None:
    assert jurisdiction_of_number(number) == jurisdiction


def test_who_is_held_decides_which_text_is_told() -> None:
    assert held_as(facts(age_group="child", sex="female")) == {CHILD, WOMAN}
    assert held_as(facts(foreigner="yes", age_group="adult", sex="male")) == {FOREIGNER}
    assert held_as({}) == frozenset()


def test_a_countrys_hours_are_those_of_its_law() -> None:
    book = LawBook.load()
    countries = {**JURISDICTION_OF_COUNTRY, "palestine": "palestine"}

    for country, jurisdiction in countries.items():
        assert zone_of(country).key == book.jurisdictions[jurisdiction].custody.timezone
