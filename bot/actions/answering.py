"""What a message means while a question is open: an answer, a correction, or something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.base import Turn
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, Question, told_by
from helpline.referrals.wording import corrects, leaves_out, says_not_known

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
# A lower confidence than this is a guess, and what a person answers is never given up for a guess.
SURE = 0.6
SURE_OF_KINDNESS = 0.8
# Answers to these are taken as they are: a name may be a place's, an hour to call is no arrest's.
_AS_IT_IS = frozenset({"held_name", "reach"})
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
    if question.fact in _AS_IT_IS or turn.choice:
        told = {}
    changed = _changed(question, turn, told, known)
    if changed:
        return Taken(dict(told), changed)
    answer = answer_to(question, turn, told)
    if answer is None:
        return None
    new = {name: value for name, value in told.items() if name not in known}
    return Taken({**new, **told_by(question.fact, answer)}, {})


def answer_to(question: Question, turn: Turn, told: Mapping[str, str]) -> str | None:
    """Returns what a message answers to a question, or None if it is about something else.

    An offered value where one was chosen or meant or read from the words, `left_out` for a lone 0,
    else the person's words: an answer is never given up because it is not the one expected.
    """
    kind, chosen = turn.chosen
    if kind == question.fact:
        return chosen
    words = turn.text.strip()
    if leaves_out(words):
        return LEFT_OUT
    if says_not_known(words):
        return "unknown" if "unknown" in question.values else LEFT_OUT
    meant = question.value_of_intent(turn.intent) if turn.confidence >= SURE else None
    if meant is not None:
        return meant
    if _is_about_something_else(question, turn):
        return None
    if question.values and question.fact in told:
        return told[question.fact]
    return words or None


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
        return turn.confidence >= SURE_OF_KINDNESS
    told = TELLING if question.values else URGENT_TELLING
    return turn.intent in INTERRUPTING or turn.intent in told
