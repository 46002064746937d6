"""SMS parts: how a text is encoded, how many parts it takes, and where a long one may be cut."""

from __future__ import annotations

import re
from dataclasses import dataclass

import regex

from helpline.text.characters import truncate_graphemes

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("\f^{}\\[~]|€")
_SENTENCE_END = re.compile(r"(?<=[.!?؟۔।။])\s+|\n+")
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True)
class Segments:
    """How a text goes out as SMS: its encoding, its length in units of it, and its parts."""

    encoding: str
    units: int
    parts: int


def count(text: str) -> Segments:
    """Returns how many parts a text takes: 160 or 153 septets each, or 70 or 67 UTF-16 units."""
    if not dear_characters(text):
        sizes = [2 if character in _GSM_EXTENDED else 1 for character in text]
        return _segments("GSM-7", sizes, single=160, joined=153)
    sizes = [len(grapheme.encode("utf-16-le")) // 2 for grapheme in _GRAPHEME.findall(text)]
    return _segments("UCS-2", sizes, single=70, joined=67)


def dear_characters(text: str) -> list[str]:
    """Returns the characters, each once, that GSM-7 lacks and that so more than halve a part."""
    lacking = (character for character in text if character not in _GSM | _GSM_EXTENDED)
    return list(dict.fromkeys(lacking))


def split(text: str, limit: int = 1600) -> list[str]:
    """Returns a text in pieces of at most `limit` characters, cut at sentence ends where it can."""
    pieces: list[str] = []
    rest = text
    while len(rest) > limit:
        end = _cut(rest, limit)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*pieces, rest] if rest else pieces


def _cut(text: str, limit: int) -> int:
    ends = [found.end() for found in _SENTENCE_END.finditer(text, 0, limit + 1)]
    if ends and ends[-1] <= limit:
        return ends[-1]
    space = text.rfind(" ", 1, limit + 1)
    if space > 0:
        return space
    return len(truncate_graphemes(text, limit)) or limit


def _segments(encoding: str, sizes: list[int], *, single: int, joined: int) -> Segments:
    units = sum(sizes)
    if units <= single:
        return Segments(encoding, units, 1)
    parts, used = 1, 0
    for size in sizes:
        if used + size > joined:
            parts, used = parts + 1, 0
        used += size
    return Segments(encoding, units, parts)
