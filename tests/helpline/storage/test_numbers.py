"""Our own numbers in the database: by number, by Messaging Service, and where nothing is set."""

from __future__ import annotations

from datetime import UTC, datetime

from helpline.office import OfficeHours
from helpline.storage.contacts import language_for
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.numbers import (
    NumberSettings,
    OwnAddress,
    list_numbers,
    number_of,
    office_hours_of,
    office_of,
    set_number,
)
from tests.builders import NOW, OWN_NUMBER, make_contact

OWN = OwnAddress(Channel.SMS, OWN_NUMBER)
SERVICE = OwnAddress(Channel.SMS, "MG" + "0" * 32)
# Tuesday 24 November 2026, 15:15 in Kathmandu.
AFTERNOON = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def test_a_number_says_what_was_set_for_it_last(any_database: Database) -> None:
    with any_database.transaction() as session:
        set_number(session, OWN, NumberSettings(office="Lalitpur"), now=NOW)
        set_number(session, OWN, NumberSettings(language="ne", is_active=False), now=NOW)
        contact = make_contact(session)

        assert number_of(session, contact) == NumberSettings(language="ne", is_active=False)
        assert list_numbers(session) == {OWN: NumberSettings(language="ne", is_active=False)}


def test_sms_and_whatsapp_of_one_number_are_two(database: Database) -> None:
    with database.transaction() as session:
        whatsapp = OwnAddress.parse(f"whatsapp:{OWN_NUMBER}")
        set_number(session, whatsapp, NumberSettings(office="Tunis"), now=NOW)
        by_sms = make_contact(session)
        by_whatsapp = make_contact(session, channel=Channel.WHATSAPP)

        assert (office_of(session, by_sms), office_of(session, by_whatsapp)) == (None, "Tunis")
        assert whatsapp.written == f"whatsapp:{OWN_NUMBER}"


def test_a_service_speaks_for_its_numbers_and_a_number_before_its_service(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        set_number(session, SERVICE, NumberSettings(office="the service's"), now=NOW)
        contact = make_contact(session)
        assert office_of(session, contact) is None
        contact.own_service = SERVICE.address
        assert office_of(session, contact) == "the service's"

        set_number(session, OWN, NumberSettings(office="its own"), now=NOW)

        assert office_of(session, contact) == "its own"


def test_hours_of_a_number_hold_before_the_hours_of_all(database: Database) -> None:
    nights = OfficeHours.parse("Mon-Sun 20:00-23:00", "Asia/Kathmandu")
    with database.transaction() as session:
        contact = make_contact(session)
        assert not office_hours_of(session, contact, nights).is_open(AFTERNOON)

        days = NumberSettings(office_hours="Mon-Fri 10:00-17:00")
        set_number(session, OWN, days, now=NOW)
        # Without a zone of their own they are in that of all.
        assert office_hours_of(session, contact, nights).is_open(AFTERNOON)

        elsewhere = NumberSettings(
            office_hours="Mon-Fri 10:00-17:00", office_timezone="America/New_York"
        )
        set_number(session, OWN, elsewhere, now=NOW)
        assert not office_hours_of(session, contact, nights).is_open(AFTERNOON)


def test_a_contact_is_written_to_in_their_language_then_the_numbers_then_the_countrys(
    database: Database,
) -> None:
    with database.transaction() as session:
        contact = make_contact(session, address="+9779812345678", language=None)

        assert language_for(contact) == "ne"
        contact.likely_language = "en"
        assert language_for(contact) == "en"
        contact.language = "ar"
        assert language_for(contact) == "ar"
