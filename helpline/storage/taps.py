"""Taps: which option of which of our messages an inbound one picks, by the id that came back.

An id is only ever believed if it is one that we issued to the same contact: whatever else comes
back is ignored, and the words that came with it are read as words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.kinds import Author, Direction
from helpline.storage.messages import Option, find_message_by_sid, last_offered, options_of
from helpline.storage.tables import Message

# Who holds the phone after so long may be somebody else.
_EXPIRES_AFTER = timedelta(days=3)
_ID = re.compile(r"([0-9a-f]{32})\.([1-9]\d?)", re.ASCII)


@dataclass(frozen=True)
class Tap:
    """What came back with a message: the id of an option, and the carrier's id of the message of
    ours to which it replies; "" where there is none.
    """

    id: str
    replies_to_sid: str = ""


def note_tap(session: Session, message: Message, tap: Tap) -> None:
    """Notes to which message of ours an inbound one replies, and which of its options it picks; not
    of a message that went to another contact, or an option that it did not have.
    """
    found = _ID.fullmatch(tap.id)
    if found is not None:
        answered = _sent_to(session, message, found[1])
        if answered is not None and int(found[2]) <= len(options_of(session, answered)):
            message.replies_to, message.picked = answered.id, int(found[2])
            return
    by_sid = find_message_by_sid(session, tap.replies_to_sid) if tap.replies_to_sid else None
    if by_sid is not None and _sent_to(session, message, by_sid.id) is not None:
        message.replies_to = by_sid.id


def picked_option(session: Session, message: Message, *, now: datetime) -> Option | None:
    """Returns the option that an inbound message picked by a tap, or None: there was no tap, or it
    was on what was offered days ago, or before something else was.
    """
    if message.replies_to is None or message.picked is None:
        return None
    answered = _sent_to(session, message, message.replies_to)
    newest = _newest_offer(session, message)
    if answered is None or newest is None or answered.turn != newest.turn:
        return None
    if now - answered.created_at > _EXPIRES_AFTER:
        return None
    options = options_of(session, answered)
    return options[message.picked - 1] if message.picked <= len(options) else None


def offered_to(session: Session, message: Message) -> list[Option]:
    """Returns the options one of which a number in an inbound message is: those of the last message
    of the bot, if it had gone out when this one came.
    """
    offered = last_offered(session, message.contact_id)
    if offered is None or _is_about_another(session, message, offered):
        return []
    if offered.released_at is not None and offered.released_at >= message.created_at:
        # It waited until they wrote: they had not seen it yet.
        return []
    return options_of(session, offered)


def _newest_offer(session: Session, message: Message) -> Message | None:
    """Returns what offered options to a contact last, as an inbound message of theirs saw it."""
    return session.scalar(
        select(Message)
        .where(
            Message.contact_id == message.contact_id,
            Message.direction == Direction.OUTBOUND,
            Message.author == Author.BOT,
            Message.options_sealed.is_not(None),
            Message.created_at <= message.created_at,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )


def _is_about_another(session: Session, message: Message, offered: Message) -> bool:
    """Whether an inbound message replies to another message of ours than to one of an offer."""
    if message.replies_to is None:
        return False
    answered = _sent_to(session, message, message.replies_to)
    return answered is not None and answered.turn != offered.turn


def _sent_to(session: Session, message: Message, message_id: str) -> Message | None:
    return session.scalar(
        select(Message).where(
            Message.id == message_id,
            Message.contact_id == message.contact_id,
            Message.direction == Direction.OUTBOUND,
        )
    )
