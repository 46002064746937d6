"""Rotation: every sealed value is sealed anew under the first key, in batches that may be broken
off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from helpline.privacy.vault import Vault
from helpline.storage.contacts import address_of, lookup_hash
from helpline.storage.database import Database
from helpline.storage.tables import Contact, Farewell, Message, ReferralEvent, ReferralFact

_BATCH = 500


@dataclass(frozen=True)
class Sealed:
    """A sealed column: its table, its attribute, and the name it is bound to."""

    table: Any
    attribute: InstrumentedAttribute[Any]
    column: str


SEALED = (
    Sealed(Contact, Contact.address_sealed, "contacts.address"),
    Sealed(Message, Message.body_sealed, "messages.body"),
    Sealed(Message, Message.options_sealed, "messages.options"),
    Sealed(ReferralFact, ReferralFact.value_sealed, "referral_facts.value"),
    Sealed(ReferralEvent, ReferralEvent.words_sealed, "referral_events.words"),
    Sealed(Farewell, Farewell.address_sealed, "farewells.address"),
    Sealed(Farewell, Farewell.body_sealed, "farewells.body"),
)


def rotate(database: Database) -> int:
    """Seals anew what is not under the first key and returns how many values that were.

    Look-up hashes of contacts are made anew as well. Tombstones of received messages cannot be, so
    an old key stays in the list for as long as replays of messages from its time are to be
    recognised.
    """
    return sum(_rotate_column(database, sealed) for sealed in SEALED)


def _rotate_column(database: Database, sealed: Sealed) -> int:
    count, last = 0, ""
    while True:
        with database.transaction() as session:
            rows = list(
                session.scalars(
                    select(sealed.table)
                    .where(sealed.table.id > last, sealed.attribute.is_not(None))
                    .order_by(sealed.table.id)
                    .limit(_BATCH)
                )
            )
            count += sum(_rotate_row(session, sealed, row) for row in rows)
        if not rows:
            return count
        last = rows[-1].id


def _rotate_row(session: Session, sealed: Sealed, row: Any) -> bool:
    vault: Vault = session.info["vault"]
    value: bytes = getattr(row, sealed.attribute.key)
    if vault.is_current(value):
        return False
    text = vault.open(value, column=sealed.column, row=row.id)
    setattr(row, sealed.attribute.key, vault.seal(text, column=sealed.column, row=row.id))
    if isinstance(row, Contact):
        row.address_hash = lookup_hash(session, row.channel, address_of(session, row))
    return True
