"""How old who is held is, as far as one person only can be meant."""

from __future__ import annotations

import re
from itertools import chain, pairwise

from helpline.facts.facts import OF_AGE, Told
from helpline.facts.line import PAUSE
from helpline.facts.names_beside import names_beside
from helpline.facts.people import RELATIVE, Person, is_somebody, is_writer
from helpline.facts.sightings import Sightings
from helpline.facts.words import Found

CHILD, ADULT = "child", "adult"
_SINCE_WHEN = "arrested_when"
# Nobody writes of an arrest so many years ago: where that was asked, "17 years" is an age.
_LONG_HELD = 12
_ON_AGE = frozenset({"age_group", "age_and_sex"})
# Younger than these nobody is arrested, and a number is rather a child's of the person held.
AGES = range(8, 101)
# In Arabizi digits are letters.
_NUMBER = re.compile(r"(?<=\s)\d{1,3}(?=\s)")
# A number by itself behind a word, or behind a comma.
_BEHIND = re.compile(r" (?:, )?(\d{1,3}) (?=[.,]|\Z)")
# Behind a name it may count years: "Ali 16 ans".
_YEARS = (
    "years?|yrs?|yo|ans?|barsh?a|varsa|saal|sala?|kalana?|snin|sn[ae]"
    "|سنه|سنین|عام|عاما|ساله|سال|کلن|کلنه|वर्ष|बर्ष|वर्षको|बर्षको"
)
_BEHIND_A_NAME = re.compile(rf" (?:, )?(\d{{1,3}}) (?=[.,]|\Z|(?:{_YEARS}) )")
# What stands between "under age" and whom that is said of.
_BEFORE_SOMEBODY = {
    "",
    PAUSE,
    "my",
    "our",
    "mero",
    "hamro",
    "मेरो",
    "हाम्रो",
    "zama",
    "زما",
    "တဲ့",
    "သော",
}
# A number beside "small" says more than the word.
_DIGIT = re.compile(r"(?<=\s)\d")


def age_of(seen: Sightings, person: Person) -> Told | None:
    """Returns the age in years, where a line tells one only."""
    ages = _ages(seen, person)
    if len({age for age, _ in ages}) != 1:
        return None
    age, found = ages[0]
    return Told(str(age), seen.quote(found))


def age_group_of(seen: Sightings, person: Person) -> Told | None:
    """Returns whether the person is a child or of age: by the ages told, else by words for it."""
    told = [
        (CHILD if age < OF_AGE else ADULT, seen.quote(found)) for age, found in _ages(seen, person)
    ]
    # Words for an age are for all of several in an answer to how old they are: "both are minors".
    # Of "my old neighbour, her son is held" they are of the neighbour.
    is_known = not seen.find("theirs_held") and (person.who is not None or not person.named)
    is_of_all = (is_known and not person.is_mixed) or seen.context.asked in _ON_AGE
    if not told and is_of_all and seen.is_arrest and is_somebody(seen, person):
        told = _told_by_words(seen, person, "child", "adult")
        if seen.context.asked in _ON_AGE and not _DIGIT.search(seen.line.folded):
            # "Small" says so in an answer, and of a brother elsewhere that he is the younger one.
            told += _told_by_words(seen, person, "child_answer", "adult_answer")
        if person.who and person.who.value == RELATIVE:
            told += [(ADULT, seen.quote(found)) for found in seen.find("adult_relatives")]
    return Told(*told[0]) if len({group for group, _ in told}) == 1 else None


def _told_by_words(
    seen: Sightings, person: Person, child: str, adult: str
) -> list[tuple[str, str]]:
    """Returns what words of two kinds say; a "minor" in "no longer a minor" is none."""
    # A "no" before "not a minor" denies nothing.
    no_minors = seen.find("no_minor")
    children = [found for found in seen.affirmed(child) if not any(map(found.overlaps, no_minors))]
    told = [(CHILD, found) for found in children]
    told += [(ADULT, found) for found in (*seen.affirmed(adult), *no_minors)]
    return [(group, seen.quote(found)) for group, found in told if _is_theirs(seen, person, found)]


def _is_theirs(seen: Sightings, person: Person, found: Found) -> bool:
    """Whether words for an age are of who is held: in an answer to just that, or where they stand
    behind whom the line names, or right before: "an old man told us that they took my son".
    """
    if seen.context.asked in _ON_AGE or not person.named:
        return True
    first = min((each for _, each in person.named), key=lambda each: each.start)
    between = seen.line.folded[found.end : max(found.end, first.start)].strip()
    return found.end > first.start or between in _BEFORE_SOMEBODY


def _ages(seen: Sightings, person: Person) -> list[tuple[int, Found]]:
    if joined := _ages_of_several(seen):
        return joined
    # Who was asked for an age tells it, though of somebody named for the first time.
    is_of_held = seen.is_arrest or seen.context.asked in _ON_AGE
    if not (is_of_held and is_somebody(seen, person)):
        return []
    ages = _ages_by_words(seen, person)
    if seen.context.asked == _SINCE_WHEN:
        # A few years alone are how long.
        alone = {found for number, found in seen.numbers("age_alone") if number < _LONG_HELD}
        ages = [(age, found) for age, found in ages if found not in alone]
    ages = seen.not_refused(ages) or _ages_beside(seen, person) or _age_put_right(seen)
    meant = seen.context.without_corrected("age", (str(age) for age, _ in ages))
    return [(age, found) for age, found in ages if str(age) in meant]


def _ages_by_words(seen: Sightings, person: Person) -> list[tuple[int, Found]]:
    """Returns the ages that words tell to be such, of who is held: no "18 next month", and none
    that writers tell of themselves while somebody else is.
    """
    kinds = ["age_of_writer"] if is_writer(seen, person) else []
    if not person.is_mixed:
        kinds += ["age", "age_alone"]
    others = [] if kinds[:1] == ["age_of_writer"] else seen.all_of("age_of_writer")
    if seen.context.asked in _ON_AGE:
        others = []
    young = seen.find("child")
    return [
        (age, found)
        for kind in kinds
        for age, found in seen.numbers(kind)
        if age in AGES
        and not any(map(found.overlaps, others))
        and not (age == OF_AGE and any(map(found.overlaps, young)))
    ]


def _ages_of_several(seen: Sightings) -> list[tuple[int, Found]]:
    """Returns the ages that are joined in an answer to how old somebody is: "both boys, 15 and 17",
    which tell no one's age, but perhaps that all are children.
    """
    if seen.context.asked not in _ON_AGE:
        return []
    ages = [
        (int(match[0]), Found(*match.span()))
        for match in _NUMBER.finditer(seen.line.folded)
        if int(match[0]) in AGES
    ]
    joined = [(one, other) for one, other in pairwise(ages) if seen.are_joined(one[1], other[1])]
    return list(dict.fromkeys(chain.from_iterable(joined)))


def _ages_beside(seen: Sightings, person: Person) -> list[tuple[int, Found]]:
    """Returns the numbers right behind the word for who is held, or the name beside it, that end a
    clause or count years: "nephew, 14", "my father Abu Khaled 62 years".
    """
    if person.is_mixed:
        return []
    names = [name for _, found in person.named for name in names_beside(seen, found)]
    behind = [_BEHIND.match(seen.line.folded, found.end) for _, found in person.named]
    behind += [_BEHIND_A_NAME.match(seen.line.folded, name.end) for name in names]
    ages = [(int(match[1]), Found(*match.span(1))) for match in behind if match]
    counted = seen.find("not_age")
    ages = [(age, found) for age, found in ages if not any(map(found.overlaps, counted))]
    return [(age, found) for age, found in ages if age in AGES]


def _age_put_right(seen: Sightings) -> list[tuple[int, Found]]:
    """Returns the number that stands beside the age that was told, in a correction: "18 not 16"."""
    if "age" not in seen.context.corrected:
        return []
    numbers = [
        (int(match[0]), Found(*match.span()))
        for match in _NUMBER.finditer(seen.line.folded)
        if int(match[0]) in AGES
    ]
    others = [pair for pair in numbers if str(pair[0]) != seen.context.corrected["age"]]
    return others if len(others) == 1 and len(numbers) > 1 else []
