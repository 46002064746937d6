"""What sounds like something else and answers, or answers something else than was asked."""

from bot.actions.answering import Taken, take
from helpline.referrals.questions import QUESTION_OF
from tests.actions.test_answering import answered, turn


def test_what_sounds_urgent_and_only_tells_what_was_asked_answers_it() -> None:
    message = turn("پوښتنې یې ترې کړي دي", "report_mistreatment", language="ps")

    assert answered("questioned", message, questioned="questioned") == "questioned"
    assert answered("questioned", message, questioned="questioned", mistreatment="yes") is None


def test_how_they_are_and_what_happened_answer_no_question_on_something_else() -> None:
    fine = take(QUESTION_OF["questioned"], turn("ठीक छ", "affirm", language="ne"), {}, {})
    told = {"questioned": "no"}
    late = take(QUESTION_OF["held_name"], turn("अहिलेसम्म सोधेका छैनन्", language="ne"), told, {})

    assert fine == Taken({"questioned": "ठीक छ"}, {})
    assert late == Taken(told, {})
