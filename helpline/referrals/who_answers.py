"""Whether a message asks who or what answers here, or why so much is asked."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from pathlib import Path

from helpline.referrals.phrases import bare, bare_phrase, is_most_of, read_phrases

_WORDS = Path(__file__).with_suffix(".yml")
_WHO, _WHY = ("who", "machine"), ("why_asked",)
_SENTENCES = re.compile(r"[.?!\n؟۔။]+")


def asks_who_answers(text: str) -> bool:
    """Whether a sentence of a message asks who writes here, or whether a machine does, and hardly
    more; the others may tell something.
    """
    return _has_sentence(_WHO, text)


def asks_why_asked(text: str) -> bool:
    """Whether a sentence of a message asks what our questions are for, and hardly more."""
    return _has_sentence(_WHY, text)


def _has_sentence(kinds: tuple[str, ...], text: str) -> bool:
    sentences = map(bare, _SENTENCES.split(text))
    return any(is_most_of(phrase, words) for words in sentences for phrase in _phrases(kinds))


@cache
def _phrases(kinds: tuple[str, ...]) -> frozenset[str]:
    listed = read_phrases(_WORDS)
    return frozenset(map(bare_phrase, chain.from_iterable(listed[kind] for kind in kinds)))
