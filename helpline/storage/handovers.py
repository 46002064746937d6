"""Who answers a contact: given to staff, taken back, and who has waited for staff for too long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from helpline.storage.kinds import Handler
from helpline.storage.tables import Contact


def hand_over(contact: Contact, *, now: datetime) -> None:
    """Gives a contact to staff, who owe them an answer from now on."""
    contact.handler = Handler.STAFF
    contact.awaits_staff_since = now


def take_over(contact: Contact, *, now: datetime) -> None:
    """Lets staff answer a contact; who waits for them already waits anew from now on."""
    contact.handler = Handler.STAFF
    if contact.awaits_staff_since is not None:
        contact.awaits_staff_since = now


def give_to_bot(contact: Contact) -> None:
    """Lets the bot answer a contact again, because staff have seen to what was wanted of them."""
    contact.handler = Handler.BOT
    contact.awaits_staff_since = None


def list_unanswered(session: Session, *, before: datetime, limit: int = 100) -> list[str]:
    """Returns the ids of contacts whom staff hold and have owed an answer since before a moment,
    the longest first. Who has opted out is not among them.
    """
    unanswered = (
        select(Contact.id)
        .where(Contact.handler == Handler.STAFF, Contact.opted_out_at.is_(None))
        .where(Contact.awaits_staff_since <= before)
        .order_by(Contact.awaits_staff_since)
    )
    return list(session.scalars(unanswered.limit(limit)))


def hand_back(session: Session, contact_id: str, *, before: datetime) -> datetime | None:
    """Lets the bot answer a contact whom staff have owed an answer since before a moment, once:
    returns since when, or None if that does not hold any more. They still wait for staff.
    """
    handed = session.execute(
        update(Contact)
        .where(Contact.id == contact_id, Contact.handler == Handler.STAFF)
        .where(Contact.awaits_staff_since <= before)
        .values(handler=Handler.BOT)
        .returning(Contact.awaits_staff_since)
    )
    since: datetime | None = handed.scalar()
    return since
