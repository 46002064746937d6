import pytest
from sqlalchemy import select, update

from helpline.privacy import rotation
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.storage import contacts, messages, referrals
from helpline.storage.aliases import alias_hash
from helpline.storage.database import Database, seal, unseal
from helpline.storage.kinds import Channel
from helpline.storage.messages import Draft, Option
from helpline.storage.tables import (
    Base,
    Contact,
    ContactAlias,
    Referral,
    SearchToken,
)
from tests.builders import FAMILY_NUMBER, make_contact, make_outbound, make_referral
from tests.helpline.privacy.rows import add_rows

OLD, NEW = b"k" * 32, b"n" * 32


def test_rotation_seals_everything_under_the_first_key(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session)
        make_referral(session, contact, facts={"place": "Lalitpur"})
        sent = make_outbound(session, contact, Draft("Who?", options=[Option("Me", "who:self")]))
        contact_id, message_id = contact.id, sent.id

    any_database.vault = Vault([NEW, OLD])
    first, second = rotate(any_database), rotate(any_database)

    any_database.vault = Vault([NEW])
    with any_database.reading() as session:
        found = contacts.find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert found is not None
        assert found.id == contact_id
        assert contacts.address_of(session, found) == FAMILY_NUMBER
        message = messages.get_message(session, message_id)
        assert messages.body_of(session, message) == "Who?"
        assert messages.options_of(session, message) == [Option("Me", "who:self")]
        referral = referrals.find_latest_referral(session, contact_id)
        assert referral is not None
        assert referrals.current_facts(session, referral.id)["place"].value == "Lalitpur"
    assert (first, second) == (5, 0)


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_every_value_of_every_row_is_sealed_anew_however_many_go_at_once(
    any_database: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(rotation, "_BATCH", batch)
    values = {}
    with any_database.transaction() as session:
        for number in range(3):
            rows = add_rows(session, also=[each.table.__tablename__ for each in rotation.SEALED])
            for each in rotation.SEALED:
                row = rows[each.table.__tablename__]["id"]
                # Of a third of the rows, what may be left out is.
                words = None if number == 1 and each.attribute.nullable else f"{number} {each}"
                values[each, row] = words
                value = words and seal(session, words, column=each.column, row=row)
                this = update(each.table).where(each.table.id == row)
                session.execute(this.values({each.attribute.key: value}))

    any_database.vault = Vault([NEW, OLD])
    counts = rotate(any_database), rotate(any_database)

    assert counts == (sum(words is not None for words in values.values()), 0)
    any_database.vault = Vault([NEW])
    with any_database.reading() as session:
        for (each, row), words in values.items():
            value = session.scalar(select(each.attribute).where(each.table.id == row))
            opened = value and unseal(session, value, column=each.column, row=row)
            assert opened == words
        for contact in session.scalars(select(Contact)):
            address = contacts.address_of(session, contact)
            assert contact.address_hash == contacts.lookup_hash(session, contact.channel, address)
        for alias in session.scalars(select(ContactAlias)):
            address = unseal(
                session, alias.alias_sealed, column="contact_aliases.alias", row=alias.id
            )
            assert alias.alias_hash == alias_hash(session, address)
        # What cannot be hashed anew is made anew from the rows.
        assert session.scalars(select(SearchToken)).all() == []
        assert set(session.scalars(select(Referral.compared_at))) == {None}


def test_every_sealed_column_is_rotated() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }

    assert {str(each.attribute).split(".")[-1] for each in rotation.SEALED} == {
        name.split(".")[-1] for name in sealed
    }
    assert {f"{each.column}_sealed" for each in rotation.SEALED} == sealed
