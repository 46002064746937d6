"""Which questions are still open, given what was told."""

import pytest

from helpline.referrals.questions import NOT_ASKED, slots_of

TOLD_FIRST = {
    "who_held": "relative",
    "sex": "male",
    "country": "nepal",
    "place": "Lalitpur",
    "held_by": "police",
    "arrested_when": "last night",
}


def open_questions(facts: dict[str, str], language: str | None = "ne") -> list[str]:
    return [name for name, value in slots_of(facts, language=language).items() if value is None]


def test_who_where_and_when_leave_five_questions_and_the_summary() -> None:
    facts = {**TOLD_FIRST, "safe": "yes"}

    assert open_questions(TOLD_FIRST)[0] == "safe"
    assert open_questions(facts) == [
        "age_group", "condition", "questioned", "held_name", "confirmed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "asked", "not_asked"),
    [
        # A man or a boy: only the age is asked; nothing known: both at once.
        ({"sex": "male"}, "age_group", "age_and_sex"),
        ({}, "age_and_sex", "age_group"),
        ({"age_group": "child"}, "condition", "age_and_sex"),
        # Whoever can write here safely is reached here.
        ({"safe": "yes"}, "condition", "reach"),
        ({"safe": "no"}, "reach", "safe"),
        ({"safe": "left_out"}, "reach", "safe"),
    ],
)
def test_a_question_is_asked_only_where_its_answer_is_not_known(
    told: dict[str, str], asked: str, not_asked: str
) -> None:
    found = open_questions(told)

    assert asked in found
    assert not_asked not in found


@pytest.mark.parametrize(
    ("country", "language", "asked"),
    [
        ("nepal", "ne", False),
        ("tunisia", "fr", False),
        ("nepal", "en", False),
        ("tunisia", "ne", True),
        ("elsewhere", "en", True),
        ("nepal", None, False),
    ],
)
def test_an_interpreter_is_asked_about_where_the_language_is_not_spoken(
    country: str, language: str | None, asked: bool
) -> None:
    assert ("foreigner" in open_questions({"country": country}, language)) is asked


def test_what_is_not_asked_holds_its_slot_so_that_the_form_goes_on() -> None:
    slots = slots_of({**TOLD_FIRST, "safe": "yes"}, language="ne")

    assert slots["reach"] == slots["age_and_sex"] == slots["foreigner"] == NOT_ASKED
