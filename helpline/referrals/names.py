"""Whether two names, as two families wrote them in whatever script, may be one person's."""

from __future__ import annotations

import enum
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from pathlib import Path

import yaml
from rapidfuzz.distance import Levenshtein

from helpline.referrals.sounds import Sound, joined, sound_of, syllables_of
from helpline.text.characters import without_bidi
from helpline.text.normalise import fold

_FILE = Path(__file__).with_suffix(".yml")
_BETWEEN = re.compile(r"[\s.,;:!?()\"_/\\-]+")
_WITHIN = re.compile("['`]")
_REMEMBERED = 1024
_ABD = "abdul"
_ABD_AL = re.compile(r"\bعبد ال")
_ABDUL = re.compile(r"(?:عبدال(?=\w{3})|[a3]bd[aeu][lr](?=\w{4}))")
# Two words are one name's from this likeness on, of 1.
_ALIKE = 0.86
# What it costs to take one consonant for another that some write for it; any other costs 1.
_NEAR = {
    frozenset(pair): cost
    for pair, cost in (
        ("st", 0.6), ("dz", 0.6), ("sc", 0.3), ("sz", 0.3), ("jk", 0.3), ("td", 0.27),
        ("jz", 0.4), ("cj", 0.4), ("bf", 0.3), ("kc", 0.5), ("mn", 0.6), ("lr", 0.6), ("kh", 0.5),
    )
}  # fmt: skip
# ض is a z in Kabul and a d in Tunis, ث an s and a th.
_NEAR_IN_ARABIC = {frozenset("dz"): 0.25, frozenset("st"): 0.27}
# What it costs that a consonant is missing, which some leave out; any other costs 1.
_LOST = {"h": 0.4, "b": 0.35, "n": 0.6, "l": 0.6, "t": 0.7, "k": 0.8, "@": 0.6}
_VOWEL_LOST, _VOWEL_OTHER, _VOWEL_NEAR, _VOWEL_LONG = 0.3, 0.5, 0.15, 0.45
_R_LOST = 0.25
# Samir is a man, Samira a woman; Karim a first name, Karimi a family.
_ENDING_LOST = 0.6
_NEAR_VOWELS = {frozenset("ei"), frozenset("ou"), frozenset("ae")}
# Sounds that are one for finding what may be alike.
_BROAD = str.maketrans({"c": "s", "z": "s", "d": "t", "f": "b", "m": "n"})


class Likeness(enum.Enum):
    """How two names compare: all of both the same; all of the shorter in the longer; or different.

    Of the first two a name is `common` where what they share tells little.
    """

    SAME = "same"
    SAME_COMMON = "same_common"
    PART = "part"
    PART_COMMON = "part_common"
    UNLIKE = "unlike"

    @property
    def is_alike(self) -> bool:
        """Whether the names may be one person's."""
        return self is not Likeness.UNLIKE


@dataclass(frozen=True)
class _Word:
    sound: Sound
    is_common: bool


def compare(one: str, other: str) -> Likeness:
    """Returns how two names compare; a name of which nothing is left to compare is unlike any."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    if not shorter:
        return Likeness.UNLIKE
    matched, left, over = _matched(shorter, longer)
    # One name of four may be missing or misheard, but neither of two.
    if left > (1 if len(shorter) > 3 else 0) or (left and over):
        return Likeness.UNLIKE
    is_common = all(word.is_common for word in matched)
    if over:
        return Likeness.PART_COMMON if is_common else Likeness.PART
    return Likeness.SAME_COMMON if is_common and len(matched) < 2 else Likeness.SAME


def keys_of(name: str) -> tuple[str, ...]:
    """Returns the broad sounds by which a name is found: of its words, of each two that stand side
    by side, and of all as one. Common words alone find nothing where there are others.
    """
    words = _words(name)
    rare = [word for word in words if not word.is_common] or words
    alone = [key for word in rare if len(key := _broad(word.sound)) > 1 or len(words) == 1]
    pairs = [_broad(joined(one.sound, two.sound)) for one, two in itertools.pairwise(words)]
    whole = [_broad(reduce(joined, (word.sound for word in words)))] if words else []
    return tuple(dict.fromkeys(key for key in (*alone, *pairs, *whole) if key))


def likeness_of_words(one: Sound, other: Sound) -> float:
    """Returns how alike two words sound, from 0 to 1."""
    if not one.consonants or not other.consonants:
        return 0.0
    cost = 0.0
    near = {**_NEAR, **_NEAR_IN_ARABIC} if one.is_open or other.is_open else _NEAR
    for change in Levenshtein.opcodes(one.consonants, other.consonants):
        mine = range(change.src_start, change.src_end)
        theirs = range(change.dest_start, change.dest_end)
        if change.tag == "equal":
            cost += sum(_between(one, at, other, to) for at, to in zip(mine, theirs, strict=True))
        elif change.tag == "replace":
            for at, to in zip(mine, theirs, strict=True):
                pair = frozenset((one.consonants[at], other.consonants[to]))
                cost += near.get(pair, 1.0)
        else:
            gone = "".join(one.consonants[at] for at in mine)
            gone += "".join(other.consonants[to] for to in theirs)
            is_short = len(one.consonants) == 1 or len(other.consonants) == 1
            cost += sum(_lost(consonant, is_short=is_short) for consonant in gone)
    return max(0.0, 1.0 - cost / max(len(one.consonants), len(other.consonants)))


def _lost(consonant: str, *, is_short: bool) -> float:
    # Burmese names are romanised with an r after a long a: "Mar".
    return _R_LOST if is_short and consonant == "r" else _LOST.get(consonant, 1.0)


def _between(one: Sound, first: int, other: Sound, second: int) -> float:
    """Returns what it costs that these vowels stand where those do. In Arabic letters short vowels
    are not written, so that none there fits any short one; at the end of a word they are.
    """
    mine, theirs = one.vowels[first], other.vowels[second]
    if "?" in mine + theirs or mine == theirs or _share(one, mine, other, theirs):
        return 0.0
    if not mine or not theirs:
        if first == len(one.vowels) - 1 and second == len(other.vowels) - 1:
            return _ENDING_LOST
        if one.is_open is other.is_open:
            return _VOWEL_OTHER if one.is_open else _VOWEL_LOST
        return _VOWEL_LONG if len(mine + theirs) > 1 or not _is_short(one, mine, theirs) else 0.0
    return min(
        _VOWEL_NEAR if frozenset(pair) in _NEAR_VOWELS else _VOWEL_OTHER
        for pair in itertools.product(mine, theirs)
    )


def _share(one: Sound, mine: str, other: Sound, theirs: str) -> bool:
    """Whether one of the vowels is heard in both; where words have no more than one consonant, and
    so nothing else to tell "Ni" from "Nwe", also at the beginning.
    """
    if len(one.vowels) > 1 or len(other.vowels) > 1:
        return bool(set(mine) & set(theirs))
    begins = frozenset(mine[:1] + theirs[:1])
    return len(begins) == 1 or (begins in _NEAR_VOWELS and bool(set(mine) & set(theirs)))


def _is_short(one: Sound, mine: str, theirs: str) -> bool:
    """Whether the vowel that one of two words lacks is lacking in the one in Arabic letters."""
    return not mine if one.is_open else not theirs


def _matched(shorter: Sequence[_Word], longer: Sequence[_Word]) -> tuple[list[_Word], int, int]:
    """Returns the words that two names share, and how many of each are left over; two words side
    by side of one may be one word of the other.
    """
    spans = sorted(
        _likenesses(shorter, longer), key=lambda found: (-found[0], -len(found[1] + found[2]))
    )
    free, open_ = set(range(len(shorter))), set(range(len(longer)))
    matched = []
    for _, mine, theirs in spans:
        if free.issuperset(mine) and open_.issuperset(theirs):
            free -= set(mine)
            open_ -= set(theirs)
            matched += [shorter[place] for place in mine]
    return matched, len(free), len(open_)


def _likenesses(
    shorter: Sequence[_Word], longer: Sequence[_Word]
) -> Iterator[tuple[float, tuple[int, ...], tuple[int, ...]]]:
    for mine, theirs in itertools.product(_spans(shorter), _spans(longer)):
        if len(mine) > 1 and len(theirs) > 1:
            continue
        likeness = likeness_of_words(_sound(shorter, mine), _sound(longer, theirs))
        if likeness >= _ALIKE:
            yield likeness, mine, theirs


def _spans(words: Sequence[_Word]) -> list[tuple[int, ...]]:
    places = range(len(words))
    return [*((place,) for place in places), *itertools.pairwise(places)]


def _sound(words: Sequence[_Word], span: tuple[int, ...]) -> Sound:
    first = words[span[0]].sound
    return first if len(span) == 1 else joined(first, words[span[1]].sound)


def _broad(sound: Sound) -> str:
    head, rest = sound.consonants[:1], sound.consonants[1:].replace("h", "")
    broad = (head + rest).translate(_BROAD)
    return "".join(letter for letter, _ in itertools.groupby(broad))


@lru_cache(maxsize=_REMEMBERED)
def _words(name: str) -> tuple[_Word, ...]:
    titles, particles, short_for, common = _lists()
    words = [
        part
        for word in _BETWEEN.split(_ABD_AL.sub("عبدال", _WITHIN.sub("", fold(without_bidi(name)))))
        for syllable in syllables_of(word.removeprefix("ال") if len(word) > 4 else word)
        for part in _servant_of(syllable)
        if part
    ]
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    while len(words) > 1 and words[-1] in titles and not _is_burmese(words[-1]):
        words = words[:-1]
    told = [word for word in words if word not in particles] or words
    sounds = [sound_of(short_for.get(word, word)) for word in told]
    return tuple(
        _Word(sound, any(likeness_of_words(sound, each) >= _ALIKE for each in common))
        for sound in sounds
        if sound.consonants
    )


def _servant_of(word: str) -> list[str]:
    """Returns a name that begins with "servant of" in two, as some write it; any other as it is."""
    match = _ABDUL.match(word)
    return [_ABD, word[match.end() :]] if match else [word]


def _is_burmese(word: str) -> bool:
    return "\u1000" <= word[0] <= "\u109f"


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], dict[str, str], tuple[Sound, ...]]:
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    titles, particles, common = (
        [fold(word) for line in read[kind] for word in line.split()]
        for kind in ("titles", "particles", "common")
    )
    short_for = {
        short: name for name, spelled in read["short_for"].items() for short in spelled.split()
    }
    sounds = tuple(sound_of(word) for word in common)
    return frozenset(titles), frozenset(particles), short_for, sounds
