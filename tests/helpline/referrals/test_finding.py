"""Finding a case: by reference, number, name and place, in whatever letters they are written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.privacy.erasure import erase_rows
from helpline.privacy.rotation import rotate
from helpline.privacy.vault import Vault
from helpline.referrals.closing import close_referral
from helpline.referrals.finding import By, find, index_missing, numbers_in
from helpline.storage import referrals
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Role
from helpline.storage.scope import Scope
from helpline.storage.staff import add_staff
from helpline.storage.tables import Referral, SearchToken
from tests.builders import NOW, make_contact, make_referral

ALL = Scope(Role.SUPERVISOR, "s" * 32, None)
# Told as the first; found by the second, or not.
NAMES = [
    ("राम श्रेष्ठ", "Ram Shrestha", True),
    ("राम श्रेष्ठ", "shrestha", True),
    ("محمد بن علي", "Mohamed Ben Ali", True),
    ("احمد ضیا", "Ahmad Zia", True),
    ("အောင်ကျော်", "Aung Kyaw", True),
    ("Khadija Trabelsi", "خديجة الطرابلسي", True),
    ("Ram Shrestha", "राम", True),
    ("राम श्रेष्ठ", "Sita Karki", False),
    ("محمد بن علي", "Karim", False),
]
PLACES = [
    ("ललितपुर", "Lalitpur", True),
    ("نابلس", "Nablus", True),
    ("Nablus", "نابلس", True),
    ("Mandalay", "မန္တလေး", True),
    ("the old camp", "The old camp", True),
    ("ललितपुर", "Pokhara", False),
]


def told(session: Session, number: int = 1, **facts: str) -> Referral:
    contact = make_contact(session, address=f"+97798412345{number:02}", language="ne")
    return make_referral(session, contact, facts=facts)


def found(session: Session, text: str, scope: Scope = ALL) -> list[tuple[str, By]]:
    return [(hit.referral.id, hit.by) for hit in find(session, text, scope=scope).hits]


@pytest.mark.parametrize(("name", "sought", "is_found"), NAMES)
def test_a_name_is_found_in_any_script(
    database: Database, name: str, sought: str, is_found: bool
) -> None:
    with database.transaction() as session:
        referral = told(session, held_name=name)

        assert found(session, sought) == ([(referral.id, By.NAME)] if is_found else [])


@pytest.mark.parametrize(("place", "sought", "is_found"), PLACES)
def test_a_place_is_found_in_any_script(
    database: Database, place: str, sought: str, is_found: bool
) -> None:
    with database.transaction() as session:
        referral = told(session, place=place)

        assert found(session, sought) == ([(referral.id, By.PLACE)] if is_found else [])


@pytest.mark.parametrize("spelling", ["{0}-{1}", "{0}{1}", " {0} {1} "])
def test_a_reference_is_found_however_it_is_typed(any_database: Database, spelling: str) -> None:
    with any_database.transaction() as session:
        referral = told(session)
        parts = referral.reference.lower().split("-")

        assert found(session, spelling.format(*parts)) == [(referral.id, By.REFERENCE)]


@pytest.mark.parametrize(
    "spelling",
    [
        "+977 984-1234501", "009779841234501", "9779841234501", "9841234501", "984 123 4501",
        "(984) 1234501", "९८४१२३४५०१", "٩٨٤١٢٣٤٥٠١",
    ],
)  # fmt: skip
def test_a_number_is_found_however_it_is_spelled(any_database: Database, spelling: str) -> None:
    with any_database.transaction() as session:
        referral = told(session, 1)
        told(session, 2)

        assert found(session, spelling) == [(referral.id, By.PHONE)]


def test_a_palestinian_number_is_found_by_either_code(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session, address="+972591234567")
        referral = make_referral(session, contact)

        for spelling in ("+970591234567", "0591234567"):
            assert found(session, spelling) == [(referral.id, By.PHONE)]


def test_a_number_finds_its_cases_on_both_channels_and_who_has_none(database: Database) -> None:
    with database.transaction() as session:
        by_sms = make_contact(session, address="+15550133")
        referral = make_referral(session, by_sms)
        by_whatsapp = make_contact(session, address="+15550133", channel=Channel.WHATSAPP)

        result = find(session, "+1 555 0133", scope=ALL)

        assert [hit.referral.id for hit in result.hits] == [referral.id]
        assert [contact.id for contact in result.contacts] == [by_whatsapp.id]


@pytest.mark.parametrize("text", ["12345", "Ram 9841234501", "", "+", "K7F-3RH"])
def test_what_is_no_number_is_looked_up_as_none(text: str) -> None:
    assert numbers_in(text) == []


def test_a_name_that_was_corrected_and_one_of_a_closed_case_are_found_still(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        staff = add_staff(session, "amina", "-", role=Role.INTAKE, language="en", now=NOW)
        referral = told(session, held_name="Ram Shrestha")
        referrals.add_fact(session, referral, "held_name", "Hari Karki", message_id="m", now=NOW)
        close_referral(session, referral, "bail", staff_id=staff.id, now=NOW)

        assert found(session, "हरि कार्की") == [(referral.id, By.NAME)]


def test_a_lawyer_finds_their_own_cases_only(database: Database) -> None:
    with database.transaction() as session:
        referral = told(session, held_name="Ram Shrestha", place="Patan")
        lawyer = Scope(Role.LAWYER, "l" * 32, None)

        for text in (referral.reference, "Ram Shrestha", "Patan", "9841234501"):
            result = find(session, text, scope=lawyer)
            assert (result.hits, result.contacts) == ((), ())


def test_the_index_tells_nothing_and_goes_with_the_case(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral = told(session, held_name="Ram Shrestha", place="Lalitpur")
        session.flush()
        tokens = session.scalars(select(SearchToken.token)).all()
        assert len(tokens) > 2
        assert all(len(token) == 64 and set(token) <= set("0123456789abcdef") for token in tokens)

        erase_rows(session, referral.contact_id, now=NOW + timedelta(hours=1))

        assert session.scalars(select(SearchToken)).all() == []


def test_cases_are_found_again_after_the_keys_have_changed(any_database: Database) -> None:
    with any_database.transaction() as session:
        referral_id = told(session, held_name="राम श्रेष्ठ").id
        told(session, 2, age="30")

    any_database.vault = Vault([b"n" * 32, b"k" * 32])
    rotate(any_database)
    any_database.vault = Vault([b"n" * 32])

    with any_database.transaction() as session:
        assert found(session, "Ram Shrestha") == []
        assert index_missing(session) == 1
        assert index_missing(session) == 0
        assert found(session, "Ram Shrestha") == [(referral_id, By.NAME)]
