"""What an action is told of a conversation, and no more."""

from __future__ import annotations

import json

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.once import work_out_once

_SLOT = AnySlot("place", mappings=[{}], influence_conversation=False)
_DOMAIN = Domain.from_dict(
    {
        "forms": {"report_form": {"required_slots": ["place"]}},
        "responses": {"utter_long": [{"text": "a sentence that actions never read"}]},
    }
)


def _called(events: list[Event]) -> dict[str, object]:
    work_out_once()
    tracker = DialogueStateTracker.from_events("c1", events, [_SLOT])
    call = RemoteAction("action_status", None)._action_call_format(tracker, _DOMAIN)
    return json.loads(json.dumps(call))


def test_an_action_is_told_of_the_last_four_turns_and_of_all_slots() -> None:
    events: list[Event] = [UserUttered("turn 0"), SlotSet("place", "Lalitpur")]
    for number in range(1, 6):
        events += [UserUttered(f"turn {number}"), ActionExecuted("action_listen")]

    call = _called(events)

    tracker = call["tracker"]
    assert [each["text"] for each in tracker["events"] if each["event"] == "user"] == [
        "turn 2", "turn 3", "turn 4", "turn 5",
    ]  # fmt: skip
    assert tracker["slots"]["place"] == "Lalitpur"
    assert tracker["latest_message"]["text"] == "turn 5"
    assert (call["next_action"], call["sender_id"]) == ("action_status", "c1")


def test_a_short_conversation_is_told_whole_and_the_domain_without_its_sentences() -> None:
    call = _called([UserUttered("turn 0"), ActionExecuted("action_listen")])

    assert [each["event"] for each in call["tracker"]["events"]] == ["user", "action"]
    assert call["domain"] == {"forms": {"report_form": {"required_slots": ["place"]}}}
