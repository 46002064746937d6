"""Phrases and messages made alike, and whether a phrase stands in a message."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from helpline.text.normalise import fold, fold_unicode

_POLITE_IN_BURMESE = ("ရှင့်", "ရှင်", "ခင်ဗျာ", "ခင်ဗျ", "ဗျာ", "ဗျ", "နော်")
_BURMESE = re.compile("[\u1000-\u109f]")
# So many words, or Burmese letters, beside a phrase tell nothing more ("we really don't know his
# name", "hello sorry but who are you please").
FEW, FEW_LETTERS = 4, 12
# A message is looked at many times while it is answered.
_REMEMBERED = 128
_ACCENTS = re.compile("[\u0300-\u036f]")
_POLITE = re.compile(f"(?:{'|'.join(map(fold_unicode, _POLITE_IN_BURMESE))})+$")
_PAUSES = re.compile(r"[,.!?;:\"'()-]+")


@lru_cache(maxsize=_REMEMBERED)
def bare(text: str) -> str:
    """Returns the words of a message, folded, without what only parts them, and without what
    Burmese hangs on the last of them out of politeness.
    """
    words = _without_pauses(fold(text))
    return _POLITE.sub("", words).strip() or words


def bare_phrase(phrase: str) -> str:
    """Returns a phrase of a word list, which is in Unicode, as `bare` makes a message."""
    return _without_pauses(fold_unicode(phrase))


def is_burmese(text: str) -> bool:
    """Whether a text has Burmese letters, which are written without spaces between words."""
    return bool(_BURMESE.search(text))


def holds(phrase: str, words: str) -> bool:
    """Whether a phrase stands in the bare words of a message; in Burmese anywhere, else as words
    of its own.
    """
    return phrase in words if is_burmese(phrase) else f" {phrase} " in f" {words} "


def is_most_of(phrase: str, words: str) -> bool:
    """Whether a phrase stands in the bare words of a message with hardly more beside it."""
    if is_burmese(phrase):
        return phrase in words and len(words) <= len(phrase) + FEW_LETTERS
    return len(words.split()) <= len(phrase.split()) + FEW and holds(phrase, words)


def read_phrases(path: Path) -> dict[str, Any]:
    """Returns a word list as it is written, every scalar as text: "no" is a word here."""
    read: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    return read


def _without_pauses(folded: str) -> str:
    # On phones most write French without accents.
    parts = unicodedata.normalize("NFD", folded)
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", parts))
    return " ".join(_PAUSES.sub(" ", plain).split())
