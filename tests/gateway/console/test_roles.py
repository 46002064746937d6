"""What each role may open, and whose cases: every route, every role (§F 95)."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from gateway.console.access import find_member
from gateway.console.guard import OPEN
from gateway.console.needs import HELD, Need
from gateway.console.routes import ROUTES
from gateway.console.scope import CHECKS, UNSCOPED, may_see_case, scope_of
from helpline.storage.database import Database, seal
from helpline.storage.kinds import AssignmentState, Channel, Gender, MessageState, Role
from helpline.storage.messages import list_conversations
from helpline.storage.queue import list_queued
from helpline.storage.referrals import referrals_by_contact
from helpline.storage.tables import Assignment, Contact, Lawyer, OwnNumber, Referral, Staff
from tests.builders import NOW, OWN_NUMBER, make_contact, make_outbound, make_referral
from tests.gateway.console.desk import Desk, make_staff

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
# Written down anew, so that a change of the table is seen: who may do what.
MAY = {
    Role.INTAKE: {Need.CASES, Need.ASSIGN, Need.LAW, Need.REPORTS},
    Role.SUPERVISOR: {
        Need.CASES,
        Need.ASSIGN,
        Need.SUPERVISE,
        Need.LAW,
        Need.REPORTS,
        Need.EXPORTS,
    },
    Role.LAWYER: {Need.CASES, Need.LAW, Need.OWN_EXPORT},
    Role.REVIEWER: {Need.LAW},
    Role.AUDITOR: {Need.AUDIT, Need.REPORTS},
    Role.ADMINISTRATOR: {Need.ADMINISTER, Need.LAW, Need.EXPORTS},
}
HOMES = {
    Role.INTAKE: "/console/",
    Role.SUPERVISOR: "/console/",
    Role.LAWYER: "/console/",
    Role.REVIEWER: "/console/law",
    Role.AUDITOR: "/console/audit",
    Role.ADMINISTRATOR: "/console/staff",
}


@pytest.fixture
def case(database: Database) -> Referral:
    """A case that nobody has."""
    with database.transaction() as session:
        return make_referral(session, make_contact(session))


def seat(app: Flask, database: Database, role: Role, **who: str | None) -> tuple[Desk, Staff]:
    """Returns a desk at which somebody with a role has just signed in."""
    with database.transaction() as session:
        staff = make_staff(session, f"one-{role.value}", role=role, totp=SECRET, **who)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk, staff


def path_of(route: str, case: Referral) -> str:
    """Returns the address of a route, about a case where it names one."""
    known = defaultdict(lambda: "1" * 32, reference=case.reference, contact_id=case.contact_id)
    return "/console" + re.sub(r"<(?:path:)?(\w+)>", lambda name: known[name[1]], route)


@pytest.mark.parametrize("role", Role)
def test_the_table_of_roles_gives_each_what_it_is_for(role: Role) -> None:
    assert HELD[role] == MAY[role] | {Need.SIGNED_IN}


@pytest.mark.parametrize("role", Role)
def test_fault_95_every_route_is_404_for_a_role_that_has_no_need_of_it(
    app: Flask, database: Database, case: Referral, role: Role
) -> None:
    desk, _ = seat(app, database, role)
    token = re.search(r'csrf_token" value="([^"]+)', desk.get("/console/account").text)[1]
    tried = 0
    for route in ROUTES:
        if route.needs in HELD[role] or f"console.{route.name}" in OPEN:
            continue
        tried += 1
        answer = desk.client.open(
            path_of(route.path, case),
            method=route.method,
            base_url="https://helpline.example",
            data={"csrf_token": token} if route.method == "POST" else None,
        )
        if route.name == "referrals":
            assert answer.location == HOMES[role]
        else:
            assert answer.status_code == 404, (role, route.name)
        assert case.check_word not in answer.text
    assert tried > 5


@pytest.mark.parametrize("role", Role)
def test_every_page_without_a_name_in_it_opens_for_a_role_that_has_its_need(
    app: Flask, database: Database, role: Role
) -> None:
    desk, _ = seat(app, database, role)
    opened = 0
    for route in ROUTES:
        if route.method != "GET" or "<" in route.path or route.needs not in HELD[role]:
            continue
        opened += 1
        code = desk.get(f"/console{route.path}").status_code
        assert code in (200, 303), (role, route.name, code)
    assert opened > 5


@pytest.mark.parametrize("role", Role)
def test_signing_in_leads_each_role_to_its_own_first_page(
    app: Flask, database: Database, role: Role
) -> None:
    with database.transaction() as session:
        make_staff(session, role=role)
    desk = Desk(app)
    answer = desk.sign_in()

    while answer.status_code == 303:
        landed = answer.location
        answer = desk.get(landed)

    assert answer.status_code == 200
    assert landed == HOMES[role]
    assert f'class="brand" href="{HOMES[role]}"' in answer.text


@pytest.mark.parametrize("role", Role)
def test_the_navigation_leads_only_to_what_the_role_may_open(
    app: Flask, database: Database, role: Role
) -> None:
    desk, _ = seat(app, database, role)
    page = desk.get("/console/account").text
    links = re.findall(r'href="(/console/[^"?]*)"', page.partition("<nav")[2].partition("</nav")[0])

    assert [link for link in links if desk.get(link).status_code != 200] == []
    assert bool({"/console/", "/console/conversations"} & set(links)) is (Need.CASES in MAY[role])


def test_a_role_that_changes_counts_at_the_next_click_and_the_session_ends(
    app: Flask, database: Database
) -> None:
    desk, staff = seat(app, database, Role.INTAKE)
    assert desk.get("/console/conversations").status_code == 200

    with database.transaction() as session:
        session.merge(staff).role = Role.REVIEWER

    assert desk.get("/console/conversations").status_code == 404


def test_every_address_that_names_a_case_is_checked_before_its_view_runs() -> None:
    for route in ROUTES:
        named = set(re.findall(r"<(?:path:)?(\w+)>", route.path))
        assert named & CHECKS.keys() or named <= UNSCOPED, (
            f"{route.name}: say in gateway/console/scope.py who may see what {named} name"
        )


@pytest.mark.parametrize("of", ["referrals/{0.reference}", "conversations/{0.contact_id}"])
@pytest.mark.parametrize("live", ["", "live/"])
def test_fault_95_a_lawyer_sees_no_case_that_is_not_theirs(
    app: Flask, database: Database, case: Referral, of: str, live: str
) -> None:
    desk, _ = seat(app, database, Role.LAWYER)

    assert desk.get(f"/console/{live}{of.format(case)}").status_code == 404


def test_fault_95_a_lawyer_s_lists_hold_no_case_that_is_not_theirs_whatever_the_filter(
    app: Flask, database: Database, case: Referral
) -> None:
    desk, _ = seat(app, database, Role.LAWYER)

    for path in ("/", "/conversations", "/live/referrals", "/live/conversations"):
        for query in ("", "?has=nobody", "?state=open", "?contact_id=" + case.contact_id):
            page = desk.get(f"/console{path}{query}")
            assert page.status_code == 200
            assert case.reference not in page.text
            assert case.contact_id not in page.text


def test_fault_95_a_lawyer_sees_the_case_that_they_have_taken_until_it_is_taken_away(
    app: Flask, database: Database, case: Referral
) -> None:
    desk, staff = seat(app, database, Role.LAWYER)
    with database.transaction() as session:
        contact = session.get(Contact, case.contact_id)
        other = make_referral(session, contact, now=NOW + timedelta(hours=1))
        name = seal(session, "A lawyer", column="lawyers.name", row="1" * 32)
        lawyer = Lawyer(
            id="1" * 32, name_sealed=name, languages=[], jurisdictions=[], places=[],
            gender=Gender.UNSAID, most_cases=5, staff_id=staff.id, created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(lawyer)
        session.flush()
        assignment = Assignment(
            referral_id=case.id, lawyer_id=lawyer.id, state=AssignmentState.TAKEN,
            by_id=staff.id, created_at=NOW, answered_at=NOW,
        )  # fmt: skip
        session.add(assignment)

    with database.reading() as session:
        member = find_member(database, desk.cookie("__Host-helpline_staff"), now=datetime.now(UTC))
        assert may_see_case(session, member, case)
        assert not may_see_case(session, member, other)
        scope = scope_of(member)
        listed = [queued.id for queued in list_queued(session, scope=scope)]
        assert listed == [case.id]
        talks = [contact.id for contact, _ in list_conversations(session, scope=scope)]
        assert talks == [case.contact_id]
        (shown,) = referrals_by_contact(session, talks, scope=scope)[case.contact_id]
        assert shown.id == case.id
    with database.transaction() as session:
        message = make_outbound(session, session.get_one(Contact, case.contact_id))
        message.state, message.error_code = MessageState.FAILED, "30003"
    missed = desk.get("/console/undelivered").text
    assert case.reference in missed
    assert other.reference not in missed
    assert desk.get(f"/console/live/referrals/{case.reference}").status_code == 200
    assert desk.get(f"/console/live/referrals/{other.reference}").status_code == 404

    with database.transaction() as session:
        session.merge(assignment).state = AssignmentState.ENDED

    assert desk.get(f"/console/live/referrals/{case.reference}").status_code == 404


@pytest.mark.parametrize(
    ("theirs", "number_s", "sees"),
    [
        (None, "Kathmandu", True),
        ("Kathmandu", "Kathmandu", True),
        ("Kathmandu", None, True),
        ("Kathmandu", "Pokhara", False),
    ],
)
@pytest.mark.parametrize("role", [Role.INTAKE, Role.SUPERVISOR])
def test_fault_95_staff_of_an_office_see_the_cases_of_its_numbers(
    app: Flask,
    database: Database,
    case: Referral,
    role: Role,
    theirs: str | None,
    number_s: str | None,
    sees: bool,
) -> None:
    with database.transaction() as session:
        session.add(
            OwnNumber(channel=Channel.SMS, address=OWN_NUMBER, office=number_s, updated_at=NOW)
        )
    desk, _ = seat(app, database, role, office=theirs)

    pages = [desk.get(f"/console/{path}") for path in ("", "live/referrals", "conversations")]
    case_pages = [
        desk.get(f"/console/{path}")
        for path in (f"referrals/{case.reference}", f"live/conversations/{case.contact_id}")
    ]

    assert [case.reference in page.text for page in pages] == [sees] * 3
    assert [page.status_code for page in case_pages] == [200 if sees else 404] * 2
