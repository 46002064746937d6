"""The inbox and the outbox: what came in and waits for a turn, what goes out and waits to be
sent.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.storage.database import seal, unseal
from helpline.storage.held import is_free
from helpline.storage.kinds import UNSENT, Author, Direction, MessageState
from helpline.storage.received import is_received as is_received
from helpline.storage.received import keep_sid
from helpline.storage.scope import Scope, contacts_in
from helpline.storage.tables import Contact, Message, new_id

_BODY = "messages.body"
_OPTIONS = "messages.options"
_HANDING_OVER = ("utter_handed_over", "utter_handed_over_later")

# Made once: to make a statement takes longer than to run it, and each turn runs these.
_OF_CONTACT = Message.contact_id == bindparam("contact_id")
_BY_ID = select(Message).where(Message.id == bindparam("message_id"))
_BY_SID = select(Message).where(Message.provider_sid == bindparam("sid"))
_MOMENT_OF = select(Message.created_at).where(Message.id == bindparam("message_id"))
_BY_ID_LOCKED = _BY_ID.with_for_update().execution_options(populate_existing=True)
_BY_SID_LOCKED = _BY_SID.with_for_update().execution_options(populate_existing=True)
_LAST_OFFERED = (
    select(Message)
    .where(
        _OF_CONTACT,
        Message.direction == Direction.OUTBOUND,
        Message.author == Author.BOT,
        or_(Message.response.is_(None), Message.response.not_in(_HANDING_OVER)),
    )
    .order_by(Message.seq.desc())
    .limit(1)
)
_INBOUND_BEFORE = (
    select(Message)
    .where(
        _OF_CONTACT,
        Message.direction == Direction.INBOUND,
        Message.seq < bindparam("seq"),
    )
    .order_by(Message.seq.desc())
    .limit(1)
)
_INBOUND_BEFORE_AT = _INBOUND_BEFORE.with_only_columns(Message.created_at)


@dataclass(frozen=True)
class Option:
    """One choice offered to a person: what they read, and what it means to the bot."""

    title: str
    payload: str


@dataclass(frozen=True)
class Draft:
    """An outbound message before it has a row: its words, what it offers, and the law it tells.

    `law` is the entry and version of a text from the law book ("nepal/bail@1f0c…").
    """

    body: str
    language: str | None = None
    response: str | None = None
    options: Sequence[Option] = ()
    law: str | None = None


# Under this name a session keeps when the messages before some came.
_BEFORE = "inbound_before"


def add_inbound(
    session: Session, contact: Contact, body: str, *, sid: str, media_count: int, now: datetime
) -> Message:
    """Stores a message from a contact; raises IntegrityError if its sid was taken in at the same
    time.
    """
    keep_sid(session, sid, now=now)
    message_id = new_id()
    message = Message(
        id=message_id,
        contact_id=contact.id,
        direction=Direction.INBOUND,
        author=Author.CONTACT,
        state=MessageState.NEW,
        # As a rule they go on in it, and the row is not written again.
        language=contact.language,
        body_sealed=seal(session, body, column=_BODY, row=message_id),
        own_address=contact.own_address,
        provider_sid=sid,
        media_count=media_count,
        created_at=now,
        updated_at=now,
    )
    session.add(message)
    session.flush()
    return message


def add_outbound(
    session: Session,
    contact: Contact,
    draft: Draft,
    *,
    turn: str,
    position: int,
    author: Author,
    now: datetime,
    staff_id: str | None = None,
) -> Message:
    """Puts a message into the outbox; raises IntegrityError if (turn, position) is there
    already. What staff write ends the contact's waiting for them.
    """
    message_id = new_id()
    if author is Author.STAFF:
        contact.awaits_staff_since = None
    options = [[option.title, option.payload] for option in draft.options]
    message = Message(
        id=message_id,
        contact_id=contact.id,
        direction=Direction.OUTBOUND,
        author=author,
        staff_id=staff_id,
        state=MessageState.WAITING,
        body_sealed=seal(session, draft.body, column=_BODY, row=message_id),
        language=draft.language,
        response=draft.response,
        law=draft.law,
        options_sealed=seal(session, json.dumps(options), column=_OPTIONS, row=message_id)
        if options
        else None,
        own_address=contact.own_address,
        turn=turn,
        position=position,
        created_at=now,
        updated_at=now,
    )
    session.add(message)
    session.flush()
    return message


def body_of(session: Session, message: Message) -> str:
    """Returns the words of a message."""
    return unseal_body(session, message.body_sealed, message.id)


def unseal_body(session: Session, sealed: bytes, message_id: str) -> str:
    """Returns the words of a message of which only this was read."""
    return unseal(session, sealed, column=_BODY, row=message_id)


def options_of(session: Session, message: Message) -> list[Option]:
    """Returns what a message offered, in its order; empty if it offered nothing."""
    if message.options_sealed is None:
        return []
    options = json.loads(unseal(session, message.options_sealed, column=_OPTIONS, row=message.id))
    return [Option(title, payload) for title, payload in options]


def get_message(session: Session, message_id: str, *, locked: bool = False) -> Message:
    """Returns a message by id; raises NotFound. A `locked` one is as it is once others have done
    with it, and nobody else changes it before the transaction ends.
    """
    message = session.scalar(_BY_ID_LOCKED if locked else _BY_ID, {"message_id": message_id})
    if message is None:
        raise NotFound("message")
    return message


def written_at(session: Session, message_id: str) -> datetime | None:
    """Returns when a message was written, or None where there is no such message (any more)."""
    return session.scalar(_MOMENT_OF, {"message_id": message_id})


def find_message_by_sid(session: Session, sid: str, *, locked: bool = False) -> Message | None:
    """Returns the message that the provider knows by this sid, `locked` or not, or None."""
    return session.scalar(_BY_SID_LOCKED if locked else _BY_SID, {"sid": sid})


def last_offered(session: Session, contact_id: str) -> Message | None:
    """Returns the last message that the bot wrote to a contact, or None; a notice is none, nor is
    what says that a person of the team will answer: once the bot answers again, a number is still
    one of what was offered before.
    """
    return session.scalar(_LAST_OFFERED, {"contact_id": contact_id})


def last_law_told(session: Session, contact_id: str) -> str | None:
    """Returns the entry ("nepal/bail") of the last text of the law that a contact was sent, or
    None.
    """
    law = session.scalar(
        select(Message.law)
        .where(Message.contact_id == contact_id, Message.law.is_not(None))
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return law.rpartition("@")[0] if law else None


def previous_inbound_at(session: Session, message: Message) -> datetime | None:
    """Returns when the message before this one came from its contact, or None."""
    # A turn asks more than once.
    known: dict[str, datetime | None] = session.info.setdefault(_BEFORE, {})
    if message.id not in known:
        known[message.id] = session.scalar(_INBOUND_BEFORE_AT, _before(message))
    return known[message.id]


def previous_inbound(session: Session, message: Message) -> Message | None:
    """Returns the message before this one from its contact, or None."""
    return session.scalar(_INBOUND_BEFORE, _before(message))


def list_messages(session: Session, contact_id: str, *, limit: int = 500) -> list[Message]:
    """Returns the newest messages of a contact, in the order in which they were written."""
    newest = (
        select(Message)
        .where(Message.contact_id == contact_id)
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return list(session.scalars(newest))[::-1]


def list_conversations(
    session: Session, *, limit: int = 200, offset: int = 0, scope: Scope | None = None
) -> list[tuple[Contact, Message]]:
    """Returns contacts with the last message of each, of a scope if one is given, the latest
    written first, after as many as are passed over.
    """
    rows = session.execute(
        select(Contact, Message)
        .join(Message, Message.contact_id == Contact.id)
        .where(Message.seq.in_(_last_seqs()))
        .where(true() if scope is None else contacts_in(scope))
        .order_by(Message.seq.desc())
        .offset(offset)
        .limit(limit)
    )
    return [(contact, message) for contact, message in rows]


def last_messages(session: Session, contact_ids: Sequence[str]) -> dict[str, Message]:
    """Returns the last message of each of some contacts, in or out, by contact id."""
    of_these = _last_seqs().where(Message.contact_id.in_(contact_ids))
    rows = session.scalars(select(Message).where(Message.seq.in_(of_these)))
    return {message.contact_id: message for message in rows}


def authors_of(session: Session, message_ids: Sequence[str]) -> dict[str, Author]:
    """Returns who wrote each of some messages, by message id; an erased one is left out."""
    rows = session.execute(select(Message.id, Message.author).where(Message.id.in_(message_ids)))
    return {message_id: author for message_id, author in rows}


def oldest_unanswered(session: Session) -> datetime | None:
    """Returns when the oldest message arrived that still waits for its turn or its answer's
    sending.
    """
    return session.scalar(
        select(func.min(Message.created_at)).where(
            or_(
                Message.state == MessageState.NEW,
                and_(Message.state.in_(UNSENT), is_free()),
            )
        )
    )


def count_by_state(session: Session) -> dict[tuple[Direction, MessageState], int]:
    """Returns how many messages stand in each direction and state."""
    rows = session.execute(
        select(Message.direction, Message.state, func.count()).group_by(
            Message.direction, Message.state
        )
    )
    return {(direction, state): count for direction, state, count in rows}


def _before(message: Message) -> dict[str, object]:
    return {"contact_id": message.contact_id, "seq": message.seq}


def _last_seqs() -> Select[int]:
    return select(func.max(Message.seq)).group_by(Message.contact_id)
