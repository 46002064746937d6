"""Folding: what people see as the same word becomes the same characters, whatever they typed
it with.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from helpline.text.characters import clean, digits_to_ascii
from helpline.text.zawgyi import in_unicode

_DROPPED = re.compile(
    # Tatweel, Arabic vowel signs, joiners, zero-width and bidirectional marks, variation selectors.
    "[\u0640\u064b-\u0652\u0670\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\u061c\ufeff\u00ad\ufe0e\ufe0f]"
)
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("يىېئۍ", "ی"),
        "ك": "ک",
        "ګ": "گ",
        "ؤ": "و",
        **dict.fromkeys("ةۀہھ", "ه"),
        "ँ": "ं",
        "़": "",
    }
)
_PUNCTUATION = str.maketrans(
    {"،": ",", "؛": ";", "؟": "?", "۔": ".", "।": ".", "။": ".", "၊": ",", "’": "'", "‘": "'"}
)
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_SPACES = re.compile(r"\s+")
# A message is looked at many times while it is answered.
_REMEMBERED = 128

# Vowel signs of Devanagari and Burmese are no letters to `re`: words are what stands between these.
_BETWEEN_WORDS = re.compile(r"[\s.,;:!?()\"'-]+")


@lru_cache(maxsize=_REMEMBERED)
def fold(text: str) -> str:
    """Returns a text folded for comparison, Zawgyi in Unicode; folding a folded text changes
    nothing but what looks like Zawgyi still. Never raises.
    """
    return fold_unicode(in_unicode(clean(text)))


def fold_unicode(text: str) -> str:
    """Returns a clean text that is known not to be in Zawgyi, folded as `fold` does."""
    folded = unicodedata.normalize("NFKC", text)
    folded = _DROPPED.sub("", folded).translate(_LETTERS)
    folded = digits_to_ascii(folded).translate(_PUNCTUATION).casefold()
    folded = unicodedata.normalize("NFC", folded)
    return _SPACES.sub(" ", _ELONGATED.sub(r"\1\1", folded)).strip()


def words_of(text: str) -> list[str]:
    """Returns the words of a text, folded, without what stands between them."""
    return [word for word in _BETWEEN_WORDS.split(fold(text)) if word]
