"""The second address of a contact: found after keys were rotated, and erased with them."""

from __future__ import annotations

from helpline.privacy.erasure import erase_rows
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.storage.aliases import find_contact_by_any, note_addresses
from helpline.storage.contacts import country_of
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.tables import Contact, ContactAlias
from tests.builders import FAMILY_NUMBER, NOW, make_contact

PERSON = "NP.13491208655302741918"
OLD, NEW = b"k" * 32, b"n" * 32


def add(database: Database, address: str = FAMILY_NUMBER) -> str:
    """Adds somebody on WhatsApp with a number and an id; returns who."""
    with database.transaction() as session:
        contact = make_contact(session, address=address, channel=Channel.WHATSAPP)
        note_addresses(session, contact, address, PERSON, now=NOW)
        note_addresses(session, contact, address, PERSON, now=NOW)
        return contact.id


def find(database: Database, address: str) -> str | None:
    with database.reading() as session:
        found = find_contact_by_any(session, Channel.WHATSAPP, address, None)
        return found.id if found else None


def test_an_id_leads_to_the_contact_also_after_the_keys_were_rotated(
    any_database: Database,
) -> None:
    contact_id = add(any_database)
    assert find(any_database, PERSON) == contact_id

    any_database.vault = Vault([NEW, OLD])
    assert find(any_database, PERSON) == contact_id
    rotate(any_database)
    any_database.vault = Vault([NEW])

    assert find(any_database, PERSON) == contact_id


def test_an_id_is_stored_sealed_once_and_erased_with_the_contact(database: Database) -> None:
    contact_id = add(database)
    with database.transaction() as session:
        alias = session.query(ContactAlias).one()
        assert PERSON.encode() not in alias.alias_sealed
        assert PERSON not in alias.alias_hash
        erase_rows(session, contact_id, now=NOW)

    with database.reading() as session:
        assert session.query(ContactAlias).count() == session.query(Contact).count() == 0
    assert find(database, PERSON) is None


def test_the_id_of_one_contact_is_never_taken_for_another(database: Database) -> None:
    first = add(database)
    add(database, "+15550178")

    assert find(database, PERSON) == first


def test_the_country_of_an_id_is_the_one_it_begins_with() -> None:
    assert country_of(PERSON) == "NP"
    assert country_of("np.1") is None
    assert country_of("NPX.1") is None
