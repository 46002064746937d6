"""The area of a case: no place below a district is ever counted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from helpline.facts.line import line_of
from helpline.facts.places import places_in
from helpline.facts.words import writings_for

_FILE = Path(__file__).with_name("areas.yml")
_AREAS = frozenset({"province", "district"})


def area_of(place: str, *, country: str | None, language: str | None) -> str | None:
    """Returns the district, governorate, province or state (its English name) that the words of a
    place name, or None where none is known; of a known country those of others are passed over.
    """
    for found in places_in(line_of(place), writings_for(place, language)):
        named = found.place
        if country is not None and named.country != country:
            continue
        if (area := _area_of_town().get((named.country, named.name))) is not None:
            return area
        if named.kind in _AREAS:
            return named.name
        if named.area:
            return named.area
    return None


def areas_of_country(country: str) -> list[str]:
    """Returns the areas of a country that lie around a town of the gazetteer, as they stand in the
    file.
    """
    return list(_told().get(country, {}))


def first_town_of(country: str, area: str) -> str:
    """Returns the first town that the file has for an area of a country."""
    return _told()[country][area][0]


@cache
def _area_of_town() -> dict[tuple[str, str], str]:
    return {
        (country, town): area
        for country, areas in _told().items()
        for area, towns in areas.items()
        for town in towns
    }


@cache
def _told() -> Mapping[str, Mapping[str, list[str]]]:
    told: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told
