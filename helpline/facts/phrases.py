"""Phrases as native readers write them in `words/*.yml`, made into expressions to look for.

A phrase is words as they are written. `(my|our) son` stands for either, `(very|)` for perhaps,
`arrest*` for every word that begins so, `*` for any one word, `...` for up to three words of the
same clause, `{n}` for a number, `{name}` for up to three words that are read; `{start}` and `{end}`
say that a clause begins or ends there. `<kin>` is any word of that group of the file, `(<kin>|)`
perhaps one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, product

from helpline.facts.line import parted

_CHOICE = re.compile(r"\(([^()]*)\)")
_ITEM = re.compile(r"\([^()]*\)(?=\s|$)|(?:\([^()]*\)|[^\s()])+")
_BURMESE = re.compile("[\u1000-\u109f]")
# No Burmese word begins after, or ends before, what belongs to the same syllable.
_SYLLABLE_START = "(?<!\u1039)"
_SYLLABLE_END = "(?![\u102b-\u1032\u1036-\u103e]|[\u1000-\u1021]\u1037?[\u1039\u103a])"
_START, _END = r"(?:(?<=[.,:] )|(?<=\A ))", r"(?=[.,:]|\Z)"
_ANY = r"[^\s.,:]+"
# In a shorter word the last letter is more than an ending.
_LONG_ENOUGH = 3
# What stands for itself in a phrase, in writings with spaces between words and without.
_SLOTS = {
    "...": (r"(?:[^\s.,:]+ ){0,3}?", r"[^.,:]{0,24}?"),
    "{name}": (r"(?P<name>(?:[^\s.,:]+ ){1,3})", r"(?P<name>[^\s.,:]+)"),
    "{end}": (_END, _END),
}
_CHOSEN_SLOTS = ("...", "{start}", "{end}")


@dataclass(frozen=True)
class Spelling:
    """What a way of writing hangs on its words: expressions before and after, number words; by
    last letter the expression for what may stand in its place; and where no two people spell alike,
    the letters that are written for one sound, anywhere in a word or at its end only.
    """

    before: str = ""
    after: str = ""
    numbers: tuple[tuple[str, int], ...] = ()
    last: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[tuple[str, ...], ...] = ()
    alike_at_end: tuple[tuple[str, ...], ...] = ()

    @property
    def number(self) -> str:
        """The expression for a number."""
        words = sorted((word for word, _ in self.numbers), key=len, reverse=True)
        return "(?:" + "|".join([r"\d{1,3}", *map(re.escape, words)]) + ")"

    def spelt(self, word: str, *, is_stem: bool = False) -> str:
        """Returns the expression for a word in whichever spelling of its sounds; a stem has its end
        elsewhere. Short words are told apart by just these letters.
        """
        if len(word) < _LONG_ENOUGH or word.isdigit() or not (word.isascii() and word.isalnum()):
            return re.escape(word)
        end = "" if is_stem else next(_ends(word, self.alike_at_end), "")
        begin = word.removesuffix(end)
        return _alike(begin, self.alike) + _alike(end, self.alike_at_end)


def _ends(word: str, alike: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yields the letters of one sound with which a word ends, the longest first."""
    letters = sorted((each for group in alike for each in group), key=len, reverse=True)
    return (each for each in letters if word.endswith(each))


def _alike(word: str, alike: Iterable[Sequence[str]]) -> str:
    """Returns the expression for letters, each sound in all its spellings."""
    spellings = {
        letters: f"(?:{'|'.join(sorted(group, key=len, reverse=True))})"
        for group in alike
        for letters in group
    }
    sounds = "|".join(sorted(spellings, key=len, reverse=True))
    return re.sub(sounds, lambda sound: spellings[sound[0]], word) if sounds else word


def expanded(phrases: Iterable[str]) -> list[str]:
    """Returns phrases with each choice in brackets written out, every phrase once."""
    found: dict[str, None] = {}
    for phrase in phrases:
        pieces = _CHOICE.split(str(phrase))
        choices = [piece.split("|") if place % 2 else [piece] for place, piece in enumerate(pieces)]
        found.update(dict.fromkeys("".join(chosen) for chosen in product(*choices)))
    return list(found)


def expression(phrases: Iterable[str], spelling: Spelling) -> re.Pattern[str]:
    """Returns an expression over a line that finds any of the phrases, longer ones first; what it
    finds may end with the space after a word.
    """
    plain = chain.from_iterable(map(_without_slots_in_choices, phrases))
    sources = {_source(phrase, spelling) for phrase in plain} - {""}
    ordered = sorted(sources, key=lambda source: (-len(source), source))
    return re.compile("|".join(ordered) or r"(?!)")


def _without_slots_in_choices(phrase: str) -> list[str]:
    """Returns a phrase with those choices written out that have more than words to choose from:
    "18 (years|{end})".
    """
    pieces = _CHOICE.split(str(phrase))
    choices = [
        piece.split("|")
        if place % 2 and any(slot in piece for slot in _CHOSEN_SLOTS)
        else [f"({piece})" if place % 2 else piece]
        for place, piece in enumerate(pieces)
    ]
    return ["".join(chosen) for chosen in product(*choices)]


def naming(phrase: str, spelling: Spelling) -> re.Pattern[str]:
    """Returns an expression for a phrase with `{name}` in it, which is its group "name"."""
    return re.compile(_source(phrase, spelling))


def in_syllables(core: str) -> str:
    """Returns the expression for Burmese, which has no spaces: whole syllables."""
    return f"{_SYLLABLE_START}{core}{_SYLLABLE_END}"


def _source(phrase: str, spelling: Spelling) -> str:
    items = _ITEM.findall(phrase)
    is_first = items[:1] == ["{start}"]
    items = items[is_first:]
    if _BURMESE.search(phrase):
        core = "".join(_item(item, spelling, r"\s*", _SYLLABLE_END) for item in items)
        return in_syllables(f"{_START}{core}" if is_first else core)
    border = _START if is_first else r"(?<=\s)"
    endings = [""] * (len(items) - 1) + [spelling.after]
    pieces = [_item(item, spelling, " ", end) for item, end in zip(items, endings, strict=False)]
    return f"{border}{spelling.before}{''.join(pieces)}" if pieces else ""


def _item(item: str, spelling: Spelling, gap: str, ending: str) -> str:
    """Returns the expression for one item of a phrase and the gap after it."""
    if item in _SLOTS:
        return _SLOTS[item][gap != " "]
    # A choice that is part of a word is written out; one that stands by itself is one already.
    options = expanded([item])
    words = [_words(option, spelling, gap, ending) for option in options if option.strip()]
    words.sort(key=lambda source: (-len(source), source))
    is_optional = len(words) < len(options)
    return f"(?:(?:{'|'.join(words)}){gap}){'?' if is_optional else ''}"


def _words(option: str, spelling: Spelling, gap: str, ending: str) -> str:
    words = [_word(word, spelling, gap) for word in option.split()]
    is_stem = option.endswith("*")
    return gap.join(words) + ("" if is_stem else ending)


def _word(word: str, spelling: Spelling, gap: str) -> str:
    if word == "{n}":
        return spelling.number
    if word == "*":
        return _ANY
    is_stem = word.endswith("*")
    parts = parted(word.removesuffix("*"))
    source = gap.join(spelling.spelt(part, is_stem=is_stem) for part in parts)
    if is_stem:
        return source + r"[^\s.,:]*"
    if len(source) >= _LONG_ENOUGH and source[-1] in spelling.last:
        return source[:-1] + spelling.last[source[-1]]
    return source
