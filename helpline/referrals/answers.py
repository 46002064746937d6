"""What a few words answer to a question of the intake, read by themselves."""

from __future__ import annotations

import re

from helpline.facts.facts import OF_AGE
from helpline.facts.line import PAUSE, parted
from helpline.facts.words import get_writing, writings_for
from helpline.referrals.answer_words import LANGUAGE_OF_ALL, has_any, longest, words_of
from helpline.referrals.phrases import bare, holds, is_burmese, is_most_of

# Written onto a word: "16ans". In Arabizi digits are letters: "le 3andou 25", "y9ra", "wa99af".
_NUMBER = re.compile(r"(?<![\da-z])\d{1,3}(?![\da-z])|(?<!\w)\d{2,3}(?=[a-z])")
_WHOLE_NUMBER = re.compile(r"(?<!\w)\d{1,3}(?!\w)")
# Who is held is told in a few words; more of them tell of something.
_FEW = 5
_REST_OF_A_NAME = 3
# Below these a number is rather a choice from a list, and "18" beside words may be "under 18".
_AGES = range(6, 111)
_MONTHS = 12
_FEW_BESIDE_AN_AGE = 7
_FEW_BESIDE_OF_AGE = 2
_FEW_BESIDE_A_PERSON = 6
# "I", with the particles of politeness and emphasis that hang on it.
_SELF_IN_BURMESE = re.compile(
    "(ကျွန်တော်|ကျွန်မ|ကျနော်|ကျမ|ငါ|ကိုယ်)(ကိုယ်တိုင်)?(ပဲ|ပါ|ဘဲ|ပါပဲ|ပါဘဲ|ခင်ဗျာ|ရှင့်|ရှင်|အတွက်|)*"
)
# So many words may follow an age that is spelt out: "seventeen and a half".
_BESIDE_A_WORD = 3
_PEOPLE = {
    "man": {"sex": "male", "age_group": "adult"},
    "woman": {"sex": "female", "age_group": "adult"},
    "boy": {"sex": "male", "age_group": "child"},
    "girl": {"sex": "female", "age_group": "child"},
    "lad": {"sex": "male"},
    "lass": {"sex": "female"},
}


def yes_or_no(text: str, *, language: str | None) -> str | None:
    """Returns "affirm" or "deny" if a message in a language begins with a yes or a no, else None.

    English is understood in every language.
    """
    words = bare(text)
    if begins_neither(text, language=language):
        return None
    said = [
        intent
        for kind, intent in (("begins_yes", "affirm"), ("begins_no", "deny"))
        if _begins(words, kind, language)
    ]
    return said[0] if len(said) == 1 else None


def begins_neither(text: str, *, language: str | None) -> bool:
    """Whether a message begins like a yes or a no, and is neither: "no idea"."""
    return _begins(bare(text), "begins_neither", language)


def held_person(text: str, *, language: str | None) -> str | None:
    """Returns whom a short answer says it is about (self, relative or other), or None if it names
    nobody or more than one of them.
    """
    words = bare(text)
    if len(words.split()) > _FEW:
        return None
    if words in words_of("self", language) or _is_self_in_burmese(words):
        return "self"
    named = [kind for kind in ("relative", "other") if has_any(words, kind, language)]
    return named[0] if len(named) == 1 else None


def age_in(text: str, *, language: str | None) -> int | None:
    """Returns the age in years that a short answer to a question on age gives as its only number,
    in digits or, with hardly a word beside it, in words; or None.
    """
    words, numbers = bare(text), numbers_in(text, language=language)
    if len(numbers) > 1:
        # "29, and the baby 8 months", "17, in class 11": the years of somebody grown are the most.
        numbers = [number for number in numbers if number > _MONTHS]
    if len(numbers) > 1 and min(numbers) < OF_AGE:
        # "Not 18 yet, 17."
        numbers = [number for number in numbers if number != OF_AGE]
    if len(numbers) != 1 or numbers[0] not in _AGES or has_any(words, "counts", language):
        return None
    few = _FEW_BESIDE_OF_AGE if numbers[0] == OF_AGE else _FEW_BESIDE_AN_AGE
    return numbers[0] if len(words.split()) <= few else None


def numbers_in(text: str, *, language: str | None) -> list[int]:
    """Returns the numbers of up to three digits in a short answer, and those written out in it."""
    words = bare(text)
    numbers = [int(number) for number in _WHOLE_NUMBER.findall(words) or _NUMBER.findall(words)]
    return numbers + _written_out(text, language)


def age_and_sex(text: str, *, language: str | None) -> dict[str, str]:
    """Returns the facts that "a man", "a woman", "a boy" or "a girl" tells as an answer, with an
    age or a few words beside it, as {name: value}; empty for any other words. What is said of
    children and of young people alike tells the sex only.
    """
    words = bare(text)
    named = [kind for kind in _PEOPLE if words in words_of(kind, language)]
    if (
        not named
        and len(_NUMBER.sub("", words).split()) <= _FEW_BESIDE_A_PERSON
        and not yes_or_no(text, language=language)
    ):
        named = [kind for kind in _PEOPLE if has_any(words, kind, language)]
    # "A woman, young" is no lad: in Dari both are one word.
    named = [kind for kind in named if "age_group" in _PEOPLE[kind]] or named
    said = {kind: longest(kind, words, language) for kind in named}
    # "A small lad" is a boy: a word within a longer one says less.
    kept = [
        kind
        for kind, word in said.items()
        if not any(word != longer and holds(word, longer) for longer in said.values())
    ]
    told = {fact for kind in kept for fact in _PEOPLE[kind].items()}
    return dict(told) if len({name for name, _ in told}) == len(told) else {}


def is_not_yet(text: str, *, language: str | None) -> bool:
    """Whether a message says "not yet", and nothing else."""
    return bare(text) in words_of("not_yet", language)


def is_not_taken(text: str, *, language: str | None) -> bool:
    """Whether a message says, and hardly more, that nobody was taken, or not yet: somebody who is
    sought has no time of an arrest.
    """
    words = bare(text)
    return any(is_most_of(phrase, words) for phrase in words_of("not_taken", language))


def leaves_age_open(text: str, *, language: str | None) -> bool:
    """Whether an answer to whether somebody is under 18 says neither: "not yet" alone, or several
    words that begin with no yes and no no ("he is married"), whatever they sound like.
    """
    is_told = len(text.split()) == 1 or yes_or_no(text, language=language) is not None
    return bare(text) in words_of("not_of_age", language) or not is_told


def is_name_like_a_word(text: str, *, language: str | None) -> bool:
    """Whether a message is a name, and nothing else, that is a word for a person too: "Adam"; or
    has the first part of one that is: "Abd al-Rahman", "Abu Sami".
    """
    words = bare(text)
    first, _, rest = words.partition(" ")
    begins = bool(rest) and first in words_of("begins_a_name", language)
    return words in words_of("names_like_words", language) or (
        begins and len(rest.split()) <= _REST_OF_A_NAME
    )


def names_a_way(text: str, *, language: str | None, most: int = _FEW) -> bool:
    """Whether an answer of at most so many words names a way to reach somebody ("only sms")."""
    words = bare(text)
    return len(words.split()) <= most and has_any(words, "ways", language)


def counts_something(words: str, *, language: str | None) -> bool:
    """Whether words begin with what a number before them counts: hours, people, money."""
    return _begins(bare(words), "counts", language)


def guesses(text: str, *, language: str | None) -> bool:
    """Whether a message guesses ("I think", "maybe near ..."), and so tells something."""
    return has_any(bare(text), "guesses", language)


def _is_self_in_burmese(words: str) -> bool:
    """Whether nothing but a word for "I" stands there, with what Burmese hangs on it."""
    return is_burmese(words) and bool(_SELF_IN_BURMESE.fullmatch("".join(words.split())))


def _written_out(text: str, language: str | None) -> list[int]:
    """Returns the numbers that a very short answer spells out, behind a yes or a no: its whole, or
    its first words.
    """
    words = parted(text)
    if len(words) > 1 and yes_or_no(words[0], language=language):
        words = [word for word in words[1:] if word != PAUSE]
    for writing in [*writings_for(text, language), get_writing(LANGUAGE_OF_ALL)]:
        numbers = dict(writing.spelling.numbers)
        for last in range(len(words), max(len(words) - _BESIDE_A_WORD, 0) - 1, -1):
            number = numbers.get(" ".join(words[:last]))
            if number:
                return [number]
    return []


def _begins(said: str, kind: str, language: str | None) -> bool:
    return any(
        said.startswith(word) if is_burmese(word) else f"{said} ".startswith(f"{word} ")
        for word in words_of(kind, language)
    )
