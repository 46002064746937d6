"""What people write about a phone that others read: that a number is wrong, that it is still them
or not, that they are watched, and of a word of their own.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from functools import cache
from itertools import chain
from pathlib import Path

from helpline.referrals.phrases import holds, is_burmese, read_phrases
from helpline.referrals.wording import leaves_out
from helpline.text.characters import digits_to_ascii
from helpline.text.keywords import keyword_of
from helpline.text.normalise import fold, fold_unicode

_FILE = Path(__file__).with_suffix(".yml")
_PAUSES = re.compile(r"[,.!?;:\"'`()*«»_-]+")
# So many words beside a phrase tell nothing more ("sorry, you have the wrong number, my friend").
_FEW = 3
_FEW_LETTERS = 10
# Not a letter that is spelled as a digit.
_NUMBER = re.compile(r"\b\d+\b|\d{3}")
_WORD = range(2, 21)


class PhoneWords(enum.Enum):
    """What a message says of the phone, or of who has it."""

    WRONG_NUMBER = "wrong_number"
    STILL_ME = "still_me"
    NOT_ME = "not_me"
    WATCHED = "watched"
    UNWATCHED = "unwatched"
    SET_WORD = "set_word"
    FORGOT_WORD = "forgot_word"


def says(kind: PhoneWords, text: str) -> bool:
    """Whether a message says this and hardly anything else, and asks nothing. Of two things that
    its words say the longer counts: "I am not" says that it is not them.
    """
    folded, bare = fold(text), _bare(text)
    if "?" in folded or (kind is PhoneWords.WRONG_NUMBER and _is_about_a_number(bare)):
        return False
    said = {each: _longest(each, bare) for each in PhoneWords}
    return 0 < said[kind] == max(said.values())


def tells_watched(text: str) -> bool:
    """Whether a message tells, among whatever else, that others read this phone."""
    bare = _bare(text)
    if "?" in fold(text) or any(holds(phrase, bare) for phrase in _phrases()["unwatched"]):
        return False
    return any(holds(phrase, bare) for phrase in _phrases()["watched"])


def word_in(text: str) -> str | None:
    """Returns the word that a message consists of as it is compared with one's own, whoever types
    it how; None if it is no single word of 2 to 20 letters, or one that everybody writes.
    """
    bare = _bare(text)
    letters = [each for each in bare if unicodedata.category(each)[0] == "L"]
    others = [each for each in bare if unicodedata.category(each)[0] not in "LM"]
    if others or len(letters) not in _WORD or len(bare) > 2 * _WORD.stop:
        return None
    if bare in _usual() or keyword_of(text) is not None or leaves_out(text):
        return None
    return bare


def is_single(text: str) -> bool:
    """Whether a message is a single word, of whatever signs."""
    return len(text.split()) == 1


def phrase_for(kind: PhoneWords, writing: str) -> str:
    """Returns the phrase by which the bot tells people of something, in a way of writing."""
    return str(_read()[kind.value][writing][0])


def _is_about_a_number(bare: str) -> bool:
    return bool(_NUMBER.search(digits_to_ascii(bare))) or any(
        holds(phrase, bare) for phrase in _phrases()["about_a_number"]
    )


def _longest(kind: PhoneWords, bare: str) -> int:
    """Returns the length of the longest phrase of a kind that is most of a message; 0 for none."""
    said = (len(each) for each in _phrases()[kind.value] if _is_most_of(each, bare))
    return max(said, default=0)


def _is_most_of(phrase: str, bare: str) -> bool:
    if phrase not in bare:
        # Most phrases, for each message.
        return False
    if is_burmese(phrase):
        return phrase in bare and len(bare) <= len(phrase) + _FEW_LETTERS
    # A lone "no" or "me" is an answer; among other words it is none.
    beside = _FEW if " " in phrase or len(phrase) > len("numero") else 0
    is_short = len(bare.split()) <= len(phrase.split()) + beside
    return is_short and holds(phrase, bare)


def _bare(text: str) -> str:
    return _without_marks(fold(text))


def _without_marks(folded: str) -> str:
    words = _PAUSES.sub(" ", folded)
    return " ".join("".join(each for each in words if _is_kept(each)).split())


def _is_kept(letter: str) -> bool:
    return letter == " " or unicodedata.category(letter)[0] in "LMN"


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    return read_phrases(_FILE)


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {
        kind: tuple(
            dict.fromkeys(
                _without_marks(fold_unicode(phrase)) for phrase in chain(*writings.values())
            )
        )
        for kind, writings in _read().items()
    }


@cache
def _usual() -> frozenset[str]:
    single = (*_phrases()["too_usual"], *_phrases()["still_me"], *_phrases()["not_me"])
    return frozenset(word for word in single if " " not in word)
