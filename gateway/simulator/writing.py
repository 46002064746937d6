"""What the phone's page sends, read with care: words, files, a place, a tap."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from gateway.simulator.carrier import Written
from gateway.simulator.samples import sample
from gateway.simulator.state import Medium, Place, State, new_sid

# Twilio takes ten files a message, and WhatsApp 16 MB each.
_MOST_FILES = 10
_LONGEST_FILE = 16 * 1024 * 1024
_LONGEST_NAME = 200


class Unwritable(ValueError):
    """What no phone could send; its words say why."""


def read_written(data: dict[str, Any], state: State) -> Written:
    """Returns what the JSON of a page says was written; raises Unwritable.

    Besides "body" it may hold "profile_name", "user_id" (WhatsApp's id of the person), "media"
    (each {"sample": a kind} or {"name", "content_type", "data": base64}), "place" ({"latitude",
    "longitude", "address", "label"}), "reply_to" (the sid of a message), "tap" (the id of an option
    of that message), "forwarded" and "often_forwarded".
    """
    replies_to, tapped = data.get("reply_to"), data.get("tap")
    if replies_to is not None and not (isinstance(replies_to, str) and replies_to in state.texts):
        raise Unwritable("there is no message to reply to")
    if tapped is not None:
        offer = state.texts[replies_to].offer if replies_to else None
        if offer is None or tapped not in [choice.id for choice in offer.choices]:
            raise Unwritable("there is no such option")
    written = Written(
        body=_words(data, "body"),
        profile_name=_words(data, "profile_name"),
        user_id=_words(data, "user_id"),
        media=tuple(_media(data.get("media", []))),
        place=_place(data["place"]) if data.get("place") is not None else None,
        replies_to=replies_to,
        tapped=tapped,
        forwarded=data.get("forwarded") is True,
        often_forwarded=data.get("often_forwarded") is True,
    )
    if not (written.body or written.media or written.place or "body" in data or tapped):
        raise Unwritable("nothing is written")
    return written


def _words(data: dict[str, Any], name: str) -> str:
    words = data.get(name, "")
    if not isinstance(words, str):
        raise Unwritable(f"{name} is no text")
    return words


def _media(listed: Any) -> list[Medium]:
    if not isinstance(listed, list) or len(listed) > _MOST_FILES:
        raise Unwritable("these are no files, or too many")
    return [_medium(each) for each in listed]


def _medium(told: Any) -> Medium:
    if not isinstance(told, dict):
        raise Unwritable("this is no file")
    if "sample" in told:
        try:
            return sample(told["sample"])
        except (KeyError, TypeError) as error:
            raise Unwritable("there is no such sample") from error
    name, content_type = _words(told, "name")[:_LONGEST_NAME], _words(told, "content_type")
    if not content_type.isascii() or not content_type.isprintable():
        raise Unwritable("content_type is none")
    try:
        content = base64.b64decode(_words(told, "data"), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unwritable("data is no base64") from error
    if len(content) > _LONGEST_FILE:
        raise Unwritable("the file is too large")
    return Medium(new_sid("ME"), content_type or "application/octet-stream", content, name)


def _place(told: Any) -> Place:
    try:
        latitude, longitude = float(told["latitude"]), float(told["longitude"])
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Unwritable("this is no place") from error
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Unwritable("this place is not on earth")
    return Place(latitude, longitude, _words(told, "address"), _words(told, "label"))
