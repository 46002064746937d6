"""Rotation: every sealed value is sealed anew under the first key, in batches that may be broken
off.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from helpline.privacy.vault import Vault
from helpline.storage.aliases import alias_hash
from helpline.storage.contacts import address_of, lookup_hash
from helpline.storage.database import Database
from helpline.storage.installation import rewrap
from helpline.storage.pairs import forget_comparisons
from helpline.storage.search import forget_tokens
from helpline.storage.tables import (
    BurnRequest,
    CarrierCopy,
    CaseExport,
    CaseFigures,
    CaseOpening,
    Contact,
    ContactAlias,
    Farewell,
    Lawyer,
    Media,
    Message,
    Note,
    ReferralEvent,
    ReferralFact,
    SavedFilter,
    Staff,
    StaffSession,
    YearFigures,
)

_BATCH = 500


@dataclass(frozen=True)
class Sealed:
    """A sealed column: its table, its attribute, and the name it is bound to."""

    table: Any
    attribute: InstrumentedAttribute[Any]
    column: str


SEALED = (
    Sealed(BurnRequest, BurnRequest.reason_sealed, "burn_requests.reason"),
    Sealed(Contact, Contact.address_sealed, "contacts.address"),
    Sealed(Message, Message.body_sealed, "messages.body"),
    Sealed(Message, Message.options_sealed, "messages.options"),
    Sealed(ReferralFact, ReferralFact.value_sealed, "referral_facts.value"),
    Sealed(ReferralFact, ReferralFact.reason_sealed, "referral_facts.reason"),
    Sealed(ReferralEvent, ReferralEvent.words_sealed, "referral_events.words"),
    Sealed(Note, Note.body_sealed, "notes.body"),
    Sealed(Lawyer, Lawyer.name_sealed, "lawyers.name"),
    Sealed(Lawyer, Lawyer.phone_sealed, "lawyers.phone"),
    Sealed(Lawyer, Lawyer.email_sealed, "lawyers.email"),
    Sealed(SavedFilter, SavedFilter.name_sealed, "saved_filters.name"),
    Sealed(Media, Media.provider_sid_sealed, "media.provider_sid"),
    Sealed(Media, Media.detail_sealed, "media.detail"),
    Sealed(Media, Media.key_sealed, "media.key"),
    Sealed(ContactAlias, ContactAlias.alias_sealed, "contact_aliases.alias"),
    Sealed(Farewell, Farewell.address_sealed, "farewells.address"),
    Sealed(Farewell, Farewell.body_sealed, "farewells.body"),
    Sealed(CarrierCopy, CarrierCopy.sid_sealed, "carrier_copies.sid"),
    Sealed(Staff, Staff.totp_sealed, "staff.totp"),
    Sealed(StaffSession, StaffSession.kept_sealed, "staff_sessions.kept"),
    Sealed(CaseExport, CaseExport.reason_sealed, "case_exports.reason"),
    Sealed(CaseOpening, CaseOpening.reason_sealed, "case_openings.reason"),
    Sealed(CaseFigures, CaseFigures.data_sealed, "case_figures.data"),
    Sealed(YearFigures, YearFigures.data_sealed, "year_figures.data"),
)


def rotate(database: Database) -> int:
    """Seals anew what is not under the first key and returns how many values that were.

    Look-up hashes of contacts are made anew as well. Tombstones of received messages cannot be, and
    need not: they are hashed under the installation key.
    """
    count = sum(_rotate_column(database, sealed) for sealed in SEALED)
    with database.transaction() as session:
        rewrap(session, database.vault)
        forget_comparisons(session)
        forget_tokens(session)
    return count


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
    if isinstance(row, ContactAlias):
        row.alias_hash = alias_hash(session, text)
    return True
