"""Messages without words: what stands for them before the bot, and when they need no answer."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.conversation.notices import MEDIA_RECEIVED
from helpline.media.types import is_file_name
from helpline.storage.kinds import Author, MediaKind
from helpline.storage.media import list_media, place_of
from helpline.storage.messages import Draft, body_of, previous_inbound
from helpline.storage.tables import Contact, Media, Message
from helpline.storage.traffic import was_said

# The choice of who sends something: which kind it is comes after it.
MEDIA = "media:"
# What stands for a message in which there is nothing: it is answered as not understood.
_NOTHING = "intent:nlu_fallback"
# What comes one after another within this time is one album.
_ALBUM = timedelta(minutes=10)


def stand_in_for(session: Session, message: Message, text: str) -> tuple[str, str] | None:
    """Returns (words, choice) that the bot takes in place of a message without words, None for one
    that has some. The words are those of a place on the map, else "".
    """
    if not is_wordless(message, text):
        return None
    if not message.media_count:
        return "", _NOTHING
    came = _came_with(session, message)
    for media in came:
        place = place_of(session, media)
        if place is not None:
            return place.words, f"{MEDIA}{MediaKind.PLACE}"
    return "", f"{MEDIA}{_kind_of(came)}"


def is_wordless(message: Message, text: str) -> bool:
    """Whether a message says nothing in words; the name of a file that came with it is none."""
    return not text.strip() or (bool(message.media_count) and is_file_name(text))


def needs_no_answer(session: Session, message: Message, text: str, *, now: datetime) -> bool:
    """Whether a message is one more of an album, the beginning of which was acknowledged."""
    if not message.media_count or not is_wordless(message, text):
        return False
    before = previous_inbound(session, message)
    if before is None or not is_wordless(before, body_of(session, before)):
        return False
    kinds = {media.kind for media in _came_with(session, message)}
    if MediaKind.PLACE in kinds or kinds != {each.kind for each in _came_with(session, before)}:
        return False
    return was_said(session, message.contact_id, MEDIA_RECEIVED, since=now - _ALBUM)


def author_of(reply: Draft) -> Author:
    """Returns as whose a reply of the bot counts: an acknowledgement is the system's, so that a
    number that comes after it still answers what the bot last offered.
    """
    return Author.SYSTEM if reply.response == MEDIA_RECEIVED else Author.BOT


def mark_for_staff(session: Session, contact: Contact, message: Message) -> None:
    """Has staff look at what no machine reads; a place says what it is without them."""
    kinds = {media.kind for media in _came_with(session, message)}
    if kinds - {MediaKind.PLACE} or (message.media_count and not kinds):
        contact.awaits_staff_since = contact.awaits_staff_since or message.created_at


def _came_with(session: Session, message: Message) -> list[Media]:
    return list_media(session, [message.id]).get(message.id, [])


def _kind_of(came: list[Media]) -> MediaKind:
    kinds = [media.kind for media in came]
    if MediaKind.AUDIO in kinds:
        return MediaKind.AUDIO
    return kinds[0] if kinds else MediaKind.OTHER
