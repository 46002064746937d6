"""Answers to what people ask of ourselves: who answers here, and what our questions are for."""

from __future__ import annotations

from bot.actions.base import Turn
from bot.actions.interrupting import AS_IT_IS
from helpline.referrals.questions import Question
from helpline.referrals.who_answers import asks_who_answers, asks_why_asked
from helpline.referrals.wording import begins_not_known
from helpline.text.normalise import fold
from helpline.text.options import number_first

WHO, _WHY_ASKED = "utter_who", "utter_why_asked"


def answer_of_us(text: str) -> str | None:
    """Returns the response to a message that asks who answers here, or what our questions are for;
    None for any other.
    """
    if asks_who_answers(text):
        return WHO
    return _WHY_ASKED if asks_why_asked(text) else None


def answer_beside(question: Question, turn: Turn) -> str | None:
    """Returns what `answer_of_us` does, while a question is open: where a name was asked for, "Ko
    Ho" is one.
    """
    may_be_a_name = question.fact in AS_IT_IS and "?" not in fold(turn.text)
    is_numbered = number_first(turn.text, len(question.values)) is not None
    # "We don't know who" asks nothing.
    answers = turn.choice or may_be_a_name or is_numbered or begins_not_known(turn.text)
    return None if answers else answer_of_us(turn.text)
