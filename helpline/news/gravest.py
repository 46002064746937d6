"""The gravest that a message tells: a death in custody, and somebody who wants to die."""

from __future__ import annotations

from enum import StrEnum

from helpline.facts.sightings import Sightings
from helpline.news.reading import sentences_in
from helpline.news.words import writings_of_news

_MARKS = frozenset("?؟")
# A death that is asked about, feared or hoped against is none.
_NO_FACT = ("asks", "supposes", "to_come", "rumour", "feared")


class Gravest(StrEnum):
    """What is told."""

    DEATH = "death"
    SELF_HARM = "self_harm"


def gravest_in(text: str, *, language: str | None) -> Gravest | None:
    """Returns the gravest that a message in a language (a code of `helpline.i18n`, or None) tells,
    or None: that the writer wants to die, or as a fact that somebody died in custody or was killed
    by who holds them. Never raises.
    """
    seen = [Sightings(each, writings_of_news(each, language)) for each in sentences_in(text)]
    if any(each.affirmed("wants_to_die") and not each.find("of_another") for each in seen):
        return Gravest.SELF_HARM
    is_told = any(_tells_death(each) for each in seen)
    return Gravest.DEATH if is_told else None


def _tells_death(seen: Sightings) -> bool:
    if not seen.affirmed("died") or _MARKS & set(seen.line.folded):
        return False
    return not any(seen.find(kind) for kind in _NO_FACT)
