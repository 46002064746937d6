"""Redaction: what is shown to a person who checks the bot holds no names and no numbers.

It hides too much rather than too little: of a message only those words are left that stand in many
of our own training messages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import regex

from helpline.text.normalise import fold

HIDDEN = "▒▒"
# In so many training messages a word must stand to be nobody's name.
_COMMON = 8
# Burmese puts no spaces between words: its syllables are looked at instead.
_WORD = regex.compile(
    r"\p{Script=Myanmar}(?:\p{M}|\u1039\p{L}|\p{L}(?=[\u103a\u1037\u1038]))*|[\p{L}\p{M}\p{N}]+"
)
_RUN = regex.compile(rf"{HIDDEN}(?:\W*{HIDDEN})+")


def common_words(messages: Iterable[str]) -> frozenset[str]:
    """Returns the folded words (in Burmese: syllables) that stand in many of some messages."""
    counts: Counter[str] = Counter()
    for message in messages:
        counts.update(set(_WORD.findall(fold(message))))
    return frozenset(word for word, count in counts.items() if count >= _COMMON)


def redacted(text: str, common: frozenset[str], *, names: Iterable[str] = ()) -> str:
    """Returns a text in which every number and every word that is not common is hidden, and the
    words of the names given, however common they are.
    """
    named = {word for name in names for word in _WORD.findall(fold(name))}

    def shown(match: regex.Match[str]) -> str:
        word = fold(match[0])
        is_told = word in common and word not in named and not regex.search(r"\p{N}", word)
        return match[0] if is_told else HIDDEN

    return _RUN.sub(HIDDEN, _WORD.sub(shown, text))
