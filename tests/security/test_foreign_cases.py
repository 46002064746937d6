"""Cases of others: every address that names one, and every form that names one in its fields."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.console.needs import HELD
from gateway.console.routes import ROUTES, Route
from gateway.console.scope import CHECKS
from helpline.storage import assignments
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MediaKind, Role
from helpline.storage.lawyers import LawyerTold, get_lawyer, save_lawyer
from helpline.storage.media import Attachment, add_attachments
from helpline.storage.tables import Assignment, AuditEntry, Media, OwnNumber, Referral, ReferralPair
from tests.builders import NOW, OWN_NUMBER, make_contact, make_inbound, make_referral
from tests.gateway.console.desk import Desk, make_staff

THERE, HERE = "Pokhara", "Kathmandu"
OTHER_NUMBER = "+15550109"
WORKERS = [(Role.LAWYER, None), (Role.INTAKE, HERE), (Role.SUPERVISOR, HERE)]
PARAMETER = re.compile(r"<(?:path:)?(\w+)>")
NAMING = [route for route in ROUTES if set(PARAMETER.findall(route.path)) & CHECKS.keys()]


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """An installation that asks for no second factor, which is not what is attacked here."""
    return environ | {"STAFF_SECOND_FACTOR": "offered"}


@pytest.fixture
def theirs(database: Database) -> dict[str, str]:
    """A case of another office with a message and a file, by the names that addresses use."""
    with database.transaction() as session:
        for address, office in ((OWN_NUMBER, THERE), (OTHER_NUMBER, HERE)):
            session.add(
                OwnNumber(channel=Channel.SMS, address=address, office=office, updated_at=NOW)
            )
        contact = make_contact(session)
        referral = make_referral(session, contact)
        message = make_inbound(session, contact)
        add_attachments(session, message, [Attachment(MediaKind.IMAGE)], now=NOW)
        return {
            "reference": referral.reference,
            "contact_id": contact.id,
            "message_id": message.id,
            "media_id": session.scalars(select(Media.id)).one(),
        }


def seat(app: Flask, database: Database, role: Role, office: str | None) -> Desk:
    with database.transaction() as session:
        staff = make_staff(session, f"one-{role.value}", role=role, office=office)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def own_case(session: Session) -> Referral:
    contact = make_contact(session, address="+15550178")
    contact.own_address = OTHER_NUMBER
    return make_referral(session, contact)


def case_of(session: Session, theirs: dict[str, str]) -> Referral:
    found = select(Referral).where(Referral.reference == theirs["reference"])
    return session.scalars(found).one()


def test_there_are_many_such_addresses() -> None:
    assert len(NAMING) > 25
    assert {name for route in NAMING for name in PARAMETER.findall(route.path)} >= CHECKS.keys()


@pytest.mark.parametrize(("role", "office"), WORKERS)
def test_95_no_address_shows_or_changes_a_case_of_others(
    app: Flask, database: Database, theirs: dict[str, str], role: Role, office: str | None
) -> None:
    desk = seat(app, database, role, office)
    token = re.search(r'csrf_token" value="([^"]+)', desk.get("/console/account").text)[1]

    def ask(route: Route) -> int:
        named = defaultdict(lambda: "1" * 32, theirs)
        path = "/console" + PARAMETER.sub(lambda found: named[found[1]], route.path)
        if route.method == "GET":
            return desk.get(path).status_code
        return desk.post(path, {"csrf_token": token}).status_code

    tried = {route.name: ask(route) for route in NAMING if route.needs in HELD[role]}

    assert len(tried) > 15
    assert {name: code for name, code in tried.items() if code != 404} == {}
    with database.reading() as session:
        assert session.scalars(select(Assignment)).all() == []
        told = select(AuditEntry.action).where(AuditEntry.object.in_(theirs.values()))
        assert session.scalars(told).all() == []


def test_95_cases_of_others_are_not_linked_to_ones_own(
    app: Flask, database: Database, theirs: dict[str, str]
) -> None:
    with database.transaction() as session:
        own = own_case(session).reference
    desk = seat(app, database, Role.INTAKE, HERE)
    page = f"/console/referrals/{own}"
    assert desk.get(page).status_code == 200

    for form in (
        {"decision": "linked", "other": theirs["reference"]},
        {"decision": f"linked {theirs['reference']}"},
    ):
        assert desk.submit(page, f"{page}/links", form).status_code == 404

    with database.reading() as session:
        assert session.scalars(select(ReferralPair)).all() == []


@pytest.mark.parametrize("kind", ["staff", "lawyers"])
def test_95_a_supervisor_moves_the_cases_of_their_own_office_only(
    app: Flask, database: Database, theirs: dict[str, str], kind: str
) -> None:
    with database.transaction() as session:
        cases = [case_of(session, theirs), own_case(session)]
        if kind == "staff":
            one, other = (make_staff(session, name).id for name in ("samir", "sita"))
            for case in cases:
                assignments.claim(session, case, one, now=NOW)
        else:
            by = make_staff(session, "samir").id
            one, other = (save_lawyer(session, LawyerTold(name), now=NOW) for name in ("R", "S"))
            for case in cases:
                assignments.ask_lawyer(session, case, one, by=by, now=NOW)
    desk = seat(app, database, Role.SUPERVISOR, HERE)
    form = {"kind": kind, "from": one, "to": other}

    assert desk.submit("/console/lawyers", "/console/lawyers/move", form).status_code == 303

    count = assignments.count_by_staff if kind == "staff" else assignments.count_by_lawyer
    with database.reading() as session:
        assert count(session) == {one: 1, other: 1}
        find = assignments.find_holder if kind == "staff" else assignments.find_lawyers
        left = find(session, case_of(session, theirs).id)
        assert one in (left.staff_id, left.lawyer_id)


@pytest.mark.parametrize(("office", "code"), [(HERE, 404), (THERE, 303), (None, 303)])
def test_95_a_supervisor_gives_no_account_a_lawyer_s_cases_of_other_offices(
    app: Flask, database: Database, theirs: dict[str, str], office: str | None, code: int
) -> None:
    with database.transaction() as session:
        accomplice = make_staff(session, "accomplice", role=Role.LAWYER).id
        lawyer = save_lawyer(session, LawyerTold("Ram"), now=NOW)
        asked = assignments.ask_lawyer(
            session, case_of(session, theirs), lawyer, by=accomplice, now=NOW
        )
        assignments.answer(asked, takes_it=True, now=NOW)
    desk = seat(app, database, Role.SUPERVISOR, office)
    page = f"/console/lawyers/{lawyer}"
    form = {"name": "Ram", "most_cases": "5", "active": "yes"}

    # What gives nobody a case may be changed by everybody who supervises.
    assert desk.submit(page, page, form | {"places": "Kathmandu"}).status_code == 303
    assert desk.submit(page, page, form | {"account": accomplice}).status_code == code

    with database.reading() as session:
        assert get_lawyer(session, lawyer).staff_id == (None if code == 404 else accomplice)
