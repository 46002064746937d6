"""What somebody is called: in an answer to just that, and beside the word for who they are."""

from __future__ import annotations

import pytest

from helpline.facts import Context, read_facts

OF_A_NAME = Context(who_held="relative", is_held=True, asked="held_name")


@pytest.mark.parametrize(
    ("language", "answer", "name"),
    [
        ("en", "usko naam Sandip ho", "Sandip"),
        ("ne", "Sandip Rai ho", "Sandip Rai"),
        ("ne", "उसको नाम सन्दीप राई हो", "सन्दीप राई"),
        ("en", "my cousin name is Oussama", "Oussama"),
        ("en", "his name is Karim Ben Ali Trabelsi, 24", "Karim Ben Ali Trabelsi"),
        ("en", "Karim is his name", "Karim"),
        ("en", "name: Ali Hassan", "Ali Hassan"),
        ("fr", "son nom c'est Aymen Jaziri", "Aymen Jaziri"),
        ("fr", "mon fils sappelle Yassine Ben Romdhane", "Yassine Ben Romdhane"),
        ("fr", "weldi ismou Aziz", "Aziz"),
        ("fr", "le grand c Seif Ben Ahmed", "Seif Ben Ahmed"),
        ("ar", "اسمه محمد بن علي", "محمد بن علي"),
        ("prs", "nam ish Farid ast", "Farid"),
        ("prs", "نام برادرم جواد احمدی است", "جواد احمدی"),
        ("ps", "num ye Gul Khan dai", "Gul Khan"),
        ("ps", "زما د ورور نوم احمد دی", "احمد"),
        ("my", "သူ့နာမည်က ကိုအောင်ပါ", "ကိုအောင်"),
    ],
)
def test_words_around_a_name_are_no_part_of_it(language: str, answer: str, name: str) -> None:
    assert read_facts(answer, language=language, context=OF_A_NAME).values()["held_name"] == name


@pytest.mark.parametrize("answer", ["his name is not known", "Nam Tun", "Ko Ho", "Namgyal Sherpa"])
def test_a_name_that_looks_like_such_words_is_left_whole(answer: str) -> None:
    assert "held_name" not in read_facts(answer, language="en", context=OF_A_NAME).values()


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "my brother Karim was arrested this morning in Nabeul by police", "Karim"),
        ("en", "police took my son Ahmad Saleh in Hebron", "Ahmad Saleh"),
        ("en", "they arrested my husband, Yusuf, at home", "Yusuf"),
        ("fr", "mon frère Karim a été arrêté à Sfax", "Karim"),
        ("ne", "mero bhai Ram lai police le lagyo", "Ram"),
        # Where no capital letter shows it.
        ("ar", "الجيش اخد ابني محمود عمرو ١٩ سنة", "محمود"),
        ("ar", "اعتقلوا اخوي علي على الحاجز", "علي"),
        ("ar", "شدو خويا عبد الرحمن في صفاقس", "عبد الرحمن"),
        ("ar", "اخدو ابن عمي نور الدين من بيتا", "نور الدين"),
        ("ar", "chaddou khouya amine fi sousse", "amine"),
        ("prs", "برادرم حمید الله را طالبان بردند", "حمید الله"),
        ("prs", "beradaram hamid ra bordan", "hamid"),
    ],
)
def test_a_name_is_read_beside_who_they_are(language: str, text: str, name: str) -> None:
    assert read_facts(text, language=language).values()["held_name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "My Brother Was Arrested",
        "My brother Nablus police took him",
        "my brother Please help they took him",
        "my son HELP police took him",
        "my uncle Taliban took him",
        "my brother Monday was taken by police",
        "the police arrested my brother Yesterday",
        "they took my brother Karim and my sister Leila",
    ],
)
def test_other_words_in_capital_letters_are_no_name(text: str) -> None:
    assert "held_name" not in read_facts(text, language="en").values()


@pytest.mark.parametrize(
    ("language", "text", "many"),
    [
        ("en", "my cousins Ali and Omar were taken by army", "2"),
        ("en", "my sons Ahmad, Ali and Omar are arrested", "3"),
        ("en", "they took my brother Karim and my sister Leila", "2"),
        ("en", "my brother and 2 cousins were arrested", "3"),
        ("en", "2 cousins were arrested in Nablus", "2"),
        ("en", "police took 2 my sons", "2"),
        ("fr", "ils ont pris 2 cousins", "2"),
        ("fr", "mes cousins Ali et Omar ont été arrêtés", "2"),
    ],
)
def test_as_many_are_held_as_are_named_or_counted(language: str, text: str, many: str) -> None:
    assert read_facts(text, language=language).values()["people_held"] == many


@pytest.mark.parametrize(
    "text",
    [
        "my husband was arrested, he has 2 children",
        "they arrested 2 friends of my son",
        "my brother Karim and Police came to arrest him",
    ],
)
def test_others_that_are_counted_or_joined_are_not_held(text: str) -> None:
    assert "people_held" not in read_facts(text, language="en").values()


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("en", "my father Abu Khaled 62 years from Hebron was arrested", "62"),
        ("fr", "mon fils Ali 16 ans arrêté à Sfax", "16"),
        ("ne", "mero bhai Ram 22 barsa lai police le lagyo", "22"),
        ("en", "my brother Karim 10 years in jail", None),
        ("en", "my husband worked there 15 years police arrested him", None),
    ],
)
def test_an_age_is_read_behind_a_name(language: str, text: str, age: str | None) -> None:
    assert read_facts(text, language=language).values().get("age") == age


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("ne", "sorry naam Ramesh hoina, Rajesh Sah ho", "Rajesh Sah"),
        ("en", "sorry, not Ramesh. Rajesh", "Rajesh"),
        ("fr", "pardon c pas Ramesh, c Rajesh", "Rajesh"),
        ("en", "Ramesh is not eating, he is sick", None),
        ("en", "they dont let Ramesh sleep, please help", None),
    ],
)
def test_a_name_is_put_right(language: str, text: str, name: str | None) -> None:
    context = Context(who_held="relative", corrected={"held_name": "Ramesh Sah"})

    assert read_facts(text, language=language, context=context).values().get("held_name") == name


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("en", "police take my sister in Mandalay, she is student 20 yr", "20"),
        ("fr", "ma soeur est arrêtée à Sfax, elle est étudiante 20 ans", "20"),
    ],
)
def test_an_age_is_read_behind_what_somebody_does(language: str, text: str, age: str) -> None:
    assert read_facts(text, language=language).values()["age"] == age


@pytest.mark.parametrize(
    ("text", "name"),
    [("i am Sohrab", "Sohrab"), ("je suis Ines", "Ines"), ("i am his mother", None)],
)
def test_who_is_held_tells_a_name_of_their_own(text: str, name: str | None) -> None:
    context = Context(who_held="self", is_held=True, asked="held_name")

    assert read_facts(text, language="en", context=context).values().get("held_name") == name


def test_an_arrest_is_told_in_the_present_of_a_second_language() -> None:
    told = read_facts("my grandson Adam take him army from Tulkarm camp", language="en").values()

    assert (told["held_name"], told["holder"]) == ("Adam", "army")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("मेरी १६ वर्षकी छोरी सीतालाई आज बिहान समात्यो", "सीता"),
        ("मेरो भाइ दिनेश थापालाई प्रहरीले समात्यो", "दिनेश थापा"),
        ("mero bhai ramesh lai pokhara ma prahari le samatyo", "ramesh"),
        ("दाइ जेलमा छ", None),
    ],
)
def test_a_nepali_name_stands_beside_whom_it_is_of_with_what_hangs_on_it(
    text: str, name: str | None
) -> None:
    told = read_facts(text, language="ne").held_name

    assert (None if told is None else told.value) == name


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "it is Samira and Leila", "Samira and Leila"),
        ("fr", "ils s'appellent Sami et Nader", "Sami et Nader"),
        ("ar", "asmahom Rami w Khalil", "Rami w Khalil"),
        ("prs", "namesh Farid wa Jawid", "Farid wa Jawid"),
        ("ps", "num ye Ahmad aw Mahmud dai", "Ahmad aw Mahmud"),
        ("ne", "उनको नाम राम र श्याम हो", "राम र श्याम"),
        ("en", "his name is Omar and he is ill", "Omar"),
    ],
)
def test_an_answer_that_names_two_has_both_names(language: str, text: str, names: str) -> None:
    told = read_facts(text, language=language, context=OF_A_NAME).values()

    assert told["held_name"] == names
