"""The whole numbers that people say, in digits or in words."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from helpline.dates.reading import in_one_encoding, read
from helpline.dates.understand import readings_of
from helpline.dates.words import items_of, lexicon

_ANYWHERE, _ANY_TIME = ZoneInfo("UTC"), datetime(2000, 1, 1, tzinfo=UTC)


def counts_in(text: str, *, language: str | None) -> set[int]:
    """Returns the numbers that a text in a language says: "two of them, not one" are 2 and 1."""
    tokens = read(in_one_encoding(text))
    said: set[int] = set()
    for writings, _ in readings_of(tokens, language, _ANYWHERE, _ANY_TIME) if tokens else ():
        items, parted = items_of(tokens, [lexicon(writing) for writing in writings])
        words = {value for item in items if (value := item.get("numbers"))}
        digits = {int(token.form) for token in parted if token.form.isdecimal()}
        said = max(said, {int(each) for each in words} | digits, key=len)
    return said
