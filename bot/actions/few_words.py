"""What few words tell that answer just the question that is open: an age, a sex, who is held."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.base import Turn
from bot.actions.learnt import person_meant
from helpline.dates.counts import counts_in
from helpline.facts.facts import OF_AGE
from helpline.referrals.answers import age_and_sex, age_in, held_person
from helpline.referrals.questions import CONFIRMED, PEOPLE_HELD, Question

_AGE_AND_SEX, _WHO_HELD = "age_and_sex", "who_held"
ON_AGE = frozenset({"age_group", _AGE_AND_SEX})
_FEW_BESIDE_AN_AGE, _HOURS = 4, 12


def told_in_few_words(question: Question, turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    """Returns the age that a bare number tells, and who is held where one word says it."""
    said, meant = {}, person_meant(question, turn)
    if question.fact == _AGE_AND_SEX and "sex" not in told:
        said = age_and_sex(turn.text, language=turn.language)
    if said:
        # Of "a lad" the list knows that it may be said of a child or not.
        meant.pop("age_group", None)
    if question.fact in ON_AGE and not {"age", "age_group"} & set(told):
        age = age_in(turn.text, language=turn.language)
        if age is not None:
            # Of "a girl of 19" the number says more than the word.
            said |= _of_age(age)
    said = meant | said
    if question.fact in ON_AGE:
        return {name: value for name, value in said.items() if name not in told}
    if question.fact == PEOPLE_HELD and PEOPLE_HELD not in told:
        counts = counts_in(turn.text, language=turn.language)
        return {PEOPLE_HELD: str(counts.pop())} if len(counts) == 1 else {}
    if question.fact == _WHO_HELD and _WHO_HELD not in told:
        held = held_person(turn.text, language=turn.language)
        if held:
            return {_WHO_HELD: held}
    return {} if told else _age_beside(question, turn)


def _age_beside(question: Question, turn: Turn) -> dict[str, str]:
    """Returns the age that a number tells, with hardly a word, which is no option of the question
    and no hour: it answers what was asked before, or will be.
    """
    if not question.values or question.fact == CONFIRMED:
        return {}
    age = age_in(turn.text, language=turn.language)
    is_short = len(turn.text.split()) <= _FEW_BESIDE_AN_AGE
    return _of_age(age) if age is not None and age > _HOURS and is_short else {}


def _of_age(age: int) -> dict[str, str]:
    return {"age": str(age), "age_group": "child" if age < OF_AGE else "adult"}
