"""Erasure: everything of a contact goes. What stays are tombstones: of what was received, by hash,
and of each case, its reference and when it was erased.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Engine,
    Select,
    create_engine,
    delete,
    event,
    func,
    inspect,
    or_,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import NoSuchTableError
from sqlalchemy.orm import Session

from helpline.storage.audit import Act, Action, Kind, record
from helpline.storage.contacts import acquire_lease, get_contact
from helpline.storage.copies import erase_copies
from helpline.storage.database import Database
from helpline.storage.erasures import add_tombstones
from helpline.storage.media import release_files
from helpline.storage.tables import (
    Assignment,
    CaseFigures,
    CaseOpening,
    Contact,
    ContactAlias,
    DeliveryEvent,
    DutyCall,
    ExportedCase,
    FollowUp,
    Media,
    Message,
    Note,
    ReadMark,
    Referral,
    ReferralEvent,
    ReferralFact,
    ReferralPair,
    ReferralToken,
    Safeguard,
    SearchToken,
    new_id,
)

# Longer than any turn takes, so that nothing is written for a contact while it is being erased.
_LEASE_SECONDS = 60
_TRACKERS = "bot_trackers"
# Rasa may write at the same time. What is deleted is overwritten too.
_SQLITE = ("busy_timeout=10000", "secure_delete=ON")

# What the bot answers once a person has confirmed twice that everything be erased. The worker
# erases before it sends this.
FAREWELL = "utter_deleted"


class BotMemory:
    """The bot's own record of conversations, which knows them by a random id."""

    def __init__(self, tracker_url: str) -> None:
        """Takes the address of the tracker store."""
        self._engine = _engine(tracker_url)

    def forget(self, conversation: str) -> None:
        """Erases a conversation; does nothing where the bot has not kept any yet."""
        self._delete(" WHERE conversation_id = :id", {"id": conversation})

    def forget_all(self) -> None:
        """Erases every conversation."""
        self._delete("", {})

    def _delete(self, where: str, values: dict[str, str]) -> None:
        try:
            if not inspect(self._engine).has_table(_TRACKERS):
                return
        except NoSuchTableError:
            return
        with self._engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {_TRACKERS}{where}"), values)  # noqa: S608
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def erase_contact(
    database: Database,
    memory: BotMemory,
    contact_id: str,
    *,
    now: datetime,
    owner: str | None = None,
) -> bool:
    """Erases a contact here and in the bot's memory; False if a worker holds it, so try again. An
    owner who was broken off may go on at once.

    The bot's memory goes first: if it cannot be reached, nothing is erased and the error is raised.
    """
    with database.transaction() as session:
        name = owner or new_id()
        if not acquire_lease(session, contact_id, name, _LEASE_SECONDS, again=owner is not None):
            return False
        conversation = get_contact(session, contact_id).bot_conversation
    memory.forget(conversation)
    with database.transaction() as session:
        erase_rows(session, contact_id, now=now)
    return True


def erase_rows(session: Session, contact_id: str, *, now: datetime) -> None:
    """Erases every row that belongs to a contact, which the caller holds, and leaves tombstones.

    What the carrier holds of them is erased by the worker afterwards, until the carrier says so.
    """
    messages = select(Message.id).where(Message.contact_id == contact_id)
    referrals = select(Referral.id).where(Referral.contact_id == contact_id)
    _record_erasure(session, contact_id, now=now)
    add_tombstones(session, contact_id, now=now)
    erase_copies(session, contact_id, now=now)
    session.execute(delete(DeliveryEvent).where(DeliveryEvent.message_id.in_(messages)))
    session.execute(delete(FollowUp).where(FollowUp.contact_id == contact_id))
    session.execute(delete(ReferralEvent).where(ReferralEvent.referral_id.in_(referrals)))
    session.execute(delete(Note).where(Note.referral_id.in_(referrals)))
    session.execute(delete(Assignment).where(Assignment.referral_id.in_(referrals)))
    session.execute(delete(CaseOpening).where(CaseOpening.referral_id.in_(referrals)))
    session.execute(delete(DutyCall).where(DutyCall.referral_id.in_(referrals)))
    session.execute(delete(SearchToken).where(SearchToken.referral_id.in_(referrals)))
    session.execute(delete(CaseFigures).where(CaseFigures.id.in_(referrals)))
    session.execute(delete(ExportedCase).where(ExportedCase.referral_id.in_(referrals)))
    session.execute(delete(ReferralFact).where(ReferralFact.referral_id.in_(referrals)))
    session.execute(delete(ReferralToken).where(ReferralToken.referral_id.in_(referrals)))
    in_pair = or_(ReferralPair.one_id.in_(referrals), ReferralPair.other_id.in_(referrals))
    session.execute(delete(ReferralPair).where(in_pair))
    session.execute(delete(Referral).where(Referral.contact_id == contact_id))
    release_files(session, contact_id, now=now)
    session.execute(delete(Media).where(Media.contact_id == contact_id))
    session.execute(delete(Message).where(Message.contact_id == contact_id))
    session.execute(delete(ContactAlias).where(ContactAlias.contact_id == contact_id))
    session.execute(delete(Safeguard).where(Safeguard.contact_id == contact_id))
    session.execute(delete(ReadMark).where(ReadMark.contact_id == contact_id))
    session.execute(delete(Contact).where(Contact.id == contact_id))


def _record_erasure(session: Session, contact_id: str, *, now: datetime) -> None:
    references = select(Referral.reference).where(Referral.contact_id == contact_id)
    acts = [Act(Action.ERASED, Kind.REFERRAL, each) for each in session.scalars(references)]
    for act in acts or [Act(Action.ERASED, Kind.CONVERSATION)]:
        record(session, act, now=now)


def list_silent_contacts(session: Session, *, before: datetime) -> list[str]:
    """Returns ids of contacts without any message since a moment."""
    return list(session.scalars(select_silent(before=before)))


def select_silent(*, before: datetime) -> Select[str, datetime]:
    """Returns the query for contacts without any message since a moment: the id of each, and when
    their last message was, or they came to be known.
    """
    # All messages are gone through once. Were they asked for contact by contact, PostgreSQL would
    # go through all of them for each contact as long as its statistics are those of a young table.
    last = (
        select(Message.contact_id, func.max(Message.created_at).label("at"))
        .group_by(Message.contact_id)
        .subquery()
    )
    at = func.coalesce(last.c.at, Contact.created_at)
    return (
        select(Contact.id, at).outerjoin(last, last.c.contact_id == Contact.id).where(at < before)
    )


def _engine(address: str) -> Engine:
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        # Rasa's environment has another driver than this one.
        return create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _on_sqlite_connect)
    return engine


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in _SQLITE:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
