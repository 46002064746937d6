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
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.constants import (
    USER_INTENT_BACK,
    USER_INTENT_RESTART,
    USER_INTENT_SESSION_START,
)
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.answer import answer_to
from bot.failure import TurnFailure
from bot.processor import StrictProcessor
from helpline.text.characters import clean

logger = logging.getLogger(__name__)

_KEY = "HELPLINE_BOT_KEY"
_LONGEST_BODY = 64 * 1024
_LONGEST_CONVERSATION = 64
_LONGEST_DRIFT_SECONDS = 300
_SECONDS = re.compile(r"[0-9]{1,12}")
# The gateway waits ten seconds; a turn ends before that, so that its retry finds the lock free.
_TURN_SECONDS = 9.0
_LOCK_POLL_SECONDS = 0.1
_NEVER_CHOSEN = {USER_INTENT_BACK, USER_INTENT_RESTART, USER_INTENT_SESSION_START}
# Rasa reads a text that begins with a slash as an intent. This character has no width, and goes
# when the text is folded.
_NO_INTENT = "\u200b"
# Choices that are more than an intent: the action reads the rest from the metadata.
_INTENT_OF_CHOICE = {
    "language": "change_language",
    "place": "ask_rights_overview",
    "why": "ask_rights_overview",
    "follow": "check_case_status",
    "hearing": "check_case_status",
    "news": "update_case",
    "next": "report_arrest",
    "late": "check_case_status",
    "word": "check_case_status",
    "delete": "delete_data",
    "still": "ask_privacy",
    "media": "send_media",
}


@dataclass(frozen=True)
class Turn:
    """One message: an opaque conversation and message id, what was written, what is known of it."""

    conversation: str
    message_id: str
    text: str
    metadata: dict[str, Any]

    @classmethod
    def of(cls, body: bytes) -> Turn:
        """Reads the body of a request; raises ValueError if it is not a turn."""
        try:
            turn = json.loads(body)
            conversation, message_id, text = (
                turn[name] for name in ("conversation", "message_id", "text")
            )
            metadata = turn.get("metadata") or {}
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(type(error).__name__) from None
        if not all(isinstance(each, str) for each in (conversation, message_id, text)):
            raise ValueError("not text")
        if not message_id or not 0 < len(conversation) <= _LONGEST_CONVERSATION:
            raise ValueError("no id")
        if not isinstance(metadata, dict):
            raise ValueError("metadata")
        return cls(conversation, message_id, clean(text), {**metadata, "message_id": message_id})


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
        return cls(urlsafe_b64decode(os.environ[_KEY]))

    def __init__(self, key: bytes) -> None:
        """Takes the key that signs turns; raises ValueError if there is nothing in it."""
        if not key:
            raise ValueError(f"{_KEY} is empty")
        self._key = key
        self._strict: StrictProcessor | None = None
        _hush(logging.getLogger("rasa"))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Returns the routes: the turn, and whether the bot can take one."""
        blueprint = Blueprint("helpline")

        @blueprint.listener("before_server_start")
        async def limit(app: Sanic, _: Any) -> None:
            # Sanic reads a whole body before any route sees it; its own limit is 100 MB.
            app.config.REQUEST_MAX_SIZE = _LONGEST_BODY

        @blueprint.listener("after_server_start")
        async def warm_up(app: Sanic, _: Any) -> None:
            await self._warm_up(app.ctx.agent)

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            return await self._turn(request)

        @blueprint.get("/health")
        async def health(request: Request) -> HTTPResponse:
            return self._health(request.app.ctx.agent)

        return blueprint

    async def _turn(self, request: Request) -> HTTPResponse:
        if not self._is_signed(request):
            return _json({"error": "forbidden"}, 403)
        try:
            turn = Turn.of(request.body)
        except ValueError:
            return _json({"error": "malformed"}, 400)
        try:
            taking = self._take(request.app.ctx.agent, turn)
            return _json(await asyncio.wait_for(taking, timeout=_TURN_SECONDS), 200)
        except TurnFailure as failure:
            code = failure.code
        except asyncio.TimeoutError:
            code = "too_slow"
        except LockError:
            code = "locked"
        except Exception as error:
            # The error's own text may quote the message; its type is enough to find the place.
            code = type(error).__name__
        logger.error("a turn failed: %s", code)
        return _json({"error": code}, 503)

    def _is_signed(self, request: Request) -> bool:
        at = request.headers.get("X-Helpline-Timestamp", "")
        if not _SECONDS.fullmatch(at):
            return False
        if abs(time.time() - int(at)) > _LONGEST_DRIFT_SECONDS:
            return False
        digest = hmac.new(self._key, f"{at}.".encode() + request.body, hashlib.sha256).hexdigest()
        given = request.headers.get("X-Helpline-Signature", "")
        return hmac.compare_digest(given.encode("utf-8", "replace"), f"v1={digest}".encode())

    async def _take(self, agent: Agent | None, turn: Turn) -> dict[str, Any]:
        processor = self._processor(agent)
        # The lock is held over the look-up too, so that two posts of one message cannot both run.
        locked = processor.lock_store.lock(
            turn.conversation,
            lock_lifetime=2 * _TURN_SECONDS,
            wait_time_in_seconds=_LOCK_POLL_SECONDS,
        )
        async with locked:
            tracker = await processor.get_tracker(turn.conversation)
            earlier = answer_to(tracker, turn.message_id)
            if earlier is not None:
                return {**earlier, "repeated": True}
            await processor.take(tracker, _message(processor, turn))
        return {**_required(answer_to(tracker, turn.message_id)), "repeated": False}

    def _processor(self, agent: Agent | None) -> StrictProcessor:
        if agent is None or agent.processor is None:
            raise TurnFailure("no_model")
        if self._strict is None or self._strict.graph_runner is not agent.processor.graph_runner:
            self._strict = StrictProcessor(agent.processor)
        return self._strict

    async def _warm_up(self, agent: Agent | None) -> None:
        try:
            await self._processor(agent).warm_up()
        except (Exception, TurnFailure) as error:
            # Without a model there is nothing to warm; whatever else it is, a turn will show it.
            logger.warning("the bot is not warm: %s", type(error).__name__)
        else:
            logger.info("the bot is warm")

    def _health(self, agent: Agent | None) -> HTTPResponse:
        try:
            processor = self._processor(agent)
        except TurnFailure:
            return _json({"model": None, "tracker": False}, 503)
        kept = processor.tracker_store.probe()
        return _json({"model": processor.model_filename, "tracker": kept}, 200 if kept else 503)


def _message(processor: StrictProcessor, turn: Turn) -> UserMessage:
    text = turn.text.strip()
    if text.startswith("/"):
        text = _NO_INTENT + text
    return UserMessage(
        text,
        CollectingOutputChannel(),
        turn.conversation,
        parse_data=_chosen(processor, turn, text),
        input_channel=SignedTurnInput.name(),
        message_id=turn.message_id,
        metadata=turn.metadata,
    )


def _chosen(processor: StrictProcessor, turn: Turn, text: str) -> dict[str, Any] | None:
    """Returns what a choice of an intent means, or of something that an intent stands for (a
    language, whose law, the reason of an answer); None leaves the text to be understood.
    """
    kind, _, value = str(turn.metadata.get("choice") or "").partition(":")
    intent = value if kind == "intent" else _INTENT_OF_CHOICE.get(kind)
    if intent not in processor.domain.intents or intent in _NEVER_CHOSEN:
        return None
    return {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []}


def _required(answer: Mapping[str, Any] | None) -> Mapping[str, Any]:
    if answer is None:
        raise TurnFailure("no_answer")
    return answer


def _json(content: dict[str, Any], status: int) -> HTTPResponse:
    # Escaped to ASCII: what an action says may hold a lone surrogate, which no encoder takes.
    return response.json(content, status, dumps=json.dumps)


def _hush(rasa: logging.Logger) -> None:
    # At DEBUG Rasa logs every message and slot as it is.
    rasa.setLevel(max(rasa.getEffectiveLevel(), logging.INFO))
