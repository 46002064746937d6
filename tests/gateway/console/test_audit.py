"""The audit log of the console: what is noted of each route, and the auditor's page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from gateway.console import audit_labels
from gateway.console.auditing import NOT_NOTED, NOTED
from gateway.console.needs import Need
from gateway.console.routes import ROUTES
from helpline.storage.audit import Action, Actor, Kind
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.tables import AuditEntry, Contact, Referral, Staff
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, make_contact, make_inbound, make_referral
from tests.gateway.console.desk import Desk, make_staff, words


@pytest.fixture
def case(database: Database) -> Referral:
    """A case of which something was written."""
    with database.transaction() as session:
        contact = make_contact(session)
        make_inbound(session, contact)
        return make_referral(session, contact, facts={"held_name": CANARY_TEXT})


@pytest.fixture
def auditor(app: Flask, database: Database) -> Desk:
    """A browser in which an auditor is signed in."""
    with database.transaction() as session:
        staff = make_staff(session, "noor", role=Role.AUDITOR)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def noted(database: Database, *actions: Action) -> list[tuple[str, str, str | None]]:
    """Returns actor, action and object of the entries with an action, in order."""
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [
            (each.actor, each.action, each.object) for each in entries if each.action in actions
        ]


def test_of_every_route_it_is_said_what_is_noted() -> None:
    for route in ROUTES:
        if route.needs is Need.SIGNED_IN:
            continue
        said = (route.name in NOTED, route.name in NOT_NOTED)
        assert sum(said) == 1, f"{route.name}: say in gateway/console/auditing.py what is noted"


def test_what_is_noted_is_noted_of_a_route_that_there_is() -> None:
    assert {*NOTED, *NOT_NOTED} <= {route.name for route in ROUTES}


def test_a_route_that_changes_something_is_not_noted_as_only_seen() -> None:
    # A search changes nothing, and is posted so that what is sought stands in no address.
    posted = {route.name for route in ROUTES if route.method == "POST"} - {"search"}

    assert {name for name in posted & NOTED.keys() if NOTED[name].is_seen} == set()


def test_every_word_of_the_log_has_a_label() -> None:
    assert set(audit_labels.ACTIONS) == set(Action)
    assert set(audit_labels.ACTORS) == set(Actor)
    assert set(audit_labels.KINDS) == set(Kind)


def test_99_a_view_of_a_case_is_noted_once_in_ten_minutes(
    desk: Desk, database: Database, amina: Staff, case: Referral
) -> None:
    for path in ("referrals", "live/referrals", "referrals"):
        assert desk.get(f"/console/{path}/{case.reference}").status_code == 200
    opened = [(amina.id, "case_opened", case.reference)]
    assert noted(database, Action.CASE_OPENED) == opened

    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_update"))
        earlier = (datetime.now(UTC) - timedelta(minutes=11)).replace(tzinfo=None)
        connection.execute(
            text("UPDATE audit_entries SET at = :at WHERE action = 'case_opened'"),
            {"at": earlier.isoformat(" ")},
        )
    desk.get(f"/console/referrals/{case.reference}")

    assert noted(database, Action.CASE_OPENED) == opened * 2


def test_what_is_done_is_noted_with_the_case_and_what_is_not_done_is_not(
    desk: Desk, database: Database, amina: Staff, case: Referral
) -> None:
    page = f"/console/referrals/{case.reference}"
    talk = f"/console/conversations/{case.contact_id}"

    assert desk.submit(page, f"{page}/notes", {"body": ""}).status_code >= 303
    assert desk.submit(page, f"{talk}/handler", {"handler": "nobody"}).status_code == 400
    assert noted(database, Action.HANDLER_SET, Action.NOTE_ADDED) == []

    assert desk.submit(page, f"{talk}/handler", {"handler": "staff"}).status_code == 303
    assert desk.submit(page, f"{page}/claim", {}).status_code == 303

    assert noted(database, Action.HANDLER_SET, Action.CLAIMED) == [
        (amina.id, "handler_set", case.contact_id),
        (amina.id, "claimed", case.reference),
    ]


def test_an_address_that_names_nothing_of_ours_writes_nothing_of_it_down(
    desk: Desk, database: Database
) -> None:
    desk.get("/console/referrals/Ahmad%20Karimi")
    desk.get("/console/conversations/Ahmad%20Karimi")

    with database.reading() as session:
        objects = session.scalars(select(AuditEntry.object)).all()
    assert not [each for each in objects if each and "Ahmad" in each]


def test_signing_in_and_being_refused_are_noted(
    stranger: Desk, database: Database, amina: Staff
) -> None:
    stranger.sign_in(password="a wrong password")
    stranger.sign_in(username="nobody at all")
    stranger.sign_in()

    assert noted(database, Action.SIGNED_IN, Action.SIGN_IN_REFUSED) == [
        ("stranger", "sign_in_refused", amina.id),
        ("stranger", "sign_in_refused", None),
        (amina.id, "signed_in", amina.id),
    ]


def test_the_page_tells_who_did_what_and_nothing_that_anybody_wrote(
    desk: Desk, auditor: Desk, case: Referral
) -> None:
    desk.get(f"/console/referrals/{case.reference}")
    desk.get(f"/console/conversations/{case.contact_id}")

    page = auditor.get("/console/audit")
    said = words(page.text)

    assert f"amina opened a case case {case.reference}" in said
    assert "amina opened a conversation conversation " + case.contact_id[:8] in said
    assert CANARY_TEXT not in page.text
    assert FAMILY_NUMBER not in page.text
    assert case.check_word not in page.text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("reference={0}", {"opened a case", "opened a conversation"}),
        ("reference=zzz", set()),
        ("who={1}&action=signed_in", {"signed in"}),
        ("day=2001-01-01", set()),
        ("who=nobody", set()),
        ("before=1", set()),
        ("before=x&day=x&action=x", {"opened a case", "opened a conversation", "signed in"}),
    ],
)
def test_the_page_is_narrowed(
    desk: Desk, auditor: Desk, amina: Staff, case: Referral, query: str, shown: set[str]
) -> None:
    desk.get(f"/console/referrals/{case.reference}")
    desk.get(f"/console/conversations/{case.contact_id}")

    page = auditor.get("/console/audit?" + query.format(case.reference, amina.id)).text
    lines = words(page.partition("audit-lines")[2])

    found = {
        each for each in ("opened a case", "opened a conversation", "signed in") if each in lines
    }
    assert found == shown


def test_99_the_page_says_whether_the_log_is_whole(auditor: Desk, database: Database) -> None:
    auditor.get("/console/audit")
    assert "No entry was changed" in words(auditor.get("/console/audit?check=yes").text)

    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_entries_update"))
        connection.execute(text("UPDATE audit_entries SET actor = 'x' WHERE seq = 1"))

    assert "Entry 1 was changed" in words(auditor.get("/console/audit?check=yes").text)


def test_older_entries_stand_on_the_next_page(auditor: Desk, database: Database) -> None:
    from helpline.storage.audit import Act, record

    with database.transaction() as session:
        for _ in range(60):
            record(session, Act(Action.SEARCHED), now=datetime.now(UTC))

    first = auditor.get("/console/audit").text
    assert first.count('audit-line"') == 50
    second = auditor.get("/console/audit?before=12").text
    assert "Older entries" in first
    assert "Older entries" not in second


def test_an_erased_case_is_noted_as_erased_and_its_entries_stay(
    desk: Desk, database: Database, case: Referral
) -> None:
    from helpline.privacy.erasure import erase_rows

    desk.get(f"/console/referrals/{case.reference}")
    with database.transaction() as session:
        assert session.get(Contact, case.contact_id)
        erase_rows(session, case.contact_id, now=datetime.now(UTC))

    assert [each[1:] for each in noted(database, Action.CASE_OPENED, Action.ERASED)] == [
        ("case_opened", case.reference),
        ("erased", case.reference),
    ]
