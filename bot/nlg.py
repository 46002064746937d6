"""Replies out of the gettext catalogs: Rasa names a response, `helpline.speech` says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.failure import TurnFailure
from helpline.errors import SpeechError
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.speech import ROOT, Speech

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
        self._speech = Speech(root)

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
        language = str(
            kwargs.get("language")
            or _chosen_now(tracker)
            or about.get("language")
            or DEFAULT_LANGUAGE
        )
        try:
            said = self._speech.say(
                utter_action,
                language,
                values=_given(kwargs),
                slots=tracker.current_slot_values(),
                channel=str(about.get("channel")),
                offered=kwargs.get("offered"),
            )
        except SpeechError as error:
            raise TurnFailure(str(error)) from None
        return {
            "text": said.text,
            "buttons": [{"title": title, "payload": payload} for title, payload in said.options],
            "spoken": said.language,
        }


def _chosen_now(tracker: DialogueStateTracker) -> str | None:
    """Returns the language that an action has set since the latest message, or None."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return None
        if isinstance(event, SlotSet) and event.key == _LANGUAGE_SLOT:
            return str(event.value) if event.value else None
    return None


def _given(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in kwargs.items()
        if isinstance(value, (str, int, float)) or name == "lines"
    }
