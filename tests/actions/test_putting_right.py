"""What is told beside the open question, and answers that are near to something else."""

from __future__ import annotations

import pytest

from bot.actions.answering import Taken, take
from bot.actions.base import Turn
from helpline.referrals.questions import QUESTION_OF
from tests.actions.test_answering import answered, turn


@pytest.mark.parametrize(
    ("fact", "message", "answer"),
    [
        # A word that is near to a goodbye, or a statement near to a question of rights, answers.
        ("condition", turn("bukhar hai", "goodbye", 0.9), "bukhar hai"),
        ("condition", turn("bye", "goodbye", 0.9), None),
        ("held_name", turn("Keshav", "report_mistreatment", 0.9), "Keshav"),
        ("held_name", turn("they insulted him there", "report_mistreatment", 0.9), None),
        (
            "held_by",
            turn("the ones in green uniform", "ask_search", 0.7),
            "the ones in green uniform",
        ),
        ("held_by", turn("can they search us", "ask_search", 0.7), None),
        ("questioned", turn("i dont know they dont let me in"), "unknown"),
        (
            "questioned",
            turn("i dont know but a guard said so much"),
            "i dont know but a guard said so much",
        ),
        ("condition", turn("hamdoullah", "affirm", 0.9), "no"),
        # A name that is near to a greeting, or has a word for a person in it.
        ("condition", turn("qwzxalim", "greet", 0.9), "qwzxalim"),
        ("condition", turn("hello", "greet", 0.9), None),
        ("held_name", turn("عبد الرحمن", "talk_to_human", 0.9, language="ar"), "عبد الرحمن"),
        ("held_name", turn("أبو سامي", "talk_to_human", 0.9, language="ar"), "أبو سامي"),
        ("held_name", turn("نحب نحكي مع عبد", "talk_to_human", 0.9, language="ar"), None),
        ("questioned", turn("بحثوني وبس", "change_language", 0.9), "بحثوني وبس"),
        ("questioned", turn("english please", "change_language", 0.9), None),
    ],
)
def test_an_answer_that_is_near_to_something_else_is_an_answer(
    fact: str, message: Turn, answer: str | None
) -> None:
    taken = take(QUESTION_OF[fact], message, {}, {})

    assert (taken.facts.get(fact) if taken else None) == answer


@pytest.mark.parametrize(
    ("fact", "told", "known", "facts"),
    [
        # Who holds somebody is no place.
        ("place", {"held_by": "police", "holder": "police"}, {"held_by": "police"},
         {"holder": "police"}),
    ],
)  # fmt: skip
def test_a_holder_alone_answers_no_question_for_a_place(
    fact: str, told: dict[str, str], known: dict[str, str], facts: dict[str, str]
) -> None:
    assert take(QUESTION_OF[fact], turn("police"), told, known) == Taken(facts, {})


def test_who_tells_that_others_read_the_phone_is_not_safe_any_more() -> None:
    message = turn("wait this is not my phone")

    assert take(QUESTION_OF["age_group"], message, {}, {"safe": "yes"}) == Taken({"safe": "no"}, {})
    assert take(QUESTION_OF["reach"], message, {}, {"safe": "no"}) != Taken({"safe": "no"}, {})


@pytest.mark.parametrize(
    ("text", "told", "changed"),
    [
        ("sry she is 19", {"age": "19", "age_group": "adult"}, True),
        # More words tell more than that, perhaps of somebody else.
        ("her friend who came with her there is 19", {"age": "19", "age_group": "adult"}, False),
        ("she is 16", {"age": "16", "age_group": "child"}, False),
    ],
)
def test_an_age_said_again_otherwise_in_a_few_words_puts_it_right(
    text: str, told: dict[str, str], changed: bool
) -> None:
    known = {"age": "16", "age_group": "child"}

    taken = take(QUESTION_OF["safe"], turn(text), told, known)

    assert bool(taken and taken.changed) is changed


@pytest.mark.parametrize(
    ("text", "answer"),
    [("dherai kura sodhe", "questioned"), ("questioned, a person please", None)],
)
def test_an_answer_near_to_a_wish_for_a_person_is_one(text: str, answer: str | None) -> None:
    message = turn(text, "talk_to_human", 0.95)

    assert answered("questioned", message, questioned="questioned") == answer


def test_a_question_puts_nothing_right() -> None:
    asks = turn("must women police be there or not?", "ask_women_rights", 0.95)
    known = {"held_by": "other", "holder": "other"}
    told = {"held_by": "police", "holder": "police"}

    taken = take(QUESTION_OF["who_held"], asks, told, known)

    assert taken is None or not taken.changed


def test_a_short_question_puts_nothing_right() -> None:
    told, known = {"arrested_when": "tôt"}, {"arrested_when": "y a 1h"}
    asks = turn("c'est trop tôt non ?", "deny", language="fr")
    tells = turn("non c'était tôt", "deny", language="fr")

    asked, put_right = (
        take(QUESTION_OF["questioned"], each, told, known) for each in (asks, tells)
    )

    assert asked is not None
    assert put_right is not None
    assert asked.changed == {}
    assert put_right.changed == told
