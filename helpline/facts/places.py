"""The gazetteer: where a text says that something is, out of `places/<country>.yml`, by hand, and
the villages of `places/geonames/<country>.csv` (`from_geonames`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpline.facts.line import Line, parted
from helpline.facts.phrases import expanded, in_syllables
from helpline.facts.sounding import sound_of
from helpline.facts.words import SCRIPT_OF_WRITING, Found, Writing
from helpline.text.characters import script_of

FOLDER = Path(__file__).with_name("places")
ELSEWHERE = "elsewhere"
COUNTRY = "country"
LATIN = "Latn"
# From the widest to the narrowest; a country's own name is wider than all. A seat is a town that
# names the land around, too: "Huwara, Nablus".
VILLAGE = "village"
KINDS = (COUNTRY, "province", "district", "seat", "town", VILLAGE, "quarter", "camp", "prison")
VILLAGES = "geonames"
# Names of a file that are words, or people's names, too: they count with "in" or its like only,
# the second kind only where the country is known otherwise as well.
_ONLY_IN, _UNSURE = "only_in", "unsure"
# What the police and soldiers of a country are called by: "Thai police".
_NATIONS = "nations"
# A shorter name may be a person's as well; letters that are not Latin leave out vowels.
_LONG_NAME = {True: 7, False: 6}
_BURMESE = re.compile("[\u1000-\u109f]")
# Arabic writes "and", "in", "to" and "on" onto a name; before "the", "to" takes its first letter.
_ARABIC_BEFORE = re.compile("(?P<and>[وف]?)(?P<in>[بلکع]?)(?P<name>.{3,})")
_TO = "ل"
# So it does in Latin letters: "lmarsa", "fsousse", "bnablus".
_ARABIZI_BEFORE = re.compile("(?P<in>[fb]?)(?:[ei]?l)?(?P<name>.{4,})")
_ARABIZI = "ar-Latn"
# Few write the "of" of "Pul-e Khumri".
_OF_NAMES = " e "
# In Pashto a place after "from" ends otherwise: "له ګردېزه".
_FROM, _AFTER_FROM = frozenset({"له", "la"}), {"ps": "ه", "ps-Latn": "a"}


@dataclass(frozen=True)
class Place:
    """A place: its country (a law file's, or "elsewhere"), its English name, its kind; `only_in`
    if the name counts only where the text says "in" or its like with it, `unsure` if moreover only
    where the country is known otherwise. `area` is the one that a village lies in, "" if unknown;
    `is_nation` says that it is no name of the country but of those who are from there.
    """

    country: str
    name: str
    kind: str
    only_in: bool
    unsure: bool
    area: str = ""
    is_nation: bool = False


@dataclass(frozen=True)
class PlaceFound:
    """A place, where a line names it, and whether "in" or its like stands with it."""

    place: Place
    at: Found
    is_in: bool

    @property
    def is_sure(self) -> bool:
        """Whether it can hardly be a word, or somebody's name."""
        return self.is_in or not self.place.only_in


def places_in(line: Line, writings: list[Writing]) -> list[PlaceFound]:
    """Returns the places that a line names, sure or not, in order, longer names before shorter
    ones within them; a name that two countries have is returned for each.
    """
    found = [*_spaced(line, writings), *_burmese(line, writings)]
    found.sort(key=lambda each: (-each.at.length, each.at.start))
    kept: list[PlaceFound] = []
    for each in found:
        if all(each.at == other.at or not each.at.overlaps(other.at) for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.at.start)


def _spaced(line: Line, writings: list[Writing]) -> Iterator[PlaceFound]:
    words = line.folded.split()
    for first in range(len(words)):
        before = words[first - 1 : first]
        for form, hung in _forms(words[first], writings, before):
            for name, places in (*_by_first_word().get(form, ()), *_by_sound(form)):
                last = first + len(name) - 1
                ending = _last_ending((before, words[first : last + 1]), name, form, writings)
                if ending is None:
                    continue
                at = Found(line.words[first].start, line.words[last].end)
                is_in = _is_in(words, (first, last), (hung, ending), writings)
                for place in places:
                    # "To Salem" is said of a person, too.
                    is_to = hung == _TO and place.kind == VILLAGE
                    yield PlaceFound(place, at, is_in and not is_to)


def _last_ending(
    span: tuple[list[str], list[str]], name: tuple[str, ...], form: str, writings: list[Writing]
) -> str | None:
    """Returns what hangs on the last of some words, told with the one before them, if they are a
    name, "" for nothing, or None.
    """
    before, words = span
    if len(name) == 1:
        return words[0].partition(form)[2]
    if len(words) < len(name) or tuple(words[1:-1]) != name[1:-1]:
        return None
    for form_of_last, _ in _forms(words[-1], writings, before):
        if form_of_last == name[-1] and words[-1].startswith(form_of_last):
            return words[-1][len(form_of_last) :]
    return None


def _forms(
    word: str, writings: list[Writing], before: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yields a word, and it without what its writing hangs on it, each with what hung before; the
    word before it decides on some endings.
    """
    yield word, ""
    for writing in writings:
        if writing.name == "ar" and (match := _ARABIC_BEFORE.fullmatch(word)):
            yield match["name"], match["in"]
            if match["in"] == _TO and match["name"].startswith(_TO):
                yield f"ا{match['name']}", _TO
        if writing.name == _ARABIZI and (match := _ARABIZI_BEFORE.fullmatch(word)):
            yield match["name"], match["in"]
        others = _AFTER_FROM.get(writing.name, "") if _FROM & {*before} else ""
        for ending in (*writing.endings, *others):
            if word.endswith(ending) and len(word) - len(ending) >= len(ending):
                yield word.removesuffix(ending), ""


def _is_in(
    words: list[str], span: tuple[int, int], hung: tuple[str, str], writings: list[Writing]
) -> bool:
    first, last = span
    before = {hung[0], *words[max(first - 1, 0) : first]}
    after = {hung[1], *words[last + 1 : last + 2]}
    return any(before & writing.in_before or after & writing.in_after for writing in writings)


def _burmese(line: Line, writings: list[Writing]) -> Iterator[PlaceFound]:
    pattern, places = _burmese_names()
    endings = tuple(word for writing in writings for word in writing.in_after)
    for match in pattern.finditer(line.folded):
        is_in = line.folded[match.end() :].lstrip().startswith(endings)
        # "Pyay" is the "land" of "Shan land", too.
        is_part = bool(_BURMESE.match(line.folded, match.start() - 1))
        for place in (each for each in places[match[0]] if not (is_part and each.only_in)):
            yield PlaceFound(place, Found(*match.span()), is_in)


def name_in(english: str, language: str) -> str:
    """Returns the name of a place for people who read a language: its own in their letters with
    the English one, or the English one alone where we know no other, or no such place.
    """
    script = SCRIPT_OF_WRITING.get(language, LATIN)
    own = _own_names().get((english, script))
    return f"{own} ({english})" if own else english


@cache
def _own_names() -> dict[tuple[str, str], str]:
    """The first name of each place in each script but Latin, as its file has it."""
    own: dict[tuple[str, str], str] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        told = _told(path)
        places = [pair for kind in KINDS for pair in (told.get(kind) or {}).items()]
        file = FOLDER / VILLAGES / f"{path.stem}.csv"
        villages = [(english, names) for english, names, _ in _rows(file)] if file.exists() else []
        for english, names in [*places, *villages]:
            for name in expanded(names):
                if script_of(name) != LATIN:
                    own.setdefault((english, script_of(name)), name)
    return own


@cache
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], tuple[Place, ...]]]]:
    index: dict[str, list[tuple[tuple[str, ...], tuple[Place, ...]]]] = {}
    for name, places in _names().items():
        words = tuple(name.split())
        index.setdefault(words[0], []).append((words, places))
    return index


def _by_sound(word: str) -> Iterator[tuple[tuple[str, ...], tuple[Place, ...]]]:
    """Yields the places whose name sounds like a word that is no name as it is written."""
    if word not in _names() and (places := _sounds().get(sound_of(word) or "")):
        yield (word,), places


@cache
def _sounds() -> dict[str, tuple[Place, ...]]:
    """Places by the sound of their names, in one word or in several ("khanyounis"), without names
    that are words elsewhere, countries (people are called much like them) and what is abroad.
    """
    sounds: dict[str, tuple[Place, ...]] = {}
    doubtful = {each.name for places in _names().values() for each in places if each.only_in}
    for name, places in _names().items():
        is_sure = not any(each.name in doubtful or each.kind == COUNTRY for each in places)
        if is_sure and (sound := sound_of(name.replace(" ", ""))):
            _add(sounds, ((sound, each) for each in places if each.country != ELSEWHERE))
    return sounds


@cache
def _burmese_names() -> tuple[re.Pattern[str], dict[str, tuple[Place, ...]]]:
    places = {name: found for name, found in _names().items() if _BURMESE.search(name)}
    ordered = sorted(places, key=lambda name: (-len(name), name))
    names = "|".join(map(re.escape, ordered)) or "(?!)"
    return re.compile(in_syllables(f"(?:{names})")), places


@cache
def _names() -> dict[str, tuple[Place, ...]]:
    names: dict[str, tuple[Place, ...]] = {}
    for path in sorted(FOLDER.glob("*.yml")):
        _add(names, _read(path))
    by_hand = dict(names)
    for path in sorted(FOLDER.glob(f"{VILLAGES}/*.csv")):
        _add(names, _villages(path, by_hand))
    return names


def _add(names: dict[str, tuple[Place, ...]], told: Iterable[tuple[str, Place]]) -> None:
    for name, place in told:
        if place not in names.get(name, ()):
            names[name] = (*names.get(name, ()), place)


def _villages(path: Path, by_hand: Mapping[str, Iterable[Place]]) -> Iterator[tuple[str, Place]]:
    """Yields the names of villages, without those that a file by hand has, in its country for this
    village, in another for whatever place.
    """
    for english, names, area in _rows(path):
        folded = _folded([english, *names])
        known = {place.country for name in folded for place in by_hand.get(name, ())}
        for name in folded if path.stem not in known else ():
            unsure = len(name) < _LONG_NAME[name.isascii()]
            if name not in by_hand:
                yield name, Place(path.stem, english, VILLAGE, True, unsure, area)


def _rows(path: Path) -> Iterator[tuple[str, list[str], str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["name"], row["names"].split("|") if row["names"] else [], row["area"]


def _told(path: Path) -> dict[str, Any]:
    # The loader that reads every scalar as text.
    told: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return told


def _read(path: Path) -> Iterator[tuple[str, Place]]:
    told = _told(path)
    unsure = set(_folded(told.get(_UNSURE, [])))
    only_in = unsure | set(_folded(told.get(_ONLY_IN, [])))
    for kind in KINDS:
        for english, names in (told.get(kind) or {}).items():
            for name in _folded([english, *names]):
                place = Place(path.stem, english, kind, name in only_in, name in unsure)
                yield name, place
                if _OF_NAMES in name:
                    yield name.replace(_OF_NAMES, " "), place
    for english, names in (told.get(_NATIONS) or {}).items():
        for name in _folded(names):
            yield name, Place(path.stem, english, COUNTRY, True, False, is_nation=True)


def _folded(names: list[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(parted(name)) for name in expanded(names)))
