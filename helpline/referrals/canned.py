"""Replies that staff send often, as data (`canned.yml`), and as an office words them anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from helpline.i18n import DEFAULT_LANGUAGE
from helpline.speech import Speech

_FILE = Path(__file__).with_name("canned.yml")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Canned:
    """A reply by its purpose; `title` and `says` are msgids, of the console and of the bot."""

    purpose: str
    title: str
    says: str


@dataclass(frozen=True)
class Wording:
    """What a reply says, and in which language: English where it is not translated."""

    text: str
    language: str


@cache
def canned_replies() -> Mapping[str, Canned]:
    """Returns the replies by purpose, in the order of the file."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {purpose: Canned(purpose, each["title"], each["says"]) for purpose, each in told.items()}


def worded(
    canned: Canned, language: str, own: Mapping[tuple[str, str], str], speech: Speech
) -> Wording:
    """Returns a reply in a language: as the office words it (`own`, by purpose and language), else
    as the catalogs have it; else in English, as the office or the file words that.
    """
    if (text := own.get((canned.purpose, language))) is not None:
        return Wording(text, language)
    text, spoken = speech.translated(canned.says, language)
    if spoken == language:
        return Wording(text, spoken)
    return Wording(own.get((canned.purpose, DEFAULT_LANGUAGE), text), spoken)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Returns a reply with its placeholders filled in; one without a value stays, for staff to
    see.
    """
    return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
