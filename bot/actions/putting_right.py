"""What a message puts right or tells beside the open question, without answering it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.base import Turn
from bot.actions.correcting import put_right
from bot.actions.few_words import ON_AGE
from bot.actions.interrupting import AS_IT_IS, INTERRUPTING
from bot.actions.wishing import OF_AN_HOUR
from helpline.facts.denials import denies_somebody
from helpline.referrals.answers import names_a_way, yes_or_no
from helpline.referrals.phone_safety import is_safe, is_unsafe, names_phone
from helpline.referrals.phone_words import tells_watched
from helpline.referrals.questions import CONFIRMED, Question
from helpline.referrals.reading import is_answered
from helpline.referrals.wording import corrects
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

_PLACE, _SAFE, _REACH, _CONDITION = "place", "safe", "reach", "condition"
# How to reach somebody is told in so many words. "Call me" alone is a wish for somebody now.
_MOST_OF_A_WAY, _OF_A_WISH = 8, frozenset({"human_staff", "want_need"})
_OF_A_TIME = OF_AN_HOUR | {"before_after"}
# So few words that name who holds somebody do nothing else, whatever was asked.
_OF_A_HOLDER, _WORDS_OF_A_HOLDER = frozenset({"held_by", "holder"}), 2
_FOREIGNER, _OF_THE_PLACE = "foreigner", frozenset({"country", "place"})
_FEW_OF_A_QUESTION = 5
_OF_AGE, _FEW_OF_AN_AGE = frozenset({"age", "age_group"}), 5
_OF_WHOM = frozenset({"who_held", "sex", "people_held", "age_group"})
_CORRECTING = frozenset({"update_case", "deny"})
# What a repeated correction is known by: hardly an answer about the person names it.
_OF_THE_ARREST = frozenset({"held_by", "place"})


def tells_unsafe(question: Question, turn: Turn, known: Mapping[str, str]) -> bool:
    """Whether somebody who said that it is safe to write tells that others read this phone."""
    said_safe = known.get(_SAFE) == "yes" and question.fact != _SAFE and not turn.choice
    return said_safe and tells_watched(turn.text)


def way_told(question: Question, turn: Turn) -> dict[str, str]:
    """Returns how to reach somebody, where they say so when all was asked: "call me after 8"; who
    wants to speak to one of us says that, too.
    """
    if question.fact != CONFIRMED or turn.choice or "?" in fold(turn.text):
        return {}
    names = names_a_way(turn.text, language=turn.language, most=_MOST_OF_A_WAY)
    concepts = concepts_in(fold(turn.text)).keys()
    is_wish = _OF_A_WISH & concepts and not _OF_A_TIME & concepts
    return {_REACH: turn.text.strip()} if names and not is_wish else {}


def without_owner(question: Question, turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    """Returns what a message tells, without whose phone it is: "no, it is my mother's"."""
    text, language = turn.text, turn.language
    if question.fact != _SAFE or denies_somebody(text, language=language):
        return dict(told)
    says_no = yes_or_no(text, language=language) == "deny"
    if not says_no and (told.keys() - _OF_WHOM or not is_unsafe(text, language=language)):
        return dict(told)
    return {name: value for name, value in told.items() if name not in _OF_WHOM}


def corrects_again(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> bool:
    """Whether a message repeats a correction that was taken, and answers nothing: "not police"."""
    is_of_the_arrest = bool(_OF_THE_ARREST & told.keys()) and question.fact not in told
    is_known = all(known.get(name) == value for name, value in told.items())
    return is_of_the_arrest and is_known and question.fact != CONFIRMED and corrects(turn.text)


def denies_another(question: Question, turn: Turn, told: Mapping[str, str]) -> bool:
    """Whether the "no" of a message is of somebody or something that was not asked about: "no, not
    my brother, my cousin".
    """
    if turn.choice or question.fact in {*told, CONFIRMED} or not question.values:
        return False
    return denies_somebody(turn.text, language=turn.language)


def names_a_holder(question: Question, turn: Turn, new: Mapping[str, str]) -> bool:
    """Whether a message says who holds somebody, which we did not know, and nothing else, where a
    place was asked for: "the police station", told after that, is where.
    """
    is_all = len(turn.text.split()) <= _WORDS_OF_A_HOLDER and 0 < len(new)
    return question.fact == _PLACE and is_all and new.keys() <= _OF_A_HOLDER


def changed_in(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """Returns what a message tells anew of other questions, if it is meant as a correction."""
    is_short = len(turn.text.split()) <= _FEW_OF_A_QUESTION
    if "?" in fold(turn.text) and (turn.intent in INTERRUPTING or is_short):
        # "Must the police be women, or not?" puts nothing right, nor does "too early, no?".
        return {}
    if question.fact == CONFIRMED:
        return put_right(turn, told, known)
    changed = {
        name: value
        for name, value in told.items()
        if is_answered(known, name)
        and known[name] != value
        and name != question.fact
        # "Yes, from Myanmar" says of a foreigner what they are.
        and not (question.fact == _FOREIGNER and name in _OF_THE_PLACE)
    }
    if question.fact in told:
        return {}
    if known.get(question.fact) in question.values:
        # Asked anew because its line was wrong; what is told instead was the line that was meant.
        return changed
    words = len(turn.text.split())
    is_all = words <= _WORDS_OF_A_HOLDER and changed.keys() <= _OF_A_HOLDER
    # "She is 19" says of whom it was said that she is 16 that she is not.
    is_all = is_all or (words <= _FEW_OF_AN_AGE and changed.keys() <= _OF_AGE)
    return changed if turn.intent in _CORRECTING or corrects(turn.text) or is_all else {}


def tells_safe(question: Question, turn: Turn) -> bool:
    """Whether a message answers that it is safe to write, whatever has been asked since; "safe"
    alone may be how somebody is, and "Aman" is a name.
    """
    if question.fact in {_SAFE, CONFIRMED, *AS_IT_IS} or turn.choice:
        return False
    says_yes = yes_or_no(turn.text, language=turn.language) == "affirm"
    if question.fact in ON_AGE and says_yes and names_phone(turn.text, language=turn.language):
        # "Yes, this phone is for me only" is no age, and comes late.
        return not is_unsafe(turn.text, language=turn.language)
    is_yes = question.fact != _CONDITION or says_yes
    return is_yes and is_safe(turn.text, language=turn.language)
