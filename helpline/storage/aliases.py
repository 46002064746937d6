"""Other addresses of a contact: on WhatsApp the id of a person (BSUID), which a carrier tells along
with their number, and alone once they have chosen not to show that.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.privacy.vault import Vault
from helpline.storage.contacts import country_of, find_contact, lookup_hash
from helpline.storage.database import seal
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact, ContactAlias, new_id

_ALIAS = "contact_aliases.alias"
_LOOKUP = "contact alias"


def find_contact_by_any(
    session: Session, channel: Channel, address: str, alias: str | None
) -> Contact | None:
    """Returns the contact with an address, or known by it or by the alias that came with it; None
    for somebody new.
    """
    found = find_contact(session, channel, address) or _find_by_alias(session, channel, address)
    if found is not None or alias is None:
        return found
    return _find_by_alias(session, channel, alias) or find_contact(session, channel, alias)


def note_addresses(
    session: Session, contact: Contact, address: str, alias: str | None, *, now: datetime
) -> None:
    """Keeps what a contact is known by: whose number is told now and was not before is reached by
    it from now on.
    """
    if alias is None or alias == address:
        return
    if find_contact(session, contact.channel, alias) is contact:
        contact.address_hash = lookup_hash(session, contact.channel, address)
        contact.address_sealed = seal(session, address, column="contacts.address", row=contact.id)
        contact.country = country_of(address)
    if _find_by_alias(session, contact.channel, alias) is None:
        alias_id = new_id()
        session.add(
            ContactAlias(
                id=alias_id,
                contact_id=contact.id,
                alias_hash=alias_hash(session, alias),
                alias_sealed=seal(session, alias, column=_ALIAS, row=alias_id),
                created_at=now,
            )
        )


def alias_hash(session: Session, alias: str) -> str:
    """Returns the keyed hash by which an alias is found, under the first key."""
    vault: Vault = session.info["vault"]
    return vault.lookup(alias, purpose=_LOOKUP)


def _find_by_alias(session: Session, channel: Channel, alias: str) -> Contact | None:
    if channel is not Channel.WHATSAPP:
        return None
    vault: Vault = session.info["vault"]
    hashes = vault.lookups(alias, purpose=_LOOKUP)
    return session.scalar(
        select(Contact)
        .join(ContactAlias, ContactAlias.contact_id == Contact.id)
        .where(ContactAlias.alias_hash.in_(hashes))
    )
