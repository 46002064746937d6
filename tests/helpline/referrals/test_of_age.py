"""An answer that echoes the question: "under 18", "over 18", "not under 18". Wrongly read it would
deny a child a child's rights.
"""

from datetime import UTC, datetime

import pytest

from helpline.referrals.reading import told_in

NOW = datetime(2026, 11, 26, 13, tzinfo=UTC)
UNDER = {
    "en": ["under 18", "he is under 18", "yes under 18", "not yet 18"],
    "fr": ["moins de 18", "moins de 18 ans"],
    "ar": ["تحت 18", "اقل من 18", "دون 18", "ta7t 18", "a9al mn 18"],
    "prs": ["زیر 18", "زیر ۱۸ است", "کمتر از ۱۸", "zer 18", "kamtar az 18"],
    "ps": ["تر ۱۸ کم", "له ۱۸ کم دی", "tar 18 kam", "la 18 kam dai"],
    "ne": [
        "१८ मुनि",
        "१८ वर्षभन्दा कम",
        "हो १८ वर्षभन्दा कम",
        "18 muni",
        "18 bhanda kam",
        "उमेर १८ भन्दा कम",
        "१८ नाघेको छैन",
    ],
    "my": ["၁၈ အောက်ပါ", "18 အောက်", "၁၈ နှစ်အောက်ပါ", "၁၇ နှစ်ပဲ ၁၈ မပြည့်သေးဘူး", "၁၈ မကျော်သေးဘူး"],
}
OVER = {
    "en": ["over 18", "above 18", "not under 18"],
    "fr": ["plus de 18 ans", "non pas moins de 18"],
    "ar": ["فوق 18", "مش تحت 18", "fo2 18", "akthar mn 18"],
    "prs": ["بالای 18", "بالاتر از ۱۸", "bala e 18", "زیر ۱۸ نیست", "zer 18 nest"],
    "ps": [
        "تر ۱۸ پورته",
        "tar 18 porta",
        "la 18 kalo ziat da",
        "تر ۱۸ کم نه دی",
        "tar 18 kam na dai",
    ],
    "ne": [
        "१८ माथि",
        "१८ वर्षभन्दा माथि",
        "होइन १८ माथि",
        "18 mathi",
        "१८ वर्षभन्दा कम होइन",
        "18 bhanda kam hoina",
    ],
    "my": ["၁၈ ကျော်ပါပြီ", "၁၈ အောက်မဟုတ်ပါဘူး", "လူကြီးပါ ၁၈ အောက်မဟုတ်ဘူး"],
}


def cases(listed: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in listed.items() for text in texts]


def group_in(text: str, language: str) -> str | None:
    known = {"who_held": "relative"}
    told = told_in(
        text, language=language, now=NOW, known=known, is_held=True, asked="age_group"
    )  # fmt: skip
    return told.get("age_group")


@pytest.mark.parametrize(("language", "text"), cases(UNDER))
def test_under_18_is_a_child(language: str, text: str) -> None:
    assert group_in(text, language) == "child"


@pytest.mark.parametrize(("language", "text"), cases(OVER))
def test_over_18_is_no_child(language: str, text: str) -> None:
    assert group_in(text, language) == "adult"
