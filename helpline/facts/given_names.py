"""Given names by themselves: where no capital letter shows a name, a list of them does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpline.facts.line import Line, parted
from helpline.facts.words import Found

_FILE = Path(__file__).with_suffix(".yml")
_STEM = "*"
_AND = "و"


def is_given_name(line: Line, at: int) -> bool:
    """Whether the word of a line at a place is a given name, or a part of the one that the word
    before it begins: "عبد الرحمن", "نور الدين".
    """
    return 0 <= at < len(line.words) and _is_name(line, at, _word(line, at))


def given_names(line: Line) -> Iterator[Found]:
    """Yields where given names stand in a line, each with all its parts, that do not say whose
    mother, street or camp something is. In Arabic "and" is written onto the second of two.
    """
    first: int | None = None
    for at in range(len(line.words) + 1):
        word = _word(line, at)
        is_second = bool(word) and not is_given_name(line, at) and _is_second(line, at, word)
        if first is not None and (is_second or not is_given_name(line, at)):
            if _word(line, first - 1) not in _listed()["not_behind"]:
                yield Found(line.words[first].start, line.words[at - 1].end)
            first = None
        if is_second or (first is None and word and is_given_name(line, at)):
            first = at


def _is_name(line: Line, at: int, word: str) -> bool:
    listed, here = _listed(), line.words[at]
    if line.written[here.written_start : here.written_end] in listed["written_otherwise"]:
        return False
    if word in listed["before_an_age"] and _word(line, at + 1)[:1].isdigit():
        return False
    before = _word(line, at - 1)
    if before in listed["servant"] or word in listed["second"]:
        return is_given_name(line, at - 1)
    if before in listed["article"] and _word(line, at - 2) in listed["servant"]:
        return True
    return word in listed["names"] or _is_servant(word) or bool(_ending_of(word))


def bare_name(written: str) -> str:
    """Returns a name as written without what Nepali hangs on a given name: "सीतालाई"."""
    *before, last = written.split(" ")
    return " ".join([*before, last.removesuffix(_ending_of(last))])


def _ending_of(word: str) -> str:
    endings = (each for each in _told()["endings"] if word.endswith(each))
    return next((each for each in endings if _is_listed(word.removesuffix(each))), "")


def _is_listed(word: str) -> bool:
    return "".join(parted(word)) in _listed()["names"]


def _is_second(line: Line, at: int, word: str) -> bool:
    """Whether a word is a name with "and" written onto it: "وعمر"."""
    return word.startswith(_AND) and _is_name(line, at, word.removeprefix(_AND))


def _is_servant(word: str) -> bool:
    return word in _listed()["servant"] or word.startswith(_stems())


def _word(line: Line, at: int) -> str:
    """Returns the folded word at a place of a line; "" where there is none."""
    if not 0 <= at < len(line.words):
        return ""
    return line.folded[line.words[at].start : line.words[at].end]


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


@cache
def _listed() -> dict[str, frozenset[str]]:
    folded = {
        kind: frozenset(part for line in lines if _STEM not in line for part in parted(line))
        for kind, lines in _told().items()
    }
    return folded | {"written_otherwise": frozenset(_told()["written_otherwise"])}


@cache
def _stems() -> tuple[str, ...]:
    return tuple(
        part
        for word in _told()["servant"]
        if word.endswith(_STEM)
        for part in parted(word.removesuffix(_STEM))
    )
