"""Who asks who, or what, answers them here."""

import pytest

from helpline.referrals.who_answers import asks_who_answers, asks_why_asked


@pytest.mark.parametrize(
    "text",
    ["who are you?", "sorry who is this please", "are you a real person", "r u human",
     "wait who are you? how do i know",
     "Qui êtes-vous ?",
     "vous êtes un robot ?", "مين انتو؟", "تاسو څوک یاست؟", "तपाईं को हो?", "yo k ho",
     "timiharu manxe ho ki machine?", "آدم هستید یا ماشین", "တကယ့်လူစစ်လားရှင်",
     "ဒါဘာလဲ", "c ki vous?", "are you police??", "tapai police ho"],
)  # fmt: skip
def test_who_or_what_answers_is_asked(text: str) -> None:
    assert asks_who_answers(text)


@pytest.mark.parametrize(
    "text",
    ["I want to speak to a person", "who took my brother",
     "what is this paper they made him sign at the court",
     "who is this lawyer that you send to us and when", "la police c'est tout"],
)  # fmt: skip
def test_other_questions_are_not_about_us(text: str) -> None:
    assert not asks_who_answers(text)


@pytest.mark.parametrize(
    "text",
    ["why you need so many question", "why do you ask?", "pk toutes ces questions svp",
     "چرا نامش ره میخواهید", "why u want his name??", "nam kina chahiyo",
     "kina yati dherai prashna", "ليش بتسألوا", "چرا این همه سوال", "ولې دومره پوښتنې",
     "ဘာလို့မေးတာလဲ"],
)  # fmt: skip
def test_what_our_questions_are_for_is_asked(text: str) -> None:
    assert asks_why_asked(text)
    assert not asks_who_answers(text)


@pytest.mark.parametrize("text", ["they asked him so many questions", "why did they take him"])
def test_what_is_told_of_questions_asks_nothing_of_us(text: str) -> None:
    assert not asks_why_asked(text)
