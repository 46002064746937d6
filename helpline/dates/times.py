"""All times that a text tells, whatever they are times of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from helpline.dates.expressions import Expressions
from helpline.dates.here import Here
from helpline.dates.items import Atom
from helpline.dates.joining import merged, note_lasting
from helpline.dates.mention import Mention
from helpline.dates.mentions import mentions_of
from helpline.dates.reading import Token, in_one_encoding, read
from helpline.dates.resolve import resolved
from helpline.dates.understand import readings_of
from helpline.dates.when import When
from helpline.dates.words import items_of, lexicon

# What parts a day and a time of day that are of different things.
_PARTING = ("correction", "arrest")


@dataclass(frozen=True)
class Time:
    """A time, and where its words stand in the text as `in_one_encoding` gives it. One that is
    `counted` may be how long something lasts, if the words around do not tell it apart.
    """

    when: When
    start: int
    end: int
    counted: bool


@dataclass(frozen=True)
class Times:
    """The times of a text in their order, where words of an arrest stand in it, and whether a time
    is denied: "not Tuesday".
    """

    told: tuple[Time, ...]
    arrests: tuple[tuple[int, int], ...]
    denies: bool = False


def times_in(
    text: str, *, language: str | None, zone: ZoneInfo, now: datetime, ahead: bool = False
) -> Times:
    """Returns the times that a text tells, local to `zone`, but what is denied or happens every
    day; never raises. `ahead` reads what may be of the past or of the future ("Sunday") as what is
    to come. `language` and `now` as for `understand`.
    """
    tokens = read(in_one_encoding(text))
    best: tuple[tuple[int, int], Times] | None = None
    for writings, here in readings_of(tokens, language, zone, now) if tokens else ():
        times, known = _read_as(tokens, writings, replace(here, ahead=ahead))
        rank = (len(times.told), known)
        if best is None or rank > best[0]:
            best = rank, times
    return best[1] if best is not None else Times((), ())


def _read_as(tokens: list[Token], writings: tuple[str, ...], here: Here) -> tuple[Times, int]:
    items, parted = items_of(tokens, [lexicon(writing) for writing in writings])
    mentions, outside = mentions_of(items, Expressions(items, here.calendar).find())
    known = sum(1 for item in items if item.meanings and not item.get("mark"))

    def place(first: int, last: int) -> tuple[int, int]:
        return parted[items[first].first].start, parted[items[last].last].end

    told = [
        Time(when, *place(mention.first, mention.last), mention.count is not None)
        for mention in _kept(mentions, outside)
        if (when := resolved(mention, here)) is not None and when.is_clear
    ]
    arrests = (place(atom.first, atom.last) for atom in outside if atom.kind == "arrest")
    denies = any(mention.negated and mention.has_day for mention in mentions)
    return Times(tuple(told), tuple(arrests), denies), known


def _kept(mentions: list[Mention], outside: list[Atom]) -> list[Mention]:
    note_lasting(mentions, outside)
    ends = {id(each.until) for each in mentions if each.until is not None}
    kept = [
        each for each in mentions if not (each.negated or each.has("every") or id(each) in ends)
    ]
    return merged(kept, [atom for atom in outside if atom.kind in _PARTING])
