"""What says that nothing is wrong, and what says so beside harm."""

import pytest

from helpline.referrals.health import is_told_well, says_well


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "weeping and frightened but not hurt"),
        ("en", "no illness thank God and they did not beat him"),
        ("en", "he phoned once and said he is ok"),
        ("fr", "grève de la faim mais pas malade"),
        ("ar", "مضرب عن الطعام بس صحته تمام"),
        ("ar", "jou3an ama mouch mridh"),
        ("ne", "runxa thyo tara ghau thiyena"),
        ("ne", "पिटेका छैनन् भन्नुहुन्छ"),
        ("my", "ဗိုက်အရမ်းဆာတယ် ဒါပေမယ့် မနာဘူး"),
        ("prs", "گشنه است ولی مریض نیست"),
        ("prs", "tarsida garya mekad magar afgar nashoda"),
        ("ps", "weredalai de zhari kho tapi na de"),
    ],
)
def test_who_is_hungry_or_afraid_and_not_hurt_is_well(language: str, text: str) -> None:
    assert says_well(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "no illness, but his eye is swollen"),
        ("en", "he is fine but they broke his arm"),
        ("en", "fever but not beaten"),
        ("fr", "il va bien mais il saigne"),
        ("ne", "thik cha tara tauko futeko cha"),
        ("en", "hungry"),
        ("en", "nobody could tell us"),
    ],
)
def test_who_is_hurt_besides_is_not(language: str, text: str) -> None:
    assert not says_well(text, language=language)


@pytest.mark.parametrize(
    ("language", "text", "is_told"),
    [
        ("en", "he wrote on paper that he is ok", True),
        ("ar", "وصلنا سلام وقال انا بخير", True),
        ("ne", "kagaj ma thik chu bhanera lekheko raicha", True),
        ("ps", "ویل یې چې ښه یم", True),
        ("en", "he says he is fine but his voice was weak", False),
        ("en", "he says he is fine, his leg is bleeding", False),
        ("en", "is he ok?", False),
        ("en", "ok he left", False),
    ],
)
def test_who_sent_word_to_be_well_is(language: str, text: str, is_told: bool) -> None:
    assert is_told_well(text, language=language) is is_told
