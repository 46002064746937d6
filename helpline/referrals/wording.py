"""How people leave a question out, say that they do not know, correct what they said, or tell that
somebody was let go.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from helpline.text.characters import digits_to_ascii
from helpline.text.normalise import fold, fold_unicode

_WORDS = Path(__file__).with_name("words.yml")
_LEAVE_OUT = "0"
# What follows a sign to colour it, or to show it as a picture.
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_BURMESE = re.compile("[\u1000-\u109f]")
_PAUSES = re.compile(r"[,.!?;:\"'()-]+")
# So many words beside "I don't know" tell nothing more ("we really don't know his name").
_FEW = 4
_FEW_LETTERS = 12


def leaves_out(text: str) -> bool:
    """Whether a message leaves the question out: a lone 0 in any digits, or words that say so."""
    return digits_to_ascii(text.strip()) == _LEAVE_OUT or _bare(text) in _folded()["leaves_out"]


def says_not_known(text: str) -> bool:
    """Whether a message says no more than that the answer is not known."""
    bare = _bare(text)
    return any(_is_most_of(phrase, bare) for phrase in _folded()["not_known"])


def is_no_name(text: str) -> bool:
    """Whether a message that answers a question for a name has none in it: a lone "no", "yes" or
    "no name", or signs without a letter or a digit.
    """
    return _bare(text) in _folded()["no_name"] or not any(each.isalnum() for each in text)


def corrects(text: str) -> bool:
    """Whether a message begins as a correction does ("no, Friday …"), or has a "not" in it."""
    return _has("corrects", text)


def intent_of_signs(text: str) -> str | None:
    """Returns "affirm" or "deny" for a message of signs that say so and nothing else, or None."""
    signs = {sign for sign in _SKIN.sub("", text.strip()) if not sign.isspace()}
    for kind, intent in (("agrees", "affirm"), ("denies", "deny")):
        if signs and signs <= _folded()[kind]:
            return intent
    return None


def says_released(text: str) -> bool:
    """Whether a message tells that the person was let go, and neither asks, hopes nor denies it."""
    asks = "?" in fold(text)
    return not asks and _has("released", text) and not _has("not_released", text)


def _has(kind: str, text: str) -> bool:
    bare = _bare(text)
    return any(
        word in bare if _BURMESE.search(word) else f" {word} " in f" {bare} "
        for word in _folded()[kind]
    )


def _is_most_of(phrase: str, bare: str) -> bool:
    if _BURMESE.search(phrase):
        return phrase in bare and len(bare) <= len(phrase) + _FEW_LETTERS
    is_short = len(bare.split()) <= len(phrase.split()) + _FEW
    return is_short and f" {phrase} " in f" {bare} "


def _bare(text: str) -> str:
    return " ".join(_PAUSES.sub(" ", fold(text)).split())


@cache
def _folded() -> dict[str, frozenset[str]]:
    # The loader that reads every scalar as text: "no" is a word here.
    written = _WORDS.read_text(encoding="utf-8")
    read: dict[str, list[str]] = yaml.load(written, yaml.BaseLoader)  # noqa: S506
    return {
        kind: frozenset(" ".join(_PAUSES.sub(" ", fold_unicode(word)).split()) for word in words)
        for kind, words in read.items()
    }
