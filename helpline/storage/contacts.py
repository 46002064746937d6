"""Contacts: found by keyed hash of their address, and held by one worker at a time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import phonenumbers
from sqlalchemy import Interval, and_, bindparam, exists, false, or_, select, update
from sqlalchemy.orm import Session

from helpline.errors import LeaseLost, NotFound
from helpline.i18n import language_of_country
from helpline.privacy.vault import Vault
from helpline.storage.database import clock_of_server, database_clock, database_now, seal, unseal
from helpline.storage.kinds import Channel, Handler
from helpline.storage.outstanding import is_missed, is_unread, is_unsent
from helpline.storage.tables import Contact, Message, new_id
from helpline.text.zawgyi import ZAWGYI_SCRIPT

_LOOKUP = "contact"
_ISRAEL = 972
# The id of a person on WhatsApp who shows no number (BSUID) begins with their country.
_PERSON_ID = re.compile(r"([A-Z]{2})\.[0-9A-Za-z]{1,128}")
# Jawwal and Ooredoo Palestine.
_PALESTINIAN = ("59", "56")
_BY_HASH = select(Contact).where(Contact.address_hash.in_(bindparam("hashes", expanding=True)))
_BY_BOT = select(Contact).where(Contact.bot_conversation == bindparam("bot_conversation"))
_LEASE_UNTIL = select(Contact.lease_until).where(Contact.id == bindparam("contact_id"))
# What a lease changes nobody reads from a row in memory.
_UNREAD = {"synchronize_session": False}
# Made once: to make a statement takes longer than to run it, and each turn runs these.
_HELD = (
    update(Contact)
    .where(Contact.id == bindparam("whom"), Contact.lease_owner == bindparam("owner"))
    .execution_options(**_UNREAD)
)
_RENEW = _HELD.values(lease_until=bindparam("until")).returning(Contact)
_RENEW_BY_SERVER = _HELD.values(
    lease_until=clock_of_server() + bindparam("length", type_=Interval)
).returning(Contact)
_RELEASE = _HELD.values(lease_owner=None, lease_until=None)


def find_contact(session: Session, channel: Channel, address: str) -> Contact | None:
    """Returns the contact with an address on a channel, or None."""
    vault: Vault = session.info["vault"]
    hashes = vault.lookups(f"{channel}:{address}", purpose=_LOOKUP)
    return session.scalar(_BY_HASH, {"hashes": hashes})


def lookup_hash(session: Session, channel: Channel, address: str) -> str:
    """Returns the keyed hash by which an address on a channel is found, under the first key."""
    vault: Vault = session.info["vault"]
    return vault.lookup(f"{channel}:{address}", purpose=_LOOKUP)


def add_contact(
    session: Session, channel: Channel, address: str, *, own_address: str, now: datetime
) -> Contact:
    """Adds and returns a contact; raises IntegrityError if another request has just added it."""
    contact_id = new_id()
    contact = Contact(
        id=contact_id,
        channel=channel,
        address_hash=lookup_hash(session, channel, address),
        address_sealed=seal(session, address, column="contacts.address", row=contact_id),
        own_address=own_address,
        country=country_of(address),
        handler=Handler.BOT,
        created_at=now,
    )
    session.add(contact)
    session.flush()
    return contact


def country_of(address: str) -> str | None:
    """Returns the country of a phone number or of a person's id on WhatsApp (ISO 3166), or None for
    an address that has none.

    Mobiles of Palestinian companies are Palestinian, whether they are dialled by +970 or +972.
    """
    if person := _PERSON_ID.fullmatch(address):
        return person[1]
    try:
        number = phonenumbers.parse(address)
    except phonenumbers.NumberParseException:
        return None
    if number.country_code is None:
        return None
    if number.country_code == _ISRAEL and str(number.national_number).startswith(_PALESTINIAN):
        return "PS"
    return phonenumbers.region_code_for_country_code(number.country_code)


def get_contact(session: Session, contact_id: str) -> Contact:
    """Returns a contact; raises NotFound."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound("contact")
    return contact


def find_contact_of_bot(session: Session, bot_conversation: str) -> Contact | None:
    """Returns the contact whose conversation with the bot has this id, or None."""
    return session.scalar(_BY_BOT, {"bot_conversation": bot_conversation})


def address_of(session: Session, contact: Contact) -> str:
    """Returns a contact's address as the provider writes it, without the channel's prefix."""
    return unseal(session, contact.address_sealed, column="contacts.address", row=contact.id)


def language_for(contact: Contact) -> str:
    """Returns the language in which to write to a contact: their own, else what most people write
    to the number of ours that they wrote to, else in the country of theirs.
    """
    return contact.language or contact.likely_language or language_of_country(contact.country)


def writes_zawgyi(contact: Contact) -> bool | None:
    """Whether a contact's last Burmese was in Zawgyi; None for one who has not written Burmese."""
    return {ZAWGYI_SCRIPT: True, "Mymr": False}.get(contact.script or "")


def acquire_lease(
    session: Session, contact_id: str, owner: str, seconds: int, *, again: bool = False
) -> bool:
    """Takes a contact for an owner if nobody holds it, or (`again`) if the owner itself does, who
    was broken off; returns whether it was taken.
    """
    now = database_clock(session)
    own = Contact.lease_owner == owner if again else false()
    taken = session.execute(
        update(Contact)
        .where(Contact.id == contact_id)
        .where(or_(Contact.lease_until.is_(None), Contact.lease_until < now, own))
        .values(lease_owner=owner, lease_until=now + timedelta(seconds=seconds))
        .returning(Contact.id),
        execution_options=_UNREAD,
    )
    return taken.first() is not None


def renew_lease(session: Session, contact_id: str, owner: str, seconds: int) -> Contact:
    """Prolongs a lease, and so fences the transaction it stands in; returns the contact, or raises
    LeaseLost if the lease is gone.
    """
    of_whom, length = {"whom": contact_id, "owner": owner}, timedelta(seconds=seconds)
    if session.get_bind().dialect.name == "sqlite":
        renewing = session.scalars(_RENEW, {**of_whom, "until": database_now(session) + length})
    else:
        renewing = session.scalars(_RENEW_BY_SERVER, {**of_whom, "length": length})
    kept: Contact | None = renewing.first()
    if kept is None:
        raise LeaseLost(contact_id)
    return kept


def release_lease(session: Session, contact_id: str, owner: str) -> None:
    """Gives a contact back; does nothing if another has taken it since."""
    session.execute(_RELEASE, {"whom": contact_id, "owner": owner})


def is_held(session: Session, contact_id: str) -> bool:
    """Whether a worker holds a contact by a lease that has not run out: it looks what is due before
    it gives them back.
    """
    until = session.scalar(_LEASE_UNTIL, {"contact_id": contact_id})
    return until is not None and until > database_now(session)


def list_contacts_with_work(session: Session, *, limit: int = 200) -> list[str]:
    """Returns ids of contacts, oldest work first, who wait for a turn or a send and whom nobody
    holds.
    """
    now = database_now(session)
    due = or_(Message.next_at.is_(None), Message.next_at <= now)
    outstanding = or_(and_(or_(is_unread(), is_unsent()), due), is_missed(now))
    waiting = exists().where(Message.contact_id == Contact.id, outstanding)
    free = or_(Contact.lease_until.is_(None), Contact.lease_until < now)
    query = select(Contact.id).where(free, waiting).order_by(Contact.last_inbound_at).limit(limit)
    # On PostgreSQL those are passed over whom another sweep, or a turn, has under its hands just
    # now: so the sweeps of several workers share them out.
    shared_out = query.with_for_update(of=Contact, skip_locked=True, key_share=True)
    return list(session.scalars(shared_out))
