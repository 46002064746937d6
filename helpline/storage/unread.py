"""What a member of staff has not read yet: messages of contacts that came after those they saw."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from helpline.storage.counting import insert_for
from helpline.storage.kinds import Direction
from helpline.storage.tables import Contact, Message, ReadMark


def read_up_to(session: Session, staff_id: str, contact_id: str) -> int:
    """Returns the `seq` of the last message of a contact that a member of staff has seen, 0 if they
    have seen none.
    """
    return session.scalar(_mark(staff_id, contact_id)) or 0


def mark_read(session: Session, staff_id: str, contact_id: str, seq: int) -> None:
    """Records that a member of staff has seen a contact's messages up to one; what they have seen
    they have seen, so that an earlier one changes nothing.
    """
    added = insert_for(session, ReadMark).values(contact_id=contact_id, staff_id=staff_id, seq=seq)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[ReadMark.contact_id, ReadMark.staff_id],
            set_={"seq": added.excluded.seq},
            where=ReadMark.seq < added.excluded.seq,
        )
    )


def is_unread_by(staff_id: str, contact_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Returns the condition that a contact has written what a member of staff has not seen."""
    seen = _mark(staff_id, Message.contact_id).scalar_subquery()
    return exists().where(
        Message.contact_id == contact_id,
        Message.direction == Direction.INBOUND,
        Message.seq > func.coalesce(seen, 0),
    )


def unread_among(session: Session, staff_id: str, contact_ids: Sequence[str]) -> set[str]:
    """Returns those of some contacts, by id, of whom a member of staff has something to read."""
    unread = select(Contact.id).where(Contact.id.in_(contact_ids))
    return set(session.scalars(unread.where(is_unread_by(staff_id, Contact.id))))


def _mark(staff_id: str, contact_id: str | InstrumentedAttribute[str]) -> Select[int]:
    return select(ReadMark.seq).where(
        ReadMark.contact_id == contact_id, ReadMark.staff_id == staff_id
    )
