"""How many people a line says are held, where it is more than one."""

from __future__ import annotations

from helpline.facts.facts import Told
from helpline.facts.line import AND, PAUSE
from helpline.facts.people import Person
from helpline.facts.sightings import Sightings
from helpline.facts.words import Found

# How many words may stand between those held and the word that tells of the arrest.
_NEAR = 8
_AND = "و"


def people_held(seen: Sightings, person: Person) -> Told | None:
    """Returns how many are held: "two sons", or words for people that are joined ("my husband and
    my brother"); None for one, or where it is not sure that all are.
    """
    groups = [(int(kind), found) for kind, found in seen.by_kind("several")]
    counted = [found for _, found in groups]
    groups += [
        (1, found)
        for _, found in person.named
        if not any(found.overlaps(other) for other in counted)
    ]
    groups.sort(key=lambda group: group[1].start)
    total = sum(count for count, _ in groups)
    if total < 2 or not _is_one_list(seen, [found for _, found in groups]):
        return None
    whole = Found(groups[0][1].start, groups[-1][1].end)
    is_near = any(seen.is_within(_NEAR, whole, arrest) for arrest in seen.arrests)
    # A text that is surely of somebody held may say so in words that we do not know.
    if not is_near and (seen.arrests or not seen.context.is_held):
        return None
    return Told(str(total), seen.quote(whole))


def _is_one_list(seen: Sightings, found: list[Found]) -> bool:
    """Whether stretches are a list: "my husband, my brother and my son"."""
    pairs = list(zip(found, found[1:], strict=False))
    if pairs and not _are_joined(seen, *pairs[-1]):
        return False
    return all(_are_joined(seen, *pair) or _is_comma(seen, *pair) for pair in pairs)


def _is_comma(seen: Sightings, first: Found, second: Found) -> bool:
    return seen.line.folded[first.end : second.start].strip() == PAUSE


def _are_joined(seen: Sightings, first: Found, second: Found) -> bool:
    """Whether nothing but a word or a sign for "and" stands between two stretches."""
    folded = seen.line.folded
    between = folded[first.end : second.start]
    if between.strip() == AND:
        return True
    if not between.strip():
        # In Arabic "and" is written onto the second word.
        return folded[second.start] == _AND
    start = first.end + len(between) - len(between.lstrip())
    end = first.end + len(between.rstrip())
    return any((each.start, each.end) == (start, end) for each in seen.find("joining"))
