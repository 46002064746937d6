"""The words for times, from `words/<writing>.yml`: looked up, the longest phrase first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpline.dates.reading import Token, parts_of, read, sound_of

FOLDER = Path(__file__).with_name("words")
# Longer numbers are phone numbers, prices and papers.
_LONGEST_NUMBER = 4
_SHORTEST_REST = 2
# What may be joined to a number in Latin letters.
_AFTER_NUMBERS = frozenset({"units", "clock_after", "am", "pm", "ordinal", "month"})
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

    def split(self, form: str) -> list[str] | None:
        """Returns a word in its known parts ("शुक्रबार" and "देखि"), None if it has none."""
        if form in self.known:
            return [form]
        for prefix in self.prefixes:
            rest = form[len(prefix) :]
            if form.startswith(prefix) and len(rest) >= _SHORTEST_REST:
                parts = self.split(rest)
                if parts is not None:
                    return [prefix, *parts]
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
    parted = [part for token in tokens for part in _parted(token, lexicons)]
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
    return best


def _parted(token: Token, lexicons: list[Lexicon]) -> list[Token]:
    if token.kind not in ("latin", "word") or any(
        words.key(token) in words.known for words in lexicons
    ):
        return [token]
    if token.kind == "latin" and token.form[0].isdigit():
        return _number_and_unit(token, lexicons) or [token]
    for words in lexicons:
        forms = words.split(words.key(token))
        if forms is not None:
            return [_part(token, form) for form in forms]
    return [token]


def _number_and_unit(token: Token, lexicons: list[Lexicon]) -> list[Token] | None:
    """Parts "14h30" and "2din", but not "7ott", in which a digit is a letter."""
    parts = [_part(token, form) for form in parts_of(token.form)]
    for part in parts:
        meanings = [words.phrases.get((words.key(part),), {}) for words in lexicons]
        if not part.is_number and not any(_AFTER_NUMBERS & each.keys() for each in meanings):
            return None
    return parts if len(parts) > 1 else None


def _part(token: Token, form: str) -> Token:
    kind = "number" if form.isdecimal() else token.kind
    return Token(form, sound_of(form) if kind == "latin" else form, kind, token.start, token.end)


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
