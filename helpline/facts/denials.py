"""Whether a "no" is of a person, a holder or a place that the text names, and so answers nothing
else; or of harm.
"""

from __future__ import annotations

from helpline.facts.places import places_in
from helpline.facts.sightings import Sightings
from helpline.facts.words import writings_for

_OF_HARM = ("medical", "mistreatment")
_SHORTEST_PLACE = 3
_NAMED = ("relatives", "others", "holder")


def denies_somebody(text: str, *, language: str | None) -> bool:
    """Whether a text in a language says of a person, a holder or a place that it is not that: "not
    my brother", "not the police", "not in Hebron".
    """
    seen = Sightings(text, writings_for(text, language))
    named = [pair for group in _NAMED for pair in seen.by_kind(group)]
    # Where a word for a relative means one of somebody's only with "my", a "not" makes it clear.
    named += [("kin", found) for found in seen.find("kin")]
    spans = [found for _, found in named]
    places = [each.at for each in places_in(seen.line, seen.writings) if each.is_sure]
    # "Ye" is a town, and a small word of others.
    spans += [each for each in places if each.length >= _SHORTEST_PLACE]
    return len(seen.not_refused([(None, each) for each in spans])) < len(spans)


def denies_harm(text: str, *, language: str | None) -> bool:
    """Whether a text in a language names an illness, a wound or blows, and denies all it names."""
    seen = Sightings(text, writings_for(text, language))
    named = any(seen.all_of(group) for group in _OF_HARM)
    told = (found for group in _OF_HARM for found in seen.group(group))
    return named and all(map(seen.is_denied, told))
