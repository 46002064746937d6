"""Rasa's processor, with failing actions ending the turn instead of being lost in the log."""

from __future__ import annotations

from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection
from rasa.core.agent import Agent
from rasa.core.processor import MessageProcessor

from bot.failure import TurnFailure


class StrictProcessor(MessageProcessor):
    """A processor whose actions either succeed or end the turn."""

    async def _run_action(self, action: Action, *args: Any, **kwargs: Any) -> bool:
        return await super()._run_action(_Strict(action), *args, **kwargs)


class _Strict:
    """An action that turns any failure but a rejection, which is dialogue, into a TurnFailure."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._action, name)

    async def run(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await self._action.run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            # The error's own text is dropped: it may quote the conversation.
            raise TurnFailure("action") from error


def strict_processor_of(agent: Agent) -> MessageProcessor:
    """Returns the agent's processor, made strict the first time it is asked for.

    Rasa builds the processor itself, when it loads a model, and offers no way to name another
    class.
    """
    processor = agent.processor
    if type(processor) is MessageProcessor:
        processor.__class__ = StrictProcessor
        processor.on_circuit_break = _end_the_turn
    return processor


def _end_the_turn(*_: Any) -> None:
    raise TurnFailure("too many actions")
