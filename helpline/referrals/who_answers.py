"""Whether a message asks who or what answers here."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from pathlib import Path

from helpline.referrals.phrases import bare, bare_phrase, holds, is_burmese, read_phrases

_WORDS = Path(__file__).with_suffix(".yml")
_SENTENCES = re.compile(r"[.?!\n؟۔။]+")
# So many words beside ask nothing else ("hello sorry but who are you please").
_FEW = 4
_FEW_LETTERS = 12


def asks_who_answers(text: str) -> bool:
    """Whether a sentence of a message asks who writes here, or whether a machine does, and hardly
    more; the others may tell something.
    """
    sentences = map(bare, _SENTENCES.split(text))
    return any(_is_most_of(phrase, words) for words in sentences for phrase in _phrases())


def _is_most_of(phrase: str, words: str) -> bool:
    if is_burmese(phrase):
        return phrase in words and len(words) <= len(phrase) + _FEW_LETTERS
    is_short = len(words.split()) <= len(phrase.split()) + _FEW
    return is_short and holds(phrase, words)


@cache
def _phrases() -> frozenset[str]:
    return frozenset(map(bare_phrase, chain(*read_phrases(_WORDS).values())))
