"""Farewells: the last message to a contact who was erased, until it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from helpline.storage.contacts import address_of
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact, Farewell, new_id

_ADDRESS = "farewells.address"
_BODY = "farewells.body"


@dataclass(frozen=True)
class Claimed:
    """A farewell that the caller may send now. `began_at` is when an earlier try began of which the
    outcome is not known, None if there is none.
    """

    id: str
    channel: Channel
    address: str
    own_address: str
    body: str
    attempts: int
    began_at: datetime | None
    created_at: datetime


def add_farewell(session: Session, contact: Contact, body: str, *, now: datetime) -> None:
    """Keeps what is needed to send one last message to a contact, under the contact's id."""
    session.add(
        Farewell(
            id=contact.id,
            channel=contact.channel,
            address_sealed=seal(
                session, address_of(session, contact), column=_ADDRESS, row=contact.id
            ),
            own_address=contact.own_address,
            body_sealed=seal(session, body, column=_BODY, row=contact.id),
            next_at=now,
            created_at=now,
        )
    )
    session.flush()


def add_lone_message(
    session: Session, channel: Channel, address: str, *, own_address: str, body: str, now: datetime
) -> str:
    """Keeps a message to somebody who is no contact, to be sent once like a farewell, and returns
    its id.
    """
    message_id = new_id()
    session.add(
        Farewell(
            id=message_id,
            channel=channel,
            address_sealed=seal(session, address, column=_ADDRESS, row=message_id),
            own_address=own_address,
            body_sealed=seal(session, body, column=_BODY, row=message_id),
            next_at=now,
            created_at=now,
        )
    )
    session.flush()
    return message_id


def is_due(session: Session, farewell_id: str, *, now: datetime) -> bool:
    """Whether there is a farewell with an id whose time to be sent has come."""
    due = select(Farewell.id).where(Farewell.id == farewell_id, Farewell.next_at <= now)
    return session.scalar(due) is not None


def claim(session: Session, farewell_id: str, *, now: datetime, hold: timedelta) -> Claimed | None:
    """Takes a farewell that is due, so that for a time nobody else does; None if there is none."""
    began_at = session.scalar(select(Farewell.began_at).where(Farewell.id == farewell_id))
    taken = session.scalar(
        update(Farewell)
        .where(Farewell.id == farewell_id, Farewell.next_at <= now)
        .values(next_at=now + hold, began_at=now, attempts=Farewell.attempts + 1)
        .returning(Farewell)
    )
    if taken is None:
        return None
    return Claimed(
        taken.id,
        taken.channel,
        unseal(session, taken.address_sealed, column=_ADDRESS, row=taken.id),
        taken.own_address,
        unseal(session, taken.body_sealed, column=_BODY, row=taken.id),
        taken.attempts,
        began_at,
        taken.created_at,
    )


def put_off(
    session: Session, farewell_id: str, *, until: datetime, began_at: datetime | None
) -> None:
    """Says when the next try is due, since this one surely did not leave; `began_at` is when an
    earlier one began of which that is not known.
    """
    session.execute(
        update(Farewell).where(Farewell.id == farewell_id).values(began_at=began_at, next_at=until)
    )


def remove(session: Session, farewell_id: str) -> None:
    """Erases a farewell."""
    session.execute(delete(Farewell).where(Farewell.id == farewell_id))


def list_due_farewells(session: Session, *, now: datetime, limit: int = 100) -> list[str]:
    """Returns the ids of farewells whose time to be sent has come, the oldest first."""
    due = select(Farewell.id).where(Farewell.next_at <= now).order_by(Farewell.next_at)
    return list(session.scalars(due.limit(limit)))
