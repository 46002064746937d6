"""How people leave a question out, say that they do not know, or correct what they said."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from helpline.text.characters import digits_to_ascii
from helpline.text.normalise import fold

_WORDS = Path(__file__).with_name("words.yml")
_LEAVE_OUT = "0"


def leaves_out(text: str) -> bool:
    """Whether a message leaves the question out: a lone 0 in any digits, or words that say so."""
    return digits_to_ascii(text.strip()) == _LEAVE_OUT or _bare(text) in _folded()["leaves_out"]


def says_not_known(text: str) -> bool:
    """Whether a message says no more than that the answer is not known."""
    return _bare(text) in _folded()["not_known"]


def corrects(text: str) -> bool:
    """Whether a message begins as a correction does ("no, Friday …"), or has a "not" in it."""
    padded = f" {_bare(text)} "
    return any(f" {word} " in padded for word in _folded()["corrects"])


def _bare(text: str) -> str:
    return " ".join(fold(text).replace(",", " ").strip(" .!?-\"'").split())


@cache
def _folded() -> dict[str, frozenset[str]]:
    read: dict[str, list[str]] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))
    return {kind: frozenset(_bare(str(word)) for word in words) for kind, words in read.items()}
