"""The questions of the intake, most important first. None asks for means or for what happened."""

from __future__ import annotations

from dataclasses import dataclass

# What a fact holds when the person chose to leave the question out.
LEFT_OUT = "left_out"


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

QUESTIONS: tuple[Question, ...] = (
    Question("who_held", ("relative", "self", "other")),
    Question("country", ("nepal", "tunisia", "palestine", "myanmar", "afghanistan", "elsewhere")),
    Question("held_by", ("police", "army", "other", "unknown")),
    Question("place"),
    Question("arrested_when"),
    Question("age_group", ("child", "adult", "unknown"), (("affirm", "child"), ("deny", "adult"))),
    Question("condition", ("yes", "no", "unknown"), (*_YES_OR_NO, ("report_medical_need", "yes"))),
    Question("held_name"),
    Question("reach"),
)

QUESTION_OF: dict[str, Question] = {question.fact: question for question in QUESTIONS}

# Facts that no question asks for: the message that opened the referral, and what was added since.
TOLD_FIRST = "told_first"
NEWS = "news"
