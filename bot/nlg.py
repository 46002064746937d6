"""Replies out of the gettext catalogs: a response name and values become a sentence in a language.

The English sentences stand in `domain.yml` and are the msgids of `locales/*/LC_MESSAGES/bot.po`. A
sentence that a language lacks is said whole in English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.failure import TurnFailure
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CATALOG = "bot"


class CatalogNaturalLanguageGenerator(NaturalLanguageGenerator):
    """Speaks the sentences of the domain in the language of the conversation."""

    def __init__(
        self,
        endpoint_config: EndpointConfig | None = None,
        domain: Domain | None = None,
        *,
        root: Path = ROOT,
    ) -> None:
        """Reads the sentences itself: Rasa hands it an empty domain."""
        domain_file = yaml.safe_load((root / "domain.yml").read_text(encoding="utf-8"))
        self._responses: dict[str, dict[str, Any]] = {
            name: variations[0] for name, variations in domain_file["responses"].items()
        }
        self._catalogs = {
            code: gettext.translation(_CATALOG, root / "locales", [language.locale], fallback=True)
            for code, language in LANGUAGES.items()
            if code != DEFAULT_LANGUAGE
        }

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Returns {"text", "buttons", "language"}; ends the turn for a name or value not known.

        The language is that of the message being answered, unless the action names another.
        """
        response = self._responses.get(utter_action)
        if response is None:
            raise TurnFailure("unknown response")
        language = kwargs.get("language") or _language_of(tracker)
        values = {**tracker.current_slot_values(), **_given(kwargs)}
        sentence, spoken = self._translated(response["text"], language)
        return {
            "text": _filled(sentence, values),
            "buttons": [
                {
                    "title": self._translated(button["title"], spoken)[0],
                    "payload": button["payload"],
                }
                for button in response.get("buttons", ())
            ],
            "language": spoken,
        }

    def _translated(self, sentence: str, language: str) -> tuple[str, str]:
        catalog = self._catalogs.get(language)
        translated = catalog.gettext(sentence) if catalog else sentence
        if translated == sentence and catalog and not self._has(catalog, sentence):
            return sentence, DEFAULT_LANGUAGE
        return translated, language if catalog else DEFAULT_LANGUAGE

    @staticmethod
    def _has(catalog: gettext.NullTranslations, sentence: str) -> bool:
        # A name such as "English" is its own translation.
        return sentence in getattr(catalog, "_catalog", {})


def _language_of(tracker: DialogueStateTracker) -> str:
    message = tracker.latest_message
    metadata = (message.metadata if message else None) or {}
    return str(metadata.get("language") or DEFAULT_LANGUAGE)


def _given(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if isinstance(value, (str, int, float))}


def _filled(sentence: str, values: Mapping[str, Any]) -> str:
    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            raise TurnFailure("missing value")
        return str(value)

    # One pass: what a value holds is never read as a placeholder itself.
    return _PLACEHOLDER.sub(value_of, sentence)
