"""The words for times, from `words/<writing>.yml`: looked up, the longest phrase first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from helpline.dates.parting import parted_token
from helpline.dates.reading import Token, read
from helpline.dates.slips import (
    SHORTEST_DOUBT,
    SHORTEST_SLIP,
    is_mistyped,
    is_nearly,
    is_slip,
)

FOLDER = Path(__file__).with_name("words")
# Longer numbers are phone numbers, prices and papers.
_LONGEST_NUMBER = 4
_SHORTEST_REST = 2
_SLIPS = frozenset({"days", "nights", "day_parts", "parts", "weekdays", "month"})
_DAYS = frozenset({"days", "nights", "day_parts", "weekdays"})
# What says which day, hour or length another word means: mistyped beside it, it leaves a doubt.
_TELLING = _SLIPS | frozenset(
    {"units", "plurals", "pairs", "several", "half", "numbers", "ordinals", "one_before", "about"}
    | {"minutes_before_hour", "minutes_after_hour", "clock_before", "between", "last", "next"}
)
_AFFIXES = ("prefixes", "suffixes")


@dataclass(frozen=True, slots=True)
class Item:
    """One or more tokens that mean something together: what they mean, by kind, and where.

    `first` and `last` count tokens. Digits have the kind `digits`, with what was written; the half
    of "22.5" after them has the kind `half_more`.
    """

    meanings: dict[str, Any]
    first: int
    last: int

    def get(self, kind: str) -> Any:
        """Returns the value of a kind of meaning, None where it has no such meaning."""
        return self.meanings.get(kind)

    @property
    def is_unknown(self) -> bool:
        """Tells whether it says nothing of time; a word for what is counted does not either, nor
        one that may be a day mistyped.
        """
        return self.meanings.keys() <= {"counters", "nearly_day"}


@dataclass
class Lexicon:
    """The words of one way of writing."""

    romanised: bool
    phrases: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    prefixes: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    def key(self, token: Token) -> str:
        """Returns what a token is looked up by."""
        return token.sound if self.romanised else token.form

    def add(self, phrase: str, kind: str, value: Any) -> None:
        """Takes a word or phrase in; one that means two things keeps both."""
        keys = tuple(self.key(token) for token in read(phrase) if token.kind != "mark")
        if not keys:
            return
        self.phrases.setdefault(keys, {}).setdefault(kind, value)
        self.longest[keys[0]] = max(self.longest.get(keys[0], 0), len(keys))
        self.known.update(keys)

    def find(self, keys: list[str], place: int) -> tuple[int, dict[str, Any]] | None:
        """Returns the length in tokens and the meanings of the longest phrase at a place."""
        for length in range(self.longest.get(keys[place], 0), 0, -1):
            meanings = self.phrases.get(tuple(keys[place : place + length]))
            if meanings is not None and place + length <= len(keys):
                return length, meanings
        return None

    def mended(self, form: str) -> str | None:
        """Returns the one long word for a day or a part of it that a slip in typing made a form of,
        None if there is none: a letter left out, doubled, swapped or, in a longer word, wrong.
        """
        if len(form) < SHORTEST_SLIP or form in self.known:
            return None
        near = {
            word: self.phrases[(word,)]
            for word in self._long_words.get(form[0], ())
            if abs(len(word) - len(form)) <= 1 and is_slip(form, word, self.romanised)
        }
        meanings = list(near.values())
        return (
            next(iter(near)) if meanings and all(each == meanings[0] for each in meanings) else None
        )

    def is_nearly_day(self, form: str) -> bool:
        """Tells whether a form may be a short day mistyped ("hhier", "friay", "froday"): too little
        to read it as that day, enough to doubt what else is told.
        """
        if self.romanised or len(form) < SHORTEST_DOUBT or form in self.known:
            return False
        return any(is_nearly(form, word) for word in self._days.get(form[0], ()))

    def is_nearly_telling(self, form: str) -> bool:
        """Tells whether a form may be a word mistyped that tells more of a time beside it ("avnt
        hier", "hallf past six").
        """
        if len(form) < SHORTEST_DOUBT or form in self.known:
            return False
        return is_mistyped(form, self._telling)

    @cached_property
    def _telling(self) -> list[str]:
        found = {
            key
            for keys, meanings in self.phrases.items()
            for key in keys
            if len(key) >= SHORTEST_DOUBT and _TELLING & meanings.keys()
        }
        return sorted(found)

    @cached_property
    def _days(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for keys, meanings in self.phrases.items():
            if len(keys) == 1 and len(keys[0]) >= SHORTEST_DOUBT and _DAYS & meanings.keys():
                found.setdefault(keys[0][0], []).append(keys[0])
        return found

    @cached_property
    def _long_words(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for keys, meanings in self.phrases.items():
            sort = _SLIPS - {"parts"} if self.romanised else _SLIPS
            if len(keys) == 1 and len(keys[0]) >= SHORTEST_SLIP and sort & meanings.keys():
                found.setdefault(keys[0][0], []).append(keys[0])
        return found

    def split(self, form: str) -> list[str] | None:
        """Returns a word in its known parts ("शुक्रबार" and "देखि"), None if it has none."""
        if form in self.known:
            return [form]
        doubtful = None
        for prefix in self.prefixes:
            rest = form[len(prefix) :]
            if form.startswith(prefix) and len(rest) >= _SHORTEST_REST:
                parts = self.split(rest)
                if parts is not None and (parts[-1],) in self.phrases:
                    return [prefix, *parts]
                # What is left means nothing by itself: "للاحد" is rather ل and لاحد.
                doubtful = doubtful or (parts and [prefix, *parts])
        if doubtful:
            return doubtful
        for suffix in self.suffixes:
            rest = form[: len(form) - len(suffix)]
            if form.endswith(suffix) and len(rest) >= _SHORTEST_REST:
                parts = self.split(rest)
                if parts is not None:
                    return [*parts, suffix]
        return None


@cache
def lexicon(writing: str) -> Lexicon:
    """Returns the words of a way of writing ("ne", "ne-Latn", …); raises FileNotFoundError."""
    listed = _read(FOLDER / f"{writing}.yml")
    words = Lexicon(romanised=writing.endswith("-Latn"))
    for kind, value, phrase in _entries(listed):
        words.add(phrase, kind, value)
    words.prefixes, words.suffixes = (
        tuple(sorted(_affixes(words, listed.get(name, ())), key=len, reverse=True))
        for name in _AFFIXES
    )
    return words


def items_of(tokens: list[Token], lexicons: list[Lexicon]) -> tuple[list[Item], list[Token]]:
    """Returns what the tokens mean in order, and the tokens that the items count: joined words
    are two, with one place.
    """
    parted = [part for token in tokens for part in parted_token(token, lexicons)]
    keys = [[words.key(token) for token in parted] for words in lexicons]
    items: list[Item] = []
    place = 0
    while place < len(parted):
        length, meanings = _found(parted, keys, lexicons, place)
        items.append(Item(meanings, place, place + length - 1))
        place += length
    return items, parted


def _found(
    tokens: list[Token], keys: list[list[str]], lexicons: list[Lexicon], place: int
) -> tuple[int, dict[str, Any]]:
    token = tokens[place]
    if token.is_number:
        short = len(token.form) <= _LONGEST_NUMBER
        return 1, {"digits": token.form} if short else {"long": token.form}
    if token.kind == "half":
        return 1, {"half_more": True}
    if token.kind == "mark" or token.form == "-":
        return 1, {"mark": token.form}
    best: tuple[int, dict[str, Any]] = (1, {})
    for words, forms in zip(lexicons, keys, strict=True):
        found = words.find(forms, place)
        if found is not None and (found[0] > best[0] or not best[1]):
            best = found
    doubted = not best[1] and token.kind in ("latin", "word")
    if doubted and any(words.is_nearly_day(words.key(token)) for words in lexicons):
        return 1, {"nearly_day": True}
    return best


def _affixes(words: Lexicon, listed: list[str]) -> Iterator[str]:
    for affix in listed:
        for token in read(str(affix)):
            yield words.key(token)


def _entries(listed: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for kind, value in listed.items():
        if kind in _AFFIXES:
            continue
        if kind == "months":
            for calendar, months in value.items():
                for month, phrases in months.items():
                    yield from (("month", (calendar, int(month)), str(each)) for each in phrases)
        elif isinstance(value, dict):
            for name, phrases in value.items():
                yield from ((kind, name, str(phrase)) for phrase in phrases)
        else:
            yield from ((kind, True, str(phrase)) for phrase in value)


def _read(path: Path) -> dict[str, Any]:
    # The safe loader in C, where PyYAML was built with it, takes a sixth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read_: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506
    return read_
