"""What a message tells by itself, and what it tells of somebody of whom we know already."""

from datetime import UTC, datetime

import pytest

from helpline.referrals.reading import tells_of_an_arrest, told_in, when_of, zone_of

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
HELD = {"who_held": "relative"}


@pytest.mark.parametrize(
    ("language", "text", "known", "told"),
    [
        # Said of somebody held, a short answer is theirs.
        ("en", "he is 17", {}, {"age": "17", "age_group": "child", "sex": "male"}),
        ("fr", "il a 24 ans", {}, {"age": "24", "age_group": "adult"}),
        ("my", "အသက် ၁၉ နှစ်", {}, {"age": "19", "age_group": "adult"}),
        ("ar", "الشرطة", {}, {"held_by": "police", "holder": "police"}),
        # Of two values the one that was told before is what was wrong.
        ("en", "he is 17 not 19", {"age": "19"},
         {"age": "17", "age_group": "child", "sex": "male"}),
        ("prs", "نه، ۱۷ ساله است نه ۱۹", {"age": "19"}, {"age": "17", "age_group": "child"}),
        ("ar", "سامحني 18 موش 16", {"age": "16"}, {"age": "18", "age_group": "adult"}),
        ("prs", "نی دیروز نبود پریروز بود", {"arrested_when": "دیروز"},
         {"arrested_when": "پریروز"}),
        ("prs", "نی برادرم نیست پسر عمه ام است، و پولیس است نه اردو", {"held_by": "army"},
         {"who_held": "relative", "sex": "male", "held_by": "police", "holder": "police"}),
        # Arabic amid English, to whom we answer in English.
        ("en", "الجيش", {}, {"held_by": "army", "holder": "army"}),
        ("en", "not Hebron, Nablus", {"place": "Hebron"},
         {"country": "palestine", "place": "Nablus"}),
        ("ar", "لا مش الخليل، نابلس", {"place": "Hebron"},
         {"country": "palestine", "place": "Nablus"}),
        # A word is enough where it can be of nothing else.
        ("ar", "ضغط", {}, {"ill": "yes", "condition": "yes"}),
        ("ar", "وقع", {}, {"questioned": "signed"}),
        # To be questioned follows an arrest, and tells of no other.
        ("ar", "حققوا معه", {}, {"questioned": "questioned"}),
        # Who else is ill is not who is held.
        ("ar", "أبوه مريض بالقلب", {}, {}),
        ("en", "my mother is sick", {}, {}),
    ],
)  # fmt: skip
def test_what_is_said_of_somebody_held_is_theirs(
    language: str, text: str, known: dict[str, str], told: dict[str, str]
) -> None:
    assert told_in(text, language=language, now=NOW, known={**HELD, **known}) == told


@pytest.mark.parametrize(
    ("language", "text"), [("en", "he is 17"), ("ar", "الشرطة"), ("en", "he is ill")]
)
def test_where_nobody_is_known_to_be_held_the_same_words_tell_nothing(
    language: str, text: str
) -> None:
    assert told_in(text, language=language, now=NOW) == {}


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("ar", "الجيش دخل علينا الفجر واخد ابني محمود عمرو 19 سنة", "الفجر"),
        ("ar", "اخدو اخوي الصبح عندو 20 سنة", "الصبح"),
        ("ar", "أنا موقوفة في المطار منذ الصباح بسبب مقال كتبته وعمري ٣١ سنة", "منذ الصباح"),
    ],
)
def test_an_age_leaves_the_time_as_it_was_told(language: str, text: str, when: str) -> None:
    assert told_in(text, language=language, now=NOW)["arrested_when"] == when


def test_who_is_held_tells_their_own_age() -> None:
    told = told_in("i am 15 and the police arrested me in Tunis", language="en", now=NOW)

    assert told["who_held"] == "self"
    assert told["age"] == "15"


@pytest.mark.parametrize(
    ("language", "text", "tells"),
    [
        ("fr", "j'ai 16 ans et la police m'a arrêté à Tunis", True),
        ("prs", "پولیس دیروز شام پسرم را در هرات گرفت، ۱۶ ساله است", True),
        (None, "help they took my brother in Tunis", True),
        ("en", "how long can the police hold my brother", False),
        ("en", "what are the rights of a child in Tunis", False),
        ("en", "hello", False),
    ],
)
def test_an_arrest_is_told_by_who_and_where_or_when(
    language: str | None, text: str, tells: bool
) -> None:
    assert tells_of_an_arrest(told_in(text, language=language, now=NOW)) is tells


def test_a_time_is_that_of_the_place_that_the_message_names() -> None:
    # At 2 in the morning UTC it is half past 8 in Myanmar: 7 is past there, and only there.
    now = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)

    told = told_in("they took my son in Mandalay today at 7 am", language="en", now=now)

    assert "arrested_when" in told


@pytest.mark.parametrize("known", ["Kathmandu", "Lalitpur"])
@pytest.mark.parametrize("text", ["no, Patan not Kathmandu", "Kathmandu haina Patan ho"])
def test_a_place_put_right_stays_right_when_it_is_said_again(text: str, known: str) -> None:
    language = "ne" if "haina" in text else "en"

    told = told_in(
        text, language=language, now=NOW,
        known={"who_held": "relative", "country": "nepal", "place": known},
    )  # fmt: skip

    assert told["place"] == "Lalitpur"


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("he turned 18 last month", False),
        ("no he turned 18 last month", False),
        ("sorry, not Tuesday, Monday", True),
        ("no, they arrested him yesterday", True),
    ],
)
def test_a_time_beside_an_age_is_not_of_the_arrest(text: str, is_told: bool) -> None:
    known = {"who_held": "relative", "arrested_when": "on Tuesday"}

    told = told_in(text, language="en", now=NOW, known=known, asked="age_group")

    assert ("arrested_when" in told) is is_told


@pytest.mark.parametrize(
    ("language", "text", "when"),
    [
        ("ar", "خويا شدوه البوليس توا عندو 16 سنة", None),
        ("ar", "weldi 3andou 17 ans hezzouh el 7akem", None),
        ("ar", "5ouya hezzouh el police lbera7 3andou 17 ans", "lbera7"),
        ("ar", "اخوي اسير صارله 10 سنين", "صارله 10 سنين"),
        ("prs", "بچیم ۱۷ ساله اس دیروز پولیس گرفت", "دیروز"),
        ("ar", "wlad 3ammi tnen a5adohom el jesh mbare7", "mbare7"),
    ],
)
def test_an_age_or_a_number_of_people_is_no_time(
    language: str, text: str, when: str | None
) -> None:
    told = told_in(text, language=language, now=NOW)

    assert told.get("arrested_when") == when


@pytest.mark.parametrize("asked", ["arrested_when", "safe"])
def test_now_is_a_time_where_it_was_asked_for_and_else_a_greeting(asked: str) -> None:
    told = told_in("هلا", language="ar", now=NOW, known={"country": "palestine"}, asked=asked)

    assert told.get("arrested_when") == ("هلا" if asked == "arrested_when" else None)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("prs", "نی ببخشین مریض نیست", {"condition": "no", "ill": "no"}),
        ("ar", "لا مش مريض", {"condition": "no", "ill": "no"}),
        ("en", "sorry not ill, he is hurt", {"condition": "yes", "hurt": "yes"}),
    ],
)
def test_a_correction_denies_an_illness_that_was_told(
    language: str, text: str, told: dict[str, str]
) -> None:
    known = {"who_held": "relative", "condition": "yes", "ill": "yes"}
    read = told_in(text, language=language, now=NOW, known=known)

    assert {name: read[name] for name in told} == told


@pytest.mark.parametrize(
    ("language", "text", "asked", "known", "is_taken"),
    [
        ("my", "manay ka nya 11 nar yi lout", "condition", HELD, True),
        ("en", "yesterday evening", "age_group", HELD, True),
        # That is when they were questioned, or of something else that is told already.
        ("en", "yesterday evening", "questioned", HELD, False),
        ("en", "yesterday evening", "condition", {**HELD, "arrested_when": "at noon"}, False),
        ("en", "ill since yesterday evening", "condition", HELD, False),
    ],
)
def test_a_time_alone_is_that_of_the_arrest_while_that_is_not_told(
    language: str, text: str, asked: str, known: dict[str, str], is_taken: bool
) -> None:
    told = told_in(text, language=language, now=NOW, known=known, asked=asked)

    assert ("arrested_when" in told) is is_taken


@pytest.mark.parametrize(
    ("intent", "text", "told"),
    [
        # Whatever the words for an arrest are.
        ("report_arrest", "my son is catched, police in Pokhara, yesterday evening",
         {"held_by": "police", "arrested_when": "yesterday evening"}),
        ("report_mistreatment", "soldiers broke his teeth with a gun", {"held_by": "army"}),
        # Police who do not hold them, and what happened in prison at night.
        ("find_detainee", "we went to four police stations and all say not here", {}),
        ("report_mistreatment", "they wake him at night with cold water", {}),
        ("report_arrest", "they catched my cousin, a former army officer, yesterday",
         {"arrested_when": "yesterday"}),
        # Of the day on which they were let go.
        ("report_arrest", "police held me in Monywa, i was released this morning",
         {"held_by": "police"}),
    ],
)  # fmt: skip
def test_a_first_message_tells_who_and_when_by_what_it_means(
    intent: str, text: str, told: dict[str, str]
) -> None:
    read = told_in(text, language="en", now=NOW, is_held=True, intent=intent)

    names = ("held_by", "arrested_when")
    assert {name: read[name] for name in names if name in read} == told


def test_when_we_may_write_is_no_time_of_an_arrest() -> None:
    known = {"who_held": "relative"}

    assert (
        told_in("yes but only write at night", language="en", now=NOW, known=known, asked="safe")
        == {}
    )


def test_a_time_is_read_again_though_the_language_is_taken_for_its_neighbour() -> None:
    when = when_of("اول امس في الليل", language="prs", zone=zone_of("tunisia"), told_at=NOW)

    assert (when.start.month, when.start.day, when.start.hour) == (3, 9, 18)
