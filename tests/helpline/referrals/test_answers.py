"""What a few words answer to a question of the intake."""

from __future__ import annotations

import pytest

from helpline.i18n import LANGUAGES
from helpline.referrals.answer_words import _folded
from helpline.referrals.answers import (
    age_and_sex,
    age_in,
    guesses,
    held_person,
    names_a_way,
    yes_or_no,
)
from helpline.referrals.health import is_well
from helpline.referrals.phone_safety import is_safe, is_unsafe


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("no, police have my phone and read it", "en", "deny"),
        ("yes it is safe", "en", "affirm"),
        ("oui je peux écrire ici", "fr", "affirm"),
        ("non ils regardent", "fr", "deny"),
        ("yes safe cha", "ne", "affirm"),
        ("ey, w houwa 3omrou 19", "ar", "affirm"),
        ("اي امان", "ar", "affirm"),
        ("لا مش آمن", "ar", "deny"),
        ("ဟုတ်ကဲ့ ရေးလို့ရတယ်", "my", "affirm"),
        ("မဟုတ်ဘူး သူများဖတ်တယ်", "my", "deny"),
        ("हो सुरक्षित छ", "ne", "affirm"),
        # Who writes romanised is often taken to write English.
        ("bale safe ast", "en", "affirm"),
        # French for "the", which is no "no" of Arabizi.
        ("la police le lit", "fr", None),
        ("no idea at all", "en", None),
        ("no one knows", "en", None),
        ("لا احد يعرف", "ar", None),
        ("نه پوهېږو چې څه شول", "ps", None),
        ("nothing", "en", None),
        ("", "en", None),
    ],
)
def test_an_answer_that_begins_with_yes_or_no_says_so(
    text: str, language: str, meant: str | None
) -> None:
    assert yes_or_no(text, language=language) == meant


@pytest.mark.parametrize(
    ("text", "language", "held"),
    [
        ("me", "en", "self"),
        ("my cousin", "en", "relative"),
        ("coworker", "en", "other"),
        ("brothr", "en", "relative"),
        ("moi", "fr", "self"),
        ("le fils de mon voisin de palier à Sfax", "fr", None),
        ("wled khalti", "ar", "relative"),
        ("सन्तोष मेरो भाइ", "ne", "relative"),
        ("za pakhpala", "ps", "self"),
        ("आफैं हो", "ne", "self"),
        ("ကျွန်မကိုယ်တိုင်ပါပဲ", "my", "self"),
        ("သား", "my", "relative"),
        ("our neighbour", "en", "other"),
        ("un collègue", "fr", "other"),
        ("hamkarem", "prs", "other"),
        ("سيدي", "ar", "relative"),
        ("my friend and neighbour", "en", None),
        ("help me", "en", None),
    ],
)
def test_who_is_held_is_told_in_a_word(text: str, language: str, held: str | None) -> None:
    assert held_person(text, language=language) == held


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("၂၄ နှစ်", 24),
        ("२१ वर्ष", 21),
        ("no, 35", 35),
        ("no, nineteen", 19),
        ("not 18 yet, 17", 17),
        ("11th grade", None),
        ("18", 18),
        ("under 18 not sure", None),
        ("she was 9 and then 10", None),
        # In words, with hardly one beside it; never of money, days or people.
        ("forty five", 45),
        ("twenty two years", 22),
        ("one of twenty", None),
        ("50 thousand", None),
        ("they asked 20 days", None),
        ("3", None),
        ("16ans", 16),
        # In Arabizi digits are letters.
        ("famma chkoun y9ra hedha", None),
        ("sa77a7 9asra", None),
        ("2019", None),
        ("they took him 20 days ago and nobody tells us anything", None),
    ],
)
def test_the_one_number_in_an_answer_on_age_is_the_age(text: str, age: int | None) -> None:
    assert age_in(text, language="en") == age


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("narina", "ps", {"sex": "male", "age_group": "adult"}),
        ("garçon", "fr", {"sex": "male", "age_group": "child"}),
        ("महिला", "ne", {"sex": "female", "age_group": "adult"}),
        ("a human", "en", {}),
        ("un homme de 30 ans", "fr", {"sex": "male", "age_group": "adult"}),
        ("he was with a woman when they came", "en", {}),
        # A young man of twenty is called so, too.
        ("keta", "ne", {"sex": "male"}),
        ("केटी हो", "ne", {"sex": "female"}),
        ("هلک", "ps", {"sex": "male"}),
        ("ယောက်ျားလေး", "my", {"sex": "male"}),
        ("keta manche", "ne", {"sex": "male", "age_group": "adult"}),
        ("सानो केटा", "ne", {"sex": "male", "age_group": "child"}),
        ("zan, jawan as 25", "prs", {"sex": "female", "age_group": "adult"}),
        ("pirzan", "prs", {"sex": "female", "age_group": "adult"}),
        ("boys, how old i dont know", "en", {"sex": "male"}),
        ("هلکان", "ps", {"sex": "male"}),
    ],
)
def test_a_man_or_a_girl_is_read_in_every_language(
    text: str, language: str, told: dict[str, str]
) -> None:
    assert age_and_sex(text, language=language) == told


@pytest.mark.parametrize(
    ("text", "language", "safe"),
    [
        ("it is safe here", "en", True),
        ("सुरक्षित छ", "ne", True),
        ("it is not safe", "en", False),
        ("सुरक्षित छैन", "ne", False),
        ("safe from whom", "en", False),
        ("هاتفي الخاص ولا يراه أحد", "ar", True),
        ("mobile khodem as kase namebina", "prs", True),
        ("هاتفي الخاص لكن زوجي يراه", "ar", False),
        ("म एक्लै चलाउँछु", "ne", True),
        ("yo mero phone ho", "ne", True),
    ],
)
def test_only_a_whole_message_says_that_it_is_safe(text: str, language: str, safe: bool) -> None:
    assert is_safe("စိတ်ချရပါတယ် သား", language="my")
    assert is_safe(text, language=language) is safe


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my brother uses it too", "en"),
        ("ma sœur l'utilise aussi", "fr"),
        ("اخوي كمان بيستعمله", "ar"),
        ("برادرم هم استفاده میکند", "prs"),
        ("ورور مې یې هم ګوري", "ps"),
        ("पसलेले पनि हेर्छ", "ne"),
        ("အစ်ကိုလည်းသုံးတယ်", "my"),
        ("they check my phone", "en"),
        ("नातिनीले यो मोबाइल चलाउँछे", "ne"),
        ("အိမ်နီးချင်းအဒေါ်ဖုန်း", "my"),
        ("هاد تلفون اختي مش الي", "ar"),
        ("tel mta3 khouya", "ar"),
        ("تلفون دوستم است", "prs"),
        ("mobile e shoharam ast", "prs"),
        ("از من نیست", "prs"),
        ("تلفون همسایه است", "prs"),
    ],
)
def test_a_phone_that_another_has_as_well_is_not_safe(text: str, language: str) -> None:
    assert is_unsafe(text, language=language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my husband reads it too", "en"),
        ("راجلي يقرا فيه زادة", "ar"),
        ("جوزي كمان بقرا عليه", "ar"),
        ("rajli ya9ra fih zeda", "ar"),
        ("شوهرم هم می‌خواند", "prs"),
        ("مېړه مې هم لولي", "ps"),
        ("srimaan le pani padhcha", "ne"),
        ("श्रीमानले पनि पढ्छ", "ne"),
        ("ယောက်ျားလည်း ဖတ်တယ်", "my"),
    ],
)
def test_somebody_who_reads_it_is_named_in_any_language(text: str, language: str) -> None:
    assert is_unsafe(text, language=language)


def test_ones_own_phone_and_one_that_a_sister_lets_us_use_at_ease_are_not_unsafe() -> None:
    assert not is_unsafe("this is my phone", language="en")
    assert not is_unsafe("yes my sister's phone", language="en")
    assert not is_unsafe("मेरो दिदीलाई लगे", language="ne")
    assert not is_unsafe("تلفون خودم است", language="prs")
    assert not is_unsafe("telifouni ena", language="ar")


def test_a_way_to_be_reached_is_named_in_a_few_words() -> None:
    assert names_a_way("only sms", language="en")
    assert not names_a_way("help", language="en")


def test_who_is_well_is_not_ill() -> None:
    assert is_well("الحمد لله كويس", language="ar")
    assert is_well("thik cha", language="ne")
    assert is_well("hamdoullah ça va", language="fr")
    assert is_well("no hes ok thank god", language="en")
    assert is_well("ژاړي خو ښه ده", language="ps")
    assert is_well("डर छ तर ठीक छ", language="ne")
    assert is_well("جوړ یم", language="ps")
    assert is_well("ښه دی، ناروغ نه دی", language="ps")
    assert is_well("he is fine, not hurt", language="en")
    assert is_well("မရိုက်ပါဘူး နေကောင်းပါတယ်", language="my")
    assert is_well("nay kaung tal lo pyaw tal", language="my")
    assert is_well("zharhi kho jora da", language="ps")
    assert is_well("نه دی ناروغ", language="ps")
    assert is_well("malai pitena", language="ne")
    assert is_well("نه، نه ده وهل شوې", language="ps")
    assert is_well("केटो ठीक छ तर रुन्छ रे", language="ne")
    assert is_well("होइन घाइते छैन, बिरामी पनि छैन", language="ne")
    assert is_well("no he is fine", language="en")
    assert is_well("i m ok", language="en")
    assert is_well("les deux vont bien", language="fr")
    assert is_well("har duyesh khub astan", language="prs")
    assert is_well("دواړه ښه دي", language="ps")
    assert is_well("duitai thik cha", language="ne")
    assert is_well("الثنين مناح", language="ar")
    assert not is_well("both are not fine", language="en")
    assert not is_well("har duyesh zakhmi ast", language="prs")
    assert not is_well("ښه نه دی", language="ps")
    assert not is_well("होइन", language="ne")
    assert not is_well("he is fine but his arm hurts", language="en")
    assert not is_well("not fine", language="en")
    assert not is_well("နေမကောင်းဘူး", language="my")


def test_a_guess_is_more_than_not_to_know() -> None:
    assert guesses("thaha chaina hetauda tira hola", language="ne")
    assert not guesses("thaha chaina", language="ne")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_every_answer(language: str) -> None:
    assert all(listed.get(language) for listed in _folded().values())


def test_words_that_mean_something_else_elsewhere_are_of_their_language_only() -> None:
    assert yes_or_no("ho", language="ne") == "affirm"
    assert yes_or_no("ho", language="ar") is None


def test_a_word_to_the_reader_takes_nothing_from_its_being_safe() -> None:
    assert is_safe("safe cha sir", language="ne")
    assert is_safe("هو بې خطره دی مننه", language="ps")
    assert not is_safe("hajur sir", language="ne")


def test_to_write_something_down_is_no_way_to_reach_anybody() -> None:
    assert names_a_way("kalmouni fi ay wa9t", language="ar")
    assert names_a_way("په وټساپ غږ پرېږدئ", language="ps")
    for language, text in (
        ("prs", "کابل نوشته کنین"), ("ps", "حاجي ولیکئ"), ("fr", "écrivez Lotfi"),
        ("ar", "ابعثو محامي"),
    ):  # fmt: skip
        assert not names_a_way(text, language=language)
