"""The way to the bot: one signed turn in, its replies out."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests

from gateway.metrics import BOT_SECONDS
from helpline.privacy.vault import shared_secret
from helpline.settings import Settings
from helpline.storage.messages import Draft, Option


class BotUnavailable(Exception):
    """The bot cannot be reached, or not in time: the message waits for it."""


class TurnFailed(Exception):
    """The bot was reached and could not answer: trying again may help, for ever it will not."""


@dataclass(frozen=True)
class TurnRequest:
    """A message as the bot reads it. `metadata` is JSON: message id, language, script, channel …"""

    conversation: str
    message_id: str
    text: str
    metadata: Mapping[str, Any]


@dataclass(frozen=True)
class TurnAnswer:
    """What the bot says to a message, and how it understood it."""

    replies: tuple[Draft, ...]
    intent: str | None
    confidence: float


class Bot:
    """Rasa, behind our own channel."""

    def __init__(self, settings: Settings) -> None:
        """Takes the settings: the bot's address, the key of the signature, and how long to wait."""
        self._url = settings.rasa_url
        self._key = urlsafe_b64decode(shared_secret(settings.secret_key, "bot"))
        self._seconds = settings.call_seconds

    def ask(self, turn: TurnRequest) -> TurnAnswer:
        """Returns the bot's answer; raises BotUnavailable or TurnFailed.

        Asking again with the same message id never makes the bot act twice.
        """
        body = json.dumps(
            {
                "conversation": turn.conversation,
                "message_id": turn.message_id,
                "text": turn.text,
                "metadata": dict(turn.metadata),
            }
        ).encode()
        try:
            with BOT_SECONDS.time():
                response = requests.post(
                    f"{self._url}/bot/turn",
                    data=body,
                    headers=self._headers(body),
                    timeout=self._seconds,
                )
        except requests.RequestException as error:
            raise BotUnavailable(type(error).__name__) from None
        if response.status_code != 200:
            raise TurnFailed(str(response.status_code))
        return _read(response, turn.message_id)

    def is_ready(self) -> bool:
        """Whether the bot has its model loaded and can keep its conversations."""
        try:
            return requests.get(f"{self._url}/bot/health", timeout=3).status_code == 200
        except requests.RequestException:
            return False

    def _headers(self, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        signature = hmac.new(self._key, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Helpline-Timestamp": now,
            "X-Helpline-Signature": f"v1={signature}",
        }


def _read(response: requests.Response, message_id: str) -> TurnAnswer:
    try:
        data = response.json()
        if data["message_id"] != message_id:
            raise TurnFailed("answer to another message")
        intent = data.get("intent") or {}
        return TurnAnswer(
            replies=tuple(_draft(reply) for reply in data["replies"]),
            intent=intent.get("name"),
            confidence=float(intent.get("confidence") or 0.0),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise TurnFailed("unreadable answer") from None


def _draft(reply: Mapping[str, Any]) -> Draft:
    text = reply["text"]
    if not isinstance(text, str) or not text:
        raise ValueError("a reply without words")
    buttons = reply.get("buttons") or ()
    law = reply.get("law")
    return Draft(
        body=text,
        language=reply.get("language"),
        response=reply.get("response"),
        options=tuple(Option(button["title"], button["payload"]) for button in buttons),
        law=f"{law['entry']}@{law['version']}" if law else None,
    )
