"""One person on several channels: contacts that are theirs, as they or staff said."""

from __future__ import annotations

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.storage.contacts import address_of, find_contact
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact, new_id

_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_OTHER = {Channel.SMS: Channel.WHATSAPP, Channel.WHATSAPP: Channel.SMS}


def list_linked(session: Session, contact: Contact) -> list[Contact]:
    """Returns the other contacts of a contact's person, the oldest first."""
    if contact.person_id is None:
        return []
    return list(
        session.scalars(
            select(Contact)
            .where(Contact.person_id == contact.person_id, Contact.id != contact.id)
            .order_by(Contact.created_at)
        )
    )


def contacts_of_person(session: Session, contact_id: str) -> list[str]:
    """Returns the ids of all contacts of a contact's person, its own first."""
    contact = session.get(Contact, contact_id)
    linked = [] if contact is None else list_linked(session, contact)
    return [contact_id, *(each.id for each in linked)]


def link(session: Session, contact: Contact, other: Contact) -> None:
    """Makes two contacts, and all that are linked to either, those of one person."""
    person_id = contact.person_id or other.person_id or new_id()
    for each in (contact, *list_linked(session, contact), other, *list_linked(session, other)):
        each.person_id = person_id
    session.flush()


def find_same_number(session: Session, contact: Contact) -> Contact | None:
    """Returns the contact with the same phone number on the other channel, or None."""
    number = phone_of(session, contact)
    return None if number is None else find_contact(session, _OTHER[contact.channel], number)


def phone_of(session: Session, contact: Contact) -> str | None:
    """Returns a contact's phone number, or None where their address is none."""
    address = address_of(session, contact)
    return address if _PHONE.fullmatch(address) else None
