"""Figures of the moment that tell of the office: counted by hand."""

from __future__ import annotations

from datetime import timedelta

from helpline.reports.at_present import Present, read_present
from helpline.storage.assignments import ask_lawyer
from helpline.storage.database import Database
from helpline.storage.lawyers import LawyerTold, save_lawyer
from helpline.storage.turn_reviews import Turn, add_review
from tests.builders import make_contact, make_inbound, make_referral
from tests.gateway.console.desk import make_staff
from tests.helpline.reports.made import NOW, a_case


def present(database: Database, *cases: object, days: int = 180) -> dict[str, Present]:
    with database.reading() as session:
        return read_present(session, cases, retention_days=days, now=NOW)  # type: ignore[arg-type]


def test_an_area_is_covered_by_a_lawyer_who_goes_there(database: Database) -> None:
    with database.transaction() as session:
        for told in (
            LawyerTold("Sita", jurisdictions=("nepal",), places=("Lalitpur",)),
            LawyerTold("Karim", jurisdictions=("tunisia",)),
            LawyerTold("Gone", jurisdictions=("palestine",), active=False),
        ):
            save_lawyer(session, told, now=NOW)

    found = present(
        database,
        a_case(jurisdiction="nepal", area="Lalitpur"),
        a_case(jurisdiction="nepal", area="Lalitpur"),
        a_case(jurisdiction="nepal", area="Kaski"),
        a_case(jurisdiction="tunisia", area="Sfax"),
        a_case(jurisdiction="palestine", area="Hebron"),
        a_case(jurisdiction="nepal"),
    )

    assert found["coverage"] == Present(2, 4, of_people=False)


def test_a_lawyer_has_too_many_open_cases_beyond_their_own_number(database: Database) -> None:
    with database.transaction() as session:
        staff = make_staff(session)
        full = save_lawyer(session, LawyerTold("Sita", most_cases=1), now=NOW)
        save_lawyer(session, LawyerTold("Karim", most_cases=1), now=NOW)
        for number in range(2):
            contact = make_contact(session, address=f"+1555012{number}")
            referral = make_referral(session, contact)
            ask_lawyer(session, referral, full, by=staff.id, now=NOW)

    assert present(database)["over_caseload"] == Present(1, 2, of_people=False)


def test_turns_that_people_read_are_counted_with_those_that_were_urgent_and_missed(
    database: Database,
) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        for understood, meant in (
            ("report_arrest", "report_arrest"),
            ("thank", "report_mistreatment"),
            ("thank", "goodbye"),
        ):
            message = make_inbound(session, contact, "words")
            add_review(session, Turn(message.id, "words", "en", understood, ()), meant, now=NOW)

    assert present(database)["understood"] == Present(1, 3, 1, of_people=False)


def test_contacts_who_are_kept_beyond_the_term_are_counted(database: Database) -> None:
    with database.transaction() as session:
        for number, days in enumerate((10, 181, 400)):
            written = NOW - timedelta(days=days)
            contact = make_contact(session, address=f"+1555013{number}", now=written)
            make_inbound(session, contact, "words", now=written)
            contact.last_inbound_at = written

    assert present(database)["past_retention"] == Present(2, of_people=False)
