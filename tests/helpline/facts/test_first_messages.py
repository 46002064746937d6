"""However a family says that one of theirs was taken, it is read."""

from __future__ import annotations

import pytest

from helpline.facts import read_facts
from helpline.facts.sightings import Context
from helpline.i18n import LANGUAGES

LANGUAGE_OF = {
    writing: code for code, language in LANGUAGES.items() for writing in language.writings
}
TOLD = {
    "ar": [
        "ابني اخذه الجيش", "أخي قبضت عليه الشرطة", "ولدي هزاتو الشرطة", "خويا شداتو البوليسية",
        "اخوي مسكه الجيش على الحاجز", "زوجي اقتادته الشرطة", "ابني مقبوض عليه", "قبضوا على ابني",
        "حاجزين اخوي", "ابني تم توقيفه", "تم احتجاز والدي", "احتجزوا اختي في المطار",
        "خويا رفعوه من القهوة", "حبسوا بابا",
    ],
    "ar-Latn": [
        "a5ouy i3takaloh", "jozi mawkouf", "el police hazet 5ouya", "masakou a5ouy", "5dhaw 5ouya",
        "5ouya fi garde a vue", "akhi m3ta9al", "3and el boulisiya 5ouya", "9abdhou 3la 5ouya",
        "a5oy msakto el shorta", "5ouya mchedoud", "tchadd 5ouya elbera7", "rajli mhezzinou",
        "7ajzou o5ti", "okhti mo7tajaza", "5taf el jeish ebni", "ebni end el jesh",
    ],
    "en": [
        "police came and took dad", "my boy is with the police", "police station has my brother",
        "they dragged my husband out", "police catch my son yesterday", "they locked my brother up",
        "the police wont let my brother go", "my son was stopped at checkpoint and taken",
    ],
    "fr": [
        "mon fils embarqué hier", "la police est venue chercher mon fils",
        "mon fils est chez la police", "arrestation de mon frere",
    ],
    "prs": [
        "شوهرم نزد پولیس است", "برادرمه طالبا بردن", "پسرم پیش طالبان است", "برادرم بندیست",
        "پدرم در نظارت خانه است", "برادرم اسیر شده",
    ],
    "prs-Latn": ["bradarma taliban bord", "shawharema taliba bordan", "bradarem bandist"],
    "ps": [
        "پلار مې په جېل کې دی", "زما زوی گرفتار شو", "ورور مې د طالبانو سره دی",
    ],
    "ps-Latn": [
        "plar me pa jail ke dai", "zama merra ye niwale dai", "zoy me polis bot",
        "talibano me wror wniw",
    ],
    "ne": ["दाजु थुनिनुभयो"],
    "ne-Latn": ["mama lai pakdyo police le", "mero bhai kidnap bhayo sena le"],
    "my": ["အဖိုးကို ဖမ်းသွားတယ်"],
}  # fmt: skip
NOT_TOLD = {
    "ar": ["ماذا يحدث إذا اعتقلت الشرطة أخي", "اذا اخذوا ابني شو اعمل", "لو شدو خويا"],
    "ar-Latn": ["dhahab ommi a5dhouh fel perquisition"],
    "prs-Latn": ["tela zanma ra da talashi bordan"],
}


@pytest.mark.parametrize(
    ("language", "text"), [(each, text) for each in TOLD for text in TOLD[each]]
)
def test_who_was_taken_is_read_whatever_the_words(language: str, text: str) -> None:
    who = read_facts(text, language=LANGUAGE_OF[language]).who_held

    assert who is not None
    assert who.value == "relative"


@pytest.mark.parametrize(
    ("language", "text"), [(each, text) for each in NOT_TOLD for text in NOT_TOLD[each]]
)
def test_what_would_happen_if_somebody_were_taken_tells_of_nobody_held(
    language: str, text: str
) -> None:
    assert read_facts(text, language=LANGUAGE_OF[language]).who_held is None


def test_who_was_arrested_themselves_is_told_from_whose_relative_was() -> None:
    himself = read_facts("قبضوا علي الشرطة", language="ar").who_held
    son = read_facts("قبضوا على العامل اللي عندي في المحل", language="ar").who_held

    assert himself is not None
    assert himself.value == "self"
    assert son is None


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("j'ai 16 ans la police m'a emmenée au poste, je suis seule", "female"),
        ("la police ma arretée je suis au poste", "female"),
        ("la police ma arreté je suis au poste", None),
    ],
)
def test_french_tells_by_its_endings_that_a_girl_writes(text: str, sex: str | None) -> None:
    told = read_facts(text, language="fr").sex

    assert (None if told is None else told.value) == sex


@pytest.mark.parametrize(
    ("language", "text", "holder"),
    [
        ("ar", "من الفجر في رام الله الجيش", "army"),
        ("en", "last night in Hebron army", "army"),
        ("ne", "hijo rati pokhara ma prahari", "police"),
        ("en", "his brother works for the army in Hebron", None),
    ],
)
def test_few_words_that_tell_where_tell_who_holds_them(
    language: str, text: str, holder: str | None
) -> None:
    told = read_facts(text, language=language, context=Context(who_held="relative")).held_by

    assert (None if told is None else told.value) == holder


def test_a_greeting_before_ones_brother_greets_no_brother() -> None:
    who = read_facts("سلام ورور مې طالبانو بوتلی", language="ps").who_held

    assert who is not None
    assert who.value == "relative"


def test_a_child_who_writes_of_both_parents_is_not_held() -> None:
    facts = read_facts(
        "mom and dad both gone. army came at night. i am 14",
        language="en",
        context=Context(is_held=True),
    )

    assert (facts.who_held.value, facts.people_held.value, facts.age) == ("relative", "2", None)
