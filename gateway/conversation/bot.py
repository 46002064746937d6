"""The way to the bot: one signed turn in, its replies out."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError

from gateway.conversation.addresses import Addresses
from gateway.metrics import BOT_SECONDS
from helpline.i18n import LANGUAGES
from helpline.privacy.vault import shared_secret
from helpline.settings import Settings
from helpline.storage.messages import Draft, Option
from helpline.text.characters import clean

# What no answer of the bot comes near: an answer beyond is a failure, and none that is sent.
_MOST_BYTES = 1024 * 1024
_PIECE_BYTES = 64 * 1024
_MOST_REPLIES = 20
_LONGEST_TEXT = 16_000
_LONGEST_NAME = 64
# A machine that is there takes a connection at once.
_CONNECT_SECONDS = 2.0


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
    """Rasa, behind our own channel: one server or several, which share what they remember."""

    def __init__(self, settings: Settings) -> None:
        """Takes the settings: the bots' addresses, the key of the signature, how long to wait."""
        self._addresses = Addresses(settings.rasa_urls)
        self._key = urlsafe_b64decode(shared_secret(settings.secret_key, "bot"))
        self._seconds = settings.call_seconds
        self._http = _Http()

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
        with BOT_SECONDS.time():
            return _read(self._post(turn.conversation, body), turn.message_id)

    def is_ready(self) -> bool:
        """Whether a bot has its model loaded and can keep its conversations."""
        return any(self.is_ready_at(address) for address in self._addresses.all)

    def is_ready_at(self, address: str) -> bool:
        """Whether the bot at an address is ready."""
        try:
            return requests.get(f"{address}/bot/health", timeout=3).status_code == 200
        except requests.RequestException:
            return False

    def _post(self, conversation: str, body: bytes) -> bytes:
        """Returns what the first bot answers that can be reached; who has been reached and does not
        answer in time may still be at work, so no other is asked then.
        """
        began = time.monotonic()
        for address in self._addresses.for_conversation(conversation):
            left = self._seconds - (time.monotonic() - began)
            if left <= 0:
                break
            try:
                content = self._post_to(address, body, left)
            except requests.ConnectionError as error:
                self._addresses.missed(address)
                if not _never_arrived(error):
                    raise BotUnavailable(type(error).__name__) from None
            except requests.RequestException as error:
                self._addresses.missed(address)
                raise BotUnavailable(type(error).__name__) from None
            else:
                return content
        raise BotUnavailable("no bot can be reached")

    def _post_to(self, address: str, body: bytes, seconds: float) -> bytes:
        with self._http.session.post(
            f"{address}/bot/turn",
            data=body,
            headers=self._headers(body),
            timeout=(min(_CONNECT_SECONDS, seconds), seconds),
            stream=True,
        ) as response:
            if response.status_code != 200:
                raise TurnFailed(str(response.status_code))
            return _content(response)

    def _headers(self, body: bytes) -> dict[str, str]:
        now = str(int(time.time()))
        signature = hmac.new(self._key, f"{now}.".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "X-Helpline-Timestamp": now,
            "X-Helpline-Signature": f"v1={signature}",
        }


class _Http(threading.local):
    """Connections to the bots, kept from one call to the next; each thread has its own."""

    def __init__(self) -> None:
        self.session = requests.Session()
        # The bots are ours: no proxy of the environment leads to them.
        self.session.trust_env = False


def _never_arrived(error: requests.ConnectionError) -> bool:
    """Whether no connection was made at all, so that nobody has read the turn."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)


def _content(response: requests.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_content(_PIECE_BYTES):
        content += piece
        if len(content) > _MOST_BYTES:
            raise TurnFailed("too large an answer")
    return bytes(content)


def _read(content: bytes, message_id: str) -> TurnAnswer:
    try:
        data = json.loads(content)
        if data["message_id"] != message_id:
            raise TurnFailed("answer to another message")
        replies = data["replies"]
        if not isinstance(replies, list) or len(replies) > _MOST_REPLIES:
            raise TurnFailed("no list of replies, or too long a one")
        intent = data.get("intent") or {}
        return TurnAnswer(
            replies=tuple(_draft(reply) for reply in replies),
            intent=_name(intent.get("name")),
            confidence=float(intent.get("confidence") or 0.0),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise TurnFailed("unreadable answer") from None


def _draft(reply: Mapping[str, Any]) -> Draft:
    language = reply.get("language")
    if language is not None and language not in LANGUAGES:
        raise ValueError("a reply in no language of ours")
    law = reply.get("law")
    return Draft(
        body=_text(reply["text"]),
        language=language,
        response=_name(reply.get("response")),
        options=tuple(
            Option(_text(button["title"]), _text(button["payload"]))
            for button in reply.get("buttons") or ()
        ),
        law=_text(f"{law['entry']}@{law['version']}") if law else None,
    )


def _text(value: object) -> str:
    """Returns words that any database and any carrier takes; raises ValueError if they are none."""
    text = clean(value) if isinstance(value, str) else ""
    if not text or len(text) > _LONGEST_TEXT:
        raise ValueError("a reply without words, or with too many")
    return text


def _name(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise ValueError("a name that is none")
    return clean(value)
