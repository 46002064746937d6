"""Words of time that a message in one language borrows from another that is spoken there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from helpline.text.characters import UNKNOWN_SCRIPT, script_of

_LATIN = "Latn"
# Whoever writes one of these may write the time in another, told by where they are.
_SPOKEN_AT = {
    "Africa/Tunis": ("ar", "fr", "en"),
    "Asia/Hebron": ("ar", "en"),
    "Asia/Kabul": ("prs", "ps", "en"),
    "Asia/Kathmandu": ("ne", "en"),
    "Asia/Yangon": ("my", "en"),
}
# Into these the others are mixed; those have lists of words that are read together anyhow.
_BORROWING = ("en", "fr")
# Words in Latin letters for a time that neither language has for anything else; in Arabizi a digit
# within a word tells as much.
_BEYOND_DOUBT = frozenset(
    """yesterday tonight hier mbareh embareh mbarih lbareh lbarah lbera elbareh lyoum elyoum lyouma
    elyouma lioum diroz dirooz diruz
    dishab dishaw deshab emroz imroz emshab parshab pariroz parun begah""".split()
)
_DIGIT_IN_WORD = re.compile(r"[^\W\d_]\d|\d[^\W\d_]{2}")

Writings = tuple[str, ...]


def lent_to(
    code: str | None,
    scripts: Iterable[str],
    zone: ZoneInfo,
    writings: Mapping[tuple[str, str], Writings],
) -> list[tuple[str, Writings]]:
    """Returns the languages that a message in a language (a code) may borrow its time from, each
    with its own lists of words: those spoken in a time zone and written in scripts of the message.
    `writings` are all lists by script and language.
    """
    spoken = _SPOKEN_AT.get(zone.key, ()) if code in _BORROWING else ()
    return [
        (language, listed[:1] if script == _LATIN else listed)
        for (script, language), listed in writings.items()
        if script in scripts and language in spoken and language != code
    ]


def is_spoken_at(zone: ZoneInfo, language: str) -> bool:
    """Whether a language of ours is spoken in a time zone, as far as we know."""
    return language in _SPOKEN_AT.get(zone.key, (language,))


def is_borrowed(quote: str) -> bool:
    """Whether words that another language has for a time can be nothing else: those in letters of
    its own, and few others.
    """
    words = quote.casefold().split()
    is_known = not _BEYOND_DOUBT.isdisjoint(words)
    is_of_its_own = any(script_of(word) not in (_LATIN, UNKNOWN_SCRIPT) for word in words)
    return is_known or is_of_its_own or bool(_DIGIT_IN_WORD.search(quote))
