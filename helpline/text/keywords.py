"""Words that act before the bot: alone in a message, they end or resume our writing to a
contact, ask what this number is for or on what an answer rests, or tell that the hours have passed.
"""

from __future__ import annotations

import enum
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from helpline.text.normalise import fold

_WORDS = Path(__file__).with_suffix(".yml")
# Categories of Unicode that stand around a word and are no part of it: punctuation, symbols (emoji
# too), spaces.
_AROUND = frozenset("PSZ")


class Keyword(enum.Enum):
    """What a keyword asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    LATE = "late"
    WHY = "why"
    SMS = "sms"
    NO_SMS = "no_sms"


def keyword_of(text: str) -> Keyword | None:
    """Returns the keyword that a message consists of, or None if it says anything more."""
    found = _table().get(_bare(text))
    return found[0] if found else None


def language_of_keyword(text: str) -> str | None:
    """Returns the code of the one language that a lone keyword is of, None if of none or several.

    English words are of none: people know "stop" and "help" whatever they speak.
    """
    found = _table().get(_bare(text))
    return found[1] if found else None


def _bare(text: str) -> str:
    folded = fold(text)
    start, end = 0, len(folded)
    while start < end and unicodedata.category(folded[start])[0] in _AROUND:
        start += 1
    while end > start and unicodedata.category(folded[end - 1])[0] in _AROUND:
        end -= 1
    return folded[start:end]


@cache
def _table() -> dict[str, tuple[Keyword, str | None]]:
    content = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    table: dict[str, tuple[Keyword, str | None]] = {}
    for name, languages in content.items():
        keyword = Keyword(name)
        for language, words in languages.items():
            for word in words:
                before = table.get(_bare(word))
                if before is not None and before[0] is not keyword:
                    raise ValueError(f"{word!r} asks for {before[0].value} and for {name}")
                shared = before is not None and before[1] != language
                tells = language not in ("en", "other") and not shared
                table[_bare(word)] = (keyword, language if tells else None)
    return table
