"""Zawgyi: the older font encoding of Burmese, which reuses the code points of Unicode.

Told from Unicode by Google's model (the package `myanmartools`), converted by the rules of CLDR
(`zawgyi_rules.json`, see `zawgyi_rules.NOTICE`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from myanmartools import ZawgyiDetector

# The code that CLDR gives Zawgyi in the place of a script ("my-Qaag").
ZAWGYI_SCRIPT = "Qaag"

_RULES = Path(__file__).with_name("zawgyi_rules.json")
_BURMESE = re.compile("[\u1000-\u109f\uaa60-\uaa7f\ua9e0-\ua9ff]")
# Orders and letters that hardly stand in Unicode: E before its consonant, the medials of Zawgyi.
_TELLTALE = re.compile(
    "(?:^|[\\s\u1031])\u1031|[\u1060-\u1097]|\u1039(?:[\\s]|$)|\u103a\u102b?\u1039"
)
# Unicode by its structure: syllables of a consonant, its medials, vowels and tones in their order.
_IN_ORDER = re.compile(
    "(?:[^\u1000-\u109f]|[\u1023-\u102a\u103f-\u104f]"
    "|(?:\u1004\u103a\u1039)?[\u1000-\u102a\u103f](?:\u1039[\u1000-\u1021])*"
    "\u103b?\u103c?\u103d?\u103e?\u1031?[\u102d\u102e]?[\u102f\u1030]?\u1032?\u1036?"
    "[\u102b\u102c]?\u1032?\u1036?(?:[\u1037\u1038]|\u1037?\u103a\u1037?\u1038?)?)*"
)
# Two consonants one over the other, and those of which Burmese makes such pairs: one from each of
# the groups, the first over itself or the one after it, the nasal over all of its group. What ends
# a syllable in Zawgyi looks like a pair to Unicode, and is hardly ever one of these.
_PAIR = re.compile("([\u1000-\u1021])\u1039(?=([\u1000-\u1021]))")
_GROUPS = (
    "\u1000\u1001\u1002\u1003\u1004", "\u1005\u1006\u1007\u1008\u1009",
    "\u100b\u100c\u100d\u100e\u100f", "\u1010\u1011\u1012\u1013\u1014",
    "\u1015\u1016\u1017\u1018\u1019",
)  # fmt: skip
_PAIRS = frozenset(
    pair
    for first, second, third, fourth, nasal in map(tuple, _GROUPS)
    for pair in (
        *(first + each for each in (first, second)),
        *(third + each for each in (third, fourth)),
        *(nasal + each for each in (first, second, third, fourth, nasal)),
    )
) | {letter * 2 for letter in "\u100a\u101a\u101c\u101d\u101e"}
_LIKELY = 0.5
# What is in order as Unicode, a lone word mostly, must be likelier than this to be Zawgyi.
_SURE_IN_ORDER = 0.95
# Below this the telltale letters are those of Shan, Karen or Mon, which are Unicode.
_POSSIBLE = 0.05
# Between these a short text may be either: it follows what the person wrote before.
_DOUBTFUL = (0.05, 0.95)


def zawgyi_probability(text: str) -> float:
    """Returns from 0 to 1 how likely a text is Zawgyi; 0 if it holds no Burmese letter."""
    if not _BURMESE.search(text):
        return 0.0
    return max(0.0, float(_detector().get_zawgyi_probability(text)))


def is_zawgyi(text: str, *, before: bool | None = None) -> bool:
    """Tells whether a text is Zawgyi; in doubt, whether the person wrote it `before`."""
    probability = zawgyi_probability(text)
    if before is not None and _DOUBTFUL[0] < probability < _DOUBTFUL[1]:
        return before
    if _TELLTALE.search(text):
        return probability > _POSSIBLE
    return probability > (_SURE_IN_ORDER if _is_in_order(text) else _LIKELY)


def _is_in_order(text: str) -> bool:
    """Whether a text is well made as Unicode, and holds no pair of letters that is none."""
    pairs = {first + second for first, second in _PAIR.findall(text)}
    return pairs <= _PAIRS and _IN_ORDER.fullmatch(text) is not None


def in_unicode(text: str, *, before: bool | None = None) -> str:
    """Returns a text in Unicode, whichever of the two it is in; `before` as for `is_zawgyi`."""
    return to_unicode(text) if is_zawgyi(text, before=before) else text


def to_unicode(text: str) -> str:
    """Returns a Zawgyi text in Unicode; a text that is Unicode already is damaged by this."""
    return _converted(text, "zawgyi to unicode")


def to_zawgyi(text: str) -> str:
    """Returns a Unicode text in Zawgyi, for a phone whose font shows nothing else."""
    return _converted(text, "unicode to zawgyi")


@dataclass(frozen=True)
class _Rule:
    """What is replaced by what; only at the start of a text; whether the result is read again."""

    pattern: re.Pattern[str]
    replacement: str
    at_start: bool
    again: bool


@dataclass(frozen=True)
class _Phase:
    """Rules that go over a text together, and where in a text any of them could apply."""

    rules: tuple[_Rule, ...]
    anywhere: re.Pattern[str]

    def run(self, text: str) -> str:
        """Returns the text after this phase: at each place every rule is tried in its order."""
        done: list[str] = []
        start = True
        while text:
            if not start:
                next_match = self.anywhere.search(text)
                if next_match is None:
                    break
                done.append(text[: next_match.start()])
                text = text[next_match.start() :]
            before = text
            for rule in self.rules:
                if rule.at_start and not start:
                    continue
                text = self._apply(rule, text, done)
            if text is before and text:
                done.append(text[0])
                text = text[1:]
            start = False
        return "".join(done) + text

    @staticmethod
    def _apply(rule: _Rule, text: str, done: list[str]) -> str:
        match = rule.pattern.match(text)
        if match is None:
            return text
        new, rest = match.expand(rule.replacement), text[match.end() :]
        if rule.again:
            return new + rest
        done.append(new)
        return rest


def _converted(text: str, direction: str) -> str:
    for phase in _phases(direction):
        text = phase.run(text)
    return text


@cache
def _phases(direction: str) -> tuple[_Phase, ...]:
    read = json.loads(_RULES.read_text(encoding="ascii"))[direction]
    return tuple(
        _Phase(
            tuple(
                _Rule(
                    re.compile(pattern),
                    re.sub(r"\$(\d)", r"\\g<\1>", replacement),
                    "at the start" in notes,
                    "look again" in notes,
                )
                for pattern, replacement, *notes in rules
            ),
            re.compile("|".join(f"(?:{pattern})" for pattern, *_ in rules)),
        )
        for rules in read
    )


@cache
def _detector() -> ZawgyiDetector:
    return ZawgyiDetector()
