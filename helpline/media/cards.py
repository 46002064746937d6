"""Who is on a contact card (vCard 2.1 to 4.0), as far as staff need it: names and numbers."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from helpline.text.characters import clean, truncate_graphemes, without_bidi

_LOOKED_AT = 64 * 1024
_MOST_PEOPLE = 20
_MOST_NUMBERS = 10
_LONGEST = 120
# A line that begins with white space goes on with the one before it.
_FOLDED = re.compile(r"\r?\n[ \t]")
_FOLDED_PRINTABLE = re.compile(r"=\r?\n")
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>FN|N|TEL)(?P<about>;[^:]*)?:(?P<value>.*)", re.IGNORECASE
)
_ESCAPED = re.compile(r"\\([\\,;:nN])")
_BEGIN, _END = "BEGIN:VCARD", "END:VCARD"


@dataclass(frozen=True)
class Person:
    """Who is on a card: a name, which may be "", and numbers as they are written there."""

    name: str
    numbers: tuple[str, ...]


def people_on(card: bytes) -> tuple[Person, ...]:
    """Returns who is on a card, in its order; empty if nobody can be read from it."""
    text = _FOLDED.sub("", card[:_LOOKED_AT].decode("utf-8", "replace"))
    if "QUOTED-PRINTABLE" in text.upper():
        text = _FOLDED_PRINTABLE.sub("", text)
    return tuple(person for person in _people(text) if person.name or person.numbers)


def _people(text: str) -> Iterator[Person]:
    for block in text.split(_BEGIN)[1 : _MOST_PEOPLE + 1]:
        names: dict[str, str] = {}
        numbers: list[str] = []
        for line in block.partition(_END)[0].splitlines():
            found = _LINE.fullmatch(line.strip())
            if found is None:
                continue
            value = _value(found["value"], found["about"] or "")
            if found["name"].upper() == "TEL":
                numbers.append(value.removeprefix("tel:"))
            else:
                names.setdefault(found["name"].upper(), value)
        name = names.get("FN") or " ".join(reversed(names.get("N", "").split(";")[:2]))
        yield Person(name.strip(), tuple(dict.fromkeys(filter(None, numbers)))[:_MOST_NUMBERS])


def _value(value: str, about: str) -> str:
    if "QUOTED-PRINTABLE" in about.upper():
        value = quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")
    plain = _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
    return truncate_graphemes(without_bidi(" ".join(clean(plain).split())), _LONGEST)
