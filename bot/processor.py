"""Rasa's processor, with the ways closed on which it loses a failure and goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import aiohttp
from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.events import (
    ActionReverted,
    AllSlotsReset,
    Event,
    Restarted,
    SlotSet,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.failure import TurnFailure
from bot.once import work_out_once
from bot.tracker import EncryptedTrackerStore

# An action writes a few rows. The whole turn must end before the gateway's ten seconds are over.
_ACTION_SECONDS = 8.0
_REJECTED = 400
# What leaves slots otherwise than the events before it have.
_RESETTING = (ActionReverted, AllSlotsReset, Restarted, UserUtteranceReverted)
# What nobody has written.
_NOBODY, _WARMING = "nobody", "thank you"
_ABOUT = {"message_id": "none", "language": "en", "script": "Latn", "channel": "sms"}


class StrictProcessor(MessageProcessor):
    """A processor whose turns either succeed as a whole or end in a failure and leave no trace.

    Rasa builds its processor itself when it loads a model, and no setting names another class: this
    one takes over what that one has loaded.
    """

    tracker_store: EncryptedTrackerStore

    def __init__(self, loaded: MessageProcessor) -> None:
        """Takes the processor that Rasa built; raises TurnFailure if the memory is not ours."""
        vars(self).update(vars(loaded))
        work_out_once()
        self.tracker_store = _our_store(loaded)
        self.on_circuit_break = _end_the_turn
        if loaded.action_endpoint is not None:
            self.action_endpoint = StrictEndpoint(loaded.action_endpoint)

    async def take(self, tracker: DialogueStateTracker, message: UserMessage) -> None:
        """Adds a message and all that follows from it to a conversation, and keeps it.

        The same steps as Rasa's `handle_message`, on a tracker that is at hand already.
        """
        await self._update_tracker_session(tracker, message.output_channel)
        await self._handle_message_with_tracker(message, tracker)
        await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)
        await self.save_tracker(tracker)

    async def warm_up(self) -> None:
        """Understands a message and predicts what would follow, and keeps nothing of it: the first
        turn after a start would otherwise wait for all that is loaded on its first use.
        """
        tracker = DialogueStateTracker.from_events(_NOBODY, [], self.domain.slots)
        message = UserMessage(_WARMING, CollectingOutputChannel(), _NOBODY, metadata=_ABOUT)
        await self._handle_message_with_tracker(message, tracker)
        self._predict_next_with_tracker(tracker)

    async def _run_action(self, action: Action, *args: Any, **kwargs: Any) -> bool:
        return await super()._run_action(_StrictAction(action), *args, **kwargs)

    def _log_action_on_tracker(
        self, tracker: DialogueStateTracker, action: Action, events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:  # fmt: skip
        changes = changing_events(events or [], tracker.current_slot_values())
        super()._log_action_on_tracker(tracker, action, changes, prediction)


class StrictEndpoint(EndpointConfig):
    """The action server: a call that fails or lasts too long ends the turn, wherever it is made."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        """Takes the address and headers of the endpoint that endpoints.yml describes."""
        vars(self).update(vars(endpoint))
        self._kept: _Kept | None = None

    def session(self) -> Any:
        """Returns what a call is made with: connections are kept from one call to the next."""
        if self._kept is None:
            self._kept = _Kept(super().session())
        return self._kept

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Returns the server's answer; a rejection, which is dialogue, is passed on as it is."""
        kwargs["timeout"] = aiohttp.ClientTimeout(total=_ACTION_SECONDS)
        try:
            return await self._asked(args, kwargs)
        except ClientResponseError as error:
            if error.status == _REJECTED:
                raise
            raise TurnFailure("action_failed") from None
        except Exception:
            raise TurnFailure("action_unreachable") from None

    async def _asked(self, args: Any, kwargs: Any) -> Any:
        try:
            return await super().request(*args, **kwargs)
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # A server that was replaced has closed the connection that was kept. To ask again is
            # what the turn's repetition would do: an action acts once for a message.
            return await super().request(*args, **kwargs)


class _Kept:
    """A client session that a call does not close."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        pass


class _StrictAction:
    """An action that turns any failure but a rejection into a TurnFailure."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await self._action.run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception:
            # The error is dropped, not chained: its text may quote the conversation.
            raise TurnFailure("action_invalid") from None


def changing_events(events: Iterable[Event], slots: dict[str, Any]) -> list[Event]:
    """Returns events without those that set a slot to what it holds: a form sets every slot in each
    turn, and Rasa goes through all that a conversation keeps at every step.
    """
    kept, held = [], dict(slots)
    for event in events:
        if isinstance(event, SlotSet):
            if event.key in held and held[event.key] == event.value:
                continue
            held[event.key] = event.value
        elif isinstance(event, _RESETTING):
            held = {}
        kept.append(event)
    return kept


def _our_store(loaded: MessageProcessor) -> EncryptedTrackerStore:
    store = loaded.tracker_store
    # Rasa wraps every store in one that falls back to its own memory, and tells only the log.
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, EncryptedTrackerStore):
        raise TurnFailure("memory_not_ours")
    return store


def _end_the_turn(*_: Any) -> None:
    raise TurnFailure("too_many_actions")
