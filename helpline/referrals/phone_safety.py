"""Whether an answer says that it is safe to write on a phone."""

from __future__ import annotations

from helpline.facts import names_people
from helpline.referrals.answer_words import has_any, phrases_in, words_of
from helpline.referrals.answers import guesses, yes_or_no
from helpline.referrals.phone_words import tells_watched
from helpline.referrals.phrases import bare, is_burmese
from helpline.referrals.wording import tells_more

# The number of a yes.
_YES = "1"
# So many letters behind a Burmese phrase tell nothing more.
_FEW_BEHIND = 5


def is_safe(text: str, *, language: str | None, is_asked: bool = False) -> bool:
    """Whether a message says that it is safe to write, in one way or in several, and no more: where
    that `is_asked`, a yes or its number does, too ("1 but hurry").
    """
    said = bare(text)
    safe = words_of("safe", language)
    named = safe | words_of("begins_yes", language) | {_YES} if is_asked else safe
    if said in safe:
        return True
    # In Burmese a word with which the reader is spoken to may follow.
    led = (each for each in safe if is_burmese(said) and said.startswith(each))
    if any(len(said) <= len(each) + _FEW_BEHIND for each in led):
        return True
    rest, is_named = f" {said} ", False
    kinds = ("begins_yes", "spoken_to", "beside_safe")
    beside = frozenset().union(*(words_of(kind, language) for kind in kinds))
    for phrase in phrases_in(said, named | beside):
        is_named |= phrase in named and f" {phrase} " in rest
        rest = rest.replace(f" {phrase} ", " ")
    return is_named and not rest.strip()


def may_be_safe(text: str, *, language: str | None) -> bool:
    """Whether a message begins with a yes, says "safe", or names a phone, whatever else it says
    that is nothing unsafe, and of nobody else: "yes, but my brother plays on it".
    """
    said = bare(text)
    begins = any(f"{said} ".startswith(f"{word} ") for word in words_of("begins_yes", language))
    is_named = begins or has_any(said, "safe", language) or names_phone(text, language=language)
    is_of_others = names_people(text, language=language) or is_unsafe(text, language=language)
    return is_named and not is_of_others


def is_unsafe(text: str, *, language: str | None) -> bool:
    """Whether a message says that others may read what is written, or whose the phone is."""
    if has_any(bare(text), "unsafe", language) or tells_watched(text):
        return True
    if names_people(text, language=language) and has_any(bare(text), "reads", language):
        # "My husband reads it, too."
        return True
    is_own = yes_or_no(text, language=language) == "affirm"
    is_named = names_phone(text, language=language) and _names_owners(text, language)
    return is_named and not is_own


def is_half_sure(text: str, *, language: str | None) -> bool:
    """Whether a message says that it may be safe to write: "I think so", "for now"."""
    return guesses(text, language=language) or has_any(bare(text), "half_sure", language)


def says_yes_but(text: str, *, language: str | None) -> bool:
    """Whether a message says yes, in a word or by its number, and then more: "yes, but my brother
    plays on it".
    """
    is_yes = bare(text).split()[:1] == [_YES] or yes_or_no(text, language=language) == "affirm"
    return is_yes and tells_more(text)


def names_phone(text: str, *, language: str | None) -> bool:
    """Whether a message has a word for a phone."""
    return has_any(bare(text), "phone", language)


def _names_owners(text: str, language: str | None) -> bool:
    """Whether a message names people of the writer's, or in any words somebody who may have lent a
    phone that is nowhere said to be safe.
    """
    said = bare(text)
    if names_people(text, language=language):
        return True
    if is_burmese(said) or has_any(said, "safe", language):
        return False
    return any(has_any(said, kind, language) for kind in ("relative", "other"))
