"""How people leave a question out, do not know, correct, agree, and tell that somebody is free."""

import pytest

from helpline.referrals.wording import (
    begins_not_known,
    corrects,
    intent_of_signs,
    is_no_name,
    leaves_out,
    says_not_known,
    says_released,
)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "०",
        " ٠ ",
        "ما نحبش",
        "ma n7ebch",
        "mane7kich",
        "گفته نمیتوانم",
        "namekhayom begom",
        "skip",
        "Next!",
        "မပြောချင်ဘူး",
        "မပြောချင်ပါ",
        "je ne veux pas dire",
        "i dont want to write it",
    ],
)
def test_a_question_is_left_out(text: str) -> None:
    assert leaves_out(text)


def test_a_name_that_begins_as_skip_does_leaves_nothing_out() -> None:
    assert not leaves_out("ကျော်ဇေယျ")


@pytest.mark.parametrize(
    "text",
    ["idk", "I don't know", "i dont know his name", "we really don't know", "ما بعرف", "थाहा छैन",
     "မသိဘူး", "နာမည်မသိဘူး", "namedanam", "ما منعرف", "hich namedanem", "havent seen him",
     "on l'a pas vu", "भेटेको छैन", "မတွေ့ရသေးဘူး", "نه مې دی لیدلی", "ما شفناه",
     "ولا خبر", "لا خبر", "ma na3rch", "ma 3refna", "ماناش عارفين", "ما عرفناش",
     "nameduanim", "نمیدانیم", "na poegam", "za na poyigum",
     "ma thi par buu", "tha chhaina", "ma fi khabar",
     "والله ما عنا علم", "احوال نداریم", "ما خبرونا", "من وين بدي اعرف", "chm3arrefni",
     "از کجا بدانم"],
)  # fmt: skip
def test_not_to_know_may_be_said_in_a_few_words_more(text: str) -> None:
    assert says_not_known(text)


@pytest.mark.parametrize(
    "text", ["မသိဘူး ယူနီဖောင်းမပါဘူး", "i dont know they wear masks", "na poegam sok wo"]
)
def test_not_to_know_may_come_first(text: str) -> None:
    assert begins_not_known(text)


@pytest.mark.parametrize(
    "text", ["Nablus", "i dont know for sure but my uncle saw him at the station", "10", ""]
)
def test_what_tells_more_is_no_ignorance(text: str) -> None:
    assert not says_not_known(text)


@pytest.mark.parametrize(
    "text",
    ["no", "No.", "YES", "none", "non", "لا", "la", "نعم", "نه", "nakhair", "هو", "छैन", "नाम छैन",
     "naam chaina", "မရှိဘူး", "ဟုတ်ကဲ့", "-", "...", "👎"],
)  # fmt: skip
def test_a_yes_or_no_is_no_name(text: str) -> None:
    assert is_no_name(text)


@pytest.mark.parametrize(
    "text", ["Noor", "No Name Thapa", "Laila", "Ali", "+1 555 0101", "နော်", "हरि", "لؤي"]
)
def test_a_name_is_one_though_it_begins_as_a_no_does(text: str) -> None:
    assert not is_no_name(text)


@pytest.mark.parametrize(
    "text",
    ["no, Friday", "not Hebron, Nablus", "la2 nablus", "non pardon, vendredi", "होइन, शुक्रबार"],
)
def test_a_correction_is_known_by_its_words(text: str) -> None:
    assert corrects(text)


@pytest.mark.parametrize("text", ["i know", "in Nablus", "နောက်မှ", ""])
def test_what_corrects_nothing_is_no_correction(text: str) -> None:
    assert not corrects(text)


@pytest.mark.parametrize(
    ("text", "intent"),
    [("👍", "affirm"), ("👍🏽", "affirm"), ("✅ 👌", "affirm"), ("👎", "deny"), ("❌", "deny"),
     ("😭", None), ("👍👎", None), ("👍 he is 16", None), ("", None)],
)  # fmt: skip
def test_signs_alone_answer_yes_or_no(text: str, intent: str | None) -> None:
    assert intent_of_signs(text) == intent


@pytest.mark.parametrize(
    "text",
    ["he is free! thank god", "they released him today", "il est libre, merci",
     "طلع من السجن الحمد لله", "آزاد شد", "خوشې شو", "भाइ छुट्यो", "riha bhayo", "လွတ်လာပြီ", "saybouh",
     "अहिले छोडिदिए", "kor ta raghai", "အိမ်ပြန်ရောက်ပြီ", "روحوه", "طلع اليوم الحمدلله",
     "افرجوا عنو", "ابني رجع عالبيت", "rje3 lel dar", "امروز ایلایش کردند شکر", "رها کدنش",
     "ilayash kardand", "my brother is home now", "प्रहरीले छोडेर घर आयो",
     "police let him go, he is home now"],
)  # fmt: skip
def test_somebody_was_let_go(text: str) -> None:
    assert says_released(text, language=None)


@pytest.mark.parametrize(
    "text",
    ["when will he be free?", "he is free?", "they did not let him go", "if we pay he is free",
     "my husband didnt come home", "he hasn't come home yet", "nobody let him go",
     "all came home except my son",
     "they say he was released but he is not here", "လွတ်လာပြီလား", "प्रेसर छ औषधि घरमै छुट्यो",
     "malai chodyo but sathi haru bhitrai chan", "they released him but my cousin is still inside",
     "is it free", "ما أفرجوا عنه"],
)  # fmt: skip
def test_hopes_questions_and_denials_set_nobody_free(text: str) -> None:
    assert not says_released(text, language=None)


@pytest.mark.parametrize(
    ("text", "language"),
    [("police came home and took my son", "en"), ("an old friend got arrested back home", "en"),
     ("he got out of the car and they arrested him", "en"),
     ("I am writing about my cousin back home", "en"),
     ("la police est rentrée à la maison et a pris mon frère", "fr"),
     ("رجع للبيت من الشغل شدوه", "ar"), ("5arjouh mel dar fi nos ellil w hazzouh", "ar"),
     ("प्रहरी घर आयो र छोरालाई लग्यो", "ne"), ("police ghar aayo ani bhai lai lagyo", "ne"),
     ("အလုပ်က အိမ်ပြန်လာပြီး ရဲက ဖမ်းသွားတယ်", "my"), ("پولیس خانه آمد برادرم را برد", "prs"),
     ("polis khana amad shawharem ra bord", "prs"),
     ("پولیس کور ته راغله او ورور مې یې بوتلو", "ps"),
     ("taliban kor ta raghle zoy me ye botlo", "ps")],
)  # fmt: skip
def test_who_came_home_and_took_somebody_set_nobody_free(text: str, language: str) -> None:
    assert not says_released(text, language=language)
