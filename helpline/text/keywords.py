"""Words that act before the bot: alone in a message, they end or resume our writing to a
contact, ask on what an answer rests, or tell that the hours have passed.
"""

from __future__ import annotations

import enum
from functools import cache

from helpline.text.normalise import fold


class Keyword(enum.Enum):
    """What a keyword asks for."""

    STOP = "stop"
    START = "start"
    WHY = "why"
    LATE = "late"


# Twilio's own opt-out words, so that our record and its record agree, and the word in our
# languages.
_WORDS = {
    Keyword.STOP: (
        "stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel",
        "arret", "arrêt", "توقف", "أوقف", "قف", "بند", "بس کن", "ودروه", "रोक", "बन्द", "ရပ်", "ရပ်ပါ",
    ),
    Keyword.START: (
        "start", "unstop", "commencer", "ابدأ", "شروع", "پیل", "सुरु", "စတင်", "စပါ",
    ),
    # Asked after an answer on a right: a whole message, since "why" inside one asks other things.
    # The word that the custody clock asks a family to write; the catalogs name it in each language.
    Keyword.LATE: (
        "late", "retard", "تأخر", "تأخير", "متأخر", "ta2akhar", "t2akher", "ناوقت", "نا وقت",
        "nawaqt", "ځنډ", "dzand", "ढिलो", "ढिला", "dhilo", "dhila", "နောက်ကျ", "နောက်ကျပြီ",
    ),
    Keyword.WHY: (
        "why", "why so", "why do you say so", "why do you say that", "how do you know",
        "says who", "which law", "what law", "source", "which article", "based on what",
        "pourquoi", "pourquoi dites-vous ça", "pourquoi tu dis ça", "quelle loi", "source ?",
        "selon quelle loi", "quel article", "d'où tenez-vous ça", "comment vous savez",
        "ليش", "لماذا", "علاش", "ليه", "أي قانون", "اي قانون", "شنو القانون", "شو القانون",
        "من وين بتعرفوا", "كيف تعرفون", "المصدر", "شنية المادة", "أي مادة", "لماذا تقولون ذلك",
        "lech", "3lech", "leish", "ay 9anoun", "chnowa el 9anoun", "men win ta3rfou",
        "چرا", "کدام قانون", "از کجا می‌دانید", "از کجا میدانید", "منبع", "کدام ماده",
        "چرا این را می‌گویید", "chera", "kodam qanoon", "az koja medanin",
        "ولې", "کوم قانون", "له کومه خبر یاست", "سرچینه", "کومه ماده", "ولې داسې وايئ",
        "wale", "kom qanun",
        "किन", "कुन कानुन", "कुन कानून", "कसरी थाहा", "स्रोत", "कुन धारा", "किन यसो भन्नुभयो",
        "kina", "kun kanun", "kasari thaha", "kun dhara",
        "ဘာလို့လဲ", "ဘာကြောင့်လဲ", "ဘယ်ဥပဒေလဲ", "ဘယ်ပုဒ်မလဲ", "ဘယ်လိုသိလဲ", "ဘာလို့ဒီလိုပြောတာလဲ",
    ),
}  # fmt: skip


def keyword_of(text: str) -> Keyword | None:
    """Returns the keyword that a message consists of, or None if it says anything more."""
    return _folded().get(_bare(text))


def _bare(text: str) -> str:
    return fold(text).strip(" .!?-\"'")


@cache
def _folded() -> dict[str, Keyword]:
    return {_bare(word): keyword for keyword, words in _WORDS.items() for word in words}
