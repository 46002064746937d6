"""The words of each way of writing, out of `words/<writing>.yml`, as expressions to look for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from helpline.facts.line import Line, line_of, parted
from helpline.facts.phrases import Spelling, expression, naming
from helpline.i18n import LANGUAGES
from helpline.text.characters import script_of

FOLDER = Path(__file__).with_name("words")
SCRIPT_OF_WRITING = {"ar": "Arab", "prs": "Arab", "ps": "Arab", "ne": "Deva", "my": "Mymr"}
# What is written amid the own script of a language, in Latin letters.
_FOREIGN_WORDS = {"ar": ("en", "fr")}
_ARABIZI = "ar-Latn"
# Its words in Latin letters stand in the list of its own.
_IN_ANY = frozenset({"my"})
# What is mixed into a writing in Latin letters: of European languages all but what is short in it,
# of others what their words tell beyond doubt ("la" and "ma" say "no" or "I" in some of them).
_MIXED_IN = {
    "en": ("ne-Latn", _ARABIZI),
    "fr": (_ARABIZI,),
    "ne-Latn": ("en",),
    _ARABIZI: ("fr", "en"),
    "prs-Latn": ("en", "ps-Latn"),
    "ps-Latn": ("en", "prs-Latn"),
}
_EUROPEAN, _SHORT = ("en", "fr"), ("pronouns",)
_BEYOND_DOUBT = ("relatives", "adult_relatives", "others", "arrest", "self")
_IN_ARABIC_SCRIPT = ("ar", "prs", "ps")
_LANGUAGE_OF_SCRIPT = {"Deva": "ne", "Mymr": "my", "Latn": "en"}
# Lists of single words, which are not looked for by themselves.
_PLAIN = ("endings", "genitives", "name_ends", "in_before", "in_after")
# Lists of phrases out of which a name is read.
_NAMES = ("name", "name_of_writer")
# "Him" and "his" are written as they are said, too: "معو" for "معه".
_ARABIC_LAST = {"ه": "[هو]"}
# Arabic writes "and", "in", "to", "like" and "the" onto the word that follows; Arabizi the stop
# before a vowel, or not: "2o5ti" for "o5ti".
_BEFORE = {
    "ar": "(?:[وف]?(?:لل|[بلکعفه]?ال|[بلکع])?)",
    _ARABIZI: "(?:2(?=[aeiou]))?",
}


@dataclass(frozen=True)
class Found:
    """A stretch of a line in which words of some kind stand."""

    start: int
    end: int

    def overlaps(self, other: Found) -> bool:
        """Whether two stretches have anything in common."""
        return self.start < other.end and other.start < self.end

    @property
    def length(self) -> int:
        """How many characters it takes."""
        return self.end - self.start


@dataclass(frozen=True, eq=False)
class Writing:
    """A way of writing: its expressions by kind ("holder.police"), those that tell a name, its
    spelling, the endings that it hangs on words and those of an owner, what ends a name, what says
    "in" before a place and after it.
    """

    name: str
    expressions: Mapping[str, re.Pattern[str]]
    names: Mapping[str, tuple[re.Pattern[str], ...]]
    spelling: Spelling
    endings: tuple[str, ...]
    genitives: tuple[str, ...]
    name_ends: frozenset[str]
    in_before: frozenset[str]
    in_after: frozenset[str]

    def find(self, kind: str, line: Line) -> Iterator[Found]:
        """Yields where words of a kind stand in a line."""
        if kind in self.expressions:
            for match in self.expressions[kind].finditer(line.folded):
                yield Found(match.start(), match.start() + len(match[0].rstrip()))

    def kinds(self, group: str) -> list[str]:
        """Returns the kinds of a group: "holder" gives "holder.police" and its like."""
        return self._kinds.get(group, [])

    @cached_property
    def _kinds(self) -> Mapping[str, list[str]]:
        kinds: dict[str, list[str]] = {}
        for kind in self.expressions:
            if "." in kind:
                kinds.setdefault(kind.partition(".")[0], []).append(kind)
        return kinds


def line_in(text: str, writings: Iterable[Writing]) -> Line:
    """Returns a text as a line, as its ways of writing part words: in Arabizi digits are letters of
    them.
    """
    return line_of(text, keep_digits=any(writing.name == _ARABIZI for writing in writings))


def writings_for(text: str, language: str | None, folder: Path = FOLDER) -> list[Writing]:
    """Returns the ways of writing that a text of a language can be in, by its letters; those of
    the script's own language where the language is not written in it. Their words are those of a
    folder.
    """
    scripts = {script_of(word) for word in text.split()}
    names = LANGUAGES[language].writings if language in LANGUAGES else ()
    found = [
        name
        for name in names
        if SCRIPT_OF_WRITING.get(name, "Latn") in scripts or (name in _IN_ANY and scripts)
    ]
    if "Latn" in scripts and any(name in SCRIPT_OF_WRITING for name in found):
        # Latin letters amid another script are of a foreign language: "help, my son شدوه".
        found += _FOREIGN_WORDS.get(language or "", ("en",))
    if not found:
        found = [
            _LANGUAGE_OF_SCRIPT[each] for each in sorted(scripts) if each in _LANGUAGE_OF_SCRIPT
        ]
    # "My father लाई army ले ...": what one language only is written in is read in any.
    found += [
        own
        for script, own in _LANGUAGE_OF_SCRIPT.items()
        if script in scripts - {"Latn"} and own not in found
    ]
    if "Arab" in scripts and not any(each in _IN_ARABIC_SCRIPT for each in found):
        # Of whoever we answer in English it may be any of these.
        found += _IN_ARABIC_SCRIPT
    if folder == FOLDER:
        mixed = dict.fromkeys(other for name in found for other in _MIXED_IN.get(name, ()))
        return [*map(get_writing, found), *(_lent(each) for each in mixed if each not in found)]
    return [get_writing(name, folder) for name in found]


def writings_of_letters(text: str) -> list[Writing]:
    """Returns every way of writing that has the letters of a text, whatever its language."""
    scripts = {script_of(word) for word in text.split()}
    names = (name for language in LANGUAGES.values() for name in language.writings)
    return [
        get_writing(each)
        for each in names
        if SCRIPT_OF_WRITING.get(each, "Latn") in scripts or (each in _IN_ANY and scripts)
    ]


@cache
def _lent(name: str) -> Writing:
    """Returns what a way of writing lends to others: expressions, but no endings and no names."""
    whole = get_writing(name)
    return replace(
        whole,
        name=f"lent-{name}",
        names={kind: () for kind in whole.names},
        expressions={
            kind: each
            for kind, each in whole.expressions.items()
            for group in [kind.partition(".")[0]]
            if (group not in _SHORT if name in _EUROPEAN else group in _BEYOND_DOUBT)
        },
        endings=(),
        genitives=(),
        name_ends=frozenset(),
        in_before=frozenset(),
        in_after=frozenset(),
    )


@cache
def get_writing(name: str, folder: Path = FOLDER) -> Writing:
    """Returns a way of writing ("ne-Latn") with the words of a folder; raises FileNotFoundError for
    a name without a file. A folder of other words than those of facts is spelt as these are.
    """
    # The loader that reads every scalar as text: "no" and "on" are words here.
    written = (folder / f"{name}.yml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.load(written, yaml.BaseLoader)  # noqa: S506
    lists = {key: _folded(told.pop(key, [])) for key in _PLAIN}
    if folder == FOLDER:
        endings = tuple(sorted(lists["endings"], key=len, reverse=True))
        spelling = _spelling(name, endings, told)
    else:
        endings, spelling = get_writing(name).endings, get_writing(name).spelling
    groups = {f"<{name}>": "|".join(words) for name, words in told.pop("groups", {}).items()}
    names = {kind: told.pop(kind, []) for kind in _NAMES}
    return Writing(
        name=name,
        names={kind: tuple(naming(each, spelling) for each in names[kind]) for kind in names},
        expressions={
            kind: expression(_written_out(phrases, groups), spelling)
            for kind, phrases in _flat(told)
        },
        spelling=spelling,
        endings=endings,
        genitives=tuple(sorted(lists["genitives"])),
        name_ends=lists["name_ends"],
        in_before=lists["in_before"],
        in_after=lists["in_after"],
    )


def _written_out(phrases: list[str], groups: Mapping[str, str]) -> list[str]:
    """Returns phrases with the words of the groups that they name: "<kin>" is one of these words,
    "(<kin>|)" perhaps one.
    """
    found = []
    for phrase in phrases:
        for name, words in groups.items():
            phrase = phrase.replace(f"({name}|)", f"({words}|)").replace(name, f"({words})")
        found.append(phrase)
    return found


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(word for each in words for word in parted(each))


def _spelling(name: str, endings: tuple[str, ...], told: dict[str, Any]) -> Spelling:
    """Takes the lists on spelling out of a file and returns what they tell."""
    numbers: Mapping[str, str] = told.pop("numbers", {})
    return Spelling(
        before=_BEFORE.get(name, ""),
        last=_ARABIC_LAST if name == "ar" else {},
        after=f"(?:{'|'.join(map(re.escape, endings))})?" if endings else "",
        numbers=tuple((" ".join(parted(word)), int(number)) for word, number in numbers.items()),
        alike=tuple(map(tuple, told.pop("alike", []))),
        alike_at_end=tuple(map(tuple, told.pop("alike_at_end", []))),
    )


def _flat(told: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, list[str]]]:
    for key, value in told.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value
