"""The gazetteer: that the places are there, and that no name stands for two of them unseen."""

from __future__ import annotations

import pytest
import yaml

from helpline.facts import read_facts
from helpline.facts.line import parted
from helpline.facts.places import FOLDER, KINDS, name_in
from helpline.facts.where import names_only_a_place

FILES = sorted(path.stem for path in FOLDER.glob("*.yml"))

GOVERNORATES = {
    "Tunis", "Ariana", "Beja", "Ben Arous", "Bizerte", "Gabes", "Gafsa", "Jendouba", "Kairouan",
    "Kasserine", "Kebili", "Kef", "Mahdia", "Manouba", "Medenine", "Monastir", "Nabeul", "Sfax",
    "Sidi Bouzid", "Siliana", "Sousse", "Tataouine", "Tozeur", "Zaghouan",
}  # fmt: skip


def read(country: str) -> dict[str, dict[str, list[str]]]:
    told: dict[str, dict[str, list[str]]] = yaml.safe_load(
        (FOLDER / f"{country}.yml").read_text(encoding="utf-8")
    )
    return told


def test_the_units_of_each_country_are_all_there() -> None:
    towns = {"Kathmandu", "Lalitpur", "Bhaktapur"}
    nepal = read("nepal")
    tunisia = read("tunisia")
    afghanistan = read("afghanistan")

    assert towns <= nepal["seat"].keys()
    # The two districts that it was parted into stand beside the old one.
    assert len((nepal["district"].keys() | towns) - {"Nawalparasi"}) == 77
    assert len(GOVERNORATES) == 24
    assert GOVERNORATES <= tunisia["seat"].keys()
    capitals = {"Kabul", "Kandahar", "Herat", "Kunduz", "Ghazni", "Bamyan", "Khost"}
    assert len(afghanistan["province"].keys() | capitals) == 34


@pytest.mark.parametrize("country", FILES)
def test_a_file_has_only_kinds_that_mean_something(country: str) -> None:
    assert read(country).keys() <= {*KINDS, "only_in", "unsure", "nations"}


@pytest.mark.parametrize("country", FILES)
def test_every_doubtful_name_is_one_of_the_file(country: str) -> None:
    told = read(country)
    names = {
        name.casefold()
        for kind in KINDS
        for english, others in (told.get(kind) or {}).items()
        for name in (english, *others)
    }
    doubtful = [*told.get("only_in", []), *told.get("unsure", [])]

    assert [name for name in doubtful if name.casefold() not in names] == []


@pytest.mark.parametrize(
    ("text", "language", "place"),
    [
        ("مخيم بلاطة قرب نابلس", "ar", "Balata Camp"),
        ("بنابلس", "ar", "Nablus"),
        ("وللخليل", "ar", "Hebron"),
        ("काठमाडौंको हनुमानढोका", "ne", "Hanumandhoka"),
        ("chitwanma", "ne", "Chitwan"),
        ("ပုသိမ်ကြီးမြို့", "my", "Patheingyi"),
        ("in Kandahar", "en", "Kandahar"),
        ("à Sidi Bouzid", "fr", "Sidi Bouzid"),
        ("Nablus, Ramallah", "en", None),
        ("Jalalabad, Nangarhar", "en", "Jalalabad"),
        ("they saw him in Kandahar, others say he is in Helmand", "en", None),
        ("my friend Khalil", "en", None),
        # Of a town abroad only where somebody was taken there.
        ("my brother was arrested in Dubai", "en", "Dubai"),
        ("दोहामा पुलिसले मेरो भाइलाई समात्यो", "ne", "Doha"),
        ("in Dubai", "en", None),
        ("Damon is his name", "en", None),
        ("Kandaharian", "en", None),
    ],
)
def test_a_name_is_found_as_it_is_written_and_the_narrowest_is_meant(
    text: str, language: str, place: str | None
) -> None:
    assert read_facts(text, language=language).values().get("place") == place


@pytest.mark.parametrize(
    ("english", "language", "said"),
    [
        ("Nablus", "ar", "نابلس (Nablus)"),
        ("Monywa", "my", "မုံရွာ (Monywa)"),
        ("Pokhara", "ne", "पोखरा (Pokhara)"),
        ("Kabul", "ps", "کابل (Kabul)"),
        ("Sfax", "fr", "Sfax"),
        ("Balaju station", "ne", "Balaju station"),
    ],
)
def test_a_place_is_said_back_in_the_letters_of_the_reader(
    english: str, language: str, said: str
) -> None:
    assert name_in(english, language) == said


@pytest.mark.parametrize(
    ("language", "text", "is_alone"),
    [
        ("prs", "از هرات", True),
        ("ar", "من نابلس", True),
        ("ar", "بنابلس", True),
        ("ar", "fi sousse", True),
        ("en", "in Hebron", True),
        ("ar", "من قباطية", True),
        ("my", "မော်လမြိုင်မှာ", True),
        ("my", "မော်လမြိုင် ရဲစခန်းမှာ", False),
        ("ar", "fi houmt souk", True),
        ("en", "the second station in Hebron", False),
        ("prs", "هرات حوزه دوم", False),
        ("en", "behind the market", False),
    ],
)
def test_a_place_alone_is_told_from_one_with_more_about_it(
    language: str, text: str, is_alone: bool
) -> None:
    assert names_only_a_place(text, language=language) == is_alone


@pytest.mark.parametrize("country", FILES)
def test_a_name_is_of_one_place_of_a_country(country: str) -> None:
    places: dict[str, set[str]] = {}
    for kind in KINDS:
        for english, others in (read(country).get(kind) or {}).items():
            for name in (english, *others):
                places.setdefault(" ".join(parted(name)), set()).add(english)

    assert [name for name, meant in places.items() if len(meant) > 1] == []
