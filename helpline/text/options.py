"""Options: which of a numbered list a reply picks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpline.text.normalise import fold

_NUMBER = re.compile(r"^(?:no\.?|nr\.?|#)?\s*(\d{1,2})\s*[).:-]?$")
# "1 but others read it": an option, and more.
_NUMBER_FIRST = re.compile(r"^(\d{1,2})\s*[).:,-]?\s+[^\W\d]")
# Shorter ones ("no", "not", "the") are words of other answers as well.
_LONG = 4


def chosen(text: str, count: int, titles: Sequence[str]) -> int | None:
    """Returns the number from 1 to `count` that a reply picks, by number, by title, or by words
    that stand together in one title only ("army" for "Israeli army or police"), else None.
    """
    folded = fold(text).strip(" .!")
    number = _NUMBER.match(folded)
    if number is not None:
        picked = int(number[1])
        return picked if 1 <= picked <= count else None
    matching = [place for place, title in enumerate(titles, start=1) if fold(title) == folded]
    matching = matching or [
        place for place, title in enumerate(titles, start=1) if _is_part(folded, fold(title))
    ]
    return matching[0] if len(matching) == 1 else None


def number_first(text: str, count: int) -> int | None:
    """Returns the number from 1 to `count` that stands before the words of a reply, else None: it
    may be an option, or count what they name.
    """
    found = _NUMBER_FIRST.match(fold(text).strip())
    return int(found[1]) if found is not None and 1 <= int(found[1]) <= count else None


def behind_number(text: str) -> str:
    """Returns the folded words of a reply behind the number with which it begins, or all."""
    folded = fold(text).strip()
    found = _NUMBER_FIRST.match(folded)
    return folded[found.end() - 1 :] if found is not None else folded


def _is_part(reply: str, title: str) -> bool:
    """Whether a reply of two words or a long one stands in a title, as whole words: of "a girl
    under 18" the word alone says no age.
    """
    says_as_much = _digits(title) <= _digits(reply)
    return says_as_much and len(reply) >= _LONG and f" {reply} " in f" {title} "


def _digits(text: str) -> set[str]:
    return {each for each in text if each.isdecimal()}
