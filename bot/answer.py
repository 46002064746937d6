"""What the bot said to a message, read from the conversation that holds both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

_RANKED = 3


def answer_to(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    """Returns {"message_id", "replies", "intent", "ranking"}: what the bot said to a message and
    how it understood it; None if the conversation does not hold the message.
    """
    events = iter(tracker.events)
    for event in events:
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return {
                "message_id": message_id,
                "replies": list(_replies(events)),
                "intent": _named(event.intent),
                "ranking": [_named(each) for each in _ranking(event)[:_RANKED]],
            }
    return None


def _replies(after: Iterable[Event]) -> Iterator[dict[str, Any]]:
    for event in takewhile(lambda event: not isinstance(event, UserUttered), after):
        if isinstance(event, BotUttered) and event.text:
            about = event.metadata
            yield {
                "text": event.text,
                "response": about.get("utter_action"),
                # The catalog knows what it spoke; an action may only have asked for a language.
                "language": about.get("spoken") or about.get("language"),
                "law": about.get("law"),
                "buttons": event.data.get("buttons") or [],
            }


def _ranking(event: UserUttered) -> list[dict[str, Any]]:
    return event.parse_data.get("intent_ranking") or [event.intent]


def _named(intent: dict[str, Any]) -> dict[str, Any]:
    return {"name": intent.get("name"), "confidence": intent.get("confidence")}
