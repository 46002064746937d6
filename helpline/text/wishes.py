"""What a text asks for: one of our languages by its name, or letters that a phone can show."""

from __future__ import annotations

from functools import cache

from helpline.text.normalise import fold, words_of


def named_language(text: str) -> str | None:
    """Returns the language that a text names, in any of our languages, or None."""
    words = set(words_of(text))
    found = {code for code, names in _names().items() if _any_in(names, words)}
    return found.pop() if len(found) == 1 else None


def wanted_encoding(text: str) -> str | None:
    """Returns "zawgyi" or "unicode" if a text asks for one, or says that letters are not shown."""
    folded = fold(text)
    for encoding, words in _ENCODINGS.items():
        if any(fold(word) in folded for word in words.split()):
            return encoding
    return None


def _any_in(names: set[str], words: set[str]) -> bool:
    # Burmese is written without spaces, and other languages hang their endings on a name.
    return any(
        name == word or (len(name) >= _STEM and name in word) for name in names for word in words
    )


_STEM = 4
_ENCODINGS = {
    "unicode": "unicode ယူနီကုဒ် ယူနီကုတ် ယူနီကုဒ",
    "zawgyi": "zawgyi zawgy zaw-gyi ဇော်ဂျီ ဇော်ဂျီ squares boxes လေးထောင့် လေးထောင် □ ▯",
}


_NAMES = {
    "en": (
        "english angrezi angreji englisi inglizi anglais إنجليزي انجليزية الإنجليزية إنجليزية "
        "انگلیسی انګلیسي انګرېزي अंग्रेजी इङ्लिस अङ्ग्रेजी အင်္ဂလိပ်"
    ),
    "fr": (
        "french francais français fransi faransi fransawi francese فرنسي فرنسية الفرنسية "
        "بالفرنسية فرانسوی فرانسوي फ्रेन्च फ्रान्सेली ပြင်သစ်"
    ),
    "ar": "arabic arabe arabi 3arabi عربي عربية العربية بالعربية بالعربي عربی अरबी အာရဗီ",
    "prs": "dari farsi persian دری فارسی درى الدارية دارية दरी फारसी ဒါရီ",
    "ps": "pashto pukhto pashtu pachto پښتو پشتو البشتو पश्तो ပက်ရှ်တို",
    "ne": "nepali nepalese népalais नेपाली نیپالی نيبالي نېپالي النيبالية နီပေါ",
    "my": ("burmese myanmar birman bamar မြန်မာ ဗမာ بورمي البورمية برمهای برمي बर्मेली बर्मी म्यानमार"),
}


@cache
def _names() -> dict[str, set[str]]:
    return {code: set(fold(names).split()) for code, names in _NAMES.items()}
