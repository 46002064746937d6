"""What a message means while a question of the intake is open."""

import pytest

from bot.actions.answering import Taken, take
from bot.actions.base import Turn
from helpline.referrals.questions import LEFT_OUT, QUESTION_OF


def turn(
    text: str, intent: str | None = None, confidence: float = 0.9, choice: str | None = None,
    language: str = "en",
) -> Turn:  # fmt: skip
    return Turn(
        "conversation", "message", text, language, True, intent, confidence, choice, 0.0, ()
    )


def test_a_town_that_sounds_like_a_wish_to_delete_is_a_place() -> None:
    message = turn("طوباس", "delete_data", 0.95, language="ar")

    assert answered("place", message, place="Tubas") == "Tubas"


def test_not_to_know_something_else_is_no_answer_on_the_phone() -> None:
    told = {"arrested_when": "چند ساعت پیش"}
    message = turn("نمیفامم چند ساعت پیش", "nlu_fallback", 0.4, language="prs")

    assert take(QUESTION_OF["safe"], message, told, {"who_held": "relative"}) == Taken(told, {})


def answered(fact: str, message: Turn, **told: str) -> str | None:
    taken = take(QUESTION_OF[fact], message, told, {})
    return taken.facts.get(fact) if taken else None


@pytest.mark.parametrize(
    ("fact", "message", "answer"),
    [
        # What was chosen from the list is its value.
        ("country", turn("1", "out_of_scope", choice="country:nepal"), "nepal"),
        # A choice offered by an earlier question is only words here.
        ("place", turn("Nepal", "change_language", 0.4, "country:nepal"), "Nepal"),
        # Nought, or a word for it, leaves a question out, in any script's digits.
        ("held_name", turn("0"), LEFT_OUT),
        ("held_name", turn(" ० "), LEFT_OUT),
        ("held_name", turn("Skip."), LEFT_OUT),
        ("held_name", turn("dont want to say", "deny"), LEFT_OUT),
        ("held_name", turn("je préfère pas", "deny", language="fr"), LEFT_OUT),
        # Not to know is an answer too.
        ("age_group", turn("I don't know"), "unknown"),
        ("condition", turn("थाहा छैन"), "unknown"),
        ("place", turn("ما بعرف"), LEFT_OUT),
        # Yes and no mean something where the question asks for them.
        ("age_group", turn("yes he is", "affirm"), "child"),
        ("age_group", turn("nope", "deny"), "adult"),
        ("age_group", turn("विवाहित हो", "affirm", language="ne"), "विवाहित हो"),
        ("age_group", turn("he is married", "deny"), "he is married"),
        ("questioned", turn("not yet", "deny"), "no"),
        ("questioned", turn("مازالو", "nlu_fallback", 0.4, language="ar"), "no"),
        ("questioned", turn("هنوز نی", "nlu_fallback", 0.4, language="prs"), "no"),
        # Many who write Arabic answer in French, with its accents.
        ("condition", turn("ça va", "greet", 0.95, language="ar"), "no"),
        ("held_name", turn("ma n9oulch", "nlu_fallback", 0.4, language="ar"), LEFT_OUT),
        ("condition", turn("he has asthma", "report_medical_need"), "yes"),
        # A name that sounds like a goodbye.
        ("held_name", turn("Ali", "goodbye", 0.95), "Ali"),
        ("held_name", turn("bye", "goodbye", 0.95), None),
        ("held_name", turn("آدم", "talk_to_human", 0.95, language="ar"), "آدم"),
        ("held_name", turn("بدي احكي مع موظف", "talk_to_human", 0.95, language="ar"), None),
        ("place", turn("امسحوا كل شي", "delete_data", 0.95, language="ar"), None),
        # A guess is no yes where others may read it, and is not asked about twice.
        ("safe", turn("maybe", "affirm"), "no"),
        # Nor is what says that others read, whatever it was taken for.
        ("safe", turn("मेरो श्रीमानले फोन हेर्छन्", "ask_privacy", language="ne"), "no"),
        ("safe", turn("မလုံခြုံဘူး", "ask_privacy", 0.99, language="my"), "no"),
        # What only states is an answer, whatever right it sounds like.
        ("condition", turn("सानो बच्चा छ", "ask_women_rights", language="ne"), "सानो बच्चा छ"),
        ("safe", turn("safe xa", "ask_privacy", language="ne"), "yes"),
        # Own words are kept, on questions with options too.
        ("condition", turn("yes", "affirm", 0.3), "yes"),
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
    assert answered(fact, message) == answer


@pytest.mark.parametrize(
    ("fact", "message", "answer"),
    [
        # The first word answers, though the rest sounds like a question on rights.
        ("safe", turn("no, police have my phone and read it", "ask_search"), "no"),
        ("safe", turn("oui je peux écrire", "nlu_fallback", 0.5, language="fr"), "yes"),
        ("safe", turn("yes safe cha", "ask_privacy", language="ne"), "yes"),
        ("questioned", turn("oui, un peu", "nlu_fallback", 0.5, language="fr"), "questioned"),
        # Unless something is asked, or what is told is urgent.
        ("safe", turn("yes. is it free?", "ask_lawyer_cost"), None),
        ("age_group", turn("no they beat him", "report_mistreatment"), None),
        # Who was beaten may be hurt.
        ("condition", turn("they slapped me twice", "report_mistreatment"), "yes"),
        ("condition", turn("thik cha", "nlu_fallback", 0.5, language="ne"), "no"),
        ("safe", turn("it is safe here", "ask_privacy"), "yes"),
        ("reach", turn("sms", "help", 0.95), "sms"),
        ("reach", turn("help", "help", 0.95), None),
        # What means nothing to us is a name.
        ("held_name", turn("Rajan Shrestha", "ask_bail", 0.95), "Rajan Shrestha"),
        ("held_name", turn("is it free", "ask_lawyer_cost", 0.95), None),
        # A number, a man and a cousin are answers by themselves.
        ("age_group", turn("၂၄ နှစ်", "ask_detention_time", language="my"), "adult"),
        ("age_and_sex", turn("narina", "ask_women_rights", language="ps"), "man"),
        ("who_held", turn("he is my cousin", "nlu_fallback", 0.5), "relative"),
        # Who does not know, but guesses, has told something.
        ("place", turn("thaha chaina hetauda tira hola", language="ne"),
         "thaha chaina hetauda tira hola"),
    ],
)  # fmt: skip
def test_a_short_answer_is_one_whatever_it_was_taken_for(
    fact: str, message: Turn, answer: str | None
) -> None:
    assert answered(fact, message) == answer


def test_an_answer_to_another_question_is_kept_and_the_open_one_stays_open() -> None:
    message = turn("he is 27 by the way", "nlu_fallback", 0.5)

    taken = take(QUESTION_OF["condition"], message, {"age": "27", "age_group": "adult"}, {})

    assert taken == Taken({"age": "27", "age_group": "adult"}, {})


def test_a_message_that_says_wait_corrects() -> None:
    message = turn("wait, my son says it was Ghazni", "nlu_fallback", 0.5)

    taken = take(QUESTION_OF["held_by"], message, {"place": "Ghazni"}, {"place": "Herat"})

    assert taken is not None
    assert taken.changed == {"place": "Ghazni"}


def test_what_the_words_tell_is_taken_as_the_offered_value() -> None:
    message = turn("it was the soldiers", "out_of_scope", 0.3)

    assert answered("held_by", message, held_by="army") == "army"


def test_one_answer_may_tell_more_than_was_asked() -> None:
    message = turn("Balaju station, since Friday", "out_of_scope", 0.3)

    taken = take(
        QUESTION_OF["place"], message, {"place": "Balaju", "arrested_when": "since Friday"}, {}
    )

    assert taken == Taken(
        {"arrested_when": "since Friday", "place": "Balaju station, since Friday"}, {}
    )


def test_what_is_known_is_not_overruled_by_the_way() -> None:
    taken = take(
        QUESTION_OF["place"], turn("near Patan, the army took him"),
        {"held_by": "army"}, {"held_by": "police"},
    )  # fmt: skip

    assert taken == Taken({"place": "near Patan, the army took him"}, {})


def test_a_correction_changes_what_was_told_and_leaves_the_question_open() -> None:
    message = turn("no, Friday not Thursday", "deny")

    taken = take(
        QUESTION_OF["age_group"], message,
        {"arrested_when": "Friday"}, {"arrested_when": "Thursday"},
    )  # fmt: skip

    assert taken is not None
    assert taken.changed == {"arrested_when": "Friday"}
    assert "age_group" not in taken.facts


def test_the_hours_at_which_somebody_may_be_called_are_no_time_of_an_arrest() -> None:
    message = turn("yesterday's number, after 6 in the evening", "out_of_scope", 0.3)

    taken = take(QUESTION_OF["reach"], message, {"arrested_when": "yesterday"}, {})

    assert taken is not None
    assert set(taken.facts) == {"reach"}


def test_age_and_sex_are_told_by_one_choice() -> None:
    message = turn("4", choice="age_and_sex:girl")

    taken = take(QUESTION_OF["age_and_sex"], message, {}, {})

    assert taken is not None
    assert taken.facts == {"age_and_sex": "girl", "sex": "female", "age_group": "child"}


@pytest.mark.parametrize(
    ("fact", "message", "told", "answer"),
    [
        # What was read from the words is the answer, whatever the bot took them for.
        ("questioned", turn("elle a signé un papier", "ask_right_to_silence"),
         {"questioned": "signed"}, "signed"),
        ("arrested_when", turn("2 ghanta agadi", "check_case_status"),
         {"arrested_when": "2 ghanta agadi"}, "2 ghanta agadi"),
        ("age_group", turn("il a 24 ans", "ask_child_rights"), {"age_group": "adult"}, "adult"),
        # Unless it asks, or tells what is urgent, or wants to be heard.
        ("country", turn("can they hold him in Nepal?", "ask_detention_time"),
         {"country": "nepal"}, None),
        ("held_by", turn("police beat him", "report_mistreatment"), {"held_by": "police"}, None),
        ("place", turn("let me talk to one in Sfax", "talk_to_human"), {"place": "Sfax"}, None),
        # A name may be a greeting, and signs may answer.
        ("held_name", turn("Ram", "greet", 0.99), {}, "Ram"),
        ("held_name", turn("hello are you there", "greet", 0.99), {}, None),
        ("safe", turn("👍", "nlu_fallback", 0.5), {}, "yes"),
        ("condition", turn("idk", "affirm", 0.9), {}, "unknown"),
        ("held_name", turn("i dont know his name", "deny"), {}, LEFT_OUT),
        *(
            ("held_name", turn(words, "deny", 0.4), {}, LEFT_OUT)
            for words in (
                "no", "No!", "नाम छैन", "la a3rif", "نمی‌دانم", "je ne sais pas", "မသိဘူး", "لا",
                "نه", "chaina", "yes", "👎", "na",
            )
        ),
        ("held_name", turn("Noor Na", "deny", 0.4), {}, "Noor Na"),
    ],
)  # fmt: skip
def test_what_was_read_from_a_message_answers(
    fact: str, message: Turn, told: dict[str, str], answer: str | None
) -> None:
    assert answered(fact, message, **told) == answer


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ({"age": "16", "age_group": "child"}, {"age": "16", "age_group": "child"}),
        ({"age_group": "adult", "sex": "female"},
         {"age_group": "adult", "sex": "female", "age_and_sex": "woman"}),
    ],
)  # fmt: skip
def test_age_and_sex_are_read_from_words(told: dict[str, str], facts: dict[str, str]) -> None:
    taken = take(QUESTION_OF["age_and_sex"], turn("as told", None, 0.0), told, {})

    assert taken == Taken(facts, {})


@pytest.mark.parametrize(
    ("fact", "message", "told", "facts"),
    [
        # It sounds like a question on rights, and only states.
        ("questioned", turn("they signed a paper", "ask_right_to_silence"), {}, "as said"),
        ("questioned", turn("does he have to sign it", "ask_right_to_silence"), {}, None),
        ("age_group", turn("he is forty five", "ask_child_rights"), {}, "as said"),
        ("age_group", turn("can they keep a boy of 15?", "ask_child_rights"), {}, None),
        # What it states of something else is taken.
        (
            "held_by",
            turn("he is under age", "ask_child_rights"),
            {"age_group": "child"},
            {"age_group": "child"},
        ),
        ("age_and_sex", turn("16", "ask_child_rights"), {}, {"age": "16", "age_group": "child"}),
        # No time, though no option was offered: it answers another question.
        ("arrested_when", turn("no she is 22", "deny"), {"age": "22"}, {"age": "22"}),
        ("place", turn("she is ill", "update_case"), {"ill": "yes"}, {"ill": "yes"}),
        ("place", turn("at the post in Sanga", "deny"), {"held_by": "police"}, "as said"),
        # Of a place in one word the name that we know; in more, the words, which say where.
        ("place", turn("pokhra", "deny"), {"place": "Pokhara"}, {"place": "Pokhara"}),
        ("place", turn("the post in pokhra", "deny"), {"place": "Pokhara"}, "as said"),
        # A "no" that sounds like an illness is asked about again, unless it says that all is well.
        ("condition", turn("no his leg is so big", "report_medical_need"), {}, None),
        ("condition", turn("no he is fine", "report_medical_need"), {}, {"condition": "no"}),
    ],
)
def test_what_only_states_is_no_question(
    fact: str, message: Turn, told: dict[str, str], facts: dict[str, str] | str | None
) -> None:
    taken = take(QUESTION_OF[fact], message, told, {})

    if facts is None:
        assert taken is None
    elif facts == "as said":
        assert taken is not None
        assert taken.facts[fact] == message.text
    else:
        assert taken is not None
        assert taken.facts == facts


def test_what_was_left_out_is_taken_when_it_is_told_by_the_way() -> None:
    told = {"who_held": "relative", "age": "30"}
    known = {"who_held": LEFT_OUT, "age": "unknown"}

    taken = take(QUESTION_OF["condition"], turn("no, my son is fine and 30", "deny"), told, known)

    assert taken == Taken({**told, "condition": "no"}, {})


@pytest.mark.parametrize(
    ("text", "told", "answer"),
    [
        ("yes thank you", {}, "yes"),
        ("yes but her name is Rana", {"held_name": "Rana"}, None),
        ("yes no wait", {}, None),
        ("thank you", {}, None),
    ],
)
def test_a_yes_with_thanks_confirms(text: str, told: dict[str, str], answer: str | None) -> None:
    taken = take(QUESTION_OF["confirmed"], turn(text, "thank", 0.95), told, {})

    assert (taken.facts.get("confirmed") if taken else None) == answer


def test_the_name_alone_is_kept_of_words_that_say_that_it_comes() -> None:
    told = {"held_name": "Adam", "sex": "male"}

    taken = take(QUESTION_OF["held_name"], turn("his name is Adam", "update_case"), told, {})

    assert taken == Taken({"held_name": "Adam"}, {})


@pytest.mark.parametrize(
    ("text", "told", "facts"),
    [
        ("a young boy", {}, {"sex": "male", "age_group": "child"}),
        # The number says more than the word.
        ("girl of 19", {"age": "19", "age_group": "adult"}, {"sex": "female"}),
        ("no not a boy", {}, {}),
    ],
)
def test_a_person_is_told_in_few_words(
    text: str, told: dict[str, str], facts: dict[str, str]
) -> None:
    taken = take(QUESTION_OF["age_and_sex"], turn(text, "deny", 0.4), told, {})

    assert taken is not None
    assert facts.items() <= taken.facts.items()
    assert ("sex" in taken.facts) is ("sex" in facts)


@pytest.mark.parametrize("text", ["no, not police, army", "مش الشرطة الجيش"])
def test_a_correction_said_again_is_no_answer_to_another_question(text: str) -> None:
    known = {"held_by": "army", "holder": "army"}

    assert take(QUESTION_OF["age_group"], turn(text, "deny"), known, known) == Taken({}, {})


@pytest.mark.parametrize(
    ("text", "language"), [("صبي ١٧", "ar"), ("boy 17", "en"), ("هلک دی ۱۷ کلن", "ps")]
)
def test_an_age_beside_a_boy_tells_both(text: str, language: str) -> None:
    taken = take(QUESTION_OF["age_and_sex"], turn(text, language=language), {}, {})

    assert taken is not None
    assert taken.facts["age"] == "17"
    assert taken.facts["sex"] == "male"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("no, not my brother, my cousin", "en"),
        ("لا مش اخوي ابن عمي", "ar"),
        ("ne polis ne taliban", "prs"),
        ("نه ورور نه دی وراره دی", "ps"),
        ("wror na dai wrara dai", "ps"),
    ],
)
def test_a_no_that_is_of_somebody_else_is_no_answer(text: str, language: str) -> None:
    known = {"who_held": "relative", "sex": "male", "held_by": "police"}
    taken = take(QUESTION_OF["age_group"], turn(text, "deny", language=language), {}, known)

    assert taken == Taken({}, {})


def test_a_holder_named_alone_corrects_who_holds_them() -> None:
    told = {"held_by": "other", "holder": "other"}
    taken = take(QUESTION_OF["condition"], turn("taliban"), told, {"held_by": "police"})

    assert taken is not None
    assert taken.changed == {"held_by": "other"}
