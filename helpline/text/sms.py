"""SMS parts: how a text is encoded, how many parts it takes, and where a long one may be cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
import yaml

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
_GSM_7, _UCS_2 = "GSM-7", "UCS-2"
# Units of a text of one part, and of each part of a longer one.
_ROOM = {_GSM_7: (160, 153), _UCS_2: (70, 67)}
# A sentence ends before white space, but not after the number of a line ("1. Stay calm") nor where
# what follows goes on in the same sentence ("Art. 13", "e.g. a book").
_SENTENCE_END = regex.compile(r"(?<=[.!?؟۔।။])(?<!(?:^|\n)\d{1,2}\.)\s+(?![\p{Ll}\d])|\s*\n\s*")
_SPACES = regex.compile(r"\s+")
# White space, unless a mark sits on it.
_LEADING = regex.compile(r"^\s+(?!\p{M})")
_GRAPHEME = regex.compile(r"\X")
# Twilio's calculator parts the letters of an Indic conjunct, which newer rules hold together.
_CONJUNCT = regex.compile(r"(?V1)(?<=\p{ccc=9}[\p{M}\u200d]*)(?=\p{Lo})")
_LOOK_ALIKES = Path(__file__).with_name("look_alikes.yml")


@dataclass(frozen=True)
class Segments:
    """How a text goes out as SMS: its encoding, its length in units of it, and its parts."""

    encoding: str
    units: int
    parts: int


def count(text: str) -> Segments:
    """Returns how many parts a text takes: 160 or 153 septets each, or 70 or 67 UTF-16 units."""
    if not dear_characters(text):
        return _segments(_GSM_7, [_septets(character) for character in text])
    sizes = [
        units(piece) for grapheme in _GRAPHEME.findall(text) for piece in _CONJUNCT.split(grapheme)
    ]
    return _segments(_UCS_2, sizes)


def units(text: str) -> int:
    """Returns the length of a text in UTF-16 units, as carriers count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def dear_characters(text: str) -> list[str]:
    """Returns the characters, each once, that GSM-7 lacks and that so more than halve a part."""
    lacking = (character for character in text if character not in _GSM | _GSM_EXTENDED)
    return list(dict.fromkeys(lacking))


def cheapened(text: str) -> str:
    """Returns a text with look-alikes for what GSM-7 lacks, if it then lacks nothing any more."""
    if not dear_characters(text):
        return text
    replaced = with_look_alikes(text)
    return text if dear_characters(replaced) else replaced


def with_look_alikes(text: str) -> str:
    """Returns a text in which what GSM-7 lacks is replaced by look-alikes, where there are any."""
    return text.translate(_look_alikes())


def room(text: str, parts: int) -> int:
    """Returns how many UTF-16 units of a text surely fit into so many SMS parts."""
    encoding = count(text).encoding
    septets_more = sum(character in _GSM_EXTENDED for character in text)
    return _ROOM[encoding][1] * parts - (septets_more if encoding == _GSM_7 else 0)


def split(text: str, limit: int = 1600) -> list[str]:
    """Returns a text in pieces of at most `limit` UTF-16 units.

    It is cut where a sentence ends, else between words, else between what people see as characters;
    one of those is cut only if it alone is longer than the limit.
    """
    pieces: list[str] = []
    rest = text
    while units(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = _LEADING.sub("", rest[end:])
    return [piece for piece in [*pieces, rest] if piece]


def _cut(text: str, limit: int) -> int:
    fits, used, borders = 0, 0, {0}
    for found in _GRAPHEME.finditer(text):
        borders.add(found.end())
        used += units(found[0])
        if used <= limit:
            fits = found.end()
        elif not found[0].isspace():
            break
    if fits == 0:
        return _cut_inside(text, limit)
    for pattern in (_SENTENCE_END, _SPACES):
        ends = [
            found.end()
            for found in pattern.finditer(text, 0, max(borders))
            if 0 < found.start() <= fits and {found.start(), found.end()} <= borders
        ]
        if ends:
            return ends[-1]
    return fits


def _cut_inside(text: str, limit: int) -> int:
    end = 1
    while end < len(text) and units(text[: end + 1]) <= limit:
        end += 1
    return end


def _septets(character: str) -> int:
    return 2 if character in _GSM_EXTENDED else 1


def _segments(encoding: str, sizes: list[int]) -> Segments:
    single, joined = _ROOM[encoding]
    length = sum(sizes)
    if length <= single:
        return Segments(encoding, length, 1)
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return Segments(encoding, length, parts)


@cache
def _look_alikes() -> dict[int, str]:
    content = yaml.safe_load(_LOOK_ALIKES.read_text(encoding="utf-8"))
    return {ord(dear): cheap for cheap, characters in content.items() for dear in characters}
