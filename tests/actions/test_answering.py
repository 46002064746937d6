"""What a message answers to a question of the intake."""

import pytest

from bot.actions.base import Turn
from bot.actions.intake import answer_to
from helpline.referrals.questions import LEFT_OUT, QUESTION_OF


def turn(text: str, intent: str | None = None, confidence: float = 0.9, choice: str | None = None):
    return Turn("conversation", "message", text, "en", True, intent, confidence, choice, ())


@pytest.mark.parametrize(
    ("fact", "message", "answer"),
    [
        # What was chosen from the list is its value.
        ("country", turn("1", "out_of_scope", choice="country:nepal"), "nepal"),
        # A choice offered by an earlier question is only words here.
        ("place", turn("Nepal", "change_language", 0.4, "country:nepal"), "Nepal"),
        # Nought leaves a question out, in any script's digits.
        ("held_name", turn("0"), LEFT_OUT),
        ("held_name", turn(" ० "), LEFT_OUT),
        # Yes and no mean something where the question asks for them.
        ("age_group", turn("yes he is", "affirm"), "child"),
        ("age_group", turn("nope", "deny"), "adult"),
        ("condition", turn("he has asthma", "report_medical_need"), "yes"),
        ("condition", turn("yes", "affirm", 0.3), "yes"),
        # Own words are kept, on questions with options too.
        ("country", turn("West Bank", "out_of_scope", 0.4), "West Bank"),
        ("place", turn("police took him to Hebron", "report_arrest"), "police took him to Hebron"),
        ("arrested_when", turn("last night around 10", "out_of_scope"), "last night around 10"),
        ("reach", turn("only sms, evenings", "greet", 0.7), "only sms, evenings"),
        ("place", turn("is it Lalitpur?", "ask_court_process", 0.4), "is it Lalitpur?"),
        # A question, and what is urgent, are not an answer.
        ("country", turn("is it free?", "ask_lawyer_cost"), None),
        ("place", turn("will police read this", "ask_privacy"), None),
        ("place", turn("they are beating him", "report_mistreatment"), None),
        ("country", turn("they took my other son too", "report_arrest"), None),
        ("held_name", turn("thank you so much", "thank", 0.95), None),
        ("held_name", turn("   "), None),
    ],
)
def test_a_message_is_an_answer_unless_it_is_surely_something_else(
    fact: str, message: Turn, answer: str | None
) -> None:
    assert answer_to(QUESTION_OF[fact], message) == answer
