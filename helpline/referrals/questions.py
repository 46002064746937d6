"""The questions of the intake, most important first, and which of them are still open.

None asks for means, or for what the person is accused of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# What a fact holds when the person chose to leave the question out.
LEFT_OUT = "left_out"
# What the slot of a question holds that need not be asked: what is known already answers it.
NOT_ASKED = "not_asked"


# How many are held: nobody is asked who did not tell it, and whoever did may put it right.
PEOPLE_HELD = "people_held"


@dataclass(frozen=True)
class Question:
    """A question of the intake: the fact it fills, and the values it offers (none: own words).

    `answered_by` maps an intent that would otherwise interrupt the form to the value it means here.
    """

    fact: str
    values: tuple[str, ...] = ()
    answered_by: tuple[tuple[str, str], ...] = ()

    def value_of_intent(self, intent: str | None) -> str | None:
        """Returns the offered value that an intent means as an answer here, or None."""
        return dict(self.answered_by).get(intent or "")


_YES_OR_NO = (("affirm", "yes"), ("deny", "no"))
_YES_NO_UNKNOWN = ("yes", "no", "unknown")

QUESTIONS: tuple[Question, ...] = (
    Question("safe", ("yes", "no"), _YES_OR_NO),
    Question("who_held", ("relative", "self", "other")),
    Question(PEOPLE_HELD),
    Question("country", ("nepal", "tunisia", "palestine", "myanmar", "afghanistan", "elsewhere")),
    Question("held_by", ("police", "army", "other", "unknown")),
    Question("place"),
    Question("arrested_when"),
    Question("age_group", ("child", "adult", "unknown"), (("affirm", "child"), ("deny", "adult"))),
    Question("age_and_sex", ("man", "woman", "boy", "girl", "unknown")),
    Question(
        "condition",
        _YES_NO_UNKNOWN,
        # Who was beaten may be hurt: staff must look, and to ask again would go round in a ring.
        (*_YES_OR_NO, ("report_medical_need", "yes"), ("report_mistreatment", "yes")),
    ),
    Question(
        "questioned",
        ("no", "questioned", "signed", "unknown"),
        (("deny", "no"), ("affirm", "questioned")),
    ),
    Question("foreigner", _YES_NO_UNKNOWN, _YES_OR_NO),
    Question("held_name"),
    Question("reach"),
    Question("confirmed", ("yes", "change"), (("affirm", "yes"), ("deny", "change"))),
)

QUESTION_OF: dict[str, Question] = {question.fact: question for question in QUESTIONS}
CONFIRMED = "confirmed"

# Facts that no question asks for: the message that opened the referral, and what was added since.
TOLD_FIRST = "told_first"
NEWS = "news"

# What an answer to a question tells besides.
_TELLS = {
    ("age_and_sex", "man"): {"sex": "male", "age_group": "adult"},
    ("age_and_sex", "woman"): {"sex": "female", "age_group": "adult"},
    ("age_and_sex", "boy"): {"sex": "male", "age_group": "child"},
    ("age_and_sex", "girl"): {"sex": "female", "age_group": "child"},
    ("questioned", "signed"): {"signed": "yes"},
}
# What is spoken where; who writes in another of our languages may need an interpreter.
_SPOKEN_IN = {
    "nepal": {"ne"},
    "tunisia": {"ar", "fr"},
    "palestine": {"ar"},
    "myanmar": {"my"},
    "afghanistan": {"prs", "ps"},
}
_NEUTRAL = "en"


def told_by(fact: str, value: str) -> dict[str, str]:
    """Returns the facts that an answer tells: its own, and what follows from it."""
    return {fact: value, **_TELLS.get((fact, value), {})}


def is_needed(question: Question, facts: Mapping[str, str], *, language: str | None) -> bool:
    """Whether a question must be asked of somebody who writes in a language, given the facts told
    so far as {name: value}.
    """
    if question.fact in facts or question.fact == PEOPLE_HELD:
        return False
    if question.fact == "age_group":
        return "sex" in facts and "age_and_sex" not in facts
    if question.fact == "age_and_sex":
        return "age_group" not in facts and "sex" not in facts
    if question.fact == "reach":
        return facts.get("safe") != "yes"
    if question.fact == "foreigner":
        return _may_be_foreign(facts.get("country"), language)
    return True


def slots_of(facts: Mapping[str, str], *, language: str | None) -> dict[str, str | None]:
    """Returns what the form's slots hold: a fact's value, NOT_ASKED, or None for what is open."""
    return {
        question.fact: facts.get(question.fact)
        or (None if is_needed(question, facts, language=language) else NOT_ASKED)
        for question in QUESTIONS
    }


def _may_be_foreign(country: str | None, language: str | None) -> bool:
    if country == "elsewhere":
        return True
    spoken = _SPOKEN_IN.get(country or "")
    return spoken is not None and language not in (None, _NEUTRAL, *spoken)
