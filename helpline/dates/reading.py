"""A message as tokens: each in the form in which words are looked up, with its place in the text.

Spellings that people mix come together here, for the words of the data and those of a message
alike: Latin accents, the vowel lengths of Devanagari, the letters that a keyboard without Pashto
lacks, and, for romanised languages, the several ways to write one sound.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from helpline.text.burmese import syllables
from helpline.text.characters import clean, digits_to_ascii, with_zeros
from helpline.text.normalise import fold
from helpline.text.zawgyi import in_unicode

_DEVANAGARI = str.maketrans({"ी": "ि", "ू": "ु", "व": "ब", "श": "स", "ष": "स", "ण": "न", "ङ": "ं"})
_ARABIC = str.maketrans(
    {"ټ": "ت", "ډ": "د", "ړ": "ر", "ڼ": "ن", "ښ": "ش", "ځ": "ز", "ء": "", "ۀ": "ه", "\u0654": ""}
)
_VISARGA = "\u0903"
# A row of stops.
ELLIPSIS = ".."
_SEEN = {"…": ",", "\\": "/"}
_BURMESE_MARKS = str.maketrans({"။": ".", "၊": ",", "\u200b": ""})
# Romanised spellings of one sound, in the order in which they are replaced.
_SOUNDS = (
    ("chh", "ch"), ("ee", "i"), ("oo", "u"), ("ou", "u"), ("aa", "a"), ("kh", "5"), ("gh", "g"),
    ("ph", "f"), ("bh", "b"), ("dh", "d"), ("th", "t"), ("w", "v"), ("z", "j"), ("q", "k"),
    ("x", "ch"), ("y", "i"), ("e", "i"), ("o", "u"), ("7", "h"), ("9", "k"), ("3", "a"),
    ("2", "a"), ("8", "g"),
)  # fmt: skip
_REPEATED = re.compile(r"(.)\1+")
_LATIN_IN_PARTS = re.compile(r"[a-z]+|\d+")
# Between what was told of a time first and what put it right.
CORRECTED = "→"
_MARKS = frozenset((*".,;?!:/", CORRECTED))
_PIECES = re.compile(
    # "A.m." is one word; of "22.5 hours" the half is a token of its own, where a unit may follow.
    r"(?P<latin>(?<![a-z])[ap]\.m(?![a-z])\.?|(?!\d+[ap]\.m)[a-z0-9]*[a-z][a-z0-9]*)"
    r"|(?P<half>(?<=\d)[.,]5(?=\s?[^\W\d_]))|(?P<number>\d+)"
    r"|(?P<burmese>[\u1000-\u109f]+)|(?P<word>[^\s\x21-\x40\x5b-\x60\x7b-\xbf\u1000-\u109f\u2010-\u2027\u2192]+)"
    r"|(?P<mark>\S)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark: its form, how it sounds if it is romanised, and its place."""

    form: str
    sound: str
    kind: str  # latin, number, half, burmese, word or mark
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Tells whether it consists of digits."""
        return self.kind == "number"


def in_one_encoding(text: str) -> str:
    """Returns the text that the places of tokens refer to: clean, and in Unicode."""
    return with_zeros(in_unicode(clean(text)))


def read(text: str) -> list[Token]:
    """Returns the tokens of a text that `in_one_encoding` gave; never raises."""
    places: list[int] = []
    pieces: list[str] = []
    for start, cluster in _clusters(text):
        seen = _seen(cluster)
        pieces.append(seen)
        places.extend([start] * len(seen))
    places.append(len(text))
    tokens: list[Token] = []
    for found in _PIECES.finditer("".join(pieces)):
        kind, start = found.lastgroup or "mark", found.start()
        words = found.group(kind)
        parts = syllables(words) if kind == "burmese" else [words]
        for part in parts:
            end = max(places[start + len(part)], places[start] + 1)
            tokens.append(_token(part, kind, places[start], end))
            start += len(part)
    return _without_idle_marks(tokens)


def _without_idle_marks(tokens: list[Token]) -> list[Token]:
    """Leaves out hyphens inside words, apostrophes and brackets: they part words like a space."""
    kept: list[Token] = []
    for place, token in enumerate(tokens):
        beside = tokens[max(place - 1, 0) : place + 2]
        between_numbers = token.form == "-" and any(each.is_number for each in beside)
        again = place > 0 and token.kind == "mark" and tokens[place - 1].form == token.form
        if again:
            if kept and kept[-1].form == ".":
                kept[-1] = replace(kept[-1], form=ELLIPSIS, sound=ELLIPSIS)
            continue
        if token.kind != "mark" or token.form in _MARKS or between_numbers:
            kept.append(token)
    return kept


def _clusters(text: str) -> list[tuple[int, str]]:
    """Returns each character with the marks that belong to it, and where it begins."""
    clusters: list[tuple[int, str]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _is_mark(text[place]):
            clusters.append((start, text[start:place]))
            start = place
    return clusters if text else []


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


@lru_cache(maxsize=8192)
def _seen(cluster: str) -> str:
    if cluster.isspace():
        return ";" if "\n" in cluster else " "
    if cluster in _SEEN:
        return _SEEN[cluster]
    if "\u1000" <= cluster[0] <= "\u109f":
        # Folding looks for Zawgyi, which no single syllable tells.
        return digits_to_ascii(unicodedata.normalize("NFC", cluster).translate(_BURMESE_MARKS))
    if cluster[0].isdecimal() and _VISARGA in cluster:
        # Many write "७ः३०" for 7:30.
        return fold(cluster[0]) + ":"
    seen = fold(cluster)
    plain = unicodedata.normalize("NFD", seen)
    if plain[:1].isascii():
        seen = "".join(character for character in plain if not _is_mark(character))
    return seen.translate(_DEVANAGARI).translate(_ARABIC)


def _token(form: str, kind: str, start: int, end: int) -> Token:
    sound = sound_of(form) if kind == "latin" else form
    return Token(form, sound, kind, start, end)


@lru_cache(maxsize=8192)
def sound_of(word: str) -> str:
    """Returns one spelling for the many of a romanised word ("derooz", "diroz": "diruj")."""
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    word = _REPEATED.sub(r"\1", word)
    return word[:-1] if len(word) > 3 and word.endswith("h") else word


def parts_of(form: str) -> list[str]:
    """Returns the letters and the digits of a token apart ("14h30": 14, h, 30)."""
    return _LATIN_IN_PARTS.findall(form)
