"""Words with a slip in typing."""

from __future__ import annotations

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Words of so many letters are known with a slip in typing, and only such words.
SHORTEST_SLIP = 6
# Shorter words than that are slips of too many others.
SHORTEST_DOUBT = 4


def is_slip(form: str, word: str, romanised: bool) -> bool:
    """Tells whether a form is surely a word with a slip in typing: a letter left out, doubled,
    swapped or, in a longer word that is not romanised, wrong.
    """
    if form == f"{word}s" or OSA.distance(form, word, score_cutoff=1) > 1:
        return False
    wrong_letter = len(form) == len(word) and sorted(form) != sorted(word)
    return not wrong_letter or (len(form) > SHORTEST_SLIP and not romanised)


def is_nearly(form: str, word: str) -> bool:
    """Tells whether letters were swapped or doubled, or one left out or, in a longer Latin word,
    wrong.
    """
    if OSA.distance(form, word, score_cutoff=1) > 1:
        return False
    if len(form) == len(word):
        wrong = form.isascii() and len(form) >= SHORTEST_SLIP
        return wrong or sorted(form) == sorted(word)
    if len(form) < len(word):
        return len(form) > SHORTEST_DOUBT
    return any(form[:place] + form[place + 1 :] == word for place in _doubled(form))


def is_mistyped(form: str, words: list[str]) -> bool:
    """Tells whether a form may be one of some words with a letter too many, too few, swapped or, in
    a longer word, wrong.
    """
    near = process.extractOne(form, words, scorer=OSA.distance, score_cutoff=1)
    if near is None or len(form) != len(near[0]):
        return near is not None
    return len(form) >= SHORTEST_SLIP or sorted(form) == sorted(near[0])


def _doubled(form: str) -> list[int]:
    return [place for place in range(1, len(form)) if form[place] == form[place - 1]]
