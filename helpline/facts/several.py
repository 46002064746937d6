"""How many people a line says are held, where it is more than one."""

from __future__ import annotations

from itertools import pairwise

from helpline.facts.facts import Told
from helpline.facts.given_names import given_names
from helpline.facts.line import AND, PAUSE
from helpline.facts.names_beside import names_beside
from helpline.facts.people import OTHER, Person
from helpline.facts.sightings import ARABIC_AND, WHO, Sightings
from helpline.facts.words import Found

# How many words may stand between those held and the word that tells of the arrest; in one clause,
# where one of them is named again: perhaps only that one is held.
_NEAR, _NEAR_AGAIN = 10, 4
_TWO = "2"
# "14", "14 years", "14 years old".
_MOST_OF_A_UNIT = 2

Group = tuple[int, Found]


def people_held(seen: Sightings, person: Person) -> Told | None:
    """Returns how many are held: "two sons", or words for people that are joined ("my husband and
    my brother"); None for one, or where it is not sure that all are.
    """
    lists = _lists(seen, _groups(seen, person))
    several = [each for each in lists if sum(count for count, _ in each) > 1]
    if not several:
        return _both(seen, person)
    if len(several) != 1:
        return None
    again = [found for each in lists if each is not several[0] for _, found in each]
    # "Two boys of our street, my neighbour's sons": of strangers, who else is named tells whose.
    is_whose = person.who and person.who.value == OTHER and seen.by_kind("strangers")
    if not (is_whose or _are_repeated(seen, again, several[0])):
        return None
    total = 2 if _are_both(seen, several[0]) else sum(count for count, _ in several[0])
    whole = Found(several[0][0][1].start, several[0][-1][1].end)
    # "My son and his friend were stopped on the road to Kabul in a bus, they took both."
    told = [whole, *seen.find("both")]
    is_near = any(
        seen.is_within(_NEAR_AGAIN if again else _NEAR, each, arrest, one_clause=bool(again))
        for arrest in seen.arrests
        for each in told
    )
    # A text that is surely of somebody held may say so in words that we do not know.
    if not is_near and (seen.arrests or not seen.context.is_held):
        return None
    return Told(str(total), seen.quote(whole))


def _are_both(seen: Sightings, groups: list[Group]) -> bool:
    """Whether words that count two count two who are joined: "father and mother, both of them"."""
    last = groups[-1][1]
    behind = (both for both in seen.find("both") if both.start > last.start)
    return len(groups) == 2 and any(map(last.overlaps, behind))


def _both(seen: Sightings, person: Person) -> Told | None:
    """Returns two where a word for "both" stands near those held: "mother, uncle, both of them"."""
    for both in seen.find("both"):
        is_of_them = any(seen.is_within(_NEAR, found, both) for _, found in person.named)
        if is_of_them and any(seen.is_within(_NEAR, both, each) for each in seen.arrests):
            return Told(_TWO, seen.quote(both))
    return None


def _groups(seen: Sightings, person: Person) -> list[Group]:
    """Returns the words for people with how many each is for, in the order of the line; "her
    husband" is one only where it is joined to another.
    """
    groups = [(int(kind), found) for kind, found in seen.by_kind("strangers")]
    several = [(int(kind), found) for kind, found in seen.by_kind("several")]
    strangers = [found for _, found in groups]
    groups += [pair for pair in several if not any(map(pair[1].overlaps, strangers))]
    counted = [found for _, found in groups]
    named = [found for _, found in person.named]
    groups += [_with_names(seen, each) for each in named if not any(map(each.overlaps, counted))]
    groups = _with_writer(seen, _with_names_alone(seen, groups))
    first = min((found.start for _, found in groups), default=len(seen.line.folded))
    theirs = [found for found in seen.find("theirs") if found.start > first]
    for found in theirs:
        before = max((each for _, each in groups if each.start < found.start), key=_start)
        if not found.overlaps(before) and _are_joined(seen, before, found):
            # In Burmese "her son" has "son" in it, which is named by itself as well.
            groups = [group for group in groups if not group[1].overlaps(found)]
            groups.append((1, found))
    return sorted(groups, key=lambda group: group[1].start)


def _with_names(seen: Sightings, found: Found) -> Group:
    """Returns a word for people with the names beside it, and how many it is for: "my cousins Ali
    and Omar".
    """
    names = names_beside(seen, found)
    return (len(names), Found(found.start, names[-1].end)) if names else (1, found)


def _with_names_alone(seen: Sightings, groups: list[Group]) -> list[Group]:
    """Returns groups with the given names that stand by themselves, one each, where they are joined
    to one another or to a group; a word for people right behind one is of those who are named:
    "Ahmad and Omar, my cousins".
    """
    groups = sorted(groups, key=lambda group: group[1].start)
    alone = [
        name
        for name in given_names(seen.line)
        if not seen.is_aside(name) and not any(name.overlaps(found) for _, found in groups)
    ]
    known = sorted([*alone, *(found for _, found in groups)], key=_start)
    pairs = [pair for pair in pairwise(known) if _are_joined(seen, *pair)]
    joined = [name for name in alone if any(name in pair for pair in pairs)]
    behind = {found for name in joined for _, found in groups if _is_next(seen, name, found)}
    kept = [group for group in groups if group[1] not in behind]
    return [*kept, *((1, name) for name in joined)]


def _with_writer(seen: Sightings, groups: list[Group]) -> list[Group]:
    """Returns groups with who writes, where that is joined to one of them in an answer to who is
    held, or in words that say that the writer is: "me and my cousin", "they took me and my son".
    """
    told = seen.find("self")
    for each in seen.find("me"):
        is_held = seen.context.asked == WHO or any(map(each.overlaps, told))
        others = [found for _, found in groups if not each.overlaps(found)]
        pairs = [sorted((each, other), key=_start) for other in others]
        if is_held and len(others) == len(groups) and any(_are_joined(seen, *p) for p in pairs):
            return sorted([*groups, (1, each)], key=lambda group: group[1].start)
    return groups


def _start(found: Found) -> int:
    return found.start


def _lists(seen: Sightings, groups: list[Group]) -> list[list[Group]]:
    """Returns the groups in lists: "my husband, my brother and my son" is one."""
    lists = [groups[:1]]
    for (_, before), group in pairwise(groups):
        if _are_joined(seen, before, group[1]) or _is_comma(seen, before, group[1]):
            lists[-1].append(group)
        else:
            lists.append([group])
    # Without an "and" before the last, words side by side are none.
    return [
        part
        for each in lists
        for part in ([each] if _has_end(seen, each) else [[group] for group in each])
    ]


def _has_end(seen: Sightings, groups: list[Group]) -> bool:
    return len(groups) < 2 or _are_joined(seen, groups[-2][1], groups[-1][1])


def _are_repeated(seen: Sightings, again: list[Found], held: list[Group]) -> bool:
    """Whether all who are named again are of those held: "my son is 14"."""
    folded = seen.line.folded
    words = [folded[found.start : found.end] for _, found in held]
    return all(
        any(said.startswith(word) or word.startswith(said) for word in words)
        for found in again
        for said in [folded[found.start : found.end].removeprefix(ARABIC_AND)]
    )


def _is_comma(seen: Sightings, first: Found, second: Found) -> bool:
    return seen.line.folded[first.end : second.start].strip() == PAUSE


def _are_joined(seen: Sightings, first: Found, second: Found) -> bool:
    """Whether nothing but a word or a sign for "and" stands between two stretches, and an age."""
    folded, end = seen.line.folded, second.start
    words = folded[first.end : end].split()
    rests = [" ".join(words)]
    if not any(first.end < arrest.start < end for arrest in seen.arrests):
        rests += [" ".join(rest) for rest in _after_age(words)]
        rests += _after_said_age(seen, first, second)
    # In Arabic "and" is written onto the second word.
    if AND in rests or ("" in rests and folded[end] == ARABIC_AND):
        return True
    joining = [each for each in seen.find("joining") if each.start < end <= each.end + 1]
    if "" in rests and any(each.start == end for each in seen.find("joining")):
        # The second begins with it: "and two cousins".
        return True
    return any(folded[each.start : end].strip() in rests for each in joining)


def _after_said_age(seen: Sightings, first: Found, second: Found) -> list[str]:
    """Returns what may stand behind the age of the first in words that say that it is one: "my son
    who is 14 years old and my nephew".
    """
    folded, kinds = seen.line.folded, ("age", "age_word")
    said = [each for kind in kinds for each in seen.find(kind) if _is_next(seen, first, each)]
    rests = [folded[each.end : second.start].split() for each in said if each.end < second.start]
    bare = [rest for words in rests for rest in _after_age(words)]
    return [" ".join(rest[rest[:1] == [PAUSE] :]) for rest in (*rests, *bare)]


def _is_next(seen: Sightings, first: Found, second: Found) -> bool:
    """Whether a stretch stands right behind another, or behind a comma."""
    between = seen.line.folded[first.end : max(first.end, second.start)].strip()
    return first.end < second.start and between in ("", PAUSE)


def _after_age(words: list[str]) -> list[list[str]]:
    """Returns what may stand behind the age of the first: "my son (14) and my nephew"."""
    told = words[words[:1] == [PAUSE] :]
    if not told or not told[0].isdecimal():
        return []
    rests = [told[1 + unit :] for unit in range(_MOST_OF_A_UNIT + 1)]
    return [rest[rest[:1] == [PAUSE] :] for rest in rests]
