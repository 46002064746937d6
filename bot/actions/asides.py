"""What is said beside a question and answers none: a prayer, a curse, "wait, somebody comes"."""

from __future__ import annotations

from bot.actions.answering import Taken
from bot.actions.base import Turn
from bot.actions.interrupting import is_an_insult
from helpline.referrals.answers import yes_or_no
from helpline.referrals.questions import CONFIRMED, Question

ASIDE = "utter_aside"
# What the bot has learnt to be none of the answers, and how likely it must be.
_ASIDE, _SURE = "aside", 0.85
# Less so where the words are none of the options, and so many that they are hardly a name.
_LIKELY, _MOST_OF_A_NAME, _NAME = 0.6, 4, "held_name"
# Hours, ways to write, and a phone that is safe sound like these.
_SOUNDING_SO = frozenset({"arrested_when", "reach", "safe", CONFIRMED})
_WORDS_OF_YES = 2


def tells_only_an_aside(question: Question, turn: Turn, taken: Taken | None) -> bool:
    """Whether a message that was taken for the words of an answer, and told nothing else, is very
    likely to answer no question.
    """
    if taken is None or taken.is_insisted or turn.choice or question.fact in _SOUNDING_SO:
        return False
    is_no_name = question.fact == _NAME and len(turn.text.split()) > _MOST_OF_A_NAME
    _, share = turn.learnt.get(_ASIDE, ("", 0.0))
    is_likely = share >= (_LIKELY if question.values or is_no_name else _SURE)
    return is_likely and taken.facts == {question.fact: turn.text.strip()}


def says_nothing(question: Question, turn: Turn) -> bool:
    """Whether an insult, or a lone "yes" or "no", answers a question that it cannot answer."""
    if question.values and not turn.choice and is_an_insult(turn.text):
        return True
    if question.answered_by or not question.values or turn.choice:
        return False
    is_short = len(turn.text.split()) <= _WORDS_OF_YES
    return is_short and yes_or_no(turn.text, language=turn.language) is not None
