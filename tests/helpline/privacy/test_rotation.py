from helpline.privacy import rotation
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.storage import contacts, messages, referrals
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.messages import Draft, Option
from helpline.storage.tables import Base
from tests.builders import FAMILY_NUMBER, make_contact, make_outbound, make_referral

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
