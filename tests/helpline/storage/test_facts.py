from sqlalchemy import event

from helpline.storage.database import Database
from helpline.storage.referrals import add_fact, current_facts, list_facts
from helpline.storage.tables import Referral
from tests.builders import NOW, make_contact, make_referral


def test_what_is_read_once_in_a_session_is_what_a_new_one_reads(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral = make_referral(session, make_contact(session), facts={"place": "a town"})
        referral_id = referral.id
        for _ in range(2):
            add_fact(session, referral, "age", "15", message_id="a message", now=NOW)
        add_fact(session, referral, "age", "16", message_id="another", now=NOW)
        known = list_facts(session, referral_id)

    with any_database.reading() as session:
        assert list_facts(session, referral_id) == known
        assert current_facts(session, referral_id)["age"].value == "16"
    assert [each.value for each in known if each.name == "age"] == ["15", "16"]


def test_facts_are_read_once_in_a_session(any_database: Database) -> None:
    statements: list[str] = []
    with any_database.transaction() as session:
        referral_id = make_referral(session, make_contact(session), facts={"place": "a town"}).id

    with any_database.transaction() as session:
        referral = session.get_one(Referral, referral_id)
        event.listen(
            any_database.engine, "before_cursor_execute",
            lambda _connection, _cursor, statement, *_rest: statements.append(statement),
        )  # fmt: skip
        for _ in range(3):
            current_facts(session, referral_id)
        add_fact(session, referral, "age", "15", message_id="a message", now=NOW)
        list_facts(session, referral_id)

    selects = [each for each in statements if each.startswith("SELECT referral_facts")]
    assert len(selects) == 1
