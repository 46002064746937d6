"""The towns and villages of GeoNames: read where a message says "in", and never in a name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpline.facts import read_facts
from helpline.facts.places import FOLDER, VILLAGES, name_in, own_places
from helpline.reports.areas import area_of, areas_of_country

FILES = sorted((FOLDER / VILLAGES).glob("*.csv"))


def place_of(text: str, language: str) -> str | None:
    place = read_facts(text, language=language).place
    return None if place is None else place.value


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("police arrested my brother in Beit Ummar last night", "en", "Beit Ummar"),
        ("اخذوا اخوي من بيت أمر مبارح", "ar", "Beit Ummar"),
        ("اعتقلوا ابني سالم في سيريس قرب جنين", "ar", "Siris"),
        ("la police a arrete mon frere a Korbous pres de Nabeul", "fr", "Korbous"),
        ("برادرم را در چمتال پولیس گرفت", "prs", "Chimtal"),
        ("mero bhai lai jomsom ma prahari le samatyo", "ne", "Jomsom"),
        ("मेरो भाइलाई देउखुरीमा प्रहरीले समात्यो", "ne", "Deukhuri"),
        ("my friend Nawal is in prison", "en", None),
        ("بدي محامي لسالم", "ar", None),
        ("they took Korbous", "en", None),
        # A short name in no country that is known.
        ("they took him in Siris", "en", None),
    ],
)
def test_a_village_is_read_where_the_message_says_in(
    text: str, language: str, place: str | None
) -> None:
    assert place_of(text, language) == place


def test_a_village_lies_in_its_area() -> None:
    assert area_of("Korbous", country="tunisia", language="fr") == "Nabeul"
    assert area_of("چمتال", country="afghanistan", language="prs") == "Balkh"


def test_staff_read_a_village_in_their_letters() -> None:
    assert name_in("Qabatiyah", "ar") == "قباطية (Qabatiyah)"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_has_no_place_of_the_gazetteer_and_only_its_areas(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    own, areas = own_places(path.stem), {"", *areas_of_country(path.stem)}

    assert [row["name"] for row in rows if row["name"].casefold() in own] == []
    provinces = {area_of(name, country=path.stem, language=None) for name in own}
    assert {row["area"] for row in rows} - areas - provinces == set()
