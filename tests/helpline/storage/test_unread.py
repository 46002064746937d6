"""How far each member of staff has read what a contact wrote."""

from __future__ import annotations

from sqlalchemy import select

from helpline.privacy.erasure import erase_rows
from helpline.storage.database import Database
from helpline.storage.queue import list_queued
from helpline.storage.tables import ReadMark
from helpline.storage.unread import mark_read, read_up_to, unread_among
from tests.builders import NOW, make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.console.desk import make_staff


def test_what_a_contact_wrote_is_unread_by_each_until_they_have_seen_it(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        amina, bina = make_staff(session), make_staff(session, "bina")
        contact, other = make_contact(session), make_contact(session, address="+15550102")
        first = make_inbound(session, contact, "one")
        make_inbound(session, other, "elsewhere")

        mark_read(session, amina.id, contact.id, first.seq)

        both = [contact.id, other.id]
        assert unread_among(session, amina.id, both) == {other.id}
        assert unread_among(session, bina.id, both) == set(both)


def test_our_own_messages_are_not_to_be_read_and_the_next_of_the_contact_is(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        amina, contact = make_staff(session), make_contact(session)
        mark_read(session, amina.id, contact.id, make_inbound(session, contact, "one").seq)
        make_outbound(session, contact, "We are here.")
        assert unread_among(session, amina.id, [contact.id]) == set()

        make_inbound(session, contact, "two")

        assert unread_among(session, amina.id, [contact.id]) == {contact.id}


def test_what_was_seen_stays_seen(any_database: Database) -> None:
    with any_database.transaction() as session:
        amina, contact = make_staff(session), make_contact(session)
        first, second = (make_inbound(session, contact, words).seq for words in ("one", "two"))

        for seq in (second, first):
            mark_read(session, amina.id, contact.id, seq)

        assert read_up_to(session, amina.id, contact.id) == second
        assert read_up_to(session, "nobody", contact.id) == 0


def test_the_queue_knows_of_each_referral_whether_its_reader_has_something_to_read(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        amina = make_staff(session)
        read, unread = make_contact(session), make_contact(session, address="+15550102")
        for contact in (read, unread):
            make_referral(session, contact)
        mark_read(session, amina.id, read.id, make_inbound(session, read, "one").seq)

        found = {each.contact_id: each.is_unread for each in list_queued(session, reader=amina.id)}
        versions = [each.version for each in list_queued(session, reader=amina.id)]

        assert found == {read.id: False, unread.id: True}
        # Who reads changes nothing of where a referral stands.
        assert [each.version for each in list_queued(session)] == versions
        assert not any(each.is_unread for each in list_queued(session))


def test_erasing_a_contact_erases_who_has_read_them(database: Database) -> None:
    with database.transaction() as session:
        amina, contact = make_staff(session), make_contact(session)
        mark_read(session, amina.id, contact.id, make_inbound(session, contact, "one").seq)

        erase_rows(session, contact.id, now=NOW)

        assert session.scalars(select(ReadMark)).all() == []
