"""The towns and villages of GeoNames: read where a message says "in", and never in a name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from helpline.facts import read_facts
from helpline.facts.line import line_of
from helpline.facts.places import FOLDER, KINDS, VILLAGE, VILLAGES, name_in, places_in
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


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_a_place_of_a_file_by_hand_is_no_village(path: Path) -> None:
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [name for kind in KINDS for name in told.get(kind) or {}]

    found = [each.place for name in names for each in places_in(line_of(name), [])]

    assert [place.name for place in found if place.kind == VILLAGE] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_areas_of_villages_are_those_of_the_figures(path: Path) -> None:
    told = yaml.safe_load((FOLDER / f"{path.stem}.yml").read_text(encoding="utf-8"))
    areas = {*areas_of_country(path.stem), *told.get("province", ()), *told.get("district", ())}

    with path.open(encoding="utf-8", newline="") as file:
        lie_in = {row["area"] for row in csv.DictReader(file)}

    assert lie_in <= {"", *areas}
