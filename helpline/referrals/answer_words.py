"""The words for answers to questions of the intake, out of `answers.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from helpline.facts.phrases import expanded
from helpline.referrals.phrases import bare_phrase, is_burmese, read_phrases

_WORDS = Path(__file__).with_name("answers.yml")
LANGUAGE_OF_ALL = "en"
# Letters up to this one are Latin, those of French with their accents.
_LAST_LATIN = "\u024f"
# No phrase has more words; and a message is looked at many times while it is answered.
_LONGEST, _REMEMBERED = 12, 128
# Short words for "I" are other words elsewhere.
_ONLY_OWN = frozenset({"self", "begins_neither"})


def has_any(said: str, kind: str, language: str | None) -> bool:
    """Whether a phrase of a kind stands in a (bare) message."""
    return bool(phrases_in(said, words_of(kind, language)))


def phrases_in(said: str, phrases: frozenset[str]) -> list[str]:
    """Returns which of some phrases stand in a (bare) message, the longest first."""
    found = phrases & _runs(said)
    if is_burmese(said):
        found |= {phrase for phrase in phrases if is_burmese(phrase) and phrase in said}
    return sorted(found, key=len, reverse=True)


def longest(kind: str, said: str, language: str | None) -> str:
    """Returns the longest phrase of a kind that stands in a message, which has one."""
    return phrases_in(said, words_of(kind, language))[0]


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


@lru_cache(maxsize=_REMEMBERED)
def _runs(said: str) -> frozenset[str]:
    """Returns the words of a message that stand together, so many that no phrase has more."""
    words = said.split()
    return frozenset(
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1)
    )


@cache
def _of_one_language() -> frozenset[str]:
    return frozenset(_read()["only_in_their_language"])


@cache
def _folded() -> Mapping[str, Mapping[str, frozenset[str]]]:
    return {
        kind: {
            language: frozenset(map(bare_phrase, expanded(phrases)))
            for language, phrases in listed.items()
        }
        for kind, listed in _read().items()
        if isinstance(listed, dict)
    }


@cache
def _read() -> dict[str, Any]:
    return read_phrases(_WORDS)
