"""The names that stand beside the word for who is held: "my brother Karim"."""

from __future__ import annotations

from helpline.facts.given_names import is_given_name
from helpline.facts.line import AND, PAUSE, Word
from helpline.facts.places import places_in
from helpline.facts.sightings import Sightings
from helpline.facts.words import Found
from helpline.text.lexicon import concepts_in

# So many words name somebody where they stand beside what they are to the writer.
_MOST_BESIDE = 3
# Words that are many things in a line, and here only something else than a name.
_OF_AN_ARREST = ("arrest", "self", "held_in", "set_aside", "mistreatment")
_SIGNS = frozenset(".,:&")
_NO_NAMES = frozenset({
    "please", "help_word", "yesterday_today", "tomorrow_date", "day", "thanks",
    "sorry_please_god", "he_him",
})  # fmt: skip
# "Mr", "Dr".
_SHORTEST = 3


def names_beside(seen: Sightings, found: Found) -> list[Found]:
    """Returns where names with capital letters stand right behind a word for people in small ones,
    or behind a comma; several where they are joined: "my cousins Ali and Omar".
    """
    line = seen.line
    last = next((each for each in reversed(line.words) if each.start < found.end), None)
    if last is None or line.written[last.written_start].isupper():
        # "My Brother Was Arrested": so are all others.
        return []
    behind = [each for each in line.words if each.start >= found.end]
    if behind and line.folded[behind[0].start : behind[0].end] == PAUSE:
        behind = behind[1:]
    joining = {AND, *(line.folded[each.start : each.end] for each in seen.find("joining"))}
    names: list[list[Word]] = [[]]
    for word in behind:
        is_joined = line.folded[word.start : word.end] in joining | {PAUSE}
        if is_joined and names[-1]:
            names.append([])
        elif len(names[-1]) < _MOST_BESIDE and _is_written_as_a_name(seen, word):
            names[-1].append(word)
        else:
            break
    stretches = [Found(name[0].start, name[-1].end) for name in names if name]
    return [each for each in stretches if each.length >= _SHORTEST]


def _is_written_as_a_name(seen: Sightings, word: Word) -> bool:
    """Whether a word begins with a capital letter only, or is a given name, and means nothing else
    to us: no place, no day, nor who took them.
    """
    folded = seen.line.folded[word.start : word.end]
    at = Found(word.start, word.end)
    told = [found for kind in _OF_AN_ARREST for found in seen.group(kind)]
    told += [found for _, found in seen.by_kind("holder")]
    places = places_in(seen.line, seen.writings)
    told += [each.at for each in places if each.is_sure]
    ends = frozenset().union(*(writing.name_ends for writing in seen.writings))
    is_a_word = folded in ends | _SIGNS or _NO_NAMES & concepts_in(folded).keys()
    written = seen.line.written[word.written_start : word.written_end]
    is_title = written.strip(".,;:!?()\"'").istitle() and not is_a_word
    is_name = is_title or is_given_name(seen.line, seen.line.words.index(word))
    return is_name and not any(map(at.overlaps, told))
