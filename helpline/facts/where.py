"""The country and the place that a line points to, if it points to one."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from helpline.facts.facts import Told
from helpline.facts.line import parted
from helpline.facts.places import COUNTRY, ELSEWHERE, KINDS, PlaceFound, places_in
from helpline.facts.sightings import Context, Sightings
from helpline.facts.words import Found, writings_for
from helpline.text.characters import script_of

# The country where a language is at home, if it is so in one of ours only.
_HOME = {"ne": "nepal", "my": "myanmar", "prs": "afghanistan", "ps": "afghanistan"}
# How many words may stand between a foreign country and the word that tells of an arrest.
_NEAR = 6
# A town need not lie in the province that is named beside it; a quarter or a prison does.
_RANKS = (("province", "district", "seat", "town"), ("village", "quarter"), ("camp", "prison"))
_BESIDE = 2
# So few words, with the signs between them, do nothing but say where.
_FEW_WORDS = 6
_COUNTRY, _PLACE, _PRISON = "country", "place", "prison"
# Beside these a country is theirs: "the police of Mashhad".
_HOLDERS, _OF = ("holder", "held_in"), frozenset({"", "e", "i", "ye"})
# Where they are the police of morals, and a name that is a word elsewhere may be a place.
_MORALS, _COUNTRY_OF_MORALS = "holder.vice-and-virtue", "afghanistan"


def where_in(
    seen: Sightings, language: str | None, place_of_contact: str | None
) -> tuple[Told | None, Told | None]:
    """Returns the country and the place of a line; each None where it points to none, or to two.

    Of several places in one country the narrowest is meant ("Balata camp near Nablus"), unless two
    are as narrow, or a town and a province that are not named side by side.
    """
    named = [each for each in places_in(seen.line, seen.writings) if not _is_aside(seen, each)]
    named = [each for each, _ in seen.not_refused([(each, each.at) for each in named])]
    context = {_HOME.get(language or ""), place_of_contact}
    context |= {each.place.country for each in named if each.is_sure and not each.place.unsure}
    context |= {_COUNTRY_OF_MORALS for _ in seen.find(_MORALS)}
    found = [each for each in named if _counts(seen, each, context)]
    found = _not_the_writers(seen, _of_one_country_each(found, context), named)
    found = _of_the_arrest(seen, found)
    meant = seen.context.without_corrected(_PLACE, (each.place.name for each in found))
    found = [each for each in found if each.place.name in meant]
    countries = {each.place.country for each in found}
    if len(countries) != 1:
        return None, None
    country = Told(countries.pop(), seen.quote(found[0].at))
    return country, _narrowest(seen, found)


def names_only_a_place(text: str, *, language: str | None) -> bool:
    """Whether a text in a language is the name of one place that we know, and at most words that
    say "in": "from Herat".
    """
    seen = Sightings(text, writings_for(text, language), Context(asked=_PLACE))
    _, place = where_in(seen, language, None)
    if place is None:
        return False
    named = parted(place.quote)
    words = [each for word in seen.line.folded.split() for each in _apart(word, named)]
    beside = set(words) - set(named)
    return beside <= {word for each in seen.writings for word in each.in_before | each.in_after}


def _apart(word: str, named: list[str]) -> list[str]:
    """Returns a Burmese word that ends with "in" or its like as the name and that."""
    last = named[-1] if named else ""
    hangs_on = bool(last) and word.startswith(last) and word != last and script_of(word) == "Mymr"
    return [last, word.removeprefix(last)] if hangs_on else [word]


def _is_aside(seen: Sightings, each: PlaceFound) -> bool:
    """Whether a place is set aside, is where writers work or live, or is abroad and where somebody
    came from or was going ("on the way to Iran"), or part of a word for soldiers ("Arakan Army"),
    who in a prison may be called by its name.
    """
    is_abroad = each.place.country == ELSEWHERE
    words = [] if seen.is_of_writer() else seen.find("writer_in")
    words += seen.find("journey") if is_abroad else []
    is_of_another = is_abroad or each.place.is_nation or each.place.kind == _PRISON
    words += [] if is_of_another else [found for _, found in seen.by_kind("holder")]
    return seen.is_aside(each.at) or any(each.at.overlaps(found) for found in words)


def _counts(seen: Sightings, each: PlaceFound, context: set[str | None]) -> bool:
    if each.place.is_nation:
        return _is_of_holders(seen, each)
    if each.place.unsure and each.place.country not in context:
        return False
    if each.place.country == ELSEWHERE:
        return _counts_elsewhere(seen, each)
    return each.is_in or not each.place.only_in or _is_asked_for(seen, each)


def _counts_elsewhere(seen: Sightings, each: PlaceFound) -> bool:
    """Whether a place that the helpline has no law of tells where somebody is held: it stands near
    the word for that or right beside those who hold them, or answers where.
    """
    is_few = len(seen.line.words) <= _FEW_WORDS
    if seen.context.asked == _COUNTRY and (each.is_sure or is_few):
        return True
    if seen.context.asked == _PLACE and each.is_sure and is_few:
        return True
    if not each.place.only_in and _is_of_holders(seen, each):
        return True
    return each.is_in and (
        any(seen.is_within(_NEAR, each.at, arrest) for arrest in seen.arrests)
        or any(seen.is_within(_NEAR, each.at, at, one_clause=True) for at in _holders(seen))
    )


def _holders(seen: Sightings) -> list[Found]:
    return [found for group in _HOLDERS for _, found in seen.by_kind(group)]


def _is_of_holders(seen: Sightings, each: PlaceFound) -> bool:
    """Whether a place stands right beside the words for who holds somebody."""
    pairs = (sorted((each.at, other), key=lambda at: at.start) for other in _holders(seen))
    return any(seen.line.folded[one.end : other.start].strip() in _OF for one, other in pairs)


def _not_the_writers(
    seen: Sightings, found: list[PlaceFound], named: list[PlaceFound]
) -> list[PlaceFound]:
    """Leaves out where writers say that they are themselves, where somebody else is elsewhere or
    may be: "we are in Nepal, he is in Malaysia".
    """
    theirs = [] if seen.is_of_writer() else seen.find("writer_at")
    others = [each for each in found if not any(each.at.overlaps(at) for at in theirs)]
    is_elsewhere = any(not each.place.is_nation for each in others)
    abroad = any(each.place.country == ELSEWHERE and each.is_sure for each in named)
    return others if is_elsewhere or (theirs and abroad) else found


def _of_the_arrest(seen: Sightings, found: list[PlaceFound]) -> list[PlaceFound]:
    """Leaves out, of places of two countries, those that are not of who holds somebody, if all
    holders are the same ("Pakistani police at Torkham"), or whose clause tells of no arrest: "he
    left Zarzis by boat, now he is locked up in Italy".
    """
    if len({each.place.country for each in found}) <= 1:
        return found
    whose = [each for each in found if _is_of_holders(seen, each)]
    if not whose or len({kind for kind, _ in seen.by_kind("holder")}) > 1:
        whose = [
            each
            for each in found
            if any(seen.is_within(_NEAR, each.at, at, one_clause=True) for at in seen.arrests)
        ]
    countries = {each.place.country for each in whose}
    return [each for each in found if each.place.country in countries]


def _is_asked_for(seen: Sightings, each: PlaceFound) -> bool:
    """Whether a name that is a word elsewhere must be a place: few words that answer where, or that
    put right where in the country that was told.
    """
    is_corrected = seen.context.corrected.get(_COUNTRY) == each.place.country
    is_few = len(seen.line.words) <= _FEW_WORDS
    return is_few and (is_corrected or seen.context.asked == _PLACE)


def _of_one_country_each(found: list[PlaceFound], context: set[str | None]) -> list[PlaceFound]:
    """Leaves out a name that two countries have, unless one of them is the one meant."""
    kept = []
    for each in found:
        countries = {other.place.country for other in found if other.at == each.at}
        if len(countries) == 1 or countries & context == {each.place.country}:
            kept.append(each)
    return kept


def _narrowest(seen: Sightings, found: list[PlaceFound]) -> Told | None:
    places = [each for each in found if each.place.kind != COUNTRY]
    narrow = _most(places, lambda each: _RANKS.index(_rank(each)))
    if not _are_one(narrow) and all(
        seen.is_within(_BESIDE, one.at, other.at) for one, other in pairwise(narrow)
    ):
        # "Jalalabad, Nangarhar": named side by side they are one inside the other.
        narrow = _most(narrow, lambda each: KINDS.index(each.place.kind))
    return Told(narrow[0].place.name, seen.quote(narrow[0].at)) if _are_one(narrow) else None


def _rank(each: PlaceFound) -> tuple[str, ...]:
    return next(kinds for kinds in _RANKS if each.place.kind in kinds)


def _most(places: list[PlaceFound], width: Callable[[PlaceFound], int]) -> list[PlaceFound]:
    most = max((width(each) for each in places), default=0)
    return [each for each in places if width(each) == most]


def _are_one(places: list[PlaceFound]) -> bool:
    return len({each.place.name for each in places}) == 1
