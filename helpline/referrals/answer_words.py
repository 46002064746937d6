"""The words for answers to questions of the intake, out of `answers.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from helpline.facts.phrases import expanded
from helpline.referrals.phrases import bare_phrase, holds, read_phrases

_WORDS = Path(__file__).with_name("answers.yml")
LANGUAGE_OF_ALL = "en"
# Letters up to this one are Latin, those of French with their accents.
_LAST_LATIN = "\u024f"
# Short words for "I" are other words elsewhere.
_ONLY_OWN = frozenset({"self", "begins_neither"})


def has_any(said: str, kind: str, language: str | None) -> bool:
    """Whether a phrase of a kind stands in a (bare) message."""
    return any(holds(word, said) for word in words_of(kind, language))


def longest(kind: str, said: str, language: str | None) -> str:
    """Returns the longest phrase of a kind that stands in a message, which has one."""
    return max((word for word in words_of(kind, language) if holds(word, said)), key=len)


@cache
def words_of(kind: str, language: str | None) -> frozenset[str]:
    """Returns the words of a language, those of English, and what is written in Latin letters in
    any other: whoever writes romanised is often taken to write English.
    """
    listed = _folded()[kind]
    own = listed[LANGUAGE_OF_ALL] | listed.get(language or "", frozenset())
    if kind in _ONLY_OWN:
        return own
    romanised = {word for words in listed.values() for word in words if max(word) <= _LAST_LATIN}
    return own | (romanised - _of_one_language())


@cache
def _of_one_language() -> frozenset[str]:
    return frozenset(_read()["only_in_their_language"])


@cache
def _folded() -> Mapping[str, Mapping[str, frozenset[str]]]:
    return {
        kind: {
            language: frozenset(map(bare_phrase, expanded(phrases))) for language, phrases in listed.items()
        }
        for kind, listed in _read().items()
        if isinstance(listed, dict)
    }


@cache
def _read() -> dict[str, Any]:
    return read_phrases(_WORDS)
