"""What is known of a person held, in the form in which two of them are compared."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import phonenumbers

from helpline.facts.places import places_in
from helpline.facts.words import line_in, writings_for
from helpline.referrals.arrests import arrested_when
from helpline.referrals.names import keys_of
from helpline.referrals.questions import NEWS, TOLD_FIRST
from helpline.referrals.reading import is_answered
from helpline.storage.referrals import Fact
from helpline.text.characters import digits_to_ascii
from helpline.text.normalise import fold

# The facts that a portrait is made of, and those that may name a number to call, of old too.
WORDS = (TOLD_FIRST, NEWS, "reach")
NAMES = (
    "held_name", "place", "country", "arrested_when", "age", "age_group", "sex",
    "holder", "held_by",
)  # fmt: skip
_TOO_WIDE = frozenset({"country", "province"})
_HALF_A_DAY = timedelta(hours=12)
_MOST_DAYS = 6
_LONG_KEY = 4


@dataclass(frozen=True)
class Portrait:
    """A person held as one family told of them. `places` are names of the gazetteer, or the words
    where it knows none; `since` and `until` the first and the last moment at which the arrest can
    have been; numbers are in E.164.
    """

    name: str | None
    country: str | None
    places: frozenset[str]
    since: datetime | None
    until: datetime | None
    age: int | None
    age_group: str | None
    sex: str | None
    holder: str | None
    own_number: str | None
    named_numbers: frozenset[str]


def portrait_of(
    facts: Mapping[str, Fact], words: str, *, language: str | None, address: str, region: str | None
) -> Portrait:
    """Returns the portrait that the current facts of a referral give. `words` is all that the
    family wrote of it, `address` theirs, `region` the country (ISO 3166) in which the numbers that
    they name are local.
    """
    told = {name: fact.value for name, fact in facts.items()}
    told = {name: value for name, value in told.items() if is_answered(told, name)}
    when = arrested_when(facts, language=language)
    age = told.get("age", "")
    own = _e164(address, None)
    return Portrait(
        name=told.get("held_name"),
        country=told.get("country"),
        places=_places(told.get("place", ""), language),
        since=when.start if when else None,
        until=(when.end or when.start) if when else None,
        age=int(age) if age.isdecimal() else None,
        age_group=told.get("age_group"),
        sex=told.get("sex"),
        holder=told.get("holder") or told.get("held_by"),
        own_number=own,
        named_numbers=_numbers(words, region) - {own or ""},
    )


def tokens_of(portrait: Portrait) -> set[str]:
    """Returns the words by which a portrait is found: alone none of them is common to many."""
    keys = keys_of(portrait.name) if portrait.name else ()
    days = _days(portrait)
    tokens = {f"name-place:{key}:{place}" for key in keys for place in portrait.places}
    tokens |= {f"name-day:{key}:{day}" for key in keys for day in days}
    tokens |= {f"name:{portrait.country}:{key}" for key in keys if len(key) >= _LONG_KEY}
    if portrait.age is not None:
        found = itertools.product(portrait.places, days)
        tokens |= {f"age-place-day:{portrait.age}:{place}:{day}" for place, day in found}
    if portrait.own_number:
        tokens.add(f"own:{portrait.own_number}")
    return tokens | {f"named:{number}" for number in portrait.named_numbers}


def sought_by(portrait: Portrait) -> set[str]:
    """Returns the words of others by which those like a portrait are found."""
    tokens = {each for each in tokens_of(portrait) if not each.startswith("named:")}
    tokens |= {f"own:{number}" for number in portrait.named_numbers}
    return tokens | ({f"named:{portrait.own_number}"} if portrait.own_number else set())


def _places(words: str, language: str | None) -> frozenset[str]:
    if not words:
        return frozenset()
    writings = writings_for(words, language)
    places = places_in(line_in(words, writings), writings)
    found = frozenset(each.place.name for each in places if each.place.kind not in _TOO_WIDE)
    return found or frozenset({fold(words)})


def _days(portrait: Portrait) -> list[str]:
    if portrait.since is None or portrait.until is None:
        return []
    first = (portrait.since - _HALF_A_DAY).date()
    last = (portrait.until + _HALF_A_DAY).date()
    many = min((last - first).days + 1, _MOST_DAYS)
    return [(first + timedelta(days=number)).isoformat() for number in range(many)]


def _numbers(words: str, region: str | None) -> frozenset[str]:
    matcher = phonenumbers.PhoneNumberMatcher(digits_to_ascii(words), region or "ZZ")
    return frozenset(_written(match.number) for match in matcher)


def _e164(address: str, region: str | None) -> str | None:
    try:
        return _written(phonenumbers.parse(address, region))
    except phonenumbers.NumberParseException:
        return None


def _written(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
