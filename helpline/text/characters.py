"""Characters: what may not be stored is cleaned, digits of all scripts are read, scripts are
told.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import regex

_REPLACEMENT = "\ufffd"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_SCRIPTS = {"LATIN": "Latn", "ARABIC": "Arab", "DEVANAGARI": "Deva", "MYANMAR": "Mymr"}
_GRAPHEME = regex.compile(r"\X")
UNKNOWN_SCRIPT = "Zyyy"
# The Burmese letter wa looks like zero and is typed for it. It is a letter where it has a vowel, or
# closes with the next one ("၂ဝယ်", buy 2).
_WA_FOR_ZERO = re.compile(
    "(?<=[၀-၉])ဝ+(?![\u102b-\u103e]|[\u1000-\u1021]\u103a)|(?<![\u1000-\u109f])ဝ+(?=[၀-၉])"
)


def clean(text: str) -> str:
    """Returns a text that any database and any encoder takes; never raises.

    Line ends become "\\n"; other control characters go; lone surrogates and noncharacters become
    U+FFFD. Bidirectional and zero-width characters stay: they may belong to the words.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(_cleaned(character) for character in text)


def without_bidi(text: str) -> str:
    """Returns a text without characters that change the direction of what follows them."""
    return "".join(character for character in text if character not in _BIDI)


def digits_to_ascii(text: str) -> str:
    """Returns a text with the decimal digits of every script as 0 to 9, also the zeros that are
    typed with a letter.
    """
    return "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in with_zeros(text)
    )


def with_zeros(text: str) -> str:
    """Returns a text in Unicode with the Burmese letter wa as the zero where it stands for it, so
    that "၁ဝ" is ten; every character keeps its place.
    """
    return _WA_FOR_ZERO.sub(lambda found: "၀" * len(found.group()), text)


def script_of(text: str) -> str:
    """Returns the script of most letters: Latn, Arab, Deva or Mymr; Zyyy where there are none."""
    counted = Counter(
        _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0])
        for character in text
        if character.isalpha()
    )
    counted.pop(None, None)
    return counted.most_common(1)[0][0] or UNKNOWN_SCRIPT if counted else UNKNOWN_SCRIPT


def count_graphemes(text: str) -> int:
    """Returns how many characters a person sees in a text."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def truncate_graphemes(text: str, limit: int) -> str:
    """Returns at most `limit` characters of a text, cut between what people see as characters."""
    if len(text) <= limit:
        return text
    end = 0
    for found in _GRAPHEME.finditer(text):
        if found.end() > limit:
            break
        end = found.end()
    return text[:end]


def _cleaned(character: str) -> str:
    if character == "\n":
        return character
    category = unicodedata.category(character)
    if category == "Cc":
        return ""
    if category == "Cs" or ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
        return _REPLACEMENT
    return character
