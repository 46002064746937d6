"""Builders: rows with sane values, of which a test names only what matters to it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from helpline.media.cards import people_on
from helpline.media.files import FileFolder
from helpline.media.types import type_of
from helpline.referrals.intake import open_referral, submit_referral
from helpline.storage import contacts, messages, referrals
from helpline.storage.kinds import Author, Channel, MediaKind, MediaState, MessageState
from helpline.storage.media import (
    Attachment,
    add_attachments,
    list_media,
    seal_key,
    seal_people,
    settle,
)
from helpline.storage.messages import Draft
from helpline.storage.tables import Contact, Media, Message, Referral, new_id

FAMILY_NUMBER = "+15550177"
OWN_NUMBER = "+15550100"
CANARY_TEXT = "they took my brother Zarbakht"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def make_contact(
    session: Session,
    *,
    address: str = FAMILY_NUMBER,
    channel: Channel = Channel.SMS,
    language: str | None = "en",
    now: datetime = NOW,
) -> Contact:
    """Adds a contact who has just written."""
    contact = contacts.add_contact(session, channel, address, own_address=OWN_NUMBER, now=now)
    contact.language = language
    contact.last_inbound_at = now
    return contact


def make_inbound(
    session: Session,
    contact: Contact,
    body: str = CANARY_TEXT,
    *,
    state: MessageState = MessageState.DONE,
    now: datetime = NOW,
) -> Message:
    """Adds a message from a contact."""
    message = messages.add_inbound(
        session, contact, body, sid=f"SM{new_id()}", media_count=0, now=now
    )
    message.state = state
    message.language = contact.language
    return message


def make_outbound(
    session: Session,
    contact: Contact,
    draft: Draft | str = "We are here.",
    *,
    turn: str | None = None,
    position: int = 0,
    author: Author = Author.BOT,
    now: datetime = NOW,
) -> Message:
    """Puts a message to a contact into the outbox."""
    draft = Draft(draft, language=contact.language) if isinstance(draft, str) else draft
    return messages.add_outbound(
        session, contact, draft, turn=turn or new_id(), position=position, author=author, now=now
    )


def make_referral(
    session: Session,
    contact: Contact,
    *,
    facts: dict[str, str] | None = None,
    submitted: bool = True,
    now: datetime = NOW,
) -> Referral:
    """Adds a referral of a contact with facts by name."""
    opening = make_inbound(session, contact, now=now)
    referral = open_referral(
        session, contact,
        message_id=opening.id, intent="report_arrest", now=now, rng=random.SystemRandom(),
    )  # fmt: skip
    for name, value in (facts or {}).items():
        referrals.add_fact(session, referral, name, value, message_id=opening.id, now=now)
    if submitted:
        submit_referral(session, contact, now=now)
    session.flush()
    return referral


def make_media(
    session: Session, message: Message, content: bytes, folder: Path, *, announced: str = ""
) -> Media:
    """Adds a file that came with a message and was fetched, and writes it into a folder."""
    add_attachments(session, message, [Attachment(MediaKind.OTHER, f"ME{new_id()}")], now=NOW)
    media = list_media(session, [message.id])[message.id][-1]
    found, name = type_of(content, announced=announced), new_id()
    media.file, media.file_type, media.size = name, found.name, len(content)
    media.kind = found.kind(announced)
    seal_key(session, media, FileFolder(folder).write(name, content, row=media.id))
    if media.kind is MediaKind.CONTACT_CARD:
        seal_people(session, media, people_on(content))
    settle(media, MediaState.STORED, now=NOW)
    session.flush()
    return media
