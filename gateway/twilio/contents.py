"""Buttons and lists by WhatsApp: what fits them, and the shapes that Twilio's Content API holds.

A shape is the lines and the titles of a message without its words: "{{1}}", a line each, since
Twilio takes no line break inside a value. So nothing of a person stays at Twilio in it, and each
shape is made there once. It may be sent only within 24 hours of the contact's last message, and
needs no approval of WhatsApp's for that.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import requests
from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from gateway.carrier import Offer
from helpline.text.characters import count_graphemes

logger = logging.getLogger(__name__)

CONTENT_URL = "https://content.twilio.com/v1/Content"
# What WhatsApp shows: https://www.twilio.com/docs/content/twilio-quick-reply and
# https://www.twilio.com/docs/content/twiliolist-picker.
_MOST_BUTTONS, _LONGEST_BUTTON = 3, 20
_MOST_ITEMS, _LONGEST_ITEM = 10, 24
_LONGEST_BODY = 1024
_MOST_VALUES = 100
# A value may not hold a tab nor more than four blanks in a row.
_BLANKS = re.compile(r"[ \t\u00a0]{4,}|\t")
# For so many seconds a shape that Twilio would not make is not asked for again.
_PAUSE = 300.0
# Languages as the Content API calls them; a shape holds titles in one.
_LANGUAGE = {"prs": "fa"}


class ContentStore(Protocol):
    """Remembers which shape Twilio holds under which id."""

    def find(self, digest: str) -> str | None:
        """Returns the id of a shape by its digest, or None."""
        ...

    def keep(self, digest: str, sid: str, *, now: datetime) -> None:
        """Keeps the id of a shape; the first one kept stays."""
        ...


@dataclass(frozen=True)
class Content:
    """What is sent in place of a body: the id of a shape, and the values that fill it, as JSON."""

    sid: str
    variables: str


class Contents:
    """Turns an offer into a content of Twilio's, making its shape there if it is new."""

    def __init__(self, client: Client, store: ContentStore) -> None:
        """Takes Twilio's client and what remembers the shapes."""
        self._client = client
        self._store = store
        self._paused: dict[str, float] = {}

    def content_for(self, offer: Offer) -> Content | None:
        """Returns what shows an offer, or None where it does not fit or Twilio does not make it."""
        if not fits(offer):
            return None
        shape = shape_of(offer)
        digest = hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()
        sid = self._store.find(digest) or self._made(digest, shape)
        return sid and Content(sid, json.dumps(values_of(offer), ensure_ascii=False)) or None

    def _made(self, digest: str, shape: Mapping[str, Any]) -> str | None:
        if time.monotonic() < self._paused.get(digest, 0.0):
            return None
        try:
            sid = create_content(self._client, shape, name=f"helpline_options_{digest[:16]}")
        except (TwilioException, requests.RequestException, ValueError, KeyError) as error:
            logger.warning(
                "options go out as text: Twilio did not make their shape",
                extra={"error": type(error).__name__},
            )
            self._paused[digest] = time.monotonic() + _PAUSE
            return None
        self._store.keep(digest, sid, now=datetime.now(UTC))
        return sid


def fits(offer: Offer) -> bool:
    """Whether WhatsApp can show an offer as buttons or as a list; titles must differ."""
    titles = [choice.title for choice in offer.choices]
    if not titles or len(titles) > _MOST_ITEMS or len({*titles}) < len(titles):
        return False
    return (
        all(0 < count_graphemes(title) <= _LONGEST_ITEM for title in titles)
        and 0 < count_graphemes(offer.button) <= _LONGEST_BUTTON
        and len(offer.text.encode("utf-16-le")) // 2 <= _LONGEST_BODY
        and 0 < len(_lines(offer.text)) + len(titles) <= _MOST_VALUES
        and bool(offer.text.strip())
    )


def shape_of(offer: Offer) -> dict[str, Any]:
    """Returns the shape of an offer as the Content API takes it: language and types."""
    body = "\n".join(_slots(offer.text))
    first = len(_lines(offer.text)) + 1
    ids = [f"{{{{{first + place}}}}}" for place in range(len(offer.choices))]
    pairs = list(zip(ids, offer.choices, strict=True))
    if _has_buttons(offer):
        actions = [
            {"type": "QUICK_REPLY", "id": each, "title": choice.title} for each, choice in pairs
        ]
        types: dict[str, Any] = {"twilio/quick-reply": {"body": body, "actions": actions}}
    else:
        items = [{"id": each, "item": choice.title} for each, choice in pairs]
        types = {"twilio/list-picker": {"body": body, "button": offer.button, "items": items}}
    return {"language": content_language(offer.language), "types": types}


def values_of(offer: Offer) -> dict[str, str]:
    """Returns what fills the shape of an offer: its lines, then the ids of its options."""
    values = [_BLANKS.sub(" ", line).strip() for line in _lines(offer.text)]
    values += [choice.id for choice in offer.choices]
    return {str(number): value for number, value in enumerate(values, start=1)}


def sent_text(offer: Offer) -> str:
    """Returns the words of an offer as they stand once its shape is filled."""
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in offer.text.split("\n"))


def content_language(code: str) -> str:
    """Returns a language of ours as the Content API calls it."""
    return _LANGUAGE.get(code, code)


def create_content(client: Client, content: Mapping[str, Any], *, name: str) -> str:
    """Makes a content at Twilio and returns its id; raises what Twilio's client raises, ValueError
    for an answer that cannot be read.
    """
    numbers = sorted({int(each) for each in re.findall(r"\{\{(\d+)\}\}", json.dumps(content))})
    made = post_json(
        client,
        CONTENT_URL,
        {
            "friendly_name": name,
            "variables": {str(number): "-" for number in numbers},
            **content,
        },
    )
    sid = made["sid"]
    if not isinstance(sid, str) or not re.fullmatch(r"HX[0-9a-fA-F]{32}", sid):
        raise ValueError("no id of a content")
    return sid


def post_json(client: Client, url: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Posts JSON to Twilio and returns its answer; raises what its client raises, ValueError for a
    refusal or an answer that is no JSON.
    """
    answer = client.request(
        "POST", url, data=dict(data), headers={"Content-Type": "application/json"}
    )
    if answer.status_code >= 300:
        raise ValueError(f"refused with {answer.status_code}")
    read = json.loads(answer.text)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _has_buttons(offer: Offer) -> bool:
    """Whether an offer is shown as buttons; what is too long for them may still fit a list."""
    lengths = [count_graphemes(choice.title) for choice in offer.choices]
    return len(lengths) <= _MOST_BUTTONS and max(lengths, default=0) <= _LONGEST_BUTTON


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _slots(text: str) -> list[str]:
    slots, number = [], 0
    for line in text.split("\n"):
        number += bool(line.strip())
        slots.append(f"{{{{{number}}}}}" if line.strip() else "")
    return slots
