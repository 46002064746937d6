"""What is told at any question is taken, and a "no" that is of something else is no answer."""

from __future__ import annotations

import pytest

from bot.actions.answering import Taken, take
from bot.actions.base import Turn
from helpline.facts import Context, read_facts
from helpline.referrals.questions import CONFIRMED, LEFT_OUT, QUESTION_OF
from tests.actions.test_answering import turn


def taken(
    fact: str, said: Turn, told: dict[str, str] | None = None, known: dict[str, str] | None = None
) -> Taken | None:
    return take(QUESTION_OF[fact], said, told or {}, known or {})


def test_no_lawyer_is_no_answer_to_whether_somebody_is_ill() -> None:
    said = taken("condition", turn("no lawyer came", "ask_right_to_lawyer", 0.9))

    assert said is None or said.facts.get("condition") != "no"


def test_no_i_do_not_know_is_not_known() -> None:
    said = taken("condition", turn("no i dont know if they beat him", "deny", 0.9))

    assert said == Taken({"condition": "unknown"}, {})


@pytest.mark.parametrize("text", ["call me after 8 pm pls", "sms only please"])
def test_how_to_reach_somebody_is_taken_at_the_end_and_nothing_is_handed_over(text: str) -> None:
    said = taken(CONFIRMED, turn(text, "talk_to_human", 0.9))

    assert said == Taken({"reach": text}, {"reach": text})


@pytest.mark.parametrize("text", ["i want to call somebody", "can you call me?"])
def test_a_wish_for_a_person_at_the_end_stays_one(text: str) -> None:
    assert taken(CONFIRMED, turn(text, "talk_to_human", 0.9)) is None


def test_that_it_is_safe_is_taken_later_than_it_was_asked() -> None:
    said = taken("held_by", turn("yes safe", "affirm", 0.9), known={"safe": LEFT_OUT})

    assert said == Taken({"safe": "yes"}, {})


def test_a_time_that_sounds_like_a_greeting_is_a_time() -> None:
    said = taken("held_by", turn("today morning", "greet", 0.9), {"arrested_when": "today morning"})

    assert said == Taken({"arrested_when": "today morning"}, {})


def test_a_writer_s_own_name_is_read_once_it_is_known_that_they_are_held() -> None:
    facts = read_facts("my name is Rajan", language="en", context=Context(who_held="self"))

    assert facts.held_name is not None
    assert facts.held_name.value == "Rajan"


@pytest.mark.parametrize("text", ["أي وقت", "اي ساعة"])
def test_any_time_in_arabic_is_no_yes(text: str) -> None:
    said = taken(CONFIRMED, turn(text, "affirm", 0.9, language="ar"))

    assert said is None or said.facts.get(CONFIRMED) != "yes"
