"""A Latin view of every script, in which native and romanised spellings of a word come together."""

from __future__ import annotations

import re

from anyascii import anyascii

_ARABIZI = str.maketrans({"2": "a", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "q"})
_WORD = re.compile(r"[a-z0-9']+")
_FOLDS = (
    ("chh", "c"), ("sh", "c"), ("ch", "c"), ("kh", "k"), ("gh", "g"), ("th", "t"), ("dh", "d"),
    ("bh", "b"), ("ph", "f"), ("q", "k"), ("g", "k"), ("v", "b"), ("p", "b"), ("z", "s"),
)  # fmt: skip
_VOWELS = re.compile(r"(?<!^)[aeiouyw]")
_FIRST_W = re.compile(r"^w")
_DOUBLES = re.compile(r"(.)\1+")


def romanise(text: str) -> str:
    """Returns a text in ASCII letters, as near to its sound as a table of characters gets."""
    return str(anyascii(text))


def skeleton(text: str) -> str:
    """Returns the consonants of each word of a text; words with one letter left are dropped."""
    words = (_bare(word) for word in _WORD.findall(romanise(text.casefold()).casefold()))
    return " ".join(word for word in words if len(word) > 1)


def _bare(word: str) -> str:
    if not word.isdigit():
        word = word.translate(_ARABIZI)
    word = word.replace("'", "")
    for spelling, sound in _FOLDS:
        word = word.replace(spelling, sound)
    # वकिल is wakil or vakil: at the start of a word both are the b that v has become.
    word = _FIRST_W.sub("b", word)
    return _DOUBLES.sub(r"\1", _VOWELS.sub("", word))
