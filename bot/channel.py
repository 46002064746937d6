"""The only door into Rasa: one signed message in, its replies out.

`POST /bot/turn` takes {"conversation", "message_id", "text", "metadata"} and answers with the
replies. A message id that the conversation has taken before is answered with the replies it got
then. Any failure on the way is a 503, and the conversation stays as it was before the message.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
import os
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.failure import TurnFailure
from bot.processor import strict_processor_of

logger = logging.getLogger(__name__)

_LONGEST_BODY = 64 * 1024
_LONGEST_DRIFT_SECONDS = 300
# The gateway waits ten seconds; a turn ends before that, so that its retry finds the lock free.
_TURN_SECONDS = 9.0
_INTENT_CHOICE = "intent:"
# Rasa reads a text that begins with a slash as an intent. This character has no width, and goes
# when the text is folded.
_NO_INTENT = "\u200b"
_PROBE = "health-probe"


class SignedTurnInput(InputChannel):
    """The channel named in credentials.yml; its key is in HELPLINE_BOT_KEY."""

    @classmethod
    def name(cls) -> str:
        """Returns the name under which Rasa keeps the channel's messages."""
        return "helpline"

    def url_prefix(self) -> str:
        """Returns where the channel's routes begin."""
        return "/bot"

    @classmethod
    def from_credentials(cls, credentials: Any) -> SignedTurnInput:
        """Builds the channel; raises KeyError naming the variable if there is no key."""
        return cls(urlsafe_b64decode(os.environ["HELPLINE_BOT_KEY"]))

    def __init__(self, key: bytes) -> None:
        """Takes the key that signs turns."""
        self._key = key

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Returns the routes: the turn, and whether the bot can take one."""
        blueprint = Blueprint("helpline")

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._turn(request)

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return await _health(request.app.ctx.agent)

        return blueprint

    async def _turn(self, request: Request) -> HTTPResponse:
        if len(request.body) > _LONGEST_BODY:
            return response.json({"error": "too large"}, 413)
        if not self._is_signed(request):
            return response.json({"error": "forbidden"}, 403)
        try:
            turn = _read(request.body)
        except (ValueError, KeyError, TypeError):
            return response.json({"error": "malformed"}, 400)
        try:
            answer = await asyncio.wait_for(
                _take(request.app.ctx.agent, turn), timeout=_TURN_SECONDS
            )
        except TurnFailure as failure:
            logger.error("a turn failed: %s", failure.code)
        except asyncio.TimeoutError:
            logger.error("a turn took too long")
        except LockError:
            logger.error("a turn waited too long for the one before it")
        except Exception as error:
            logger.error("a turn failed: %s", type(error).__name__)
        else:
            return response.json(answer)
        return response.json({"error": "turn failed"}, 503)

    def _is_signed(self, request: Request) -> bool:
        at = request.headers.get("X-Helpline-Timestamp", "")
        if not at.isascii() or not at.isdigit():
            return False
        if abs(time.time() - int(at)) > _LONGEST_DRIFT_SECONDS:
            return False
        digest = hmac.new(self._key, f"{at}.".encode() + request.body, hashlib.sha256)
        given = request.headers.get("X-Helpline-Signature", "")
        return hmac.compare_digest(
            given.encode("utf-8", "replace"), f"v1={digest.hexdigest()}".encode()
        )


def _read(body: bytes) -> dict[str, Any]:
    turn = json.loads(body)
    for name in ("conversation", "message_id", "text"):
        if not isinstance(turn[name], str):
            raise TypeError(name)
    if not turn["conversation"] or not turn["message_id"]:
        raise ValueError("empty id")
    metadata = turn.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise TypeError("metadata")
    turn["metadata"] = {**metadata, "message_id": turn["message_id"]}
    return turn


async def _take(agent: Agent, turn: Mapping[str, Any]) -> dict[str, Any]:
    if not agent.is_ready():
        raise TurnFailure("no model")
    processor = strict_processor_of(agent)
    # The lock is held over the look-up too, so that two posts of one message cannot both run.
    async with agent.lock_store.lock(turn["conversation"]):
        tracker = await agent.tracker_store.retrieve(turn["conversation"])
        repeated = _answer(tracker, turn["message_id"]) if tracker else None
        if repeated is not None:
            return {**repeated, "repeated": True}
        await processor.handle_message(_message(agent, turn))
        tracker = await agent.tracker_store.retrieve(turn["conversation"])
        answer = _answer(tracker, turn["message_id"]) if tracker else None
    if answer is None:
        # What was not kept must not be said: the next message would not know of it.
        raise TurnFailure("not kept")
    return {**answer, "repeated": False}


def _message(agent: Agent, turn: Mapping[str, Any]) -> UserMessage:
    text = turn["text"]
    if text.lstrip().startswith("/"):
        text = _NO_INTENT + text.lstrip()
    return UserMessage(
        text,
        CollectingOutputChannel(),
        turn["conversation"],
        parse_data=_chosen(agent, turn, text),
        input_channel=SignedTurnInput.name(),
        message_id=turn["message_id"],
        metadata=turn["metadata"],
    )


def _chosen(agent: Agent, turn: Mapping[str, Any], text: str) -> dict[str, Any] | None:
    """Returns what a choice of an intent means; None leaves the text to be understood."""
    choice = turn["metadata"].get("choice") or ""
    intent = choice[len(_INTENT_CHOICE) :] if choice.startswith(_INTENT_CHOICE) else None
    if intent not in agent.domain.intents:
        return None
    return {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []}


def _answer(tracker: DialogueStateTracker, message_id: str) -> dict[str, Any] | None:
    """Returns what the bot said to a message, or None if the conversation does not know it."""
    events = list(tracker.events)
    for place, event in enumerate(events):
        if isinstance(event, UserUttered) and event.message_id == message_id:
            return {
                "message_id": message_id,
                "intent": _intent(event),
                "replies": _replies(events[place + 1 :]),
            }
    return None


def _intent(event: UserUttered) -> dict[str, Any]:
    return {"name": event.intent.get("name"), "confidence": event.intent.get("confidence")}


def _replies(events: list[Any]) -> list[dict[str, Any]]:
    replies = []
    for event in events:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered) and event.text:
            replies.append(
                {
                    "text": event.text,
                    "response": event.metadata.get("utter_action"),
                    "language": event.metadata.get("language"),
                    "law": event.metadata.get("law"),
                    "buttons": event.data.get("buttons") or [],
                }
            )
    return replies


async def _health(agent: Agent | None) -> HTTPResponse:
    if agent is None or not agent.is_ready():
        return response.json({"model": None, "tracker": None}, 503)
    try:
        tracker = DialogueStateTracker.from_events(_PROBE, [], agent.domain.slots)
        await agent.tracker_store.save(tracker)
        kept = await agent.tracker_store.retrieve(_PROBE)
    except TurnFailure:
        kept = None
    state = {"model": agent.processor.model_filename, "tracker": kept is not None}
    return response.json(state, 200 if kept is not None else 503)
