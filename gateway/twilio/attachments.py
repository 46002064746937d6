"""What comes with a message, as Twilio's parameters tell it: files, a place, who passed it on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.conversation.inbox import MOST_FILES
from gateway.twilio.addresses import parse_address
from helpline.media.places import Place
from helpline.media.types import kind_announced
from helpline.storage.kinds import Channel, Forwarded, MediaKind
from helpline.storage.media import Attachment

# Nothing of the address that Twilio tells is used but the id at its end: the address that is
# fetched is made anew. Whatever does not look like that is never fetched.
_MEDIA_PATH = re.compile(
    r"https?://[^/?#\s]+/2010-04-01/Accounts/(?P<account>AC[0-9a-fA-F]{32})"
    r"/Messages/(?P<message>(?:SM|MM)[0-9a-fA-F]{32})/Media/(?P<media>ME[0-9a-fA-F]{32})"
)
_YES = "true"
_MAX_ADDRESS = 160


def attachments(form: Mapping[str, str], *, account_sid: str) -> tuple[Attachment, ...]:
    """Returns the files of a message. One that is announced and not told in full, or leads
    elsewhere, is among them without an id.
    """
    told = [
        _attachment(form, number, account_sid)
        for number in range(MOST_FILES)
        if f"MediaUrl{number}" in form
    ]
    missing = _announced(form) - len(told)
    return (*told, *[Attachment(MediaKind.OTHER)] * missing)


def place(form: Mapping[str, str]) -> Place | None:
    """Returns the place on the map that a message is, or None."""
    return Place.parse(
        form.get("Latitude", ""), form.get("Longitude", ""),
        label=form.get("Label", ""), address=form.get("Address", ""),
    )  # fmt: skip


def forwarded(form: Mapping[str, str]) -> Forwarded | None:
    """Returns whether a message was passed on from another conversation; None if not."""
    if form.get("FrequentlyForwarded") == _YES:
        return Forwarded.OFTEN
    return Forwarded.ONCE if form.get("Forwarded") == _YES else None


def alias(form: Mapping[str, str]) -> str | None:
    """Returns the id of a person on WhatsApp that came along with their number, or None."""
    channel, address = parse_address(form.get("ExternalUserId", ""))
    if channel is not Channel.WHATSAPP or not 0 < len(address) <= _MAX_ADDRESS:
        return None
    return address


def _announced(form: Mapping[str, str]) -> int:
    """Returns how many files a message says that it has; one, where that is no possible number."""
    said = form.get("NumMedia", "")
    if not said:
        return 0
    if not said.isascii() or not said.isdigit() or len(said) > 6 or int(said) > MOST_FILES:
        return 1
    return int(said)


def _attachment(form: Mapping[str, str], number: int, account_sid: str) -> Attachment:
    found = _MEDIA_PATH.fullmatch(form[f"MediaUrl{number}"])
    is_of_this = (
        found is not None
        and found["account"] == account_sid
        and found["message"] == form.get("MessageSid")
    )
    sid = found["media"] if found is not None and is_of_this else None
    return Attachment(kind_announced(form.get(f"MediaContentType{number}", "")), sid)
