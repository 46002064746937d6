"""Tokens in which several words are written together, parted into those words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from helpline.dates.reading import Token, parts_of, sound_of

if TYPE_CHECKING:
    from helpline.dates.words import Lexicon

# What may be joined to a number in Latin letters, and what to a day and a number.
_AFTER_NUMBERS = frozenset({"units", "clock_after", "am", "pm", "ordinal", "month"})
_DAYS = frozenset({"days", "nights", "day_parts", "weekdays"})
_AFTER_DAYS = _AFTER_NUMBERS | {"parts", "clock_before"}
# A space is left out where the letter before it does not join the next one anyway.
_UNJOINED = frozenset("ادذرزژو")
_TIMES = _DAYS | frozenset({"parts", "units", "plurals", "numbers", "month", "last"})
_BESIDE_TIMES = _TIMES | {"ago", "since_after", "clock_after", "arrest"}
_SHORTEST_JOINED = 3


def parted_token(token: Token, lexicons: list[Lexicon]) -> list[Token]:
    """Returns the words that a token holds ("14h30", "hier22h", "دیروزصبح", "शुक्रबारदेखि"), all
    with its place; one that was mistyped is mended. A token that has no such words stays alone.
    """
    if token.kind not in ("latin", "word") or any(
        words.key(token) in words.known for words in lexicons
    ):
        return [token]
    if token.kind == "latin" and token.form[0].isdigit():
        return _number_and_unit(token, lexicons) or [token]
    for words in lexicons:
        key = words.key(token)
        forms = words.split(key) or _unspaced(key, words)
        if forms is not None:
            return [_part(token, form) for form in forms]
    for words in lexicons if token.kind == "latin" else ():
        mended = words.mended(words.key(token))
        if mended is not None:
            return [replace(token, form=mended, sound=mended)]
    return _day_and_number(token, lexicons) or [token]


def _number_and_unit(token: Token, lexicons: list[Lexicon]) -> list[Token] | None:
    """Parts "14h30" and "2din", but not "7ott", in which a digit is a letter."""
    parts = [_part(token, form) for form in parts_of(token.form)]
    told = all(part.is_number or _means(part, lexicons, _AFTER_NUMBERS) for part in parts)
    return parts if told and len(parts) > 1 else None


def _day_and_number(token: Token, lexicons: list[Lexicon]) -> list[Token] | None:
    """Parts "hier22h" and "diroz8shab", but not "elbera7"."""
    if token.kind != "latin":
        return None
    first, *rest = [_part(token, form) for form in parts_of(token.form)]
    if len(first.form) < _SHORTEST_JOINED or not _means(first, lexicons, _DAYS):
        return None
    told = all(part.is_number or _means(part, lexicons, _AFTER_DAYS) for part in rest)
    return [first, *rest] if told and len(rest) > 1 else None


def _means(part: Token, lexicons: list[Lexicon], kinds: frozenset[str]) -> bool:
    return any(kinds & words.phrases.get((words.key(part),), {}).keys() for words in lexicons)


def _unspaced(form: str, words: Lexicon) -> list[str] | None:
    """Returns two words of which one tells a time, written without the space between them."""
    for place in range(_SHORTEST_JOINED, len(form) - _SHORTEST_JOINED + 1):
        if form[place - 1] not in _UNJOINED:
            continue
        parts = [form[:place], form[place:]]
        first, second = (words.phrases.get((part,), {}).keys() for part in parts)
        beside = _BESIDE_TIMES & first and _BESIDE_TIMES & second
        if beside and (_TIMES & first or _TIMES & second):
            return parts
    return None


def _part(token: Token, form: str) -> Token:
    kind = "number" if form.isdecimal() else token.kind
    return Token(form, sound_of(form) if kind == "latin" else form, kind, token.start, token.end)
