"""What a message means while a question is open: an answer, a correction, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.base import Turn
from helpline.facts.facts import OF_AGE
from helpline.referrals.answers import (
    age_and_sex,
    age_in,
    guesses,
    held_person,
    is_safe,
    is_well,
    names_a_way,
    yes_or_no,
)
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, Question, told_by
from helpline.referrals.wording import (
    corrects,
    intent_of_signs,
    is_no_name,
    leaves_out,
    says_not_known,
)
from helpline.text.lexicon import concepts_in
from helpline.text.normalise import fold

# A message that is surely one of these, while a question is open, is not an answer to it.
INTERRUPTING = frozenset(
    {
        "help",
        "talk_to_human",
        "change_language",
        "delete_data",
        "ask_privacy",
        "check_case_status",
        "ask_rights_overview",
        "ask_right_to_silence",
        "ask_right_to_lawyer",
        "ask_lawyer_cost",
        "ask_detention_time",
        "ask_reason_for_arrest",
        "ask_family_contact",
        "ask_bail",
        "ask_search",
        "ask_child_rights",
        "ask_women_rights",
        "ask_court_process",
        "ask_interpreter",
    }
)
# Kind words interrupt too, but few answers are without any: "evenings" is close to "good evening".
KIND = frozenset({"greet", "thank", "goodbye"})
# Told while a question is open, these are kept as news and the question is asked again: the urgent
# ones always, the others where the question has options, for "police took him to Hebron" is a
# place.
URGENT_TELLING = frozenset({"report_mistreatment", "report_medical_need"})
TELLING = URGENT_TELLING | {
    "report_arrest",
    "request_lawyer",
    "find_detainee",
    "report_bribe",
    "update_case",
}
# The choice of who sends a photo, a voice note or a place: an action of its own takes it.
MEDIA = "media"
# A lower confidence than this is a guess, and what a person answers is never given up for a guess.
SURE = 0.6
SURE_OF_KINDNESS = 0.8
# Answers to these are taken as they are: a name may be a place's, an hour to call is no arrest's.
_NAME = "held_name"
_AS_IT_IS = frozenset({_NAME, "reach"})
_NAME_WORDS = 2
_MOST_NAMES = 4
# Whoever asks for these is heard, whatever else the message tells.
_FIRST = frozenset({"talk_to_human", "change_language", "delete_data"})
_AGE_AND_SEX = "age_and_sex"
_ON_AGE = frozenset({"age_group", _AGE_AND_SEX})
_WHO_HELD = "who_held"
_CONDITION, _SAFE, _REACH = "condition", "safe", "reach"
_BY_AGE_AND_SEX = {
    ("adult", "male"): "man",
    ("adult", "female"): "woman",
    ("child", "male"): "boy",
    ("child", "female"): "girl",
}
_CORRECTING = frozenset({"update_case", "deny"})


@dataclass(frozen=True)
class Taken:
    """What a message is taken for: the facts that it tells, which it tells anew, and whether it is
    an answer only because it was said again word for word.
    """

    facts: dict[str, str]
    changed: dict[str, str]
    is_insisted: bool = False


def take(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> Taken | None:
    """Returns what a message means while a question is open, or None if it is about something
    else. `told` is what was read from its words, `known` what was told before.
    """
    told = told_by_the_way(question, turn, told)
    changed = _changed(question, turn, told, known)
    if changed:
        return Taken(dict(told), changed)
    answer = answer_to(question, turn, told)
    if answer is None:
        return None
    new = {name: value for name, value in told.items() if name not in known}
    if question.values and answer not in (*question.values, LEFT_OUT) and new:
        # It answers another question: what it tells is taken, and this one is asked again.
        return Taken(new, {})
    return Taken({**new, **told_by(question.fact, answer)}, {})


def take_as_said(question: Question, turn: Turn) -> Taken | None:
    """Returns the words of a message as the answer to a question, for somebody who has written
    them before and was not understood; None where they ask for what must be heard.
    """
    words = turn.text.strip()
    if turn.intent in _FIRST or turn.choice or not words or question.fact == CONFIRMED:
        return None
    return Taken({question.fact: words}, {}, is_insisted=True)


def told_by_the_way(question: Question, turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    """Returns which of the facts read from a message may be taken, whatever it answers, with what
    its few words tell of just this question.
    """
    if question.fact in _AS_IT_IS or turn.choice:
        return {}
    return {**told, **_in_few_words(question, turn, told)}


def _in_few_words(question: Question, turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    """Returns the age that a bare number tells, and who is held where one word says it."""
    if question.fact in _ON_AGE and not {"age", "age_group"} & set(told):
        age = age_in(turn.text)
        if age is not None:
            return {"age": str(age), "age_group": "child" if age < OF_AGE else "adult"}
    if question.fact == _AGE_AND_SEX and not {"sex", "age_group"} & set(told):
        return age_and_sex(turn.text, language=turn.language)
    if question.fact == _WHO_HELD and _WHO_HELD not in told:
        held = held_person(turn.text, language=turn.language)
        return {_WHO_HELD: held} if held else {}
    return {}


def answer_to(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns what a message answers to a question, or None if it is about something else.

    An offered value where one was chosen or meant or read from the words, `left_out` for a lone 0,
    else the person's words: an answer is never given up because it is not the one expected.
    """
    kind, chosen = turn.chosen
    if kind == MEDIA:
        return None
    if kind == question.fact:
        return chosen
    words = turn.text.strip()
    if leaves_out(words):
        return LEFT_OUT
    offered = _offered_in(question, told)
    if offered and not _is_surely_about_something_else(turn):
        return offered
    is_guess = question.fact in told or guesses(words, language=turn.language)
    if says_not_known(words) and not is_guess:
        return "unknown" if "unknown" in question.values else LEFT_OUT
    if question.fact == _NAME and words and is_no_name(words):
        return LEFT_OUT
    meant = question.value_of_intent(_yes_no_or_intent(question, turn))
    if meant is not None:
        return meant
    if question.fact in told and not _is_surely_about_something_else(turn):
        return words
    return None if _is_about_something_else(question, turn) else words or None


def _yes_no_or_intent(question: Question, turn: Turn) -> str | None:
    """Returns the intent of an answer: what its signs or its first word say, else what it was
    taken for.
    """
    intent = turn.intent if turn.confidence >= SURE else None
    # A "yes" with more behind it does not confirm what may be changed by the rest.
    is_to_confirm = question.fact == CONFIRMED
    begins = None if is_to_confirm else yes_or_no(turn.text, language=turn.language)
    if question.fact == _SAFE and is_safe(turn.text, language=turn.language):
        begins = "affirm"
    if question.fact == _CONDITION and is_well(turn.text, language=turn.language):
        begins = "deny"
    if intent in _FIRST | URGENT_TELLING or _is_surely_about_something_else(turn):
        begins = None
    return intent_of_signs(turn.text.strip()) or begins or intent


def _offered_in(question: Question, told: Mapping[str, str]) -> str | None:
    """Returns the offered value that was read from the words of a message, or None."""
    if question.fact == _AGE_AND_SEX:
        return _BY_AGE_AND_SEX.get((told.get("age_group", ""), told.get("sex", "")))
    value = told.get(question.fact)
    return value if value in question.values else None


def _is_surely_about_something_else(turn: Turn) -> bool:
    """Whether even a message that tells what was asked must not be taken for an answer alone."""
    if turn.confidence < SURE:
        return False
    asks = "?" in fold(turn.text)
    return turn.intent in _FIRST | URGENT_TELLING or (asks and turn.intent in INTERRUPTING)


def _changed(
    question: Question, turn: Turn, told: Mapping[str, str], known: Mapping[str, str]
) -> dict[str, str]:
    """Returns what a message tells anew of other questions, if it is meant as a correction."""
    if question.fact == CONFIRMED:
        return {name: value for name, value in told.items() if known.get(name) != value}
    changed = {
        name: value
        for name, value in told.items()
        if name in known and known[name] != value and name != question.fact
    }
    if question.fact in told:
        return {}
    return changed if turn.intent in _CORRECTING or corrects(turn.text) else {}


def _may_be_a_name(turn: Turn) -> bool:
    """Whether a few words mean nothing to us, as a name does, whatever they were taken for."""
    folded = fold(turn.text)
    is_short = len(folded.split()) <= _MOST_NAMES and "?" not in folded
    return is_short and turn.intent not in _FIRST and not concepts_in(folded)


def _is_about_something_else(question: Question, turn: Turn) -> bool:
    if turn.confidence < SURE:
        return False
    if question.fact == _NAME and _may_be_a_name(turn):
        return False
    if turn.intent in KIND:
        # "Ram" greets in Nepal, and is a name.
        is_name = question.fact == _NAME and len(turn.text.split()) <= _NAME_WORDS
        return turn.confidence >= SURE_OF_KINDNESS and not (is_name and turn.intent == "greet")
    if question.fact in _AS_IT_IS and turn.confidence < SURE_OF_KINDNESS:
        return False
    if question.fact == _REACH and names_a_way(turn.text, language=turn.language):
        return turn.intent in _FIRST
    told = TELLING if question.values else URGENT_TELLING
    return turn.intent in INTERRUPTING or turn.intent in told
