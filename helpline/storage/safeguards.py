"""What protects a contact whose phone others read: the hash of their word, what is awaited of
them, and since when it may be somebody else who writes.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage import follow_ups
from helpline.storage.copies import add_copy
from helpline.storage.database import seal
from helpline.storage.kinds import Author, Awaited, CopyTask, Direction, MessageState, ReferralState
from helpline.storage.messages import Option, options_of
from helpline.storage.tables import Contact, Message, Referral, Safeguard

# What stands for the words of a message that was their own word.
MASK = "•••"
# Why a message was not sent any more.
OTHER_HANDS = "other hands"
_PURPOSE = "word"
# Under this name a session keeps which contacts have none.
_WITHOUT = "without_safeguard"


def find_safeguard(session: Session, contact_id: str) -> Safeguard | None:
    """Returns what protects a contact, or None if nothing was ever needed."""
    # A turn asks often, and mostly there is none: the session remembers rows, but not their lack.
    without: set[str] = session.info.setdefault(_WITHOUT, set())
    if contact_id in without:
        return None
    found = session.get(Safeguard, contact_id)
    if found is None:
        without.add(contact_id)
    return found


def get_safeguard(session: Session, contact_id: str) -> Safeguard:
    """Returns what protects a contact, a new row if there was none."""
    found = session.get(Safeguard, contact_id)
    if found is None:
        session.info.get(_WITHOUT, set()).discard(contact_id)
        found = Safeguard(contact_id=contact_id, tries=0)
        session.add(found)
        session.flush()
    return found


def set_word(session: Session, safeguard: Safeguard, word: str, *, now: datetime) -> None:
    """Keeps a contact's own word, as a hash that needs our key."""
    vault: Vault = session.info["vault"]
    safeguard.word_hash = vault.lookup(_of(safeguard, word), purpose=_PURPOSE)
    safeguard.word_set_at = now
    safeguard.tries = 0


def is_word(session: Session, safeguard: Safeguard, word: str) -> bool:
    """Whether this is the contact's own word; one under an older key is then kept under the
    first.
    """
    vault: Vault = session.info["vault"]
    kept = safeguard.word_hash
    if kept is None:
        return False
    hashes = vault.lookups(_of(safeguard, word), purpose=_PURPOSE)
    if not any([hmac.compare_digest(kept, each) for each in hashes]):
        return False
    safeguard.word_hash = hashes[0]
    return True


def forget_word(safeguard: Safeguard) -> None:
    """Takes a contact's own word away; what waited for it is answered no more."""
    safeguard.word_hash = safeguard.word_set_at = None
    stop_waiting(safeguard)


def wait_for(
    safeguard: Safeguard, awaited: Awaited, message_id: str | None, *, now: datetime
) -> None:
    """Notes what is awaited of a contact, and which message is answered once they have proved that
    it is them.
    """
    safeguard.awaited, safeguard.message_id, safeguard.asked_at = awaited, message_id, now


def stop_waiting(safeguard: Safeguard) -> None:
    """Awaits nothing of a contact any more, and counts wrong words anew."""
    ask_no_more(safeguard)
    safeguard.tries = 0


def ask_no_more(safeguard: Safeguard) -> None:
    """Awaits nothing of a contact any more; wrong words still count."""
    safeguard.awaited = safeguard.message_id = safeguard.asked_at = None


def mask(session: Session, message: Message, *, now: datetime) -> None:
    """Puts a sign that says nothing in the place of the words of a message, and has the carrier
    drop them at once.
    """
    message.body_sealed = seal(session, MASK, column="messages.body", row=message.id)
    if message.provider_sid is not None:
        add_copy(
            session, message.provider_sid, CopyTask.REDACT,
            due_at=now, now=now, message_id=message.id,
        )  # fmt: skip


def options_before(session: Session, message: Message) -> list[Option]:
    """Returns what the bot had offered last when a message came that was already answered with a
    question of ours.
    """
    offered = session.scalar(
        select(Message)
        .where(
            Message.contact_id == message.contact_id,
            Message.direction == Direction.OUTBOUND,
            Message.author == Author.BOT,
            Message.turn != message.id,
            Message.created_at <= message.created_at,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return options_of(session, offered) if offered is not None else []


def last_response(session: Session, message: Message, *, besides: Sequence[str]) -> str | None:
    """Returns which sentence of ours, besides some, went to a contact last before a message of
    theirs is answered; None where staff wrote last, or nobody.
    """
    said = session.scalar(
        select(Message)
        .where(
            Message.contact_id == message.contact_id,
            Message.direction == Direction.OUTBOUND,
            Message.turn != message.id,
            or_(Message.response.is_(None), Message.response.not_in(besides)),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return said.response if said is not None else None


def was_written_to(session: Session, contact_id: str, *, before: Message) -> bool:
    """Whether anything was sent to a contact before a message of theirs came."""
    sent = select(Message.id).where(
        Message.contact_id == contact_id,
        Message.direction == Direction.OUTBOUND,
        Message.seq < before.seq,
    )
    return session.scalar(sent.limit(1)) is not None


def leave_phone(session: Session, contact: Contact, *, at: datetime) -> None:
    """Marks that a contact's phone is, or may be, in other hands since a moment: the bot knows
    nothing of their requests any more, nothing more is asked about these, and what waits to be sent
    is not.
    """
    contact.in_other_hands_at = at
    for referral in _live_referrals(session, contact.id):
        referral.withheld_at = at
        follow_ups.cancel(session, referral.id)
    session.execute(
        update(Message)
        .where(
            Message.contact_id == contact.id,
            Message.direction == Direction.OUTBOUND,
            Message.state == MessageState.WAITING,
        )
        .values(state=MessageState.CANCELED, error_code=OTHER_HANDS, updated_at=at)
    )


def is_in_other_hands(contact: Contact) -> bool:
    """Whether a contact's phone is in other hands, and nobody has written from it since: to who has
    we may write.
    """
    left, last = contact.in_other_hands_at, contact.last_inbound_at
    return left is not None and (last is None or last <= left)


def give_back(session: Session, contact: Contact, *, now: datetime) -> None:
    """Takes it back that a contact's phone is in other hands: it is them who write."""
    contact.in_other_hands_at = None
    session.execute(
        update(Referral)
        .where(Referral.contact_id == contact.id, Referral.withheld_at.is_not(None))
        .values(withheld_at=None, compared_at=None)
    )
    safeguard = get_safeguard(session, contact.id)
    stop_waiting(safeguard)
    safeguard.familiar_at = now


def _live_referrals(session: Session, contact_id: str) -> Sequence[Referral]:
    return session.scalars(
        select(Referral).where(
            Referral.contact_id == contact_id,
            Referral.state != ReferralState.CLOSED,
            Referral.withheld_at.is_(None),
        )
    ).all()


def _of(safeguard: Safeguard, word: str) -> str:
    return f"{safeguard.contact_id}:{word}"
