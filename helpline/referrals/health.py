"""Whether an answer says that nothing is wrong with somebody."""

from __future__ import annotations

import re
from functools import lru_cache

from helpline.facts.denials import denies_harm
from helpline.referrals.answer_words import has_any, phrases_in, words_of
from helpline.referrals.phrases import bare, is_burmese
from helpline.referrals.urgency import tells_harm
from helpline.referrals.wording import parted_at_but, tells_more
from helpline.text.normalise import fold

_OF_WELL = ("well", "beside_well")
# So short is an answer that says it and nothing else: in words, and in Burmese in letters.
_FEW, _FEW_LETTERS = 10, 24
# In so many words it is told by others.
_FEW_TOLD = 14
# A message is looked at many times while it is answered.
_REMEMBERED = 128
_PAUSES = re.compile(r"[,.;!\n،؛၊။]+")


def is_well(text: str, *, language: str | None) -> bool:
    """Whether a short answer says that a person is well, in one way or in several ("he is fine, not
    hurt"), and nothing else.
    """
    said = _behind_no(bare(text), language)
    if is_burmese(said):
        words = _without(said, ("beside_well",), language) or said
        return len(words) <= _FEW_LETTERS and has_any(words, "well", language)
    # "Nor is he ill" begins with the "no" that it needs.
    ways = {bare(text), said}
    few = len(said.split()) <= _FEW
    return few and any(
        has_any(each, "well", language) and not _without(each, _OF_WELL, language) for each in ways
    )


@lru_cache(maxsize=_REMEMBERED)
def says_well(text: str, *, language: str | None) -> bool:
    """Whether a part of a message says that a person is well, or denies all the harm that it names,
    and no other part tells of harm: "hungry but not hurt", "he called, he is fine". What its other
    words mean is not known.
    """
    parts = [part for each in _PAUSES.split(text) for part in parted_at_but(each)]
    others = [part for part in parts if not _tells_well(part, language)]
    return len(others) < len(parts) and not any(map(tells_harm, others))


def is_told_well(text: str, *, language: str | None) -> bool:
    """Whether a message tells that somebody said, or was seen, to be well, and of no harm, and has
    no "but" and no question: "he wrote that he is ok".
    """
    said = bare(text)
    if "?" in fold(text) or tells_more(text) or tells_harm(_without(said, _OF_WELL, language)):
        return False
    return len(said.split()) <= _FEW_TOLD and has_any(said, "told_well", language)


def _tells_well(part: str, language: str | None) -> bool:
    if denies_harm(part, language=language):
        return True
    # "They beat him not" has a word for blows in it.
    return has_any(part, "well", language) and not tells_harm(_without(part, ("well",), language))


def _without(said: str, kinds: tuple[str, ...], language: str | None) -> str:
    """Returns the words of a message without those of some kinds, longer phrases first."""
    rest = f" {said} "
    phrases = frozenset().union(*(words_of(kind, language) for kind in kinds))
    for phrase in phrases_in(said, phrases):
        rest = rest.replace(f" {phrase} ", " ")
    return rest.strip()


def _behind_no(said: str, language: str | None) -> str:
    """Returns the words of a message behind the "no" with which it begins, or all of them."""
    for word in sorted(words_of("begins_no", language), key=len, reverse=True):
        if said.startswith(f"{word} "):
            return said.removeprefix(f"{word} ")
    return said
