"""By what a referral is found again: how a name sounds, whatever script it is in, and a place."""

from __future__ import annotations

from helpline.facts.line import line_of
from helpline.facts.places import COUNTRY, places_in
from helpline.facts.words import writings_for
from helpline.referrals.names import compare, keys_of
from helpline.text.normalise import fold

NAME, PLACE = "held_name", "place"
# The facts that staff search by.
SEARCHED = (NAME, PLACE)
# Stands for a fact of which nothing is left to find it by, so that it is not looked at again.
_NOTHING = "nothing"


def tokens_in(fact: str, value: str, language: str | None) -> set[str]:
    """Returns the words, to be hashed, by which a fact told in a language is found; empty for a
    fact that is not searched by.
    """
    if fact == NAME:
        return {f"name:{key}" for key in keys_of(value)} or {_NOTHING}
    if fact == PLACE:
        return {f"place:{place}" for place in _places(value, language)} or {_NOTHING}
    return set()


def sought_in(text: str, language: str | None) -> set[str]:
    """Returns the words by which referrals are found that a text may name, as a person or place."""
    return (tokens_in(NAME, text, language) | tokens_in(PLACE, text, language)) - {_NOTHING}


def is_named(text: str, name: str) -> bool:
    """Whether a text names somebody with a name, in whatever script each is written."""
    return compare(text, name).is_alike


def is_in_place(text: str, place: str, language: str | None) -> bool:
    """Whether a text names the place that was told in a language."""
    return bool(_places(text, language) & _places(place, language))


def _places(text: str, language: str | None) -> frozenset[str]:
    """Returns the English names of the places in a text, and the text itself, folded."""
    found = places_in(line_of(text), writings_for(text, language))
    named = {each.place.name for each in found if each.place.kind != COUNTRY}
    return frozenset(named | ({fold(text)} - {""}))
