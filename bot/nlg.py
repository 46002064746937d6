"""Replies out of the gettext catalogs: a response name and values become a sentence in a language.

The English sentences stand in the domain and are the msgids of `locales/*/LC_MESSAGES/bot.po`. A
sentence that a language lacks is said whole in English.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rasa.core.nlg.generator import NaturalLanguageGenerator, ResponseVariationFilter
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.failure import TurnFailure
from helpline.i18n import DEFAULT_LANGUAGE, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
_DOMAIN = ("domain.yml", "bot/domain/*.yml")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_CATALOG = "bot"
_LANGUAGE_SLOT = "language"


class CatalogNaturalLanguageGenerator(NaturalLanguageGenerator):
    """Speaks the sentences of the domain in the language of the conversation."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        """Reads sentences and catalogs itself, because Rasa hands it an empty domain; `root` in
        endpoints.yml names another folder than the project's to read them from.
        """
        root = Path(endpoint_config.kwargs.get("root", ROOT) if endpoint_config else ROOT)
        self._variations = ResponseVariationFilter(_responses(root))
        self._catalogs = {
            code: _catalog(root / "locales", language.locale)
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
        """Returns {"text", "buttons", "spoken"}, the last being the language that it is in; ends
        the turn for a response or value that is not there. Of the response's buttons an action
        may choose some by their payloads, `offered`, and their order.

        The language is that of the message being answered, unless the action names another or one
        was chosen by this very message. A variation for the message's `channel` goes before one for
        all.
        """
        about = (tracker.latest_message.metadata if tracker.latest_message else None) or {}
        slots = tracker.current_slot_values()
        response = self._variation(utter_action, str(about.get("channel")), slots)
        language = str(
            kwargs.get("language")
            or _chosen_now(tracker)
            or about.get("language")
            or DEFAULT_LANGUAGE
        )
        buttons = _offered(response.get("buttons") or [], kwargs.get("offered"))
        words, spoken = self._in(language, [response["text"], *(each["title"] for each in buttons)])
        return {
            "text": _filled(words[0], {**slots, **_given(kwargs)}),
            "buttons": [
                {"title": title, "payload": button["payload"]}
                for title, button in zip(words[1:], buttons, strict=True)
            ],
            "spoken": spoken,
        }

    def _variation(self, name: str, channel: str, slots: dict[str, Any]) -> dict[str, Any]:
        if name not in self._variations.responses:
            raise TurnFailure("unknown_response")
        fitting = self._variations.responses_for_utter_action(name, channel, slots)
        if not fitting:
            raise TurnFailure("no_fitting_response")
        return fitting[0]

    def _in(self, language: str, sentences: list[str]) -> tuple[list[str], str]:
        catalog = self._catalogs.get(language)
        if catalog is not None:
            try:
                return [_translated(catalog, sentence) for sentence in sentences], language
            except LookupError:
                pass
        return sentences, DEFAULT_LANGUAGE


def _offered(buttons: list[dict[str, Any]], payloads: list[str] | None) -> list[dict[str, Any]]:
    if payloads is None:
        return buttons
    by_payload = {button["payload"]: button for button in buttons}
    if not by_payload.keys() >= set(payloads):
        raise TurnFailure("unknown_option")
    return [by_payload[payload] for payload in payloads]


class _Missing(gettext.NullTranslations):
    """Behind a catalog, so that it says what it lacks: "English" may be its own translation."""

    def gettext(self, message: str) -> str:
        raise LookupError(message)


def _catalog(folder: Path, locale: str) -> gettext.NullTranslations:
    catalog = gettext.translation(_CATALOG, folder, [locale], fallback=True)
    catalog.add_fallback(_Missing())
    return catalog


def _translated(catalog: gettext.NullTranslations, sentence: str) -> str:
    translation = catalog.gettext(sentence)
    if set(_PLACEHOLDER.findall(translation)) != set(_PLACEHOLDER.findall(sentence)):
        raise LookupError(sentence)
    return translation


def _responses(root: Path) -> dict[str, list[dict[str, Any]]]:
    responses: dict[str, list[dict[str, Any]]] = {}
    for pattern in _DOMAIN:
        for path in sorted(root.glob(pattern)):
            content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
            responses.update(content.get("responses", {}))
    if not responses:
        raise ValueError(f"no responses in the domain under {root}")
    return responses


def _chosen_now(tracker: DialogueStateTracker) -> str | None:
    """Returns the language that an action has set since the latest message, or None."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, SlotSet) and event.key == _LANGUAGE_SLOT:
            return str(event.value) if event.value else None
    return None


def _given(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if isinstance(value, (str, int, float))}


def _filled(sentence: str, values: Mapping[str, Any]) -> str:
    def value_of(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if value is None:
            raise TurnFailure("missing_value")
        return str(value)

    # One pass: what a value holds is never read as a placeholder itself.
    return _PLACEHOLDER.sub(value_of, sentence)
