"""How a name sounds, whatever script it is written in: consonants in broad classes, and between
them the vowels as far as the script writes them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from anyascii import anyascii

from helpline.text.normalise import fold

_FILE = Path(__file__).with_suffix(".yml")
# Stands where a word begins with a vowel.
OPEN = "@"
_REMEMBERED = 4096
_VOWELS = frozenset("aeiou")
_ARABIC = re.compile("[\u0600-\u06ff]")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_BURMESE = re.compile("[\u1000-\u109f]")
_SYLLABLE = re.compile(
    "(?P<head>[\u1000-\u102a\u103f])(?P<joined>[\u103b-\u103e]*)"
    "(?P<rhyme>[\u102b-\u1038]*(?:[\u1000-\u1021](?=[\u1037\u1038]*\u103a)[\u1037\u1038\u103a]*)?"
    "[\u1036-\u1038\u103a]*)"
)
_STACKED = re.compile("([\u1000-\u1021])\u1039")
_VIRAMA = "\u094d"
_CARRIERS = "عا"
_LATIN_VOWELS = {"y": "i", "w": "u", "v": "u"}
_FINAL_NASAL = re.compile(r"ng(?![aeiouy])")
_FINAL_IKE = re.compile(r"ike$")
_SILENT_H = re.compile(r"^h(?=[lmnt])|(?<=[aeiou])h$")
_JOINED = {"\u103b": "i", "\u103c": "i", "\u103d": "u", "\u103e": ""}


@dataclass(frozen=True)
class Sound:
    """A word as it sounds: its consonants, and after each the vowels that are written. Of a word
    in Arabic letters vowels may be missing: `is_open` then.
    """

    consonants: str
    vowels: tuple[str, ...]
    is_open: bool


@lru_cache(maxsize=_REMEMBERED)
def sound_of(word: str) -> Sound:
    """Returns how a single word, folded, sounds."""
    is_open = bool(_ARABIC.search(word))
    if is_open:
        letters = _arabic(word)
    elif _DEVANAGARI.search(word):
        letters = _devanagari(word)
    elif _BURMESE.search(word):
        letters = _burmese(word)
    else:
        letters = _latin(word)
    return _parted(letters, is_open=is_open)


def syllables_of(word: str) -> list[str]:
    """Returns the syllables of a Burmese word, which people write as words in Latin letters; any
    other word as it is.
    """
    if not _BURMESE.search(word):
        return [word]
    unstacked = _STACKED.sub("\\1\u103a", word)
    return [found[0] for found in _SYLLABLE.finditer(unstacked)] or [word]


def joined(one: Sound, other: Sound) -> Sound:
    """Returns two words as one."""
    if other.consonants.startswith(OPEN) and one.vowels:
        vowels = (*one.vowels[:-1], one.vowels[-1] + other.vowels[0], *other.vowels[1:])
        return Sound(one.consonants + other.consonants[1:], vowels, one.is_open or other.is_open)
    return Sound(
        one.consonants + other.consonants, one.vowels + other.vowels, one.is_open or other.is_open
    )


def _parted(letters: str, *, is_open: bool) -> Sound:
    consonants: list[str] = []
    vowels: list[str] = []
    for letter in letters:
        if letter in _VOWELS or letter == "?":
            if not consonants:
                consonants.append(OPEN)
                vowels.append("")
            vowels[-1] += letter
        elif consonants and consonants[-1] == letter and not vowels[-1]:
            continue
        else:
            consonants.append(letter)
            vowels.append("")
    return Sound("".join(consonants), tuple(vowels), is_open)


def _latin(word: str) -> str:
    table = _table()
    if not word.isdigit():
        word = "".join(table["digits"].get(letter, letter) for letter in word)
    word = re.sub("[^a-z]", "", str(anyascii(word)).lower())
    word = (
        _SILENT_H.sub("", _FINAL_NASAL.sub("n", _FINAL_IKE.sub("aik", word)))
        .replace("oo", "u")
        .replace("ee", "i")
    )
    if word[:1] in ("w", "v"):
        word = "b" + word[1:]
    for spelling, sound in table["latin"]:
        word = word.replace(spelling, sound.upper())
    return "".join(_LATIN_VOWELS.get(letter, letter) for letter in word.lower())


def _arabic(word: str) -> str:
    letters = _table()["arabic"]
    sounds = [letters.get(letter, "") for letter in word]
    if word[0] in _CARRIERS:
        # It carries any vowel.
        sounds[0] = "?"
    elif word[0] == "و":
        sounds[0] = "b"
    if len(word) > 1 and word[-1] == "ه":
        sounds[-1] = "a"
    return "".join(sounds)


def _devanagari(word: str) -> str:
    table = _table()
    for sound, spelled in table["devanagari_joined"].items():
        for each in spelled.split():
            word = word.replace(each, sound)
    sounds: list[str] = []
    for place, letter in enumerate(word):
        following = word[place + 1 : place + 2]
        if letter in table["devanagari"]:
            consonant = table["devanagari"][letter]
            heard = "u" if consonant == "w" and sounds else "b" if consonant == "w" else consonant
            sounds.append(heard)
            sounds.append(_inherent(word, place, following))
        elif letter in table["devanagari_vowels"]:
            sounds.append(table["devanagari_vowels"][letter])
        elif letter != _VIRAMA:
            sounds.append(letter if letter.isascii() else "")
    return "".join(sounds)


def _inherent(word: str, place: int, following: str) -> str:
    """Returns the vowel that a consonant carries unless one is written; not heard at the end of a
    word, but for after two consonants.
    """
    vowels = _table()["devanagari_vowels"]
    if following and (following in vowels or following in (_VIRAMA, "r", "k")):
        return ""
    if word[place] in "ंँः":
        return ""
    if following:
        return "a"
    return "a" if word[max(place - 1, 0)] == _VIRAMA else ""


def _burmese(word: str) -> str:
    sounds = []
    for found in _SYLLABLE.finditer(_STACKED.sub("\\1\u103a", word)):
        head = _table()["burmese"].get(found["head"], "")
        if head == "w":
            head = "b"
        middle = "".join(_JOINED.get(letter, "") for letter in found["joined"])
        rhyme = _table()["rhymes"].get(found["rhyme"])
        if "\u103d" in found["joined"] and rhyme is not None:
            whole = _table()["rhymes"].get("\u103d" + found["rhyme"])
            middle, rhyme = (middle.replace("u", ""), whole) if whole else (middle, rhyme)
        sounds.append(
            ("" if head == "a" else head) + middle + (rhyme if rhyme is not None else "a")
        )
    return "".join(sounds)


@cache
def _table() -> dict[str, Any]:
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))

    def by_letter(name: str) -> dict[str, str]:
        return {
            fold_letter: sound
            for sound, letters in read[name].items()
            for letter in letters.split()
            for fold_letter in (letter, fold(letter) if sound else letter)
            if fold_letter
        }

    rhymes = {
        unicodedata.normalize("NFC", spelled): sound
        for sound, spellings in read["burmese_rhymes"].items()
        for spelled in spellings
    }
    return {
        "latin": read["latin"],
        "digits": read["digits"],
        "arabic": by_letter("arabic"),
        "devanagari": by_letter("devanagari"),
        "devanagari_vowels": by_letter("devanagari_vowels"),
        "devanagari_joined": read["devanagari_joined"],
        "burmese": by_letter("burmese"),
        "rhymes": rhymes,
    }
