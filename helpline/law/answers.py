"""Answers from the law book in a person's language: a right is told whole, or not at all."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from pathlib import Path

from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.book import LawBook
from helpline.settings import ROOT

_DOMAIN = "law"


@dataclass(frozen=True)
class Answer:
    """A text from the law book: the language it is in, its entry ("nepal/bail") and version."""

    text: str
    language: str
    entry: str
    version: str


class LawAnswers:
    """Finds the text of a jurisdiction on a topic in a language."""

    def __init__(self, book: LawBook, locales: Path = ROOT / "locales") -> None:
        """Takes a law book and the folder of the compiled catalogs."""
        self.book = book
        self._catalogs = {
            code: gettext.translation(_DOMAIN, locales, [language.locale], fallback=True)
            for code, language in LANGUAGES.items()
        }

    def answer(self, jurisdiction: str | None, topic: str, language: str) -> Answer:
        """Returns the text in the language, or in English where it is not translated.

        `jurisdiction` None stands for an unknown place, which gets the international standard.
        """
        entry = self.book.entry(jurisdiction, topic)
        text = self._translation(entry.says, language)
        return Answer(
            text=text or entry.says,
            language=language if text else DEFAULT_LANGUAGE,
            entry=f"{entry.jurisdiction}/{topic}",
            version=entry.version,
        )

    def _translation(self, says: str, language: str) -> str | None:
        if language == DEFAULT_LANGUAGE:
            return says
        catalog = self._catalogs.get(language)
        text = catalog.gettext(says) if catalog else says
        return None if text == says else text
