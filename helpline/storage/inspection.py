"""Looking at a database without changing it: whether it fits this code, and whether its keys fit
it.
"""

from __future__ import annotations

from enum import StrEnum

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from helpline.storage.contacts import address_of
from helpline.storage.messages import body_of
from helpline.storage.migrate import config
from helpline.storage.tables import Contact, Message


class Revision(StrEnum):
    """How a database's tables stand to this code; `UNKNOWN` is a revision of some other code."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    UNKNOWN = "unknown"


def revision_of(engine: Engine) -> Revision:
    """Returns how the tables stand to this code; raises SQLAlchemyError if they cannot be read."""
    with engine.execution_options(helpline_reads=True).connect() as connection:
        script = ScriptDirectory.from_config(config(connection))
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return Revision.EMPTY
    if revision == script.get_current_head():
        return Revision.CURRENT
    known = {each.revision for each in script.walk_revisions()}
    return Revision.BEHIND if revision in known else Revision.UNKNOWN


def open_samples(session: Session) -> int:
    """Opens the oldest and the newest contact and message and returns how many those are; raises
    SealError if no key opens one of them.
    """
    contacts = [
        session.scalar(select(Contact).order_by(order).limit(1))
        for order in (Contact.created_at, Contact.created_at.desc())
    ]
    messages = [
        session.scalar(select(Message).order_by(order).limit(1))
        for order in (Message.seq, Message.seq.desc())
    ]
    opened = {contact.id: address_of(session, contact) for contact in contacts if contact}
    opened |= {message.id: body_of(session, message) for message in messages if message}
    return len(opened)
