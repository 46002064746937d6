"""Whether a message asks who or what answers here."""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from pathlib import Path

from helpline.referrals.phrases import bare, bare_phrase, is_most_of, read_phrases

_WORDS = Path(__file__).with_suffix(".yml")
_SENTENCES = re.compile(r"[.?!\n؟۔။]+")


def asks_who_answers(text: str) -> bool:
    """Whether a sentence of a message asks who writes here, or whether a machine does, and hardly
    more; the others may tell something.
    """
    sentences = map(bare, _SENTENCES.split(text))
    return any(is_most_of(phrase, words) for words in sentences for phrase in _phrases())


@cache
def _phrases() -> frozenset[str]:
    return frozenset(map(bare_phrase, chain(*read_phrases(_WORDS).values())))
