"""Understanding when something happened from how a family writes it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from helpline.dates.calendars import BIKRAM_SAMBAT, GREGORIAN
from helpline.dates.choosing import chosen
from helpline.dates.expressions import Expressions
from helpline.dates.here import Here
from helpline.dates.lent import is_borrowed, is_spoken_at, lent_to
from helpline.dates.mention import Mention
from helpline.dates.mentions import mentions_of
from helpline.dates.reading import Token, in_one_encoding, read
from helpline.dates.unread import beside, is_of_a_clock, is_of_a_day, unread
from helpline.dates.when import Kind, When
from helpline.dates.words import Item, items_of, lexicon

# Which words are tried, by the script of a token's majority and the language; the first one wins
# where two lists give a phrase different meanings.
_WRITINGS = {
    ("Latn", "en"): ("en", "ne-Latn"),
    ("Latn", "fr"): ("fr",),
    ("Latn", "ar"): ("ar-Latn", "fr", "en"),
    ("Latn", "ne"): ("ne-Latn", "en"),
    ("Latn", "prs"): ("prs-Latn", "ps-Latn", "en"),
    ("Latn", "ps"): ("ps-Latn", "prs-Latn", "en"),
    ("Latn", "my"): ("my-Latn", "en"),
    ("Arab", "ar"): ("ar", "ar-PS", "ar-TN"),
    ("Arab", "prs"): ("prs", "ps"),
    ("Arab", "ps"): ("ps", "prs"),
    ("Deva", "ne"): ("ne",),
    ("Mymr", "my"): ("my",),
}
# What Arabic words mean is settled by the place, told by the jurisdiction or else the time zone.
_ARABIC_OF_PLACE = {
    **dict.fromkeys(("tunisia", "Africa/Tunis"), ("ar-TN", "ar")),
    **dict.fromkeys(
        ("palestine", "israeli-military", "Asia/Hebron", "Asia/Gaza", "Asia/Jerusalem"),
        ("ar-PS", "ar"),
    ),
}
_LATIN = "Latn"
_SCRIPTS = (
    ("\u0600", "\u06ff", "Arab"),
    ("\u0900", "\u097f", "Deva"),
    ("\u1000", "\u109f", "Mymr"),
)
_FIRST_WEEKDAY = {"ne": 6, "prs": 5, "ps": 5, "my": 6}
# A quote goes on over so many items that it does not rest on.
_LONGEST_TEXT, _QUOTED_GAP = 2000, 2


def understand(
    text: str,
    *,
    language: str | None,
    zone: ZoneInfo,
    now: datetime,
    jurisdiction: str | None = None,
    is_of_an_arrest: bool = False,
    is_of_the_freed: bool = False,
    is_answer: bool = False,
    events: Mapping[str, str] | None = None,
) -> When:
    """Returns the time of the arrest that a message tells, local to `zone`; never raises.

    `language` is a code or a way of writing ("ne", "ne-Latn"), None where it is not known; `now`
    is aware; `jurisdiction` ("tunisia", …) settles what one word means in different places.
    `is_of_an_arrest` says that the message tells of one, in words that may not be known here;
    `is_of_the_freed` that somebody was let go, so that only a time beside an arrest is one of it;
    `is_answer` that since when was asked, so that "5 days" is how long ago. `events` are
    words of the message that tell of an `arrest`, or of `other_events`, be they known here or not.
    """
    text = in_one_encoding(text[:_LONGEST_TEXT])
    tokens = read(text)
    if not tokens:
        return When(Kind.UNCLEAR)
    best: tuple[tuple[bool, int], When] = (False, -1), When(Kind.UNCLEAR)
    spans = [
        (*span, kind) for words, kind in (events or {}).items() for span in _spans(words, tokens)
    ]
    read_as = partial(_read_as, text, tokens, is_of_an_arrest=is_of_an_arrest, events=spans)
    for writings, here in readings_of(tokens, language, zone, now, jurisdiction):
        here = replace(here, answers=is_answer, tells_of_the_freed=is_of_the_freed)
        when, words = read_as(writings, here)
        rank = (when.is_clear, words)
        if rank > best[0]:
            best = rank, when
    told = best[1]
    if told.quote or told.is_clear:
        return told
    borrowed = _borrowed(text, tokens, language, zone, now, is_of_an_arrest=is_of_an_arrest)
    return borrowed or told


def _borrowed(
    text: str,
    tokens: list[Token],
    language: str | None,
    zone: ZoneInfo,
    now: datetime,
    *,
    is_of_an_arrest: bool,
) -> When | None:
    """Returns the time that a message tells in words of another language that is spoken there, if
    exactly one of them has it: "army took him مبارح".
    """
    code = language.partition("-")[0] if language else None
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    found: dict[str, When] = {}
    for spoken, writings in lent_to(code, _scripts(tokens), zone, _WRITINGS):
        here = _here(spoken, zone, local, None)
        lists = _of_place(writings, _ARABIC_OF_PLACE.get(zone.key))
        when, _ = _read_as(text, tokens, lists, here, is_of_an_arrest=is_of_an_arrest)
        if when.is_clear and is_borrowed(when.quote):
            found.setdefault(when.quote, when)
    return next(iter(found.values())) if len(found) == 1 else None


def readings_of(
    tokens: list[Token],
    language: str | None,
    zone: ZoneInfo,
    now: datetime,
    jurisdiction: str | None = None,
) -> list[tuple[tuple[str, ...], Here]]:
    """Returns what a message in a language may be read as: lists of words, and where and when."""
    code = language.partition("-")[0] if language else None
    arabic = _ARABIC_OF_PLACE.get(jurisdiction or zone.key)
    local = now.astimezone(zone).replace(second=0, microsecond=0)
    return [
        (_not_elsewhere(writings, spoken, zone), _here(spoken, zone, local, jurisdiction))
        for spoken, writings in _tried(tokens, code, arabic)
    ]


def _not_elsewhere(writings: tuple[str, ...], code: str, zone: ZoneInfo) -> tuple[str, ...]:
    """Returns lists of words without what is mixed into English in Nepal only: "az" is today there,
    and "from" in Dari.
    """
    if code != "en" or is_spoken_at(zone, "ne"):
        return writings
    return writings[:1]


def _tried(
    tokens: list[Token], code: str | None, arabic: tuple[str, ...] | None
) -> list[tuple[str, tuple[str, ...]]]:
    """Returns the languages to try with their lists of words."""
    own = {script: writings for (script, known), writings in _WRITINGS.items() if known == code}
    scripts = _scripts(tokens) or [next(iter(own), _LATIN)]
    if code and scripts[0] in own:
        # Many write one sentence in two scripts: "last night ညီမကို ...".
        mixed = (each for script in scripts for each in own.get(script, ()))
        chosen = [(code, tuple(mixed))]
    else:
        chosen = [
            (known, writings)
            for (script, known), writings in _WRITINGS.items()
            if script == scripts[0]
        ]
    return [(known, _of_place(writings, arabic)) for known, writings in chosen]


def _of_place(writings: tuple[str, ...], arabic: tuple[str, ...] | None) -> tuple[str, ...]:
    """Returns lists of words, those of Arabic as they are used in a place."""
    if not arabic or "ar" not in writings:
        return writings
    return (*arabic, *(each for each in writings if each not in _WRITINGS["Arab", "ar"]))


def _scripts(tokens: list[Token]) -> list[str]:
    """Returns the scripts of the words, that of most first."""
    counted: dict[str, int] = {}
    for token in tokens:
        if token.kind in ("latin", "word", "burmese"):
            script = next(
                (name for first, last, name in _SCRIPTS if first <= token.form[0] <= last), _LATIN
            )
            counted[script] = counted.get(script, 0) + 1
    return sorted(counted, key=counted.__getitem__, reverse=True)


def _here(code: str, zone: ZoneInfo, local: datetime, jurisdiction: str | None) -> Here:
    calendar = {"ne": BIKRAM_SAMBAT, "prs": "solar_hijri", "ps": "solar_hijri"}.get(code, GREGORIAN)
    eve = code in ("ar", "prs", "ps")
    return Here(local, zone, calendar, _FIRST_WEEKDAY.get(code, 0), eve)


def _read_as(
    text: str,
    tokens: list[Token],
    writings: tuple[str, ...],
    here: Here,
    *,
    is_of_an_arrest: bool,
    events: Collection[tuple[int, int, str]] = (),
) -> tuple[When, int]:
    """Returns what a message means read with some lists of words, and how many words they knew."""
    lexicons = [lexicon(writing) for writing in writings]
    items, parted = items_of(tokens, lexicons)
    items = _as_told(items, parted, events)
    mentions, outside = mentions_of(items, Expressions(items, here.calendar).find())
    unknown = _unknown_words(items, parted)
    left = unread(items, mentions)
    mention = chosen(mentions, outside, here, unknown=unknown, is_of_an_arrest=is_of_an_arrest)
    known = sum(1 for item in items if item.meanings and not item.get("mark"))
    if mention is None:
        return When(Kind.UNCLEAR), known
    when, resting = mention
    untold = any(is_of_a_clock(items, place) for place in left)
    untold = untold and resting.clock is None and resting.count is None
    untold = untold or any(
        words.is_nearly_telling(words.key(parted[items[place].first]))
        for place in beside(items, resting)
        for words in lexicons
    )
    if untold or any(is_of_a_day(items, place, resting) for place in left):
        when = replace(when, about=when.is_clear)
    return replace(when, quote=_quote(text, parted, items, resting)), known


def _spans(words: str, tokens: list[Token]) -> Iterator[tuple[int, int]]:
    """Yields from where to where words stand in the text of some tokens."""
    forms = [token.form for token in read(in_one_encoding(words))]
    for first in range(len(tokens) - len(forms) + 1 if forms else 0):
        found = tokens[first : first + len(forms)]
        if [token.form for token in found] == forms:
            yield found[0].start, found[-1].end


def _as_told(
    items: list[Item], tokens: list[Token], events: Collection[tuple[int, int, str]]
) -> list[Item]:
    """Returns items, those that mean nothing here as what they tell of by the words that they are
    part of; what holds a word of another event ("they set me free from jail") tells of no arrest.
    """
    spans = [(tokens[item.first].start, tokens[item.last].end) for item in items]
    others = [span for item, span in zip(items, spans, strict=True) if item.get("other_events")]
    told = [
        (first, last, kind)
        for first, last, kind in events
        if kind != "arrest" or not any(first <= start and end <= last for start, end in others)
    ]
    kinds = [
        {kind for first, last, kind in told if first <= start and end <= last}
        for start, end in spans
    ]
    return [
        replace(item, meanings=dict.fromkeys(each, True)) if each and item.is_unknown else item
        for item, each in zip(items, kinds, strict=True)
    ]


def _unknown_words(items: list[Item], parted: list[Token]) -> int:
    """Returns how many words mean nothing here; in Burmese a token is a syllable, half a word."""
    unknown = [item for item in items if item.is_unknown]
    syllables = sum(1 for item in unknown if parted[item.first].kind == "burmese")
    return len(unknown) - syllables // 2


def _quote(text: str, tokens: list[Token], items: list[Item], mention: Mention) -> str:
    ends = [mention] + ([mention.until] if mention.until is not None else [])
    places = sorted(
        {
            place
            for each in ends
            for atom in each.atoms
            for place in range(atom.first, atom.last + 1)
        }
    )
    parts: list[str] = []
    start = previous = places[0]
    for place in [*places[1:], len(items) + _QUOTED_GAP + 1]:
        if place - previous > _QUOTED_GAP:
            parts.append(text[tokens[items[start].first].start : tokens[items[previous].last].end])
            start = place
        previous = place
    return " … ".join(part.strip() for part in parts)
