"""The reference and the check word of a referral: short, and readable by voice."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import yaml

from helpline.text.characters import digits_to_ascii
from helpline.text.normalise import fold

# No vowels, so that no word comes out, and none that look or sound alike (0/O, 1/I, B/P, M/N …).
_ALPHABET = "2346789CFHJKRTWX"
_REFERENCE = re.compile(rf"(?<![A-Z0-9])([{_ALPHABET}]{{3}})[-\s]?([{_ALPHABET}]{{3}})(?![A-Z0-9])")
_WORDS = Path(__file__).with_name("check_words.yml")


def new_reference(rng: random.Random) -> str:
    """Returns a reference such as "K7F-3RH": two groups of three, out of 16 million."""
    letters = "".join(rng.choices(_ALPHABET, k=6))
    return f"{letters[:3]}-{letters[3:]}"


def reference_in(text: str) -> str | None:
    """Returns the reference that a text holds, however it is typed ("k7f 3rh"), or None."""
    found = _REFERENCE.search(digits_to_ascii(text).upper())
    return f"{found[1]}-{found[2]}" if found else None


def new_check_word(rng: random.Random) -> str:
    """Returns the English name of a check word, by which it is kept."""
    return rng.choice(sorted(_words()))


def check_word_in(word: str, language: str) -> str:
    """Returns a check word in a language; the English word where there is no translation."""
    return _words()[word].get(language, word)


def check_words_at(text: str, language: str) -> set[str]:
    """Returns the English names of the check words that stand in a text, in a language or in
    English; one that is only part of another that stands there ("flower" in Burmese "apple") does
    not.
    """
    written = fold(text)
    found = {
        form: word
        for word in _words()
        for form in {fold(check_word_in(word, each)) for each in (language, "en")}
        if form in written
    }
    parts = {form for form in found for other in found if form != other and form in other}
    return {word for form, word in found.items() if form not in parts}


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return words
