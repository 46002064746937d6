"""What Rasa works out anew at every step of every turn, worked out once.

Measured over an intake, a third of the bot's time went into checking that the schema of an action's
answer is itself a schema, and a tenth into looking through all kinds of events for each event read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

_SCHEMA = RemoteAction.action_response_format_spec()
_VALIDATOR = validator_for(_SCHEMA)(_SCHEMA)
_FIND_KIND = lru_cache(maxsize=128)(Event.resolve_by_type)


def work_out_once() -> None:
    """Lets Rasa use what stands here; safe to call again."""
    RemoteAction._validate_action_result = _validate
    Event.resolve_by_type = staticmethod(_FIND_KIND)


def _validate(_: RemoteAction, result: dict[str, Any]) -> bool:
    """Returns True for an answer of the form that Rasa asks for; raises ValidationError."""
    _VALIDATOR.validate(result)
    return True
