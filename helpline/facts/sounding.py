"""How a name sounds that is written in Latin letters: the same, however its sounds are spelt."""

from __future__ import annotations

import re
from functools import lru_cache

# In Arabizi digits are letters; vowels are written as each hears them.
_SOUNDS = (
    ("5", "kh"), ("7", "h"), ("8", "gh"), ("6", "t"), ("[q9]", "k"), ("[23]", ""), ("ch", "sh"),
    ("o+u?|u+", "u"), ("[eiy]+", "i"), (r"(.)\1", r"\1"), ("ah$", "a"),
)  # fmt: skip
_EXPRESSIONS = tuple((re.compile(letters), sound) for letters, sound in _SOUNDS)
# A shorter word sounds like too many.
_LONG_ENOUGH = 6
_REMEMBERED = 4096


@lru_cache(maxsize=_REMEMBERED)
def sound_of(word: str) -> str | None:
    """Returns how a folded word sounds, None if it is short or has other letters than Latin."""
    if not (word.isascii() and word.isalnum()):
        return None
    for letters, sound in _EXPRESSIONS:
        word = letters.sub(sound, word)
    return word if len(word) >= _LONG_ENOUGH else None
