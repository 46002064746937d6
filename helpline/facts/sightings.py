"""What a line holds of each kind of words, without what is set aside, denied or of the writer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeVar

from helpline.facts.facts import Told
from helpline.facts.line import AND, COLON, END, PAUSE, Line, line_of
from helpline.facts.reach import CLAUSE_END, reach_of_denials
from helpline.facts.words import Found, Writing, line_in

_Value = TypeVar("_Value")
NOTHING = "none"
ARABIC_AND = "و"
SELF = "self"
WHO = "who_held"
# What may tell of another arrest than that of the person known; to be questioned follows one.
_NEW_ARREST = ("arrest", "self", "held_in")
# Words for people other than the writer, and what tells that police are there.
_OF_PEOPLE = ("relatives", "others", "several", "companions", "pronouns")
_AMID = ("holder", "held_in", "mistreatment", "arrest")
_FEW_BEHIND = 3
_BORDERS: tuple[list[str], ...] = ([], [END], [PAUSE], [COLON])
_BEFORE_ENDINGS = {"o": "a", "ो": "ा"}
_BURMESE = re.compile("[\u1000-\u109f]")
# What says no of itself alone: "they asked, signed nothing".
_DENIALS_OF_ONE = ("questioned.no", "signed.no")


@dataclass(frozen=True)
class Context:
    """What was told before: who is held (None if nobody is known to be), and, of a text that
    corrects, the values {name: value} that it may name only to say that they are wrong. `is_held`
    says that the text is about somebody held, though it may not say so, and `is_missing` that it
    asks where they are: police are named in it who do not hold them. `first` is what was written
    first: whom it names is not somebody new. `asked` is the fact that the text answers.
    """

    who_held: str | None = None
    corrected: Mapping[str, str] = field(default_factory=dict)
    is_held: bool = False
    is_missing: bool = False
    first: str = ""
    asked: str | None = None

    def without_corrected(self, name: str, values: Iterable[str]) -> set[str]:
        """Returns the values of a fact, without the one that is corrected if there is another."""
        found = set(values)
        return found - {self.corrected.get(name)} or found


NO_CONTEXT = Context()
_REMEMBERED = 32


@lru_cache(maxsize=_REMEMBERED)
def _looked_at(text: str, writings: tuple[Writing, ...]) -> tuple[Line, dict[str, list[Found]]]:
    """Returns a text as a line, and where each kind of words that was looked up stands in it: many
    facts ask for the same words, and a message is read more than once while it is answered.
    """
    return line_in(text, writings), {}


class Sightings:
    """Looks up kinds of words in one text, as the ways of writing that it can be in have them."""

    def __init__(self, text: str, writings: list[Writing], context: Context = NO_CONTEXT) -> None:
        """Takes a text, its ways of writing, and what is known already."""
        self.line, self._seen = _looked_at(text, tuple(writings))
        self.writings = writings
        self.context = context
        self.asides = self._all("set_aside")
        self._aside = self.asides
        if not self.is_of_writer():
            # Unless the writer is held, what they say of themselves is of nobody held.
            self._aside = self.asides + self._all("writer")

    @cached_property
    def arrests(self) -> list[Found]:
        """Where a word tells that somebody was arrested, or is held."""
        kinds = ("arrest", "self", "held_in", "questioned.yes", "letting_go")
        return [*self.own_ages, *(found for kind in kinds for found in self.group(kind))]

    @cached_property
    def own_ages(self) -> list[Found]:
        """Where writers tell how old they are amid police or blows, and nobody else is named: it is
        of themselves that they write. "I am 15, police station in Birgunj, they hit me."
        """
        ages = self._all("age_of_writer")
        amid = (found for group in _AMID for found in self.group(group))
        somebody = (found for group in _OF_PEOPLE for found in self.group(group))
        return ages if ages and any(amid) and not any(somebody) else []

    @property
    def is_arrest(self) -> bool:
        """Whether the line tells of somebody who is held, or is said of one and names no other."""
        return bool(self.arrests) or self.is_continued or self.context.is_held

    @cached_property
    def is_continued(self) -> bool:
        """Whether the line goes on about somebody held of whom we know."""
        # What an arrested person was made to do tells of no other arrest: "made to sign".
        follows = [*self.group("questioned"), *self.group("signed")]
        arrests = [found for kind in _NEW_ARREST for found in self.group(kind)]
        is_new = any(not any(map(found.overlaps, follows)) for found in arrests)
        if self.context.who_held is None or is_new:
            return False
        told = [*self.by_kind("relatives"), *self.by_kind("others")]
        named = [found for _, found in told]
        # "It is not my brother but my cousin" goes on about the same.
        is_put_right = bool(self.context.corrected) and len(self.not_refused(told)) < len(told)
        return is_put_right or all(self._was_named(found) for found in named)

    def find(self, kind: str) -> list[Found]:
        """Returns where words of a kind stand, those set aside left out."""
        return [found for found in self._all(kind) if not self.is_aside(found)]

    def group(self, group: str) -> list[Found]:
        """Returns where words of a kind stand, or of any kind of a group of that name."""
        return [*self.find(group), *(found for _, found in self.by_kind(group))]

    def by_kind(self, group: str) -> list[tuple[str, Found]]:
        """Returns where words of a group stand with the kind within it, the longest of those
        that overlap; words of its kind "none" only keep others from being found in them.
        """
        kinds = dict.fromkeys(kind for writing in self.writings for kind in writing.kinds(group))
        found = [(kind, each) for kind in kinds for each in self.find(kind)]
        found.sort(key=lambda pair: (-pair[1].length, pair[1].start))
        kept: list[tuple[str, Found]] = []
        for kind, each in found:
            if not any(each.overlaps(other) for _, other in kept):
                kept.append((kind.partition(".")[2], each))
        told = [pair for pair in kept if pair[0] != NOTHING]
        return sorted(told, key=lambda pair: pair[1].start)

    def affirmed(self, kind: str) -> list[Found]:
        """Returns where words of a kind stand that are not denied."""
        return [found for found in self.find(kind) if not self.is_denied(found)]

    def is_gainsaid(self, kind: str) -> bool:
        """Whether words of a kind stand there, and all are denied or set aside: "not ill"."""
        return bool(self._all(kind)) and not self.affirmed(kind)

    def told(self, kind: str, value: str, *, denied: bool = False) -> Told | None:
        """Returns a value with the first words of a kind, or None; those that are denied count only
        if `denied`, for kinds that are denials themselves.
        """
        found = self.find(kind) if denied else self.affirmed(kind)
        return Told(value, self.quote(found[0])) if found else None

    def numbers(self, kind: str) -> Iterator[tuple[int, Found]]:
        """Yields the number in each place where words of a kind with a number stand."""
        for writing in self.writings:
            words = dict(writing.spelling.numbers)
            for found in writing.find(kind, self.line):
                number = self._number_in(found, writing)
                if number and not self.is_aside(found) and not self._is_other_number(found):
                    yield words.get(number, 0) or int(number), found

    def quote(self, found: Found) -> str:
        """Returns the words as written."""
        return self.line.quote(found.start, found.end)

    def is_within(self, most: int, one: Found, other: Found, *, one_clause: bool = False) -> bool:
        """Whether at most so many words of one sentence, or clause, part two stretches."""
        first, second = sorted((one, other), key=lambda found: found.start)
        words = self.line.folded[min(first.end, second.start) : second.start].split()
        return END not in words and not (one_clause and PAUSE in words) and len(words) <= most

    def are_joined(self, one: Found, other: Found) -> bool:
        """Whether nothing but a word or a sign for "and" parts two stretches."""
        first, second = sorted((one, other), key=lambda found: found.start)
        between = self.line.folded[first.end : second.start].strip()
        words = (self.line.folded[each.start : each.end] for each in self._all("joining"))
        # In Arabic "and" is written onto the second.
        is_one_word = not between and self.line.folded[second.start] == ARABIC_AND
        return is_one_word or between in {AND, *words}

    def is_alone(self, found: Found) -> bool:
        """Whether words are a clause by themselves, or begin one of a few words: "they took him at
        five, army", "they took him, police in plain clothes".
        """
        folded = self.line.folded
        articles = (each.start for each in self.find("article") if each.end + 1 == found.start)
        start = next(articles, found.start)
        before, after = folded[:start].split(), CLAUSE_END.split(folded[found.end :])[0]
        return before[-1:] in _BORDERS and len(after.split()) <= _FEW_BEHIND

    def is_of_writer(self) -> bool:
        """Whether what writers say of themselves is of who is held, or may answer who that is."""
        is_asked = self.context.asked == WHO
        is_theirs = bool(self.find("self") or self.own_ages)
        return self.context.who_held == SELF or is_asked or is_theirs

    def is_aside(self, found: Found) -> bool:
        """Whether words are part of a longer stretch that is set aside."""
        return any(found.overlaps(each) and each.length >= found.length for each in self._aside)

    def _was_named(self, found: Found) -> bool:
        """Whether the text that was written first has the same words, whatever hangs on them."""
        first = line_of(self.context.first).folded
        words = self.line.folded[found.start : found.end].strip()
        if _BURMESE.search(words):
            return words in first
        endings = {"", *(ending for writing in self.writings for ending in writing.endings)}
        stems = {words.removesuffix(ending) for ending in endings if words != ending}
        # "Choro" is the "chora" of "choralai".
        stems |= {f"{stem[:-1]}{_BEFORE_ENDINGS[stem[-1]]}" for stem in stems if stem[-1] in "oो"}
        return any(f" {stem}{ending} " in first for stem in stems for ending in endings)

    def _all(self, kind: str) -> list[Found]:
        if kind not in self._seen:
            self._seen[kind] = [
                found for writing in self.writings for found in writing.find(kind, self.line)
            ]
        return self._seen[kind]

    def all_of(self, group: str) -> list[Found]:
        """Returns where words of a kind stand, or of any kind of a group of that name, those set
        aside among them.
        """
        kinds = {group, *(kind for writing in self.writings for kind in writing.kinds(group))}
        return [found for kind in kinds for found in self._all(kind)]

    def _is_other_number(self, found: Found) -> bool:
        return any(found.overlaps(each) for each in self._all("not_age"))

    def _number_in(self, found: Found, writing: Writing) -> str | None:
        """Returns the number in a stretch: a whole word if there is one, as digits are letters in
        Arabizi.
        """
        text = self.line.folded[found.start : found.end]
        number = re.compile(writing.spelling.number)
        whole = re.search(rf"(?<!\S){number.pattern}(?!\S)", text) or number.search(text)
        return whole[0] if whole else None

    def is_denied(self, found: Found) -> bool:
        """Whether a denial stands near, one that is no part of what means something else."""
        of_others = [each for each in self._denials_of_one if not each.overlaps(found)]
        others = [*self._no_denials, *of_others]
        folded = self.line.folded
        return any(
            not any(Found(*match.span()).overlaps(each) for each in others)
            for writing in self.writings
            for place, (start, end) in reach_of_denials(folded, self._row(found)).items()
            if (expression := writing.expressions.get(f"negation.{place}"))
            for match in expression.finditer(folded, start, end)
        )

    def words_in_sentence(self, found: Found) -> int:
        """Returns how many words the sentence has in which something was found."""
        before = self.line.folded[: found.start].split(f" {END} ")[-1]
        after = self.line.folded[found.start :].split(f" {END} ")[0]
        return len((before + after).replace(PAUSE, " ").split())

    def not_refused(self, told: list[tuple[_Value, Found]]) -> list[tuple[_Value, Found]]:
        """Returns values with where they stand, without those that a "not" stands right beside:
        "not police, army".
        """
        # "Not the" may reach into "the army".
        before = self._all("refused.before")
        after = {found.start for found in self._all("refused.after")}
        # "Logar not Wardak" is Wardak in Pashto and Dari, but one "not" beside one name is "from".
        starts = {found.start for _, found in told}
        after |= {each.start for each in self._all("refused.between") if each.end + 1 in starts}
        return [
            (value, found)
            for value, found in told
            if not any(each.start < found.start <= each.end + 1 for each in before)
            and not {found.end, found.end + 1} & after
        ]

    @cached_property
    def _no_denials(self) -> list[Found]:
        return [*self._all("medical.medicine"), *self._all("negation.none")]

    @cached_property
    def _denials_of_one(self) -> list[Found]:
        return [found for kind in _DENIALS_OF_ONE for found in self._all(kind)]

    def _row(self, found: Found) -> Found:
        """Returns a stretch with what goes on about health right behind it, for one denial may end
        the row: "ill or hurt is not".
        """
        medical = sorted(self.all_of("medical"), key=lambda each: each.start)
        joining = [*self._all("joining"), *self._all("negation.or")]
        words = {"", AND, *(self.line.folded[each.start : each.end] for each in joining)}
        row = found
        for each in medical if any(found.overlaps(each) for each in medical) else ():
            if each.start > row.end and self.line.folded[row.end : each.start].strip() in words:
                row = Found(row.start, each.end)
        return row
