"""What people see as one word becomes one word, whatever it was typed with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.text.normalise import fold
from helpline.text.zawgyi import is_zawgyi


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Arabic: hamza, alef maksura, teh marbuta, vowel signs, tatweel, presentation forms.
        ("أخي", "اخي"),
        ("مستشفى", "مستشفي"),
        ("محكمة", "محكمه"),
        ("مُحامٍ", "محام"),
        ("محــــامي", "محامي"),
        ("ﻣﺤﺎﻣﻲ", "محامي"),
        # Keyboards of three languages.
        ("وكيل", "وکیل"),
        ("یې", "يي"),
        ("ګرفتار", "گرفتار"),
        # Joiners and marks without width, and a byte order mark.
        ("می‌خواهم", "میخواهم"),
        ("نمی\u200dدانم", "نمیدانم"),
        ("\u202bسلام\u202c", "سلام"),
        ("\ufeffhelp", "help"),
        # Digits of every script.
        ("١٥", "15"),
        ("۱۵", "15"),
        ("१५", "15"),
        ("၁၅", "15"),
        ("１５", "15"),
        # Devanagari nukta and moon, Burmese order of marks.
        ("ज़मानत", "जमानत"),
        ("पाँच", "पांच"),
        ("လုပ့်", "လုပ့်"),
        # Punctuation, case, runs of letters, spaces.
        ("ضرور؟", "ضرور?"),
        ("हो।", "हो."),
        ("HELP", "help"),
        ("pleaaaaase", "pleaase"),
        ("ok   \u00a0 bye", "ok bye"),
        ("J’ai", "j'ai"),
        ("e\u0301tat", "état"),
    ],
)
def test_two_ways_to_type_a_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_never_fails_and_twice_is_once(text: str) -> None:
    folded = fold(text)

    if not is_zawgyi(folded):
        assert fold(folded) == folded
