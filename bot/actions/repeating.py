"""What a person says again, and what they are asked again."""

from __future__ import annotations

from itertools import takewhile

from rasa_sdk import Tracker

from bot.actions.base import Turn
from bot.actions.interrupting import AS_IT_IS, INTERRUPTING, KIND, STATING, TELLING
from bot.actions.noticing import FORM
from bot.actions.wishing import may_be_no_wish
from helpline.referrals.questions import CONFIRMED
from helpline.text.normalise import fold

# Who tells the same again means it as the answer; a question may be asked twice in impatience.
_SAID_BEFORE, _ASKED_BEFORE, _A_SENTENCE = 1, 2, 15
# A question asked so often in a row, and answered with other things, is left for staff.
_OFTEN = 2
_ASK, _WHICH_LINE = "utter_ask_", "confirmed_again"
# What is said before a question that is asked again, and answers nothing.
_NO_ANSWERS = frozenset({"utter_please_rephrase", "utter_changed", "utter_noted", "utter_resume"})


def is_asked_often(tracker: Tracker, fact: str, *, is_repeated: bool) -> bool:
    """Whether the question for a fact was asked so often that it is left for staff; a correction
    that was only repeated does not give it up yet.
    """
    if fact == CONFIRMED:
        # Who puts many lines right sees them all as many times; which one is asked once.
        return times_asked(tracker, _WHICH_LINE) > 0
    return times_asked(tracker, fact) >= _OFTEN + is_repeated


def was_shown_often(tracker: Tracker, fact: str) -> bool:
    """Whether the question for a fact was read so often in a row, for whatever reason, that once
    more would be a loop to who reads it.
    """
    return times_asked(tracker, fact, with_repeated=True) >= _OFTEN


def times_asked(tracker: Tracker, fact: str, *, with_repeated: bool = False) -> int:
    """Returns how many times in a row the question for a fact was asked; only `with_repeated` it
    counts what was asked again behind the answer to a question of the person's own.
    """
    asked: list[str] = []
    is_question = is_answered = False
    for event in tracker.events:
        about = event.get("metadata") or {}
        if event["event"] == "user":
            intent = (event.get("parse_data") or {}).get("intent") or {}
            text = str(about.get("text", ""))
            is_question = intent.get("name") in INTERRUPTING - STATING or "?" in fold(text)
            is_answered = False
        elif event["event"] == "bot":
            said = str(about.get("utter_action", ""))
            is_answered = is_answered or not (said.startswith(_ASK) or said in _NO_ANSWERS)
            is_repeated = is_question and is_answered
            if said.startswith(_ASK) and (with_repeated or not is_repeated):
                asked.append(said.removeprefix(_ASK))
    return sum(1 for _ in takewhile(lambda each: each.startswith(fact), reversed(asked)))


def said_before(tracker: Tracker) -> list[str]:
    """Returns the responses that the bot gave to the message before the latest one."""
    said: list[str] = []
    messages = 0
    for event in reversed(tracker.events):
        messages += event["event"] == "user"
        if messages > 1:
            break
        if messages and event["event"] == "bot":
            said.append(str((event.get("metadata") or {}).get("utter_action", "")))
    return said


def insists(tracker: Tracker, turn: Turn) -> bool:
    """Whether somebody writes word for word what they wrote before, be it a while ago: once what
    they told, or answered to the same question, twice what they asked.
    """
    said = _said(tracker)
    words, earlier = fold(turn.text), [each for _, each in said[:-1]]
    before = sum(1 for _ in takewhile(lambda each: each == words, reversed(earlier)))
    if len(words) > _A_SENTENCE:
        # What is long is hardly said again by chance.
        before = earlier.count(words)
    # "Ehsanullah" sounds like thanks, and "write till eight" like a wish for help.
    is_as_it_is = tracker.get_slot("requested_slot") in AS_IT_IS
    is_told = turn.intent in TELLING | KIND or is_as_it_is
    is_asked = "?" in words or (turn.intent in INTERRUPTING - STATING and not may_be_no_wish(turn))
    is_answer = not is_asked and said[-1] in said[:-1]
    return before >= (_SAID_BEFORE if is_told or is_answer else _ASKED_BEFORE)


def _said(tracker: Tracker) -> list[tuple[str, str]]:
    """Returns what a person has written, folded, each with the question that stood open."""
    said, asked = [], ""
    for event in tracker.events:
        about = event.get("metadata") or {}
        if event["event"] == "user":
            said.append((asked, fold(str(about.get("text", "")))))
        elif event["event"] == "bot" and str(about.get("utter_action", "")).startswith(_ASK):
            asked = str(about["utter_action"])
    return said


def is_back_from_another_action(tracker: Tracker) -> bool:
    """Whether an action other than the form itself has answered the latest message already."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        if event["event"] == "action" and event["name"] != FORM:
            return True
    return False
