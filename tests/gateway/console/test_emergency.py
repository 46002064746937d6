"""Opening a case outside one's own in an emergency: who may, for how long, and who is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from gateway.console.access import token_hash
from helpline.privacy.auditing import verify
from helpline.privacy.erasure import erase_rows
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Role
from helpline.storage.openings import HOLDS
from helpline.storage.tables import (
    AuditEntry,
    CaseOpening,
    Contact,
    OwnNumber,
    Referral,
    Staff,
    StaffSession,
)
from tests.builders import (
    CANARY_TEXT,
    NOW,
    OWN_NUMBER,
    make_contact,
    make_outbound,
    make_referral,
)
from tests.gateway.console.desk import Desk, make_staff, words

PAGE = "/console/emergency"
REASON = f"The court sits at eight {CANARY_TEXT}"
TOLD = "Opened in an emergency"


@pytest.fixture
def case(database: Database) -> Referral:
    """A case of the office in Pokhara, with a file."""
    with database.transaction() as session:
        session.add(
            OwnNumber(channel=Channel.SMS, address=OWN_NUMBER, office="Pokhara", updated_at=NOW)
        )
        contact = make_contact(session)
        make_outbound(session, contact, "We are here.")
        return make_referral(session, contact)


def seat(
    app: Flask, database: Database, role: Role = Role.INTAKE, office: str | None = "Kathmandu"
) -> Desk:
    with database.transaction() as session:
        staff = make_staff(session, f"{role.value}-{office or 'all'}", role=role, office=office)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def ask(desk: Desk, reference: str, reason: str = REASON) -> tuple[int, str]:
    answer = desk.submit(PAGE, PAGE, {"reference": reference, "reason": reason})
    return answer.status_code, words(answer.text)


def objects_of(case: Referral, database: Database) -> list[str]:
    """Returns the address of every object that belongs to a case."""
    return [
        f"/console/referrals/{case.reference}",
        f"/console/live/referrals/{case.reference}",
        f"/console/referrals/{case.reference}/print",
        f"/console/conversations/{case.contact_id}",
        f"/console/live/conversations/{case.contact_id}",
    ]


def codes(desk: Desk, case: Referral, database: Database) -> set[int]:
    return {desk.get(path).status_code for path in objects_of(case, database)}


def openings(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(CaseOpening)) or 0


@pytest.mark.parametrize("role", [Role.INTAKE, Role.SUPERVISOR])
def test_who_works_on_cases_opens_one_of_another_office_with_a_reason(
    app: Flask, database: Database, case: Referral, role: Role
) -> None:
    desk = seat(app, database, role)
    assert codes(desk, case, database) == {404}

    assert ask(desk, case.reference.lower())[0] == 303

    assert codes(desk, case, database) == {200}
    assert case.contact_id not in desk.get("/console/conversations").text


def test_it_stands_in_no_list_and_no_search(app: Flask, database: Database, case: Referral) -> None:
    desk = seat(app, database)
    ask(desk, case.reference)

    pages = [desk.get(f"/console/{path}").text for path in ("", "conversations", "undelivered")]
    found = desk.submit("/console/search", "/console/search", {"q": case.reference}).text

    assert [case.reference in page for page in pages] == [False] * 3
    assert "0 cases found" in found


def test_another_case_stays_closed(app: Flask, database: Database, case: Referral) -> None:
    with database.transaction() as session:
        other = make_referral(session, make_contact(session, address="+15550178"))
    desk = seat(app, database)

    ask(desk, case.reference)

    assert codes(desk, other, database) == {404}


def test_the_form_is_empty_and_keeps_what_was_typed_where_it_is_refused(
    app: Flask, database: Database
) -> None:
    desk = seat(app, database)

    assert 'name="reference"' in (shown := desk.get(PAGE).text)
    assert re.search(r'name="reference"[^>]* value=""', shown)
    refused = desk.submit(PAGE, PAGE, {"reference": "22Q-QQ2", "reason": REASON}).text
    assert re.search(r'name="reference"[^>]* value="22Q-QQ2"', refused)


def test_nobody_else_has_it_open(app: Flask, database: Database, case: Referral) -> None:
    ask(seat(app, database, Role.SUPERVISOR), case.reference)

    assert codes(seat(app, database), case, database) == {404}


@pytest.mark.parametrize("role", [Role.LAWYER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_no_other_role_opens_anything(
    app: Flask, database: Database, case: Referral, role: Role
) -> None:
    desk = seat(app, database, role)

    assert desk.get(PAGE).status_code == 404
    answer = desk.submit("/console/account", PAGE, {"reference": case.reference, "reason": REASON})

    assert answer.status_code == 404
    assert openings(database) == 0


@pytest.mark.parametrize("role", [Role.LAWYER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_gets_another_role_has_it_open_no_more(
    app: Flask, database: Database, case: Referral, role: Role
) -> None:
    desk = seat(app, database)
    ask(desk, case.reference)

    with database.transaction() as session:
        session.execute(update(Staff).values(role=role))

    assert codes(desk, case, database) == {404}


def test_it_ends_by_itself(app: Flask, database: Database, case: Referral) -> None:
    desk = seat(app, database)
    ask(desk, case.reference)
    with database.transaction() as session:
        held = session.scalars(select(CaseOpening)).one()
        assert held.ends_at - held.opened_at == HOLDS == timedelta(hours=12)
        held.ends_at = datetime.now(UTC) - timedelta(seconds=1)

    assert codes(desk, case, database) == {404}


def test_it_asks_again_who_somebody_is(app: Flask, database: Database, case: Referral) -> None:
    desk = seat(app, database)
    shown = desk.get("/console/account")
    with database.transaction() as session:
        earlier = datetime.now(UTC) - timedelta(minutes=20)
        token = token_hash(desk.cookie("__Host-helpline_staff") or "")
        session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == token)
            .values(confirmed_at=earlier)
        )
    assert shown.status_code == 200

    answer = desk.submit("/console/account", PAGE, {"reference": case.reference, "reason": REASON})

    assert "/console/confirm" in answer.location
    assert desk.get(PAGE).location.startswith("/console/confirm")
    assert openings(database) == 0


@pytest.mark.parametrize("reason", ["", "   "])
def test_it_needs_a_reason(app: Flask, database: Database, case: Referral, reason: str) -> None:
    assert ask(seat(app, database), case.reference, reason)[0] == 422
    assert openings(database) == 0


def test_a_case_that_one_sees_anyway_is_shown_without_an_opening(
    app: Flask, database: Database, case: Referral
) -> None:
    assert ask(seat(app, database, office="Pokhara"), case.reference)[0] == 303
    assert openings(database) == 0


@pytest.mark.parametrize("reference", ["ABCD-2345", "", "%00", "../../etc", "x" * 5000])
def test_who_tries_references_shows_in_the_log(
    app: Flask, database: Database, case: Referral, reference: str
) -> None:
    code, page = ask(seat(app, database), reference)

    assert (code, "no case with this reference" in page) == (422, True)
    with database.reading() as session:
        assert session.scalars(select(AuditEntry.action)).all()[-1] == "case_not_found"


@pytest.mark.parametrize("role", Role)
def test_supervisors_and_administrators_are_told_on_every_page_and_not_why(
    app: Flask, database: Database, case: Referral, role: Role
) -> None:
    ask(seat(app, database), case.reference)
    desk = seat(app, database, role, office=None if role is not Role.INTAKE else "Pokhara")
    told = role in (Role.SUPERVISOR, Role.ADMINISTRATOR)

    account = desk.get("/console/account").text
    assert (TOLD in account, case.reference in account) == (told, told)
    assert CANARY_TEXT not in account
    if role is Role.SUPERVISOR:
        for page in ("/console/", "/console/live/referrals"):
            assert words(desk.get(page).text).count(TOLD) == 1


def test_the_case_s_own_office_reads_who_opened_it_and_why(
    app: Flask, database: Database, case: Referral
) -> None:
    ask(seat(app, database), case.reference)
    with database.transaction() as session:
        session.execute(update(CaseOpening).values(ends_at=datetime.now(UTC)))

    page = words(
        seat(app, database, office="Pokhara").get(f"/console/referrals/{case.reference}").text
    )

    assert TOLD in page
    assert "intake-Kathmandu" in page
    assert REASON in page


def test_the_log_says_who_opened_what_and_holds_no_reason(
    app: Flask, database: Database, case: Referral
) -> None:
    ask(seat(app, database), case.reference)

    with database.reading() as session:
        assert verify(session).fault is None
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
        sealed = session.scalars(select(CaseOpening.reason_sealed)).one()
        staff_id = session.scalars(select(Staff.id)).one()
    said = (entry.action, entry.kind, entry.object, entry.actor)
    assert said == ("case_opened_in_emergency", "referral", case.reference, staff_id)
    assert CANARY_TEXT.encode() not in sealed


def test_an_erased_contact_takes_its_openings_along(
    app: Flask, database: Database, case: Referral
) -> None:
    ask(seat(app, database), case.reference)

    with database.transaction() as session:
        erase_rows(session, session.get_one(Contact, case.contact_id).id, now=NOW)

    assert openings(database) == 0
