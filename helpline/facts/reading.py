"""Reads facts out of what a person writes, each only where it is safe.

A wrong fact is worse than a question: what is denied ("not ill"), supposed ("if they arrest him"),
said of the writer ("i am pregnant"), or said in two ways at once is left unread, and nearly all
that tells of a person held is read only where a word tells that somebody is.
"""

from __future__ import annotations

from dataclasses import replace

from helpline.facts.ages import AGES, age_group_of, age_of
from helpline.facts.facts import HELD_BY, Facts, Told
from helpline.facts.naming import name_in
from helpline.facts.people import OTHER, RELATIVE, Person, is_somebody, person_in, sex_of
from helpline.facts.places import places_in
from helpline.facts.questioning import was_done
from helpline.facts.several import people_held
from helpline.facts.sightings import NO_CONTEXT, Context, Sightings
from helpline.facts.where import where_in
from helpline.facts.words import Found, writings_for

_YES, _NO = "yes", "no"
_HELD_BY = "held_by"
_TAKEN = ("arrest", "self")
_ARRESTS = (*_TAKEN, "held_in")
# Near these stands who holds somebody.
_OF_HELD = ("arrest", "self", "letting_go")
_MEDICAL = ("ill", "hurt", "pregnant", "medicine")
_TOLD_OR_NOT = ("mistreatment", "bribe", "foreigner", "interpreter")
# How many words may stand between who arrests and the word that tells of an arrest, in one clause
# and in two.
_NEAR_IN_CLAUSE, _NEAR = 10, 4
# Who is rather one of these than "others" at large, where both are named side by side.
_POLICE, _ARMY = "police", "army"
_OF_OTHERS, _OTHERS, _BESIDE = frozenset({"intelligence", "vice-and-virtue"}), "other", 2
# Who comes along with soldiers or police, and those of whom nobody knows who they were: "masked
# men"; each is told only where no other is.
_FOLLOWERS, _UNKNOWN = "followers", "unknown"
# What is asked where masks and the like may be of other people than of those who came.
_OF_THE_PERSON = frozenset(
    {"safe", "age_group", "age_and_sex", "condition", "questioned", "foreigner", "held_name"}
)
# So many words may part "soldier" and "army" where one is said of who he was.
_OF_ONE = 3
# So few words that name who holds somebody, said of one who is held, answer that.
_FEW_WORDS, _FEW_WITH_A_PLACE = 4, 6


def read_facts(
    text: str,
    *,
    language: str | None,
    place_of_contact: str | None = None,
    context: Context = NO_CONTEXT,
) -> Facts:
    """Returns what a text in a language (a code of `helpline.i18n`, or None) says of a person held.

    `place_of_contact` is the country from which the contact writes, named as law files are: it
    decides what a name means that is a place there and a word elsewhere, and makes no fact by
    itself. With a `context` of somebody held the text goes on about them. Never raises.
    """
    seen = Sightings(text, writings_for(text, language), context)
    person = person_in(seen)
    several = people_held(seen, person)
    if several is not None:
        # "Two boys of our street" are nobody's own. What is said of one is not said of the others.
        whose = OTHER if seen.by_kind("strangers") else RELATIVE
        is_open = person.who is None and seen.context.who_held is None
        who = Told(whose, several.quote) if is_open else person.who
        # Of "my sister and her husband" we know the sex of one.
        named = () if seen.find("theirs") else person.named
        person = replace(person, who=who, named=named, is_mixed=True)
    name = name_in(seen, person)
    country, place = where_in(seen, language, place_of_contact)
    facts = Facts(
        who_held=person.who,
        held_name=name,
        age=age_of(seen, person),
        age_group=age_group_of(seen, person),
        sex=sex_of(seen, person),
        country=country,
        place=place,
        people_held=several,
    )
    if not (name or is_somebody(seen, person)):
        return facts
    return replace(facts, **_circumstances(seen, person), **_conditions(seen, person))


def names_an_arrest(text: str, *, language: str | None) -> bool:
    """Whether a word of a text in a language tells that somebody was arrested, or is held."""
    seen = Sightings(text, writings_for(text, language))
    return any(map(seen.group, _ARRESTS))


def names_a_capture(text: str, *, language: str | None) -> bool:
    """Whether a word of a text in a language tells that somebody was arrested, or who holds or came
    for somebody: "police came home".
    """
    seen = Sightings(text, writings_for(text, language))
    return any(map(seen.group, (*_ARRESTS, "holder")))


def arrests_in(text: str, *, language: str | None) -> list[str]:
    """Returns the words of a text in a language, as written, that tell that somebody was taken; not
    those for where they are held, from where one may be let go as well.
    """
    seen = Sightings(text, writings_for(text, language))
    return [seen.quote(found) for kind in _TAKEN for found in seen.group(kind)]


def people_in(text: str, *, language: str | None) -> set[str]:
    """Returns the words of a text in a language, folded, that name people who may be held."""
    seen = Sightings(text, writings_for(text, language))
    found = [each for kind in ("relatives", "others") for _, each in seen.by_kind(kind)]
    return {seen.line.folded[each.start : each.end].strip() for each in found}


def names_people(text: str, *, language: str | None) -> bool:
    """Whether a text in a language names people of the writer's in whatever it says of them, be it
    that a phone is theirs: "my sister's phone".
    """
    seen = Sightings(text, writings_for(text, language))
    return any(seen.all_of(kind) for kind in ("relatives", "others"))


def ages_in(text: str, *, language: str | None) -> list[str]:
    """Returns the words of a text in a language, as written, that say how old somebody is."""
    seen = Sightings(text, writings_for(text, language))
    kinds = ("age", "age_of_writer")
    return [seen.quote(found) for kind in kinds for age, found in seen.numbers(kind) if age in AGES]


def asides_in(text: str, *, language: str | None) -> list[str]:
    """Returns the words of a text in a language, as written, that tell of other things than of who
    is held, or how many they are: "police came yesterday but he was not home"; in Arabic "both" is
    Monday as well.
    """
    seen = Sightings(text, writings_for(text, language))
    counted = [found for _, found in seen.by_kind("several")]
    return [seen.quote(found) for found in (*seen.asides, *counted)]


def _circumstances(seen: Sightings, person: Person) -> dict[str, Told | None]:
    is_lost = bool(seen.is_arrest or person.named or seen.by_kind("relatives"))
    unknown = seen.told("whereabouts_unknown", _YES, denied=True) if is_lost else None
    holder = _holder(seen, is_lost=unknown is not None)
    return {
        "held_by": replace(holder, value=HELD_BY.get(holder.value, _UNKNOWN)) if holder else None,
        "holder": holder if holder and holder.value in HELD_BY else None,
        "questioned": was_done(seen, "questioned"),
        "signed": was_done(seen, "signed"),
        "whereabouts_unknown": unknown,
    }


def _conditions(seen: Sightings, person: Person) -> dict[str, Told | None]:
    """Returns the facts that are told or not, and `condition` where one on health is."""
    told = {kind: seen.told(kind, _YES) for kind in _TOLD_OR_NOT}
    if not seen.is_arrest:
        return {}
    if person.is_mixed:
        return told
    medical = {kind: seen.told(f"medical.{kind}", _YES) for kind in _MEDICAL}
    sex = sex_of(seen, person)
    if sex and sex.value == "male":
        medical["pregnant"] = None
    first = next((each for each in medical.values() if each), None)
    return {**told, **medical, "condition": first or _well_again(seen)}


def _well_again(seen: Sightings) -> Told | None:
    """Returns that nothing is wrong with whom we know to be unwell, if a correction denies it."""
    was_unwell = seen.context.corrected.get("condition") == _YES
    is_denied = any(seen.is_gainsaid(f"medical.{kind}") for kind in _MEDICAL)
    return Told(_NO, seen.line.written) if was_unwell and is_denied else None


def _holder(seen: Sightings, *, is_lost: bool) -> Told | None:
    """Returns who holds the person: who stands near the word that tells of the arrest, or whose
    the place is where they are; not where the family asked if nobody knows where they are.
    """
    named = _not_formerly(seen, seen.by_kind("holder"))
    found = [(kind, each) for kind, each in named if _is_near(seen, each)]
    is_missing = is_lost or seen.context.is_missing
    if not found and seen.context.is_held and not is_missing:
        # Whatever the words for an arrest are: who else would be named.
        found = named
    if not is_lost:
        found += seen.by_kind("held_in")
    found = seen.not_refused(found)
    # Who holds them may have been chosen from the list, and not told more finely.
    known = "holder" if "holder" in seen.context.corrected else _HELD_BY
    meant = seen.context.without_corrected(known, (kind for kind, _ in found))
    found = _narrowest([(kind, each) for kind, each in found if kind in meant], seen)
    meant = {kind for kind, _ in found}
    if len(meant) != 1:
        return None
    kind, each = found[0]
    return Told(_OTHERS if kind == _FOLLOWERS else kind, seen.quote(each))


def _not_formerly(seen: Sightings, named: list[tuple[str, Found]]) -> list[tuple[str, Found]]:
    """Leaves out what somebody was before: "a former army officer", "formerly a soldier of the
    national army".
    """
    was = [pair for at in seen.find("formerly") for pair in _nearest(seen, named, at)]
    return [
        (kind, each)
        for kind, each in named
        if not any(
            kind == other and seen.is_within(_OF_ONE, each, at, one_clause=True)
            for other, at in was
        )
    ]


def _nearest(seen: Sightings, named: list[tuple[str, Found]], at: Found) -> list[tuple[str, Found]]:
    """Returns who is named beside a stretch of the same clause, the nearest of them."""
    for words in range(_BESIDE + 1):
        near = [pair for pair in named if seen.is_within(words, pair[1], at, one_clause=True)]
        if near:
            return near
    return []


def _narrowest(found: list[tuple[str, Found]], seen: Sightings) -> list[tuple[str, Found]]:
    """Leaves out, of several who are named, those who only came along and those of whom nothing is
    known; "the Taliban" beside which of them ("Taliban intelligence"); soldiers beside whose they
    are ("Taliban soldiers"); and in an answer to who it was the police with whom soldiers came:
    "soldiers and police".
    """
    if seen.context.asked in _OF_THE_PERSON:
        found = [pair for pair in found if pair[0] != _UNKNOWN]
    for weak in (_UNKNOWN, _FOLLOWERS):
        found = [pair for pair in found if pair[0] != weak] or found
    armies = [each for kind, each in found if kind == _ARMY and seen.context.asked == _HELD_BY]
    narrow = {
        _OTHERS: [each for kind, each in found if kind in _OF_OTHERS],
        _ARMY: [each for kind, each in found if kind == _OTHERS],
    }
    return [
        (kind, each)
        for kind, each in found
        if not any(_is_theirs(seen, each, other, kind) for other in narrow.get(kind, ()))
        and not (kind == _POLICE and any(seen.are_joined(each, army) for army in armies))
    ]


def _is_theirs(seen: Sightings, one: Found, other: Found, kind: str) -> bool:
    """Whether a word for a holder only says more of another that stands beside it."""
    if kind == _OTHERS:
        return seen.is_within(_BESIDE, one, other)
    return seen.is_within(_BESIDE, one, other, one_clause=True) and not seen.are_joined(one, other)


def _says_where(seen: Sightings, words: int) -> bool:
    """Whether few words tell where, and name nobody: "last night in Hebron army"."""
    is_short = words <= _FEW_WITH_A_PLACE and bool(places_in(seen.line, seen.writings))
    return is_short and not (seen.by_kind("relatives") or seen.by_kind("others"))


def _is_near(seen: Sightings, found: Found) -> bool:
    # "Soldiers. In Hebron. We were asleep": each answers by itself.
    words = seen.words_in_sentence(found)
    is_answer = words <= _FEW_WORDS or seen.context.corrected or _says_where(seen, words)
    if (seen.is_continued and is_answer) or seen.context.asked == _HELD_BY:
        return True
    if seen.is_arrest and seen.is_alone(found):
        return True
    arrests = [each for kind in _OF_HELD for each in seen.find(kind)]
    return any(
        seen.is_within(_NEAR_IN_CLAUSE, found, arrest, one_clause=True)
        or seen.is_within(_NEAR, found, arrest)
        for arrest in arrests
    )
