"""Erasure: everything of a contact goes; only the tombstones of what was received stay, by hash."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, create_engine, delete, func, inspect, select, text
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.orm import Session

from helpline.storage.contacts import acquire_lease, get_contact
from helpline.storage.database import Database
from helpline.storage.tables import (
    Contact,
    DeliveryEvent,
    FollowUp,
    Message,
    Referral,
    ReferralFact,
    new_id,
)

# Longer than any turn takes, so that nothing is written for a contact while it is being erased.
_LEASE_SECONDS = 60
_TRACKERS = "bot_trackers"


class BotMemory:
    """The bot's own record of conversations, which knows them by a random id."""

    def __init__(self, tracker_url: str) -> None:
        """Takes the address of the tracker store."""
        self._engine: Engine = create_engine(tracker_url, hide_parameters=True)

    def forget(self, conversation: str) -> None:
        """Erases a conversation; does nothing where the bot has not kept any yet."""
        try:
            if not inspect(self._engine).has_table(_TRACKERS):
                return
        except NoSuchTableError:
            return
        with self._engine.begin() as connection:
            connection.execute(
                text(f"DELETE FROM {_TRACKERS} WHERE conversation_id = :id"),  # noqa: S608
                {"id": conversation},
            )


def erase_contact(database: Database, memory: BotMemory, contact_id: str) -> bool:
    """Erases a contact here and in the bot's memory; False if a worker holds it, so try again.

    The bot's memory goes first: if it cannot be reached, nothing is erased and the error is raised.
    """
    with database.transaction() as session:
        if not acquire_lease(session, contact_id, new_id(), _LEASE_SECONDS):
            return False
        conversation = get_contact(session, contact_id).bot_conversation
    memory.forget(conversation)
    with database.transaction() as session:
        _delete_rows(session, contact_id)
    return True


def list_silent_contacts(session: Session, *, before: datetime) -> list[str]:
    """Returns ids of contacts without any message since a moment."""
    last = (
        select(func.max(Message.created_at))
        .where(Message.contact_id == Contact.id)
        .scalar_subquery()
    )
    silent = select(Contact.id).where(func.coalesce(last, Contact.created_at) < before)
    return list(session.scalars(silent))


def _delete_rows(session: Session, contact_id: str) -> None:
    messages = select(Message.id).where(Message.contact_id == contact_id)
    referrals = select(Referral.id).where(Referral.contact_id == contact_id)
    session.execute(delete(DeliveryEvent).where(DeliveryEvent.message_id.in_(messages)))
    session.execute(delete(FollowUp).where(FollowUp.contact_id == contact_id))
    session.execute(delete(ReferralFact).where(ReferralFact.referral_id.in_(referrals)))
    session.execute(delete(Referral).where(Referral.contact_id == contact_id))
    session.execute(delete(Message).where(Message.contact_id == contact_id))
    session.execute(delete(Contact).where(Contact.id == contact_id))
