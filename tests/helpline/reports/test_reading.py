"""From rows to cases: what a referral, its events and its messages are counted as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from helpline.law.book import LawBook
from helpline.reports.areas import area_of
from helpline.reports.reading import read_cases
from helpline.reports.refreshing import join_linked, read_year, refresh
from helpline.storage import figures
from helpline.storage.database import Database
from helpline.storage.events import Happening, add_event, decide_event
from helpline.storage.kinds import (
    Author,
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    MessageState,
    PairState,
)
from helpline.storage.messages import Draft
from helpline.storage.pairs import decide_pair
from tests.builders import NOW, make_contact, make_outbound, make_referral
from tests.gateway.console.desk import make_staff

FACTS = {
    "country": "nepal",
    "held_by": "police",
    "who_held": "relative",
    "place": "Butwal",
    "arrested_when": "2026-11-24 08:00",
    "age": "15",
    "sex": "male",
    "condition": "no",
    "questioned": "signed",
    "mistreatment": "yes",
}
BOOK = LawBook.load()


def happened(kind: EventKind, at: datetime, **told: object) -> Happening:
    return Happening(kind, EventSource.LAWYER, at, at, EventExactness.EXACT, **told)  # type: ignore[arg-type]


def count(database: Database, now: datetime = NOW) -> int:
    return refresh(database, BOOK, threshold=11, retention_days=180, now=now)


def test_a_referral_becomes_codes_and_moments(any_database: Database) -> None:
    with any_database.transaction() as session:
        contact = make_contact(session, language="ne")
        contact.script = "Latn"
        referral = make_referral(session, contact, facts=FACTS)
        for hours, kind in ((3, EventKind.FIRST_CONTACT), (1, EventKind.JUDGE)):
            add_event(session, referral, happened(kind, NOW + timedelta(hours=hours)), now=NOW)
        case = read_cases(session, [referral.id], BOOK, now=NOW)[referral.id]

    assert (case.jurisdiction, case.area, case.authority) == ("nepal", "Rupandehi", "police")
    assert (case.age, case.gender, case.writer) == ("14_15", "man", "family")
    assert (case.ill, case.questioned) == ("no", "signed")
    assert case.flags == {"mistreatment", "signed"}
    # 08:00 in Kathmandu is 02:15 in UTC.
    assert case.hour("arrested") == datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
    assert case.hours_between("arrested", "judge") == 8.25
    assert case.limit is not None
    assert case.limit.rule.startswith("nepal/limit/")


def test_what_staff_confirmed_stands_before_what_was_told_and_what_they_rejected_for_nothing(
    database: Database,
) -> None:
    with database.transaction() as session:
        staff = make_staff(session)
        referral = make_referral(session, make_contact(session), facts=FACTS)
        early, late, wrong = (NOW + timedelta(hours=hours) for hours in (1, 2, 0))
        for at, message in ((early, "m1"), (wrong, "m2")):
            add_event(session, referral, happened(EventKind.JUDGE, at), message_id=message, now=NOW)
        confirmed = happened(EventKind.JUDGE, late)
        add_event(session, referral, confirmed, staff_id=staff.id, now=NOW)
        wrong_one = happened(EventKind.RELEASED, NOW)
        event = add_event(session, referral, wrong_one, message_id="m3", now=NOW)
        decide_event(session, referral, str(event), EventState.REJECTED, staff_id=staff.id, now=NOW)
        case = read_cases(session, [referral.id], BOOK, now=NOW)[referral.id]

    assert case.stamps["judge"].at == late
    assert "released" not in case.stamps


def test_what_the_helpline_did_is_counted_from_one_referral_to_the_next(database: Database) -> None:
    with database.transaction() as session:
        contact = make_contact(session)
        first = make_referral(session, contact)
        reply = make_outbound(session, contact, Draft("Hello.", "en", law="nepal/rights@1"))
        reply.state, reply.priced_at = MessageState.DELIVERED, NOW + timedelta(seconds=9)
        second = make_referral(session, contact, now=NOW + timedelta(hours=1))
        person = make_outbound(session, contact, author=Author.STAFF, now=NOW + timedelta(hours=3))
        person.state = MessageState.UNDELIVERED
        cases = read_cases(session, [first.id, second.id], BOOK, now=NOW)

    one, two = cases[first.id].service, cases[second.id].service
    assert (one.first_reply, one.own_language, one.rights, one.messages) == (9, True, True, 2)
    assert (two.first_reply, two.rights, two.undelivered) == (None, None, 1)


def test_only_what_changed_is_read_again_and_what_was_erased_is_not_counted(
    any_database: Database,
) -> None:
    with any_database.transaction() as session:
        for number in range(12):
            make_referral(
                session, make_contact(session, address=f"+155501{number:02}"), facts=FACTS
            )
    later = NOW + timedelta(hours=1)

    assert count(any_database, NOW + timedelta(minutes=5)) == 12
    assert count(any_database, later) == 0
    with any_database.transaction() as session:
        contact = make_contact(session, address="+15550150", now=later)
        make_referral(session, contact, facts=FACTS, now=later)
    assert count(any_database, later) == 1
    shown = read_year(any_database, 2026)

    assert shown is not None
    table = shown.find("care")
    assert table is None or sum(table.kind_sums) == 13


def test_two_families_of_one_person_are_one_case_once_staff_have_linked_them(
    database: Database,
) -> None:
    with database.transaction() as session:
        staff = make_staff(session)
        one = make_referral(session, make_contact(session), facts=FACTS)
        other = make_referral(session, make_contact(session, address="+15550178"))
        decide_pair(session, one, other, PairState.LINKED, staff_id=staff.id, now=NOW)
    count(database)
    with database.reading() as session:
        cases = join_linked(figures.list_cases(session), figures.list_linked_pairs(session))

    assert [case.gender for case in cases] == ["man"]


def test_no_place_below_a_district_is_counted() -> None:
    assert area_of("Baneshwor, Kathmandu", country="nepal", language="en") == "Kathmandu"
    assert area_of("سيدي بوزيد", country="tunisia", language="ar") == "Sidi Bouzid"
    assert area_of("the third house", country="nepal", language="en") is None
