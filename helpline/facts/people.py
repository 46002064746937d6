"""Who is held, and their sex, as far as one person only can be meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from helpline.facts.facts import Told
from helpline.facts.sightings import ARABIC_AND, SELF, WHO, Sightings
from helpline.facts.words import Found

RELATIVE, OTHER = "relative", "other"
_EITHER = "either"
# So few words part who was taken from the word for it.
_BESIDE_AN_ARREST, _BEFORE_A_VERB = 3, 10
_SHORTEST_OWNER = 3
# And so few who was taken from that behind it, where somebody else is named as well.
_RIGHT_BEFORE = 2
_Named = tuple[tuple[str, Found], ...]
_ABOUT_SOMEBODY = ("arrest", "mistreatment", "signed.yes", "signed.no", "questioned.yes")


@dataclass(frozen=True)
class Person:
    """Who is held: `named` are the words for them with the sex that the words tell. Mixed if the
    words for people do not agree on one person, or if others are held with the writer: then nothing
    more is safe to read of them, but what writers say of themselves.
    """

    who: Told | None
    named: _Named
    is_mixed: bool


def person_in(seen: Sightings) -> Person:
    """Returns who is held, by what a line says."""
    relatives, others = _named(seen) if seen.is_arrest else ((), ())
    if seen.is_arrest and not (relatives or others):
        # "I am his wife."
        relatives = tuple(seen.by_kind("writer_is"))
    named = [found for _, found in (*relatives, *others)]
    # "My brother they took" is not "me they took", where both are one word.
    companions = seen.find("companions")
    family = [each for each in named if not any(map(each.overlaps, companions))]
    selves = [each for each in seen.find("self") if not any(map(each.overlaps, family))]
    if seen.context.asked == WHO and not named:
        # "I am 16" says who it is about.
        selves += [found for _, found in seen.numbers("age_of_writer")]
    elif not named:
        # Who is sought or was let go tells of themselves, unless somebody is still held.
        selves += [*seen.own_ages, *seen.find("self_if_alone")]
    if selves and companions and not family:
        # "They hold me and my friends": the one we ask about is who writes.
        return Person(Told(SELF, seen.quote(selves[0])), (), is_mixed=True)
    if named and not selves and _tells_of_self(seen) and not _are_taken(seen, named):
        # "I am 15, they want me at the station, my father is not here": who is held is asked.
        return Person(None, (*relatives, *others), is_mixed=True)
    of_several = sum(map(bool, (selves, relatives, others))) > 1
    if of_several and not _are_named_after(seen, selves, named):
        return Person(None, (*relatives, *others), is_mixed=True)
    if selves:
        return Person(Told(SELF, seen.quote(selves[0])), (), is_mixed=False)
    if not named:
        return Person(None, (), is_mixed=False)
    theirs = _theirs_instead(seen, named)
    if theirs is not None:
        # Whose son he is says neither whose relative nor, of "theirs", whether a man's.
        return Person(None, ((_EITHER, theirs),), is_mixed=False)
    told = Told(RELATIVE if relatives else OTHER, seen.quote(named[0]))
    return Person(told, relatives or others, is_mixed=_are_several(seen, named))


def _tells_of_self(seen: Sightings) -> bool:
    """Whether writers of whom nothing is known tell, where that was not asked, how old they are, or
    that they are sought or were let go.
    """
    is_first = seen.context.who_held is None and seen.context.asked is None
    return is_first and any((*seen.all_of("age_of_writer"), *seen.find("self_if_alone")))


def _are_named_after(seen: Sightings, writer: list[Found], named: list[Found]) -> bool:
    """Whether people are only named after the words that the writer is held, with no "and" or
    "with" before them and no arrest beside: "they took me, how shall I tell my father".
    """
    joined = {each.end + 1 for each in seen.find("joining")}
    is_after = bool(writer) and all(
        writer[0].end < found.start
        and found.start not in joined
        and seen.line.folded[found.start] != ARABIC_AND
        for found in named
    )
    return is_after and not _are_taken(seen, named, but=writer)


def _are_taken(seen: Sightings, named: list[Found], but: Sequence[Found] = ()) -> bool:
    """Whether one of those named stands beside a word for an arrest ("they took my father"), or
    before it in its clause, where half of our languages put the verb; leaving out
    the arrests that words of `but` tell.
    """
    arrests = [each for each in seen.arrests if not any(map(each.overlaps, but))]
    verbs = seen.group("arrest")
    return any(
        seen.is_within(_BESIDE_AN_ARREST, found, each, one_clause=True)
        or (each in verbs and _is_before(seen, found, each))
        for found in named
        for each in arrests
    )


def _is_before(seen: Sightings, found: Found, verb: Found) -> bool:
    """Whether words stand before a verb, in its clause."""
    is_near = seen.is_within(_BEFORE_A_VERB, found, verb, one_clause=True)
    return found.end < verb.start and is_near


def _is_beside(seen: Sightings, found: Found) -> bool:
    most = [(_RIGHT_BEFORE if found.start < each.start else 1, each) for each in seen.arrests]
    return any(seen.is_within(few, found, each, one_clause=True) for few, each in most)


def _named(seen: Sightings) -> tuple[_Named, _Named]:
    """Returns the words for the writer's own people and those for others: "the neighbour's son" has
    no son of the writer's in it, and "my friend's neighbour" none of others.
    """
    own, others = (seen.not_refused(_by_sex(seen, kind)) for kind in ("relatives", "others"))
    # "My husband school teacher": who somebody is, is told right behind.
    others = [
        _whom_they_own(seen, pair, own)
        for pair in others
        if not any(0 <= pair[1].start - found.end <= 1 for _, found in own)
    ]
    return _taken_of(seen, *_owned(seen, _not_within(own, others), _not_within(others, own)))


def _owned(seen: Sightings, own: _Named, others: _Named) -> tuple[_Named, _Named]:
    """Leaves out who is only named as whose somebody is: of "my neighbour's son" the neighbour,
    whose people are others.
    """
    named = sorted((*own, *others), key=lambda pair: pair[1].start)
    owners = {
        owner: found
        for (_, owner), (_, found) in pairwise(named)
        if _is_owner(seen, owner, found) and seen.is_within(1, owner, found, one_clause=True)
    }
    of_others = {found for owner, found in owners.items() if owner in [each for _, each in others]}
    kept = [pair for pair in named if pair[1] not in owners]
    strangers = [*others, *(pair for pair in own if pair[1] in of_others)]
    return (
        tuple(pair for pair in kept if pair not in strangers),
        tuple(pair for pair in kept if pair in strangers),
    )


def _whom_they_own(
    seen: Sightings, other: tuple[str, Found], own: list[tuple[str, Found]]
) -> tuple[str, Found]:
    """Returns the words for others up to whom they own: of "neighbour sister's son" one list knows
    the first half, and another the second.
    """
    for sex, found in own:
        words = seen.line.folded[found.start : found.end].split()[:-1]
        is_behind = other[1].start < found.start < other[1].end < found.end
        if is_behind and any(_says_of(seen, word) for word in words):
            return sex, Found(other[1].start, found.end)
    return other


def _is_owner(seen: Sightings, owner: Found, found: Found) -> bool:
    """Whether a word for somebody has an owner's ending, or such stands behind it."""
    return _says_of(seen, seen.line.folded[owner.start : found.start].split()[-1])


def _says_of(seen: Sightings, word: str) -> bool:
    """Whether a word says "of" or has an ending that does: "kaka ko", and no "kaka" alone."""
    ends = (end for writing in seen.writings for end in writing.genitives if word.endswith(end))
    return any(word == end or len(word) - len(end) >= _SHORTEST_OWNER for end in ends)


def _by_sex(seen: Sightings, group: str) -> list[tuple[str, Found]]:
    """Returns the words of a group with the sex that they tell: either, where the very same words
    are listed for that too.
    """
    either = seen.find(f"{group}.{_EITHER}")
    return [(_EITHER if found in either else sex, found) for sex, found in seen.by_kind(group)]


def _taken_of(seen: Sightings, own: _Named, others: _Named) -> tuple[_Named, _Named]:
    """Leaves out who is only named beside: "my neighbour told me that they took my son"."""
    if any(seen.are_joined(each, other) for _, each in own for _, other in others):
        return own, others
    of_own, of_others = (
        any(_is_beside(seen, each) for _, each in named) for named in (own, others)
    )
    if not (own and others) or of_own == of_others:
        return own, others
    return (own, ()) if of_own else ((), others)


def _not_within(named: list[tuple[str, Found]], others: list[tuple[str, Found]]) -> _Named:
    """Leaves out words that go on about somebody whom other words name first, or at more length."""
    return tuple(
        (sex, found)
        for sex, found in named
        if not any(
            found.overlaps(each) and (each.start, -each.end) < (found.start, -found.end)
            for _, each in others
        )
    )


def sex_of(seen: Sightings, person: Person) -> Told | None:
    """Returns the sex that the words for the person tell; their pronouns, if those do not."""
    if person.who is not None and person.who.value == SELF:
        return _told_of_one(seen, seen.by_kind("sex_of_writer"))
    told = {sex for sex, _ in person.named}
    if person.who is None and person.is_mixed:
        return None
    if len(told) == 1 and _EITHER not in told:
        return Told(told.pop(), seen.quote(person.named[0][1]))
    is_somebody_one = person.named or _is_about_somebody(seen) or seen.is_continued
    if person.is_mixed or told - {_EITHER} or not is_somebody_one:
        return None
    return _told_of_one(seen, seen.by_kind("pronouns"))


def _told_of_one(seen: Sightings, sexes: list[tuple[str, Found]]) -> Told | None:
    """Returns the sex that words tell, if all tell the same."""
    if len({sex for sex, _ in sexes}) != 1:
        return None
    sex, found = sexes[0]
    return Told(sex, seen.quote(found))


def is_writer(seen: Sightings, person: Person) -> bool:
    """Whether it is the writer who is held, by this line or by what we know."""
    if person.who is not None:
        return person.who.value == SELF
    return seen.is_continued and seen.context.who_held == SELF


def is_somebody(seen: Sightings, person: Person) -> bool:
    """Whether a line is of a person at all, and not of arrests, prisons or the law in general; an
    answer is of whom we ask about.
    """
    is_known = seen.is_continued or seen.context.is_held or seen.context.asked
    told = person.who or person.named or person.is_mixed
    return bool(told or is_known or seen.by_kind("pronouns"))


def _is_about_somebody(seen: Sightings) -> bool:
    """Whether a line without a word for the person tells of one, so that a pronoun is theirs."""
    if seen.find("self") or seen.by_kind("relatives") or seen.by_kind("others"):
        return False
    return any(seen.affirmed(kind) for kind in _ABOUT_SOMEBODY)


def _theirs_instead(seen: Sightings, named: list[Found]) -> Found | None:
    """Returns the words for who is held where only somebody of theirs is named with the arrest:
    "I write for my neighbour, her son is held".
    """
    for theirs in seen.find("theirs_held"):
        before = [found for found in named if found.end <= theirs.start]
        arrests = [each for each in seen.arrests if before and before[-1].end <= each.start]
        is_told = bool(arrests) or not seen.arrests
        is_first = is_told and all(each.start >= theirs.start for each in arrests)
        # "My sister with her husband" are both.
        if len(named) == len(before) == 1 and is_first and not seen.are_joined(before[0], theirs):
            return theirs
    return None


def _are_several(seen: Sightings, found: list[Found]) -> bool:
    """Whether words for people are for different ones: neither begins with the other."""
    words = sorted({seen.line.folded[each.start : each.end] for each in found}, key=len)
    return any(not word.startswith(words[0]) for word in words)
