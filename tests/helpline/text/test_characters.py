import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.text.characters import (
    clean,
    digits_to_ascii,
    script_of,
    truncate_graphemes,
    without_bidi,
)
from helpline.text.normalise import fold

ANY_TEXT = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("nul\x00 and bell\x07", "nul and bell"),
        ("line\r\nend\rs", "line\nend\ns"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("noncharacter \ufffe", "noncharacter \ufffd"),
        ("bidi \u202e stays", "bidi \u202e stays"),
        ("नेपाली, မြန်မာ, پښتو", "नेपाली, မြန်မာ, پښتو"),
    ],
)
def test_27_29_clean_keeps_words_and_drops_what_cannot_be_stored(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(ANY_TEXT)
def test_27_29_clean_makes_any_text_fit_to_encode_and_leaves_a_clean_one_alone(text: str) -> None:
    cleaned = clean(text)

    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "၀၁၂၃၄၅၆၇၈၉", "０１２３４５６７８９"]
)
def test_48_digits_of_every_script_are_read(digits: str) -> None:
    assert digits_to_ascii(digits) == "0123456789"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("၁ဝ နာရီ", "10 နာရီ"),
        ("၁ဝရက်", "10ရက်"),
        ("၂ဝ၂၆", "2026"),
        ("ဝ၉ ၁ဝဝ", "09 100"),
        # A letter as well.
        ("၂ဝယ်", "2ဝယ်"),
        ("ဝ ၅", "ဝ ၅".replace("၅", "5")),
        ("၃ဝါ", "3ဝါ"),
    ],
)
def test_48_a_letter_typed_for_the_burmese_zero_is_read_as_one(typed: str, read: str) -> None:
    assert digits_to_ascii(typed) == read


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hello", "Latn"),
        ("سلام", "Arab"),
        ("नमस्ते ok", "Deva"),
        ("မင်္ဂလာပါ", "Mymr"),
        ("123 ?!", "Zyyy"),
        ("😀", "Zyyy"),
        ("Привет", "Zyyy"),
    ],
)
def test_script_of_most_letters(text: str, script: str) -> None:
    assert script_of(text) == script


def test_32_truncation_never_cuts_what_people_see_as_one_character() -> None:
    family = "👨‍👩‍👧‍👦"

    assert truncate_graphemes(f"ab{family}", 5) == "ab"
    assert truncate_graphemes("कि" * 3, 3) == "कि"
    assert truncate_graphemes("short", 10) == "short"


def test_30_bidi_characters_are_dropped_from_names() -> None:
    assert without_bidi("gpj\u202eexe.\u2066x\u2069") == "gpjexe.x"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("أحمد", "احمد"),
        ("علي", "علی"),
        ("كتاب", "کتاب"),
        ("مدرسة", "مدرسه"),
        ("مُحَمَّد", "محمد"),
        ("سلاااااام", "سلاام"),
        ("می\u200cخواهم", "میخواهم"),
        ("ﻣﺤﺎﻡ", "محام"),
        ("۱۲۳", "123"),
        ("HELLO", "hello"),
        ("étage", "e\u0301tage"),
        ("चाँद", "चांद"),
        ("क्या।", "क्या."),
        ("pleeeease", "pleease"),
        ("  two   spaces ", "two spaces"),
    ],
)
def test_fold_brings_spellings_of_one_word_together(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


@given(ANY_TEXT)
def test_fold_of_a_folded_text_changes_nothing(text: str) -> None:
    folded = fold(text)

    assert fold(folded) == folded
