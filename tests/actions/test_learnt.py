"""What an answer is taken for that no word list tells, by what was learnt from examples."""

from dataclasses import replace

import pytest

from bot.actions.answering import Taken, as_likeliest, take
from bot.actions.base import Turn
from bot.actions.learnt import who_is_meant
from helpline.referrals.questions import QUESTION_OF

SAID = "zorgle blim"
UNCLEAR = Turn(
    "conversation", "message", SAID, "en", True, "nlu_fallback", 0.4, None, 0.0, ()
)  # fmt: skip


def taken(fact: str, turn: Turn) -> str | None:
    found = take(QUESTION_OF[fact], turn, {}, {})
    return found.facts.get(fact) if found else None


def learnt(fact: str, value: str, share: float, turn: Turn = UNCLEAR) -> Turn:
    return replace(turn, learnt={fact: (value, share)})


def test_words_are_taken_for_the_option_that_they_likely_mean() -> None:
    assert taken("condition", learnt("condition", "yes", 0.7)) == "yes"
    assert taken("age_group", learnt("age", "child", 0.8)) == "child"
    assert taken("condition", UNCLEAR) == SAID


def test_a_guess_is_none() -> None:
    assert taken("questioned", learnt("questioned", "signed", 0.55)) == SAID
    assert taken("held_by", learnt("held_by", "unknown", 0.85)) == SAID


def test_where_it_is_mostly_right_or_harmless_a_guess_is_enough() -> None:
    assert taken("condition", learnt("condition", "yes", 0.55)) == "yes"
    assert taken("held_by", learnt("held_by", "police", 0.55)) == "police"


def test_what_was_learnt_of_another_question_answers_nothing() -> None:
    assert taken("condition", learnt("questioned", "signed", 0.99)) == SAID


def test_what_it_would_be_worst_to_be_wrong_about_must_be_surer() -> None:
    assert taken("safe", learnt("safe", "yes", 0.9)) == SAID
    assert taken("safe", learnt("safe", "yes", 0.95)) == "yes"
    assert taken("safe", learnt("safe", "no", 0.7)) == "no"
    with_a_yes = replace(UNCLEAR, text=f"yes {SAID}")
    assert taken("safe", learnt("safe", "yes", 0.7, with_a_yes)) == "yes"
    assert taken("condition", learnt("condition", "no", 0.78)) == SAID
    assert taken("condition", learnt("condition", "no", 0.82)) == "no"


@pytest.mark.parametrize(("share", "answer"), [(0.7, None), (0.9, "unknown")])
def test_a_message_taken_for_a_question_of_rights_answers_only_if_that_is_very_likely(
    share: float, answer: str | None
) -> None:
    visits = replace(UNCLEAR, intent="ask_family_contact", confidence=0.95)

    assert taken("condition", learnt("condition", "unknown", share, visits)) == answer


def test_what_asks_answers_nothing_however_likely_its_words_do() -> None:
    asked = replace(UNCLEAR, text="zorgle blim?", intent="ask_bail", confidence=0.95)

    assert taken("condition", learnt("condition", "yes", 0.99, asked)) is None


def test_an_insult_answers_nothing_whatever_it_is_like() -> None:
    insult = replace(UNCLEAR, text="انتم كلاب", language="ar", intent="out_of_scope")

    assert taken("age_group", learnt("age", "unknown", 0.95, insult)) != "unknown"


def test_words_that_ask_must_be_very_likely_to_answer() -> None:
    asked = replace(UNCLEAR, text="يلعنكم قديش بتسألوا", language="ar")

    assert taken("age_group", learnt("age", "unknown", 0.7, asked)) != "unknown"
    assert taken("age_group", learnt("age", "unknown", 0.9, asked)) == "unknown"


def test_a_wish_for_a_person_is_heard_unless_the_words_surely_answer() -> None:
    wish = replace(UNCLEAR, text="my own phone, speak to a person here", intent="talk_to_human")

    assert taken("safe", learnt("safe", "no", 0.85, replace(wish, confidence=0.95))) is None
    assert taken("safe", learnt("safe", "no", 0.95, replace(wish, confidence=0.95))) == "no"


def test_a_wish_for_a_person_that_is_in_doubt_is_an_answer_that_is_likely() -> None:
    doubted = replace(UNCLEAR, text="a person to speak to said so", intent="talk_to_human")

    likely = learnt("questioned", "questioned", 0.8, replace(doubted, confidence=0.8))
    assert taken("questioned", likely) == "questioned"
    assert taken("questioned", replace(likely, confidence=0.95)) is None


def test_a_name_that_sounds_like_a_wish_is_kept_as_it_was_written() -> None:
    wish = replace(UNCLEAR, text="Zorgle of the Blim family", intent="delete_data", confidence=0.95)

    assert taken("held_name", learnt("held_name", "told", 0.95, wish)) == wish.text


def test_age_and_sex_are_learnt_apart() -> None:
    both = replace(UNCLEAR, learnt={"age": ("adult", 0.8), "sex": ("female", 0.8)})
    only_sex = replace(UNCLEAR, learnt={"age": ("unknown", 0.8), "sex": ("male", 0.8)})

    assert taken("age_and_sex", both) == "woman"
    found = take(QUESTION_OF["age_and_sex"], only_sex, {}, {})
    assert found is not None
    assert found.facts["sex"] == "male"
    assert "age_group" not in found.facts


def test_asked_twice_the_likeliest_option_counts() -> None:
    as_words = Taken({"questioned": SAID}, {})

    def likeliest(value: str, share: float) -> dict[str, str]:
        turn = learnt("questioned", value, share)
        return as_likeliest(QUESTION_OF["questioned"], turn, as_words).facts

    assert likeliest("questioned", 0.55) == {"questioned": "questioned"}
    assert likeliest("signed", 0.85) == {"questioned": "signed", "signed": "yes"}
    assert likeliest("signed", 0.8) == {"questioned": "signed", "signed": "yes"}
    assert likeliest("signed", 0.7) == {"questioned": SAID}
    assert as_likeliest(QUESTION_OF["questioned"], UNCLEAR, as_words) == as_words


def test_who_is_held_is_taken_from_a_first_message_if_it_is_nearly_sure() -> None:
    assert who_is_meant(learnt("who_held", "self", 0.85)) == {"who_held": "self"}
    assert who_is_meant(learnt("who_held", "self", 0.75)) == {}
    assert who_is_meant(replace(learnt("who_held", "self", 0.9), choice="intent:greet")) == {}


def test_which_language_somebody_speaks_answers_whether_they_are_foreign() -> None:
    speaks = replace(UNCLEAR, intent="change_language", confidence=0.99)

    assert taken("foreigner", learnt("foreigner", "yes", 0.8, speaks)) == "yes"


def test_a_plea_leaves_a_question_open() -> None:
    assert taken("condition", learnt("condition", "unknown", 0.7)) == SAID
    assert taken("condition", learnt("condition", "unknown", 0.85)) == "unknown"


def test_no_name_is_taken_from_a_question_about_it() -> None:
    asked = replace(UNCLEAR, text="whom do you tell that name?")

    found = take(QUESTION_OF["held_name"], asked, {"held_name": "that name"}, {})

    assert found is None or found.facts.get("held_name") != "that name"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3 two papers i could not read", "signed"),
        ("4 our neighbour was there", "unknown"),
        # The number is taken back, or counts something.
        ("3 dont know i mean dont know", "unknown"),
        ("2 hours in a room", None),
    ],
)
def test_the_number_before_the_words_of_an_answer_is_the_answer(
    text: str, value: str | None
) -> None:
    numbered = replace(UNCLEAR, text=text)

    answer = taken("questioned", learnt("questioned", "questioned", 0.55, numbered))

    assert answer == (value or text)


def test_a_yes_with_a_doubt_behind_it_is_not_safe_by_its_number() -> None:
    assert taken("safe", replace(UNCLEAR, text="1 but he reads it")) != "yes"


def test_a_wish_for_a_person_that_no_word_tells_may_be_an_answer() -> None:
    wish = replace(UNCLEAR, intent="talk_to_human", confidence=0.95)

    assert taken("condition", learnt("condition", "yes", 0.8, wish)) == "yes"
    backed = replace(wish, text="let me speak to a person")
    assert taken("condition", learnt("condition", "yes", 0.8, backed)) is None


@pytest.mark.parametrize(("confidence", "answer"), [(0.85, SAID), (0.95, None)])
def test_a_doubtful_wish_for_a_person_that_no_word_tells_is_an_answer(
    confidence: float, answer: str | None
) -> None:
    wish = replace(UNCLEAR, intent="talk_to_human", confidence=confidence)

    assert taken("condition", wish) == answer


def test_what_only_sounds_like_a_no_is_known_better_by_examples() -> None:
    sounds = replace(UNCLEAR, intent="deny", confidence=0.8)

    assert taken("questioned", learnt("questioned", "unknown", 0.88, sounds)) == "unknown"
    says = replace(sounds, confidence=0.99)
    assert taken("questioned", learnt("questioned", "unknown", 0.88, says)) == "no"


def test_a_no_answers_before_what_sounds_like_a_wish_for_a_person() -> None:
    wish = replace(UNCLEAR, intent="talk_to_human", confidence=0.96)

    assert taken("safe", replace(wish, text="no it is a shared phone")) == "no"
    assert taken("safe", replace(wish, text="no i want to talk to a real person")) is None


def test_a_yes_answers_before_what_sounds_like_a_wish_for_a_language() -> None:
    wish = replace(UNCLEAR, intent="change_language", confidence=0.66, text="yes burmese")

    assert taken("foreigner", learnt("foreigner", "no", 0.78, wish)) == "yes"


def test_not_ill_is_a_no_whatever_the_examples_say() -> None:
    sounds = replace(UNCLEAR, intent="deny", confidence=0.9, text="he is not ill, not hurt")

    assert taken("condition", learnt("condition", "unknown", 0.9, sounds)) == "no"


def test_what_examples_surely_say_of_a_questioning_counts_for_more_than_a_word_for_one() -> None:
    def answered(value: str, share: float) -> str | None:
        said = learnt("questioned", value, share)
        found = take(QUESTION_OF["questioned"], said, {"questioned": "questioned"}, {})
        return found.facts.get("questioned") if found else None

    assert answered("no", 0.98) == "no"
    assert answered("no", 0.85) == "questioned"


def test_no_illness_but_harm_is_asked_about_again() -> None:
    harmed = replace(UNCLEAR, text="zorgle but blim", intent="report_medical_need", confidence=0.98)

    assert taken("condition", learnt("condition", "no", 0.98, harmed)) != "no"
    assert taken("condition", learnt("condition", "no", 0.98)) == "no"


def test_who_cannot_walk_is_not_well() -> None:
    cannot = replace(UNCLEAR, text="လမ်းမလျှောက်နိုင်ဘူး", language="my", intent="deny", confidence=0.75)

    assert taken("condition", learnt("condition", "yes", 0.85, cannot)) == "yes"


def test_how_often_somebody_was_asked_is_no_choice() -> None:
    often = replace(UNCLEAR, text="၃ ခါခေါ်စစ်ပြီးပြီ", language="my")

    assert taken("questioned", learnt("questioned", "questioned", 0.91, often)) == "questioned"
