"""Words that act before the bot: alone in a message, they end or resume our writing to a
contact.
"""

from __future__ import annotations

import enum
from functools import cache

from helpline.text.normalise import fold


class Keyword(enum.Enum):
    """What a keyword asks for."""

    STOP = "stop"
    START = "start"


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
}  # fmt: skip


def keyword_of(text: str) -> Keyword | None:
    """Returns the keyword that a message consists of, or None if it says anything more."""
    return _folded().get(_bare(text))


def _bare(text: str) -> str:
    return fold(text).strip(" .!?-\"'")


@cache
def _folded() -> dict[str, Keyword]:
    return {_bare(word): keyword for keyword, words in _WORDS.items() for word in words}
