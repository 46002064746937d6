"""What a person puts right once all that they told was said back, and the line that is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.actions.base import Turn
from bot.actions.interrupting import BARE, KIND, OF_A_BARE_WORD
from bot.actions.learnt import put_right_by
from bot.actions.summary import SAID_BACK
from helpline.dates.counts import counts_in
from helpline.facts.facts import OF_AGE
from helpline.facts.naming import called_in
from helpline.referrals.answers import age_in, numbers_in, yes_or_no
from helpline.referrals.corrections import following
from helpline.referrals.phrases import bare
from helpline.referrals.questions import LEFT_OUT, PEOPLE_HELD, told_by
from helpline.referrals.reading import is_answered
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

# The kind of the choice of a line that is wrong.
WRONG = "wrong"
_NOTHING = "confirmed:yes"
_AGE, _AGE_AND_SEX, _SEX, _WHO, _NAME = "age", "age_and_sex", "sex", "who_held", "held_name"
# The question with which a line is put right, where it is not the line's own.
_ASKED_WITH = {_AGE: _AGE_AND_SEX, "age_group": _AGE_AND_SEX}
# What was told of the same, and is not known any more where that is asked anew.
_OF_THE_SAME = {_AGE_AND_SEX: (_AGE, "age_group", _SEX)}
# Whom a correction names, beside what it puts right: "my brother is not ill".
_BY_THE_WAY = frozenset({_WHO, _SEX, "people_held", "reach"})
_OF_A_PERSON = frozenset({"age_group", _SEX})
# What is asked of some only, and put right where it was.
_FOREIGNER = "foreigner"
_LINES = 14
_WORDS_OF_YES, _WORDS_OF_A_NAME, _SHORT = 2, 4, 2
# So many of a family may be held; fewer years has nobody who is.
_A_FEW, _WORDS_OF_A_COUNT = range(2, 6), 3
# What is said with a bare yes or no, or in praise.
_BESIDE_A_BARE_WORD = OF_A_BARE_WORD | {
    "corrected_mistake", "thanks", "greet", "sorry_please_god", "he_him", "she_her", "now_urgent",
    "how_are_you", "number_words", "already_again", "you_service", "sign",
}  # fmt: skip
_SENTENCES = re.compile(r"[.:!\n]+")
_CONDITION = "condition"
_OF_HEALTH = frozenset({"blood_wound", "sick_ill", "beat_hit", "medicine", "doctor", "how_are_you"})
_LETTER_LIKE_A_DIGIT = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")


def put_right(turn: Turn, told: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Returns the facts that a message puts right, after everything was said back: what its words
    tell otherwise than it was `known`, else what it is likely to mean of the one thing that it may
    be about, or an age, or a name; and what follows from these.
    """
    if turn.choice or "?" in fold(turn.text):
        return {}
    changed = {name: value for name, value in told.items() if known.get(name) != value}
    if "held_by" not in changed and told.get("held_by"):
        # Who exactly of these holds somebody is nothing that was said back.
        changed.pop("holder", None)
    if not changed.keys() - _BY_THE_WAY:
        # In Arabizi digits are letters.
        is_number = not _LETTER_LIKE_A_DIGIT.search(turn.text)
        changed = (
            (is_number and (_age(turn, known) or _count(turn, known)))
            or _name(turn, known)
            or _meant(turn, known)
            or changed
        )
    return {**following(changed, known), **changed} if changed else {}


def lines_offered(facts: Mapping[str, str]) -> list[str]:
    """Returns the choices of what is wrong: that nothing is, and each line of what was said back or
    is not known, given all facts told; and how many are held, of which nobody is asked.
    """
    asked = (_ASKED_WITH.get(name, name) for name in SAID_BACK if name in {*facts, PEOPLE_HELD})
    return [_NOTHING, *dict.fromkeys(f"{WRONG}:{fact}" for fact in asked)]


def asked_anew(fact: str) -> dict[str, str]:
    """Returns what is left out from now on because the question of a fact is asked anew."""
    return dict.fromkeys(_OF_THE_SAME.get(fact, ()), LEFT_OUT)


def _age(turn: Turn, known: Mapping[str, str]) -> dict[str, str]:
    """Returns the age that a message names: its only number, or the one beside that which was
    known.
    """
    told = {str(each) for each in numbers_in(turn.text, language=turn.language)}
    others = told - {known.get(_AGE)}
    age = age_in(turn.text, language=turn.language)
    if len(told) == 2 and len(others) == 1:
        age = int(others.pop())
    if age is not None and age <= _LINES and turn.text.strip().isdecimal():
        # Rather the number of a line that was said back.
        return {}
    return {_AGE: str(age)} if age is not None and str(age) != known.get(_AGE) else {}


def _count(turn: Turn, known: Mapping[str, str]) -> dict[str, str]:
    """Returns how many are held where hardly more is said than a small number, or that it is not
    one: "two of us, not one". "He has three children at home" is of nobody held.
    """
    counts = counts_in(turn.text, language=turn.language)
    few = counts & set(_A_FEW)
    is_all = 1 in counts or len(turn.text.split()) <= _WORDS_OF_A_COUNT
    if len(few) != 1 or not is_all or turn.text.strip().isdecimal():
        return {}
    count = str(few.pop())
    return {PEOPLE_HELD: count} if known.get(PEOPLE_HELD) != count else {}


def _name(turn: Turn, known: Mapping[str, str]) -> dict[str, str]:
    """Returns the name that a message is, or says that one comes, or spells otherwise."""
    called = called_in(turn.text, language=turn.language)
    # "Name wrong. Kyaw Zin Latt".
    parts = [each.strip() for each in _SENTENCES.split(turn.text)]
    alike = [each for each in parts if _is_like_a_name(each, known.get(_NAME, ""))]
    if called is None and len(alike) == 1:
        called = alike[0]
    return {_NAME: called} if called and called != known.get(_NAME) else {}


def _is_like_a_name(text: str, name: str) -> bool:
    """Whether a few words have one in common with a name."""
    words = bare(text).split()
    alike = {each for each in words if len(each) > _SHORT} & set(bare(name).split())
    return len(words) <= _WORDS_OF_A_NAME and bool(alike)


def _meant(turn: Turn, known: Mapping[str, str]) -> dict[str, str]:
    """Returns what a message is likely to mean of one thing only; nothing for a bare yes or no,
    which may be said of anything.
    """
    is_short = len(turn.text.split()) <= _WORDS_OF_YES
    if is_short and yes_or_no(turn.text, language=turn.language):
        return {}
    concepts = concepts_in(fold(turn.text)).keys()
    if turn.intent in BARE | KIND and not concepts - _BESIDE_A_BARE_WORD:
        # "All correct" is near to somebody who is well.
        return {}
    meant = {
        fact: value
        for fact, value in put_right_by(turn).items()
        if known.get(fact) != value and (fact != _FOREIGNER or is_answered(known, fact))
    }
    if meant.get(_CONDITION) == "no" and not concepts & _OF_HEALTH:
        # "That is not right at all" is nothing on how somebody is.
        del meant[_CONDITION]
    numbers = set(numbers_in(turn.text, language=turn.language)) - {OF_AGE}
    if numbers or (_SEX in meant and known.get(_AGE, "").isdecimal()):
        # "She is a woman" is not of age, of which more is known, nor is "I am 15, he is 23".
        meant.pop("age_group", None)
    if len(meant) != 1 and not meant.keys() <= _OF_A_PERSON:
        return {}
    return {
        name: each for fact, value in meant.items() for name, each in told_by(fact, value).items()
    }
