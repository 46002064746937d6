"""What the person held is called, as far as words say that a name comes, or write it as one."""

from __future__ import annotations

import re
from itertools import takewhile

from helpline.facts.facts import Told
from helpline.facts.given_names import bare_name, given_names, is_given_name
from helpline.facts.line import parted
from helpline.facts.names_beside import names_beside
from helpline.facts.people import Person, is_writer
from helpline.facts.sightings import SELF, Context, Sightings
from helpline.facts.words import Found, Writing, writings_for, writings_of_letters
from helpline.text.lexicon import concepts_in

_NAME = "held_name"
_BURMESE = re.compile("[\u1000-\u109f]")
_LETTERS, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_CLAUSE_END = re.compile(r"(?<= )[.,:](?= )")
_BEFORE_A_NAME = " .,:"
# What is no name in a correction of one, and how many words a name has.
_DENIALS, _MOST_WORDS = frozenset({"no", "negation", "sorry_please_god"}), 5
_OF_A_NAME = "my_name_is"


def name_in(seen: Sightings, person: Person) -> Told | None:
    """Returns the name of the person held: what follows words that say that one comes ("his name
    is"), or, where it is written as a name is, who they are to the writer ("my brother Karim").
    """
    if seen.context.asked == _NAME and (name := _answered(seen)) is not None:
        return name
    is_self = is_writer(seen, person)
    return _introduced(seen, is_self=is_self) or _beside(seen, person) or _put_right(seen)


def called_in(text: str, *, language: str | None) -> str | None:
    """Returns the name in a text of which nothing else is known: what stands behind words that lead
    to one ("his name is Karim"), or the text itself where it is no longer than a name, begins with
    a given one, and has no word for anything.
    """
    seen = Sightings(text, writings_for(text, language), Context(asked=_NAME))
    concepts = concepts_in(seen.line.folded).keys()
    if _OF_A_NAME in concepts:
        led = _led(seen)
        return str(led.value) if led else None
    is_short = 0 < len(seen.line.words) <= _MOST_WORDS and not _DIGIT.search(text)
    return text.strip() if is_short and not concepts and is_given_name(seen.line, 0) else None


def _answered(seen: Sightings) -> Told | None:
    """Returns the name in an answer to what somebody is called, without the words that lead to it
    or that follow it ("Sandip ho").
    """
    if (led := _led(seen)) is not None:
        return led
    for writing in seen.writings:
        if any(trail.start > 1 for trail in writing.find("name_trail", seen.line)):
            return _clause(seen, 0, writing)
    return None


def _led(seen: Sightings) -> Told | None:
    """Returns the name behind the words that lead to it, whichever way of writing they are of
    ("usko naam Sandip ho").
    """
    line = seen.line
    kinds = ["name_lead"] + ["name_lead_of_writer"] * (seen.context.who_held == SELF)
    leads = [
        (lead.end, writing)
        for writing in writings_of_letters(line.written)
        for kind in kinds
        for lead in writing.find(kind, line)
    ]
    if leads:
        start, writing = max(leads, key=lambda each: each[0])
        return _clause(seen, start, writing)
    return None


def _clause(seen: Sightings, start: int, writing: Writing) -> Told | None:
    """Returns the name that a clause is from where it begins, as far as a way of writing lets it
    go.
    """
    line = seen.line
    # "Name: Ali".
    start += len(line.folded[start:]) - len(line.folded[start:].lstrip(_BEFORE_A_NAME))
    clause = _CLAUSE_END.split(line.folded[start:])[0]
    trails = [each.start for each in writing.find("name_trail", line) if each.start > start + 1]
    words = line.folded[start : min([start + len(clause), *trails])]
    start += len(words) - len(words.lstrip())
    end = _name_end(words.strip(), _ends(seen, writing))
    return Told(line.quote(start, start + end), line.quote(start, start + end)) if end else None


def _introduced(seen: Sightings, *, is_self: bool) -> Told | None:
    """Returns the name that follows words that say one comes: up to three words."""
    for writing in seen.writings:
        for pattern in writing.names["name_of_writer" if is_self else "name"]:
            for match in pattern.finditer(seen.line.folded):
                end = _name_end(match["name"], _ends(seen, writing))
                if end and not seen.is_aside(Found(*match.span())):
                    start = match.start("name")
                    name = seen.line.quote(start, start + end)
                    return Told(name, seen.line.quote(match.start(), start + end))
    return None


def _beside(seen: Sightings, person: Person) -> Told | None:
    """Returns the one name that stands beside the word for who is held."""
    if person.who is None or person.is_mixed or not seen.is_arrest:
        return None
    told = [
        (bare_name(seen.quote(name)), seen.line.quote(found.start, name.end))
        for _, found in person.named
        for name in names_beside(seen, found)
    ]
    return Told(*told[0]) if len({name for name, _ in told}) == 1 else None


def _put_right(seen: Sightings) -> Told | None:
    """Returns the one clause that stands beside a denial of the name that was told: "sorry naam
    Ramesh hoina, Rajesh Sah ho".
    """
    told = parted(seen.context.corrected.get(_NAME, ""))
    clauses = [each.strip() for each in _CLAUSE_END.split(seen.line.folded)]
    denied = [each for each in clauses if told and told[0] in each.split()]
    others = [each for each in clauses if each and each not in denied and not _denies(each)]
    if not denied or len(others) != 1 or len(others[0].split()) > _MOST_WORDS:
        return None
    start = seen.line.folded.index(f" {others[0]} ")
    leads = (lead for lead in seen.find("name_lead") if lead.start == start + 1)
    return _clause(seen, max((lead.end for lead in leads), default=start), seen.writings[0])


def _denies(clause: str) -> bool:
    return bool(_DENIALS & concepts_in(clause).keys())


def _ends(seen: Sightings, writing: Writing) -> frozenset[str]:
    """Returns what ends a name in a way of writing; in an answer to what somebody is called it is
    no "and" before another name: "Ahmad and Omar".
    """
    if seen.context.asked != _NAME:
        return writing.name_ends
    names = {name.start for name in given_names(seen.line)}
    joining = (each for each in seen.find("joining") if each.end + 1 in names)
    return writing.name_ends - {seen.line.folded[each.start : each.end] for each in joining}


def _name_end(words: str, ends: frozenset[str]) -> int:
    """Returns where a name ends in what stands where one is expected; 0 if there is none."""
    if _BURMESE.search(words):
        # Particles hang on a Burmese name.
        hung = (end for end in sorted(ends, key=len, reverse=True) if words.endswith(end))
        return len(words) - len(next(hung, ""))
    name = list(takewhile(lambda word: word not in ends and _LETTERS.search(word), words.split()))
    return len(" ".join(name))
