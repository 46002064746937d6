"""Whether somebody who answers may be written to."""

import pytest

from helpline.referrals.phone_safety import is_half_sure, is_safe, is_unsafe, says_yes_but


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "i guess so"),
        ("en", "not 100 sure"),
        ("fr", "je pense que oui"),
        ("fr", "pas trop"),
        ("ar", "بظن اه"),
        ("ar", "mish kteer"),
        ("ar", "yimken, kamlo"),
        ("ne", "होला"),
        ("ne", "khasai chaina"),
        ("my", "လုံခြုံမယ်ထင်တယ်"),
        ("my", "ရလောက်ပါတယ်"),
        ("prs", "فکر کنم امن اس"),
        ("prs", "fekr mekonom"),
        ("ps", "ښايي، ووایه"),
        ("ps", "ډاډ خو نشته"),
    ],
)
def test_a_guess_is_half_sure(language: str, text: str) -> None:
    assert is_half_sure(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "yea mine"),
        ("fr", "oui c mon tel perso"),
        ("ar", "تليفوني اي"),
        ("ar", "jawwali w ma 7ada bishoufo"),
        ("ne", "safe nai ho"),
        ("ne", "hajur merai ho"),
        ("my", "ကိုယ်ပိုင်ဖုန်းပါ"),
        ("prs", "az khodem as bale"),
        ("ps", "هو زما دی"),
        ("ps", "ho zama khpal de"),
    ],
)
def test_it_is_safe_on_a_phone_of_ones_own(language: str, text: str) -> None:
    assert is_safe(text, language=language)
    assert not is_unsafe(text, language=language)
    assert not is_half_sure(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "it is my mother's and i hold it"),
        ("en", "shop phone"),
        ("fr", "c'est a ma mère mais c moi qui le garde"),
        ("ar", "te3 omi w howa 3andi"),
        ("ar", "تلفون جارتنا"),
        ("ne", "yo chai sister ko ho"),
        ("my", "ဆိုင်ကဖုန်း ငှားသုံးတာ"),
        ("prs", "از مادرم اس خیر اس"),
        ("ps", "da khor mobile de ho"),
        ("ps", "د دوکاندار موبایل دی"),
    ],
)
def test_a_phone_of_somebody_else_is_not(language: str, text: str) -> None:
    assert is_unsafe(text, language=language)


@pytest.mark.parametrize(
    ("text", "is_yes", "is_safe_so"),
    [
        # Haste and a low battery take nothing back.
        ("yes but battery is low", True, True),
        ("1 but hurry", True, True),
        ("1 bas sor3a", True, True),
        ("yes but my brother plays on it", True, False),
        ("no but hurry", False, False),
    ],
)
def test_a_yes_with_more_behind_it(text: str, is_yes: bool, is_safe_so: bool) -> None:
    assert says_yes_but(text, language="en") is is_yes
    assert is_safe(text, language="en", is_asked=True) is is_safe_so
    # Nobody who was asked something else says by it that they are safe.
    assert not is_safe(text, language="en")
