"""What sounds like something else and answers, or answers something else than was asked."""

import pytest

from bot.actions.answering import Taken, take
from bot.actions.base import Turn
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


@pytest.mark.parametrize(
    ("text", "language"),
    [("not yet", "en"), ("pas encore", "fr"), ("pugeko chaina", "ne"), ("نه دی پوره شوی", "ps")],
)
def test_not_yet_is_no_age(text: str, language: str) -> None:
    assert answered("age_group", turn(text, "deny", 1.0, language=language)) == text


def test_a_no_that_is_of_a_place_is_no_answer() -> None:
    text = "होइन काठमाडौं होइन ललितपुर"
    told = {"place": "Lalitpur", "country": "nepal"}
    taken = take(QUESTION_OF["age_group"], turn(text, "update_case", language="ne"), told, {})

    assert taken == Taken(told, {})


def test_a_man_is_no_wish_for_a_person_to_talk_to() -> None:
    message = turn("केटा मान्छे", "talk_to_human", 0.97, language="ne")
    taken = take(QUESTION_OF["age_and_sex"], message, {}, {})

    assert taken is not None
    assert taken.facts["sex"] == "male"


def test_whose_phone_it_is_corrects_nobody_held() -> None:
    message = turn("होइन दिदीको हो", "deny", language="ne")
    told, known = {"who_held": "relative", "sex": "female"}, {"sex": "male"}

    assert take(QUESTION_OF["safe"], message, told, known) == Taken({"safe": "no"}, {})


@pytest.mark.parametrize(
    ("fact", "text", "language"),
    [
        ("held_name", "बुद्धिराम थारु", "ne"),
        ("held_name", "Nepali", "ne"),
        ("place", "quetta pashtunabad", "ps"),
    ],
)
def test_what_is_named_like_a_language_is_no_wish_for_it(
    fact: str, text: str, language: str
) -> None:
    message = turn(text, "change_language", 0.97, language=language)

    assert answered(fact, message) == text


@pytest.mark.parametrize(
    ("fact", "text"), [("place", "pashto"), ("held_name", "can we speak pashto please")]
)
def test_a_wish_for_another_language_is_no_place_and_no_name(fact: str, text: str) -> None:
    assert answered(fact, turn(text, "change_language", 0.97, language="prs")) is None


def test_not_to_know_who_it_was_is_no_question_who_answers() -> None:
    assert answered("held_by", turn("ma na3rfouch chkoun", language="ar")) == "unknown"


def test_one_person_who_says_so_is_no_wish_for_a_person() -> None:
    told = turn("فکر کنم تحقیق کردیش یک نفر گفت", "talk_to_human", 0.97, language="prs")
    grown = turn("३० नाघेको केटा मान्छे हो", "talk_to_human", 0.97, language="ne")
    wish = turn("questioned him, i want to speak to a person", "talk_to_human", 0.97)

    assert answered("questioned", told, questioned="questioned") == "questioned"
    assert answered("age_group", grown, age="30", age_group="adult", sex="male") == "adult"
    assert answered("questioned", wish, questioned="questioned") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("not arrested yet", "en"),
        ("pas arrêté encore", "fr"),
        ("لسا ما مسكوني", "ar"),
        ("pakreko xaina ahile samma", "ne"),
        ("هنوز نگرفتن مره", "prs"),
    ],
)
def test_who_is_only_sought_has_no_time_of_an_arrest(text: str, language: str) -> None:
    taken = take(QUESTION_OF["arrested_when"], turn(text, language=language), {}, {})

    assert taken == Taken({"arrested_when": "left_out", "news": text}, {})


def test_nor_does_anybody_hold_them_but_they_are_somewhere() -> None:
    free = turn("not arrested yet")
    taken_by = take(QUESTION_OF["held_by"], free, {}, {})
    where = take(QUESTION_OF["place"], free, {}, {})

    left = {"arrested_when": "left_out", "news": "not arrested yet"}
    assert taken_by == Taken({**left, "held_by": "left_out"}, {})
    assert where == Taken(left, {})


def test_what_asks_is_no_name() -> None:
    asked = turn("3leh t7ebbou 3al esm, yo93od sirri?", "out_of_scope", 0.5, language="ar")

    assert answered("held_name", asked) is None


def test_the_army_of_a_country_is_no_wish_for_its_language() -> None:
    message = turn("नेपाली सेना होला", "change_language", 0.97, language="ne")

    assert answered("held_by", message, held_by="army") == "army"


def test_to_be_called_is_a_way_to_be_reached_and_no_wish_for_staff_at_once() -> None:
    message = turn("سبا ته زنګ ووهئ", "talk_to_human", 0.97, language="ps")

    assert answered("reach", message) == "سبا ته زنګ ووهئ"


def test_three_nights_in_pashto_are_a_time_and_no_wish_for_dari() -> None:
    message = turn("درې شپې کېږي", "change_language", 0.78, language="ps")

    assert answered("arrested_when", message, arrested_when="درې شپې کېږي") == "درې شپې کېږي"
    assert answered("arrested_when", turn("دری", "change_language", 0.78, language="ps")) is None


@pytest.mark.parametrize("fact", ["safe", "condition"])
def test_a_name_that_sounds_like_a_yes_is_none(fact: str) -> None:
    assert answered(fact, turn("Gopal", "affirm", 0.93)) == "Gopal"
    assert answered(fact, turn("absolutely", "affirm", 0.99)) == "yes"


def test_an_age_that_sounds_like_an_illness_tells_the_age_only() -> None:
    message = turn("60 saal", "report_mistreatment", 0.66, language="ne")
    ill = turn("bleeding badly", "report_medical_need", 0.9)
    told = {"age": "60", "age_group": "adult"}

    assert take(QUESTION_OF["condition"], message, told, {}) == Taken(told, {})
    assert answered("condition", ill) == "yes"


def test_whose_phone_it_is_asks_nothing_about_privacy() -> None:
    message = turn("c mon tel ils le savent pas", "ask_privacy", 0.95, language="fr")

    assert answered("safe", message) == "yes"
    assert answered("safe", turn("who can read this?", "ask_privacy", 0.95)) is None


@pytest.mark.parametrize(
    ("fact", "message", "answer"),
    [
        # Nor is a yes with a "but" one where others may read it.
        ("safe", turn("yeah but my brother plays on it", "nlu_fallback", 0.5), "no"),
        ("safe", turn("ho ma matra chalauchu", "affirm", language="ne"), "yes"),
        # What sounds like harm, and has no word of it, is what was asked for.
        ("arrested_when", turn("dans la nuit de samedi", "report_mistreatment", 0.7), None),
        ("condition", turn("wasn't hurt when i saw him", "report_mistreatment", 1.0), "no"),
        ("condition", turn("no his leg is so big", "report_medical_need", 0.7), None),
        ("condition", turn("he phoned once and said he is ok", "affirm", 0.9), "no"),
        ("condition", turn("they hit him else he is ok", "report_mistreatment"), "yes"),
        ("reach", turn("write to this number till 8 in the evening", "help"), None),
        ("reach", turn("help me please what can you do", "help"), "none"),
        ("reach", turn("call my cousin after work, she will answer", "talk_to_human", 0.95), None),
        (
            "reach",
            turn("i want a person to call me", "talk_to_human", 0.95),
            "none",
        ),
        ("safe", turn("i guess so, ask", "affirm"), "no"),
        ("safe", turn("maybe they took him, who are you?", "ask_privacy"), "none"),
    ],
)
def test_what_is_near_to_a_yes_or_to_harm_is_what_its_words_say(
    fact: str, message: Turn, answer: str | None
) -> None:
    assert (answered(fact, message) or "none") == (answer or message.text)


@pytest.mark.parametrize(
    ("fact", "text", "told"),
    [
        ("held_by", "about 35 i guess", {"age": "35", "age_group": "adult"}),
        ("condition", "16", {"age": "16", "age_group": "child"}),
        # An option, an hour, or how many.
        ("safe", "2", None),
        ("questioned", "at 9", None),
    ],
)
def test_a_number_that_is_no_option_is_the_age(
    fact: str, text: str, told: dict[str, str] | None
) -> None:
    taken = take(QUESTION_OF[fact], turn(text), {}, {})

    assert taken is not None
    assert "age" not in taken.facts if told is None else taken.facts == told


def test_what_only_sounds_like_an_illness_is_none() -> None:
    sounds = turn("lamo kapal xa", "report_medical_need", 0.97, language="ne")
    names = turn("jwaro chha bigriyo", "report_medical_need", 0.97, language="ne")

    assert answered("condition", sounds) is None
    assert answered("condition", names) == "yes"


def test_that_they_are_well_is_no_yes_to_whether_they_are_hurt() -> None:
    assert answered("condition", turn("they are ok i think so", "affirm", 0.9)) != "yes"
    assert answered("condition", turn("yes he is", "affirm", 0.9)) == "yes"


def test_a_name_that_sounds_like_a_greeting_is_one_at_the_end() -> None:
    taken = take(QUESTION_OF["confirmed"], turn("Sunita", "greet", 0.95), {}, {})

    assert taken is not None
    assert taken.changed == {"held_name": "Sunita"}
    assert answered("confirmed", turn("hello", "greet", 0.95)) is None


def test_it_is_safe_in_a_sentence_of_its_own() -> None:
    assert answered("safe", turn("sorry no network. yes safe")) == "yes"
    assert answered("safe", turn("no. wait, yes. its safe", "deny")) == "no. wait, yes. its safe"


def test_that_is_all_is_no_farewell_behind_an_answer() -> None:
    message = turn("il tousse beaucoup c'est tout", "goodbye", 0.9, language="fr")

    assert answered("condition", message) == "il tousse beaucoup c'est tout"
    assert answered("condition", turn("merci au revoir", "goodbye", 0.9, language="fr")) is None


def test_how_to_be_reached_is_no_question_of_rights() -> None:
    message = turn("I come back to this lady at 6", "ask_family_contact", 0.9)

    assert answered("reach", message) == "I come back to this lady at 6"
    assert answered("reach", turn("can i visit him?", "ask_family_contact", 0.9)) is None


def test_that_it_is_safe_to_write_answers_that_alone() -> None:
    message = turn("هو بې خطره ده", "affirm", 1.0, language="ps")

    assert take(QUESTION_OF["age_group"], message, {}, {}) == Taken({"safe": "yes"}, {})
    assert take(QUESTION_OF["condition"], message, {}, {}) == Taken({"safe": "yes"}, {})
    assert take(QUESTION_OF["age_group"], message, {}, {"safe": "no"}) == Taken({}, {})
    assert answered("held_name", turn("aman", "nlu_fallback", 0.5)) == "aman"


def test_a_he_beside_an_illness_takes_nothing_from_it() -> None:
    message = turn("he had fever", "report_medical_need", 1.0)

    assert answered("condition", message, sex="male") == "yes"


@pytest.mark.parametrize(
    ("text", "intent", "language", "said"),
    [
        ("انا ببعتلكم ما تتصلو", "check_case_status", "ar", "انا ببعتلكم ما تتصلو"),
        ("any news of my brother?", "check_case_status", "en", None),
        ("they are beating him", "report_mistreatment", "en", None),
    ],
)
def test_how_to_reach_somebody_is_no_question_on_their_request(
    text: str, intent: str, language: str, said: str | None
) -> None:
    assert answered("reach", turn(text, intent, 0.99, language=language)) == said


def test_a_name_that_sounds_like_a_question_on_rights_is_a_name() -> None:
    name = turn("Hari Prasad Adhikari", "ask_rights_overview", 0.95, language="ne")
    asked = turn("ke ke adhikar cha?", "ask_rights_overview", 0.95, language="ne")

    assert answered("held_name", name) == "Hari Prasad Adhikari"
    assert answered("held_name", asked) is None


def test_how_somebody_is_may_be_told_at_another_question() -> None:
    message = turn("केटो ठीक छ तर रुन्छ रे", "affirm", 0.7, language="ne")

    assert take(QUESTION_OF["age_group"], message, {}, {}) == Taken({"condition": "no"}, {})


def test_a_name_that_is_not_told_leaves_no_other_question_out() -> None:
    message = turn("نوم یې نه وایم", "deny", 0.9, language="ps")

    assert take(QUESTION_OF["held_by"], message, {}, {}) == Taken({"held_name": "left_out"}, {})
    assert answered("held_name", message) == "left_out"


def test_what_asks_is_none_of_the_options() -> None:
    assert answered("condition", turn("who pays for it?", "nlu_fallback", 0.5)) is None


def test_whose_phone_it_is_told_late_is_no_age() -> None:
    assert answered("age_group", turn("yes this phone for me only", "affirm", 0.9)) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [("Yusuf and Karim", "en"), ("محمد واحمد", "ar"), ("Farid wa Jamshid", "prs")],
)
def test_a_name_answer_that_names_two_tells_that_two_are_held(text: str, language: str) -> None:
    told = {"who_held": "relative", "people_held": "2"}
    taken = take(QUESTION_OF["held_name"], turn(text, language=language), told, {})

    assert taken == Taken({"held_name": text, "people_held": "2"}, {})
    assert take(QUESTION_OF["held_name"], turn(text), {**told, "held_name": text}, {}) == taken


@pytest.mark.parametrize(
    ("text", "told"),
    [("police or army, i dont know", {}), ("i dont know, men in plain clothes", {}),
     ("ما بعرف جيش ولا شرطة", {"held_by": "army", "holder": "army"})],
)  # fmt: skip
def test_who_does_not_know_which_of_two_holds_them_has_said_so(
    text: str, told: dict[str, str]
) -> None:
    message = turn(text, "find_detainee", 0.5, language="ar")

    assert take(QUESTION_OF["held_by"], message, told, {}) == Taken({"held_by": "unknown"}, {})


def test_who_knows_the_holder_and_not_the_place_has_told_the_holder() -> None:
    message = turn("the police but i dont know which station", "find_detainee", 0.5)
    told = {"held_by": "police", "holder": "police"}

    assert take(QUESTION_OF["held_by"], message, told, {}) == Taken(told, {})
