"""What an answer in a person's own words means where no word list tells: what the bot has learnt
from examples of answers (bot/data/answers).
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.base import Turn
from bot.actions.interrupting import (
    SURE,
    URGENT_TELLING,
    asks,
    is_about_something_else,
    is_an_insult,
    is_backed,
    is_stated,
)
from bot.actions.wishing import FIRST, SURE_OF_A_WISH
from helpline.referrals.answers import yes_or_no
from helpline.referrals.health import says_well
from helpline.referrals.phone_safety import is_half_sure, may_be_safe
from helpline.referrals.questions import CONFIRMED, Question
from helpline.referrals.wording import tells_more
from helpline.text.normalise import fold

_WHO, _SAFE, _AGE_GROUP, _AGE_AND_SEX = "who_held", "safe", "age_group", "age_and_sex"
_AGE, _SEX, _UNKNOWN = "age", "sex", "unknown"
# What an answer to a question without options means: itself.
_TOLD = "told"
# How likely a meaning must be to be taken; more where it stands against what the whole message was
# taken for, or where to be wrong costs most: a phone that others read (unless a word says
# that it is safe, too), an illness. By 1,300 unseen answers what these let through is right in 95
# to 100 of 100; only of "who took them is not known" in three of four.
_LIKELIEST, _LIKELY, _VERY_LIKELY, _NEARLY_SURE, _SURE = 0.5, 0.65, 0.75, 0.8, 0.92
_NEVER = 1.1
_IS_SAFE = _SAFE, "yes"
_SIGNED, _WELL = ("questioned", "signed"), ("condition", "no")
_AT_LEAST = {
    ("condition", "yes"): _LIKELIEST,
    _WELL: _NEARLY_SURE,
    # "They want him to sign" is near to it.
    _SIGNED: _VERY_LIKELY,
    ("questioned", "unknown"): _LIKELY,
    ("held_by", "police"): _LIKELIEST,
    ("held_by", "army"): _LIKELIEST,
    ("held_by", "other"): _LIKELIEST,
    ("held_by", "unknown"): _SURE,
    (_WHO, "relative"): _LIKELIEST,
    (_AGE_GROUP, "adult"): _LIKELIEST,
    (_AGE_GROUP, "child"): _VERY_LIKELY,
    ("foreigner", "no"): _LIKELIEST,
}
# What is learnt of each, and the fact that it puts right; a name, of which nothing is known, sounds
# like somebody else, and like another country.
_PUT_RIGHT = {
    **{each: each for each in (_WHO, "country", "held_by", "condition", "questioned", "foreigner")},
    _AGE: _AGE_GROUP,
    _SEX: _SEX,
}
_NOT_SURE = frozenset(
    {("country", "elsewhere"), (_WHO, "other"), *((each, _UNKNOWN) for each in _PUT_RIGHT.values())}
)
_ASKED_TWICE = {_WELL: _LIKELY, _SIGNED: _VERY_LIKELY}
# "God, let him only live" is near to not knowing; who is not asked again has lost an answer.
_UNKNOWN_AT_LEAST = 0.8


def surely_meant(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns the value that an answer means beyond doubt, though the whole of it may sound like a
    yes or a no; None where it begins with one, or its words tell it.
    """
    if question.fact in {_SAFE, CONFIRMED, *told} or yes_or_no(turn.text, language=turn.language):
        return None
    return _value(question, turn, least=_SURE)


def likely_meant(question: Question, turn: Turn) -> str | None:
    """Returns what an answer is likely to mean, or None: a value, or to a question without any its
    words.
    """
    is_doubtful = is_about_something_else(question, turn)
    return _value(question, turn, least=_VERY_LIKELY if is_doubtful else 0.0)


def likeliest_meant(question: Question, turn: Turn) -> str | None:
    """Returns the value that the words of somebody who was asked twice mean more likely than any
    other, or None.
    """
    value = _value(question, turn, is_again=True)
    return value if value in question.values else None


def person_meant(question: Question, turn: Turn) -> dict[str, str]:
    """Returns what an answer is likely to tell of the age and the sex of a person, as facts, where
    they were asked for.
    """
    if question.fact != _AGE_AND_SEX or turn.choice is not None or _is_heard_first(turn):
        return {}
    told = {"age_group": turn.learnt.get(_AGE), "sex": turn.learnt.get(_SEX)}
    return {
        name: each[0]
        for name, each in told.items()
        if each is not None and each[1] >= _LIKELY and each[0] != _UNKNOWN
    }


def who_is_meant(turn: Turn) -> dict[str, str]:
    """Returns who is held, as a fact, where the words that first tell of it are very likely to mean
    that: "police search for me".
    """
    value, share = turn.learnt.get(_WHO, ("", 0.0))
    return {_WHO: value} if share >= _NEARLY_SURE and turn.choice is None else {}


def put_right_by(turn: Turn) -> dict[str, str]:
    """Returns what a message very likely means as an answer to each question that has options, as
    facts: what somebody may mean who says that something is wrong, and not what.
    """
    likely = {
        fact: turn.learnt[learnt][0]
        for learnt, fact in _PUT_RIGHT.items()
        if turn.learnt.get(learnt, ("", 0.0))[1] >= _NEARLY_SURE
    }
    return {fact: value for fact, value in likely.items() if (fact, value) not in _NOT_SURE}


def _value(
    question: Question, turn: Turn, *, least: float = 0.0, is_again: bool = False
) -> str | None:
    """Returns what an answer means, if that is as likely as such a meaning must be and at least
    `least`; `is_again` says that it was asked and given before.
    """
    if turn.choice is not None or "?" in fold(turn.text) or is_an_insult(turn.text):
        return None
    value, share = turn.learnt.get(_AGE if question.fact == _AGE_GROUP else question.fact, ("", 0))
    if share < _needed(question, turn, value, least=least, is_again=is_again):
        return None
    return turn.text.strip() if value == _TOLD else value if value in question.values else None


def _needed(question: Question, turn: Turn, value: str, *, least: float, is_again: bool) -> float:
    """Returns how likely a value must be to be taken."""
    if (question.fact, value) == _IS_SAFE and is_half_sure(turn.text, language=turn.language):
        return _NEVER
    # "No, he is well, he called" begins with the answer.
    begins = yes_or_no(turn.text, language=turn.language) is not None
    is_doubted = begins or is_stated(question, turn) or not is_backed(turn)
    if _is_heard_first(turn) and not is_doubted:
        return _SURE if turn.confidence >= SURE_OF_A_WISH else _VERY_LIKELY
    # "How should I know" asks nothing of us, "how much you ask" does.
    of_asking = _VERY_LIKELY if asks(turn) else 0.0
    return max(least, of_asking, _of_meaning(question, turn, value, is_again=is_again))


def _of_meaning(question: Question, turn: Turn, value: str, *, is_again: bool) -> float:
    """Returns how likely a value must be for what it means, and what it costs to be wrong."""
    meaning = question.fact, value
    if meaning == _IS_SAFE:
        return _LIKELY if may_be_safe(turn.text, language=turn.language) else _SURE
    if meaning == _WELL and says_well(turn.text, language=turn.language):
        return _LIKELY
    if meaning == _WELL and _tells_harm_beside(turn):
        return _NEVER
    if is_again:
        return _ASKED_TWICE.get(meaning, _LIKELIEST)
    return _AT_LEAST.get(meaning, _UNKNOWN_AT_LEAST if value == _UNKNOWN else _LIKELY)


def _is_heard_first(turn: Turn) -> bool:
    """Whether a message was taken for a wish that is heard before all else, as for a person to
    speak to: "my own phone, nobody looks" sounds like one.
    """
    return turn.intent in FIRST and turn.confidence >= SURE


def _tells_harm_beside(turn: Turn) -> bool:
    """Whether a message sounds like harm and has a "but": "no illness, but his eye is swollen"."""
    is_sure = turn.intent in URGENT_TELLING and turn.confidence >= SURE
    return is_sure and tells_more(turn.text)
