"""What of a conversation is kept, and goes through Rasa at every step."""

from __future__ import annotations

from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.processor import changing_events
from bot.tracker import shortened, turns_in

_SLOTS = [AnySlot(name, mappings=[{}], influence_conversation=False) for name in ("place", "age")]


def _tracker(events: list[Event]) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c1", events, _SLOTS)


def test_a_long_conversation_keeps_its_last_turns_its_slots_and_its_form() -> None:
    events: list[Event] = [UserUttered("0"), SlotSet("place", "Lalitpur"), ActiveLoop("report")]
    for number in range(1, 6):
        events += [UserUttered(str(number)), ActionExecuted("action_listen")]

    kept = shortened(_tracker(events), _SLOTS)

    assert [kept[place].text for place in turns_in(kept)] == ["3", "4", "5"]
    again = _tracker(kept)
    assert again.current_slot_values() == _tracker(events).current_slot_values()
    assert again.active_loop_name == "report"
    assert shortened(again, _SLOTS) == kept


def test_a_slot_that_is_set_to_what_it_holds_is_no_event() -> None:
    said = BotUttered("Where?")
    events = [said, SlotSet("place", "Lalitpur"), SlotSet("age", None), SlotSet("age", "15")]

    assert changing_events(events, {"place": "Lalitpur", "age": None}) == [
        said,
        SlotSet("age", "15"),
    ]


def test_a_slot_that_changes_and_changes_back_keeps_both_events() -> None:
    events: list[Event] = [SlotSet("age", None), SlotSet("age", "15")]

    assert changing_events(events, {"age": "15"}) == events


def test_what_is_set_after_all_slots_were_emptied_is_set() -> None:
    events: list[Event] = [AllSlotsReset(), SlotSet("place", "Lalitpur")]

    assert changing_events(events, {"place": "Lalitpur"}) == events
