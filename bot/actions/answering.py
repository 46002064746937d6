"""What a message means while a question is open: an answer, a correction, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.base import Turn
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, Question, told_by
from helpline.referrals.wording import corrects, intent_of_signs, leaves_out, says_not_known
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
# Whoever asks for these is heard, whatever else the message tells.
_FIRST = frozenset({"talk_to_human", "change_language", "delete_data"})
_AGE_AND_SEX = "age_and_sex"
_BY_AGE_AND_SEX = {
    ("adult", "male"): "man",
    ("adult", "female"): "woman",
    ("child", "male"): "boy",
    ("child", "female"): "girl",
}
_CORRECTING = frozenset({"update_case", "deny"})


@dataclass(frozen=True)
class Taken:
    """What a message is taken for: the facts that it tells, and which it tells anew."""

    facts: dict[str, str]
    changed: dict[str, str]


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
    if question.fact == _AGE_AND_SEX and answer not in question.values and _tells_some(new):
        return Taken(new, {})
    return Taken({**new, **told_by(question.fact, answer)}, {})


def told_by_the_way(question: Question, turn: Turn, told: Mapping[str, str]) -> dict[str, str]:
    """Returns which of the facts read from a message may be taken, whatever it answers."""
    return {} if question.fact in _AS_IT_IS or turn.choice else dict(told)


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
    if says_not_known(words):
        return "unknown" if "unknown" in question.values else LEFT_OUT
    intent = turn.intent if turn.confidence >= SURE else None
    meant = question.value_of_intent(intent_of_signs(words) or intent)
    if meant is not None:
        return meant
    if question.fact in told and not _is_surely_about_something_else(turn):
        return words
    return None if _is_about_something_else(question, turn) else words or None


def _offered_in(question: Question, told: Mapping[str, str]) -> str | None:
    """Returns the offered value that was read from the words of a message, or None."""
    if question.fact == _AGE_AND_SEX:
        return _BY_AGE_AND_SEX.get((told.get("age_group", ""), told.get("sex", "")))
    value = told.get(question.fact)
    return value if value in question.values else None


def _tells_some(told: Mapping[str, str]) -> bool:
    return "age_group" in told or "sex" in told


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


def _is_about_something_else(question: Question, turn: Turn) -> bool:
    if turn.confidence < SURE:
        return False
    if turn.intent in KIND:
        # "Ram" greets in Nepal, and is a name.
        is_name = question.fact == _NAME and len(turn.text.split()) <= _NAME_WORDS
        return turn.confidence >= SURE_OF_KINDNESS and not (is_name and turn.intent == "greet")
    if question.fact in _AS_IT_IS and turn.confidence < SURE_OF_KINDNESS:
        return False
    told = TELLING if question.values else URGENT_TELLING
    return turn.intent in INTERRUPTING or turn.intent in told
