"""Answers from the law book in a person's language: a right is told whole, or not at all."""

from __future__ import annotations

import gettext
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

from helpline.custody.limits import CustodyLimit
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES
from helpline.law.book import Entry, LawBook
from helpline.law.reviews import Reviews
from helpline.settings import ROOT

_DOMAIN = "law"


@dataclass(frozen=True)
class Answer:
    """A text from the law book: the language it is in, its entry ("nepal/bail") and version.

    `withheld` says that it must not be sent, because it has not been reviewed; `text` is empty
    then.
    """

    text: str
    language: str
    entry: str
    version: str
    withheld: bool = False


class LawAnswers:
    """Finds the text of a jurisdiction on a topic in a language."""

    def __init__(
        self,
        book: LawBook,
        locales: Path = ROOT / "locales",
        *,
        reviews: Reviews | None = None,
        require_review: bool = False,
    ) -> None:
        """Takes a law book, the folder of the compiled catalogs, and the reviews; with
        `require_review` what is not approved in its present version is withheld.
        """
        self.book = book
        self.reviews = reviews or Reviews()
        self._require_review = require_review
        self._catalogs = {
            code: gettext.translation(_DOMAIN, locales, [language.locale], fallback=True)
            for code, language in LANGUAGES.items()
        }

    def answer(
        self,
        jurisdiction: str | None,
        topic: str,
        language: str,
        *,
        held: Set[str] = frozenset(),
    ) -> Answer:
        """Returns the text for somebody held who is any of VARIANTS, in the language, or in
        English where it is not translated.

        `jurisdiction` None stands for an unknown place, which gets the international standard.
        """
        entry = self.book.entry(jurisdiction, topic, held)
        if self.is_withheld(entry):
            return Answer("", language, entry.key, entry.version, withheld=True)
        text = self.text_of(entry.says, language)
        spoken = language if text else DEFAULT_LANGUAGE
        return Answer(text or entry.says, spoken, entry.key, entry.version)

    def is_withheld(self, entry: Entry) -> bool:
        """Whether an entry must not be told as long as it is not approved."""
        return self._require_review and not self.reviews.is_approved(entry)

    def is_clock_withheld(self, limit: CustodyLimit | None) -> bool:
        """Whether a custody limit must not be told to a family as long as it is not approved."""
        return limit is not None and self._require_review and not self.reviews.is_approved(limit)

    def text_of(self, says: str, language: str) -> str | None:
        """Returns a text of the law in a language, or None where it is not translated."""
        if language == DEFAULT_LANGUAGE:
            return says
        catalog = self._catalogs.get(language)
        text = catalog.gettext(says) if catalog else says
        return None if text == says else text
