"""What is worked out once is what Rasa works out every time."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.utils.common import all_subclasses

from bot.once import work_out_once

_FIND_KIND, _CHECK = Event.resolve_by_type, RemoteAction._validate_action_result
_SPOKEN = {"response": "utter_greet", "buttons": []}
_SET = {"event": "slot", "timestamp": None, "name": "place", "value": "Lalitpur"}


@pytest.mark.parametrize(
    ("answer", "is_valid"),
    [
        ({"events": [], "responses": []}, True),
        ({"events": [_SET], "responses": [_SPOKEN]}, True),
        ({"events": [{"event": "slot", "timestamp": None}], "responses": []}, False),
        ({"events": [{"event": "no such kind"}], "responses": []}, False),
        ({"events": [], "responses": ["words"]}, False),
        ([], False),
    ],
)
def test_what_an_action_answers_is_taken_or_refused_as_rasa_does(
    answer: Any, is_valid: bool
) -> None:
    work_out_once()
    for check in (_CHECK, RemoteAction._validate_action_result):
        action = RemoteAction("action_greet", None)
        if is_valid:
            assert check(action, answer)
        else:
            with pytest.raises(jsonschema.ValidationError):
                check(action, answer)


def test_every_kind_of_event_is_found_by_its_name() -> None:
    work_out_once()
    names = {each.type_name for each in all_subclasses(Event) if getattr(each, "type_name", None)}
    assert len(names) > 20
    for name in names:
        assert Event.resolve_by_type(name) is _FIND_KIND(name)
    with pytest.raises(ValueError, match="no such kind"):
        Event.resolve_by_type("no such kind")
