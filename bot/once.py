"""What Rasa works out anew at every step of every turn, worked out once, or as far as it is read.

Measured over an intake, a third of the bot's time went into checking that the schema of an action's
answer is itself a schema, a tenth into looking through all kinds of events for each event read, and
a quarter into writing down the whole past and every sentence of the domain for each action.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from typing import Any

import rasa
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

from bot.tracker import turns_in

# Our actions look back at what was said in the last two or three turns.
_TOLD_TURNS = 4
_SCHEMA = copy.deepcopy(RemoteAction.action_response_format_spec())
# Which of the kinds of event one is, its name tells: all others need not be tried.
_KINDS = {
    kind["properties"]["event"]["const"]: validator_for(kind)(kind)
    for kind in _SCHEMA["properties"]["events"]["items"].pop("oneOf")
}
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
_FIND_KIND = lru_cache(maxsize=128)(Event.resolve_by_type)


def work_out_once() -> None:
    """Lets Rasa use what stands here; safe to call again."""
    RemoteAction._validate_action_result = _validate
    RemoteAction._action_call_format = _call
    Event.resolve_by_type = staticmethod(_FIND_KIND)


def _validate(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Returns True for an answer of the form that Rasa asks for; raises ValidationError."""
    _VALIDATOR.validate(result)
    for event in result.get("events", ()):
        kind = _KINDS.get(event["event"])
        if kind is None:
            raise ValidationError("no kind of event")
        kind.validate(event)
    return True


def _call(action: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """Returns what the action server is told: of the conversation the last turns, of the domain the
    forms; the sentences are spoken here.
    """
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [event.as_dict() for event in _last_turns(tracker)]
    return {
        "next_action": action.name(),
        "sender_id": tracker.sender_id,
        "tracker": state,
        "version": rasa.__version__,
        "domain": {"forms": domain.forms},
    }


def _last_turns(tracker: DialogueStateTracker) -> list[Event]:
    events = list(tracker.events)
    turns = turns_in(events)
    return events[turns[-_TOLD_TURNS] :] if len(turns) > _TOLD_TURNS else events
