"""Arabic and Dari as they are said: words hung on others, endings heard, and whose son it is."""

import pytest

from helpline.facts import Context, read_facts
from helpline.facts.facts import Facts


def read(language: str, text: str, asked: str | None = None) -> Facts:
    context = Context(is_held=True, who_held="relative" if asked else None, asked=asked)
    return read_facts(text, language=language, context=context)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("khouya fi lmarsa chaddouh", "La Marsa"),
        ("chaddou weldi fsousse", "Sousse"),
        ("a5adouh bnablus ibni", "Nablus"),
        ("akhoy bl5alil a5aduh", "Hebron"),
    ],
)
def test_a_place_is_read_behind_what_arabizi_hangs_on_it(text: str, place: str) -> None:
    assert read("ar", text).values()["place"] == place


@pytest.mark.parametrize(
    ("said", "written"),
    [("حققوا معو", "حققوا معه"), ("عندو سكري", "عنده سكري"), ("اخدو دواو", "اخدو دواه")],
)
def test_his_is_read_as_it_is_said(said: str, written: str) -> None:
    told, expected = (read("ar", text, "condition").values() for text in (said, written))

    assert told == expected


@pytest.mark.parametrize(
    ("language", "text", "signed"),
    [
        ("ar", "نعم ووقّع دون أن يقرأ", "yes"),
        ("prs", "شصت گرفتن", "yes"),
        ("en", "dont know if he signed", None),
        ("en", "they want him to sign", None),
        ("ar", "ما بعرف اذا وقع", None),
        ("ar", "9alouli sa7e7 w ma sa7a7tech", "no"),
    ],
)
def test_to_sign_is_read_in_an_answer_to_that(language: str, text: str, signed: str | None) -> None:
    assert read(language, text, "questioned").values().get("signed") == signed


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "أكتب نيابة عن جارتي، ابنها موقوف لدى الشرطة"),
        ("ar", "خالتي شدو ولدها في قفصة"),
        ("prs", "همسایه ما بچه اش ره طالبا برد"),
        ("en", "my aunt is crying, her son was arrested by police in Ramallah"),
    ],
)
def test_whose_son_is_held_is_not_held(language: str, text: str) -> None:
    facts = read(language, text).values()

    assert "who_held" not in facts
    assert "sex" not in facts


@pytest.mark.parametrize(
    ("language", "text", "held"),
    [
        ("en", "my son was arrested, his friend was arrested too", "male"),
        ("ar", "اعتقلوا اخوي، زوجته حامل", "male"),
        ("prs", "برادر خوردم ره از تورخم گرفتن", "male"),
        ("prs", "بچه ۱۳ ساله ام را پولیس گرفته", "male"),
        ("prs", "پسر ۱۶ ساله مره پولیس برد", "male"),
        ("prs", "خوارکم ره دیروز پولیس گرفت", "female"),
        ("prs-Latn", "bachai mama em ra talibha da ghor bordan", "male"),
        ("ar", "شدولي ولدي الوحيد", "male"),
        ("ar", "sa7bi ma5dinou el jesh", "male"),
    ],
)
def test_who_is_held_is_read_as_it_is_said(language: str, text: str, held: str) -> None:
    facts = read(language.partition("-")[0], text).values()

    assert (facts["who_held"], facts["sex"]) == ("relative", held)


@pytest.mark.parametrize(
    "text", ["يا خوتي شدولي ولدي وعمره 17", "يا جماعة اخدو ولدي وعمره 17", "ولدي شدوه وعمره 17"]
)
def test_whom_a_message_calls_upon_is_not_held(text: str) -> None:
    assert read("ar", text).values()["age"] == "17"


def test_what_befell_the_writer_before_is_not_of_who_is_held_now() -> None:
    facts = read("ar", "هزوني البوليس البارح و سيبوني وتوا عاودو هزو خويا").values()

    assert facts["who_held"] == "relative"


def test_who_was_taken_with_a_brother_writes_of_himself() -> None:
    assert read("ar", "اعتقلونا انا واخوي عالجسر").values()["who_held"] == "self"


@pytest.mark.parametrize(
    ("language", "text", "group"),
    [
        ("ar", "كبير", "adult"),
        ("ar", "s8ir", "child"),
        ("prs", "کلان است", "adult"),
        ("fr", "majeur", "adult"),
        ("en", "he is a kid", "child"),
        ("en", "he is not a kid", None),
        ("ar", "مش صغير", None),
    ],
)
def test_big_or_small_answers_to_the_age_only(language: str, text: str, group: str | None) -> None:
    assert read(language, text, "age_group").values().get("age_group") == group


def test_a_small_brother_may_be_of_age() -> None:
    assert "age_group" not in read("ar", "اخوي الصغير شدوه").values()


@pytest.mark.parametrize(
    ("text", "age"), [("عمره تسعتاش", "19"), ("عمره ستاشر", "16"), ("3omro tmantash", "18")]
)
def test_ages_between_ten_and_twenty_are_read_as_they_are_said(text: str, age: str) -> None:
    assert read("ar", f"اخوي {text}" if text[0] == "ع" else f"a5oy {text}").values()["age"] == age


def test_where_somebody_works_is_not_who_holds_them() -> None:
    facts = read("ar", "اخي يعمل عند الشرطة واعتقله الجيش").values()

    assert facts["held_by"] == "army"


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("prs", "پرسان کردن", True),
        ("ar", "9a3din ys2lou fiha", True),
        ("ar", "بيحققوا معو هلا", True),
        ("ar", "ما حققوا معو", False),
        ("prs", "tahqiq nashoda", False),
    ],
)
def test_to_ask_is_read_in_an_answer_to_that(language: str, text: str, is_told: bool) -> None:
    told = read(language, text, "questioned").values().get("questioned")

    assert (told == "yes") is is_told
    assert "questioned" not in read("prs", "ما پرسان کردن", "condition").values()


def test_an_age_says_more_than_small() -> None:
    assert "age_group" not in read("ar", "صغير 9", "age_group").values()


def test_who_holds_somebody_is_told_in_a_sentence_of_its_own() -> None:
    told = read("en", "soldiers with guns. in Hebron our house. we was sleeping", "safe").values()

    assert (told["held_by"], told["place"]) == ("army", "Hebron")


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("ne", "aunty lai police le bolayo, ghar aako chaina", "relative"),
        ("en", "police put me in a small room", "self"),
    ],
)
def test_who_is_kept_without_a_word_for_an_arrest_is_read(
    language: str, text: str, who: str
) -> None:
    told = read_facts(text, language=language).values()

    assert (told["who_held"], told["held_by"]) == (who, "police")


def test_my_student_is_no_man() -> None:
    facts = read("prs", "شاگردم را طالبان برد").values()

    assert (facts["who_held"], facts.get("sex")) == ("other", None)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "انا ختيارة حفيدي مسكوه اليهود"),
        ("prs", "من پیرزن هستم نواسه ام را بردند"),
        ("en", "i am an old woman, they took my grandson"),
    ],
)
def test_how_old_the_writer_is_says_nothing_of_who_is_held(language: str, text: str) -> None:
    assert "age_group" not in read(language, text).values()


@pytest.mark.parametrize(
    ("text", "holder"),
    [("اخوي عند الامن الوقائي", "intelligence"), ("اخوي عند الشرطة", "police")],
)
def test_with_whom_somebody_is_held_is_read(text: str, holder: str) -> None:
    assert read("ar", text).values()["holder"] == holder


def test_two_daughters_are_read_in_romanised_dari() -> None:
    facts = read("prs", "dokhtaraem har do ra az course bordan").values()

    assert (facts["who_held"], facts["sex"], facts["people_held"]) == ("relative", "female", "2")


@pytest.mark.parametrize(
    ("language", "text", "fact", "value"),
    [
        ("en", "my bro was took by the cops", "held_by", "police"),
        ("en", "police took someone i know", "who_held", "other"),
        ("en", "police took my friend, male 24", "age", "24"),
        ("ne", "mero sali lai police le samatyo", "sex", "female"),
    ],
)
def test_a_word_for_an_arrest_for_whom_and_how_old_is_known_as_it_is_typed(
    language: str, text: str, fact: str, value: str
) -> None:
    assert read_facts(text, language=language).values()[fact] == value


@pytest.mark.parametrize(
    ("language", "text"), [("en", "he will be 18 in march"), ("fr", "il aura 18 ans en mars")]
)
def test_who_will_be_18_is_not_yet(language: str, text: str) -> None:
    assert read(language, text, "age_group").values()["age_group"] == "child"


@pytest.mark.parametrize(
    ("language", "text", "fact", "value"),
    [
        ("en", "they took my colleague in the hotel, police in plain clothes", "held_by", "police"),
        ("en", "my daughter Prativa 20 arrested in Butwal", "age", "20"),
        ("en", "arrested: my friend Su, 28, female, Yangon", "age", "28"),
        ("fr", "les flics ont embarqué mes 3 potes", "who_held", "relative"),
        ("fr", "la police a pris mon pote, il est presque aveugle", "ill", "yes"),
    ],
)
def test_how_old_how_ill_and_by_whom_is_told_beside_a_name(
    language: str, text: str, fact: str, value: str
) -> None:
    assert read_facts(text, language=language).values()[fact] == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "they didnt ask"),
        ("ar", "مازالو ما بحثوش معاه"),
        ("ar", "لسا ما سألوه"),
        ("ar", "ma ba7thouch m3ah"),
        ("prs", "پرسان نکدن"),
        ("prs", "tahqiq nakada"),
    ],
)
def test_who_was_not_asked_is_not_questioned(language: str, text: str) -> None:
    assert read(language, text, "questioned").values()["questioned"] == "no"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "انا جريح بالمستشفى وعلى الباب جندي"),
        ("ar", "e7na 3 s7ab ma5odin 3nd el jesh"),
        ("ar", "عمري 16 و البوليس خذاوني من الشارع"),
        ("ar", "احنا شباب موقوفين عند الشرطة"),
        ("prs", "ما سه نفر بندی استیم"),
    ],
)
def test_who_writes_from_where_they_are_held_is_held(language: str, text: str) -> None:
    facts = read_facts(text, language=language).values()

    assert facts["who_held"] == "self"


@pytest.mark.parametrize(
    ("language", "text", "fact", "value"),
    [
        ("en", "they took my student... no sorry in Sfax by two policemen", "held_by", "police"),
        ("fr", "ils gardent notre mère à la garde nationale", "who_held", "relative"),
        ("fr", "on est au coeur de Tunis, la police a pris mon frère", "ill", ""),
        ("ne", "mujhe police ne pakad liya hai Birgunj border pe", "who_held", "self"),
    ],
)
def test_who_is_held_and_by_whom_is_read_in_other_words(
    language: str, text: str, fact: str, value: str
) -> None:
    assert read_facts(text, language=language).values().get(fact, "") == value


@pytest.mark.parametrize(
    ("language", "text"), [("fr", "c pas le bon numero dsl khouya"), ("ar", "عفوا الرقم غلط خويا")]
)
def test_a_brother_who_is_only_spoken_to_is_not_held(language: str, text: str) -> None:
    assert "who_held" not in read(language, text).values()


@pytest.mark.parametrize(
    ("language", "text", "fact", "value"),
    [
        ("en", "they will not let me go. im from Ghana", "foreigner", "yes"),
        ("en", "someone took my neighbor, maybe police maybe not", "held_by", ""),
        ("en", "police took my uncle, he has a bad back", "condition", "yes"),
        ("fr", "ils tapent mon frère au poste", "mistreatment", "yes"),
        ("fr", "la police a arrêté ma soeur, ils la questionnent", "questioned", "yes"),
    ],
)
def test_where_from_how_they_are_and_what_is_done_to_them_is_read(
    language: str, text: str, fact: str, value: str
) -> None:
    assert read_facts(text, language=language).values().get(fact, "") == value


def test_a_brother_behind_a_greeting_is_held() -> None:
    assert read("ar", "سلام خويا شدوه في جندوبة").values()["who_held"] == "relative"


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("ar", "il a el sokkor", "ill"),
        ("ar", "3andou mochkla fil 9alb", "ill"),
        ("ar", "sa9ou mkassra", "hurt"),
        ("ar", "il a besoin de dweh", "medicine"),
        ("ar", "dwah ma wsallouch", "medicine"),
        ("prs", "zadan ish sar ish khoon shuda", "hurt"),
        ("prs", "zadan ish sar ish khoon shuda", "mistreatment"),
    ],
)
def test_harm_is_read_as_it_is_said_in_latin_letters(language: str, text: str, kind: str) -> None:
    assert read(language, text, "condition").values()[kind] == "yes"


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("ar", "ابن اختي 14", "14"),
        ("ar", "weld okhti 14", "14"),
        ("prs", "خواهرزاده ام ۱۴", "14"),
        ("en", "my nephew, 14", "14"),
    ],
)
def test_a_number_alone_behind_who_is_held_is_their_age(language: str, text: str, age: str) -> None:
    assert read(language, text, "who_held").values()["age"] == age


def test_who_holds_somebody_stands_with_its_article_behind_a_comma() -> None:
    assert read("ar", "chaddou khouya fi Nabeul, el police").values()["held_by"] == "police"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("الجيش بدورو علي وانا مش بالبيت", "self"),
        ("بدهم اسلم حالي", "self"),
        ("جابوني على المركز", "self"),
        ("el jesh bdawro 3alay", "self"),
        ("ena jabouni lel markez", "self"),
        ("chedouni w saybouni", "self"),
        ("وليدي هزوه البوليسية", "relative"),
        ("جارنا قال اخوي اعتقلوه", "relative"),
        ("zmilti fel 5edma hazzouha", "other"),
        ("جارتنا اخدوها مبارح", "other"),
        ("معانا واحد في الخدمة شدوه", "other"),
        ("ibn jeranna a5adoh", "other"),
        ("نزلوه من الباص", None),
        ("الشرطة بدورو على سيارتي", None),
        ("اذا سلمت البضاعة", None),
    ],
)
def test_who_is_held_or_looked_for_is_read_as_families_say_it(text: str, who: str | None) -> None:
    assert read("ar", text).values().get("who_held") == who


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("ابو تلات اولاد اعتقلوه", "age_group", "adult"),
        ("ام لاربع اولاد اخدوها", "age_group", "adult"),
        ("صاحبي من مالي خذاوه", "foreigner", "yes"),
        ("صاحبي جاي من ليبيا شدوه", "foreigner", None),
        ("sa7bi men mali chaddouh", "foreigner", "yes"),
        ("وليدي خرج للخدمة و ما روحش", "whereabouts_unknown", "yes"),
        ("khouya 5raj essbe7 w ma rawa7ch", "whereabouts_unknown", "yes"),
        ("a5adoh 3ala jisr el karame", "place", "Karama Crossing"),
    ],
)
def test_what_hangs_on_a_person_is_read(text: str, question: str, answer: str | None) -> None:
    assert read("ar", text).values().get(question) == answer
