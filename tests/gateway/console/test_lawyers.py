"""Lawyers: the roster, whom staff ask, and what the link tells and takes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from helpline.storage import assignments
from helpline.storage.audit import Action
from helpline.storage.database import Database
from helpline.storage.events import list_events
from helpline.storage.kinds import AssignmentState, EventKind, EventState, Gender, Role
from helpline.storage.lawyers import LawyerTold, list_lawyers, save_lawyer
from helpline.storage.tables import Assignment, AuditEntry, StaffSession
from tests.builders import NOW
from tests.gateway.console.cases import case_of, open_case, page, post
from tests.gateway.console.desk import Desk, make_staff, words

SITA = LawyerTold("Sita Adhikari", languages=("ne",), jurisdictions=("nepal",))
FORM = {
    "name": "Sita Adhikari", "phone": "+1 555 0155", "email": "sita@helpline.example",
    "languages": ["ne", "en", "xx"], "jurisdictions": ["nepal", "international"],
    "places": "ललितपुर, Upper Village, ", "gender": "woman", "most_cases": "८",
    "hours": "Sun-Fri 10:00-17:00", "zone": "Asia/Kathmandu", "child_specialist": "on",
    "active": "on",
}  # fmt: skip


@pytest.fixture
def head(app: Flask, database: Database) -> Desk:
    """A desk at which a supervisor sits."""
    with database.transaction() as session:
        staff = make_staff(session, "nadia", role=Role.SUPERVISOR)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def add_lawyer(database: Database, told: LawyerTold = SITA) -> str:
    with database.transaction() as session:
        return save_lawyer(session, told, now=NOW)


def ask(desk: Desk, reference: str, lawyer_id: str) -> str:
    """Asks a lawyer and returns the path of the link that is shown for them."""
    assert post(desk, reference, "lawyers", lawyer=lawyer_id) == 303
    shown = desk.get(f"{page(reference)}/lawyers").text
    link = re.search(r'value="https://helpline\.example(/console/asked/[^"]+)"', shown)
    assert link is not None
    return link[1]


def answer(desk: Desk, link: str, answered: str) -> int:
    return desk.submit(link, link, {"answer": answered}).status_code


def standing(database: Database, reference: str) -> Assignment | None:
    with database.reading() as session:
        return assignments.find_lawyers(session, case_of(session, reference).id)


def test_a_lawyer_is_kept_as_the_form_tells(head: Desk, database: Database) -> None:
    assert head.submit("/console/lawyers/new", "/console/lawyers/new", FORM).status_code == 303  # type: ignore[arg-type]

    with database.reading() as session:
        (kept,) = list_lawyers(session)
    assert kept == LawyerTold(
        "Sita Adhikari", "+1 555 0155", "sita@helpline.example", ("ne", "en"), ("nepal",),
        ("Lalitpur", "Upper Village"), Gender.WOMAN, True, "Sun-Fri 10:00-17:00",
        "Asia/Kathmandu", 8, True, None, kept.id,
    )  # fmt: skip
    shown = words(head.get("/console/lawyers").text)
    assert "Sita Adhikari Children Nepal Lalitpur Upper Village" in shown
    assert "Cases: 0 of 8" in shown


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "A lawyer needs a name."),
        ({"most_cases": "many"}, "Say with a number"),
        ({"most_cases": "0"}, "Say with a number"),
        ({"hours": "always"}, "Write the hours as"),
        ({"zone": "Kathmandu"}, "Write the hours as"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_the_rest_stays(
    head: Desk, database: Database, wrong: dict[str, str], says: str
) -> None:
    form = FORM | wrong

    refused = head.submit("/console/lawyers/new", "/console/lawyers/new", form)  # type: ignore[arg-type]

    assert refused.status_code == 422
    assert says in refused.text
    assert "sita@helpline.example" in refused.text
    with database.reading() as session:
        assert list_lawyers(session) == []


def test_an_account_belongs_to_one_lawyer(head: Desk, database: Database) -> None:
    with database.transaction() as session:
        account = make_staff(session, "sita", role=Role.LAWYER).id
    add_lawyer(database, LawyerTold("Ram", staff_id=account))

    taken = head.submit(
        "/console/lawyers/new",
        "/console/lawyers/new",
        FORM | {"account": account},  # type: ignore[arg-type]
    )

    assert taken.status_code == 422
    assert "Another lawyer has this account already." in taken.text


def test_the_roster_is_for_supervisors(desk: Desk, database: Database) -> None:
    lawyer_id = add_lawyer(database)

    for path in ("", "/new", f"/{lawyer_id}"):
        assert desk.get(f"/console/lawyers{path}").status_code == 404


def test_lawyers_are_suggested_with_reasons_the_most_fitting_first(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database, country="nepal", held_by="police", age_group="child")
    add_lawyer(database, LawyerTold("Leila", jurisdictions=("tunisia",)))
    add_lawyer(database, LawyerTold("Ram", languages=("ne",), jurisdictions=("nepal",)))
    add_lawyer(database, LawyerTold("Zahra", jurisdictions=("nepal",), child_specialist=True))

    shown = words(desk.get(f"{page(reference)}/lawyers").text)

    order = [shown.index(name) for name in ("Zahra", "Ram", "Leila")]
    assert order == sorted(order)
    assert "works with children" in shown[order[0] : order[1]]
    assert "speaks the family’s language" in shown[order[1] : order[2]]
    assert "does not work under this law" in shown[order[2] :]


def test_the_link_tells_reference_law_and_urgency_and_no_name(
    desk: Desk, stranger: Desk, database: Database
) -> None:
    reference = open_case(
        database, held_name="Ram Shrestha", place="Patan", country="nepal", held_by="police",
        mistreatment="yes",
    )  # fmt: skip
    link = ask(desk, reference, add_lawyer(database))

    opened = stranger.get(link)

    shown = words(opened.text)
    assert opened.status_code == 200
    for part in (reference, "Nepal", "Critical"):
        assert part in shown
    for hidden in ("Ram Shrestha", "Patan", "+1555", "amina", "Sita", "Mistreatment"):
        assert hidden not in shown


def test_the_link_is_shown_once_and_only_its_hash_is_kept(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    link = ask(desk, reference, add_lawyer(database))

    assert "/console/asked/" not in desk.get(f"{page(reference)}/lawyers").text
    with database.reading() as session:
        kept = session.scalars(select(Assignment.token_hash)).one()
    assert kept is not None
    assert kept not in link
    assert link.rpartition("/")[2] not in kept


def test_a_new_link_waits_sealed_for_who_made_it_and_in_no_cookie(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database)
    path = f"{page(reference)}/lawyers"

    def kept() -> bytes | None:
        with database.reading() as session:
            return session.scalars(select(StaffSession.kept_sealed)).one()

    desk.submit(path, path, {"lawyer": add_lawyer(database)})

    with desk.client.session_transaction(base_url="https://helpline.example") as cookie:
        assert set(cookie) == {"_fresh", "csrf_token"}
    assert kept() is not None
    assert "/console/asked/" in desk.get(path).text
    assert kept() is None


def test_a_lawyer_takes_a_case_by_the_link_once(
    desk: Desk, stranger: Desk, database: Database
) -> None:
    reference = open_case(database)
    link = ask(desk, reference, add_lawyer(database))
    # Programs that look at links before people do must not answer for them.
    stranger.get(link)

    assert answer(stranger, link, "take") == 200

    held = standing(database, reference)
    assert held is not None
    assert held.state is AssignmentState.TAKEN
    with database.reading() as session:
        events = list_events(session, case_of(session, reference).id)
    assert [(each.happening.kind, each.state) for each in events] == [
        (EventKind.LAWYER_ASSIGNED, EventState.CONFIRMED),
        (EventKind.LAWYER_ACKNOWLEDGED, EventState.CONFIRMED),
    ]
    assert "Sita Adhikari has taken it" in words(desk.get(page(reference)).text)
    assert stranger.get(link).status_code == 404
    assert "This link works no longer" in stranger.get(link).text


def test_a_lawyer_who_cannot_is_not_asked_again_first(
    desk: Desk, stranger: Desk, database: Database
) -> None:
    reference = open_case(database)
    add_lawyer(database, LawyerTold("Ram", jurisdictions=("nepal",)))
    link = ask(desk, reference, add_lawyer(database))

    assert answer(stranger, link, "cannot") == 200

    assert standing(database, reference) is None
    shown = words(desk.get(page(reference)).text)
    assert "The lawyer who was asked cannot take this: ask another." in shown
    listed = words(desk.get(f"{page(reference)}/lawyers").text)
    assert listed.index("Ram") < listed.index("Sita Adhikari")
    assert "has said they cannot take this" in listed


def test_links_that_are_old_replaced_closed_or_made_up_tell_nothing(
    desk: Desk, stranger: Desk, database: Database
) -> None:
    reference = open_case(database)
    lawyer_id = add_lawyer(database)
    first = ask(desk, reference, lawyer_id)
    assert desk.submit(page(reference), f"{page(reference)}/lawyers/link", {}).status_code == 303
    shown = desk.get(f"{page(reference)}/lawyers").text
    second = re.search(r"(/console/asked/[^\"]+)", shown)[1]  # type: ignore[index]
    assert stranger.get(second).status_code == 200

    for gone in (first, "/console/asked/made-up"):
        assert stranger.get(gone).status_code == 404
        assert reference not in stranger.get(gone).text
    with database.transaction() as session:
        session.scalars(select(Assignment)).one().token_until = datetime.now(UTC)
    assert stranger.get(second).status_code == 404

    with database.transaction() as session:
        until = datetime.now(UTC) + timedelta(hours=1)
        session.scalars(select(Assignment)).one().token_until = until
    assert stranger.get(second).status_code == 200
    post(desk, reference, "close", outcome="bail")
    assert stranger.get(second).status_code == 404


def test_a_late_answer_is_a_reason_in_the_queue(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    post(desk, reference, "claim")
    ask(desk, reference, add_lawyer(database))
    with database.transaction() as session:
        asked = session.scalars(select(Assignment).where(Assignment.lawyer_id.is_not(None))).one()
        asked.created_at = datetime.now(UTC) - timedelta(hours=25)

    assert "The lawyer who was asked has not answered." in desk.get("/console/").text


def test_a_lawyer_with_an_account_answers_in_the_console_and_then_sees_the_case(
    app: Flask, desk: Desk, database: Database
) -> None:
    reference = open_case(database)
    with database.transaction() as session:
        account = make_staff(session, "sita", role=Role.LAWYER)
    ask(desk, reference, add_lawyer(database, LawyerTold("Sita", staff_id=account.id)))
    sita = Desk(app)
    sita.enter(database, account)
    queue = sita.get("/console/").text
    assert reference in queue
    assert "Ram Shrestha" not in queue
    assert sita.get(page(reference)).status_code == 404
    asked = standing(database, reference)
    assert asked is not None

    path = f"/console/asked/me/{asked.id}"
    assert sita.submit("/console/", path, {"answer": "take"}).location == page(reference)

    shown = words(sita.get(page(reference)).text)
    assert "Ram Shrestha" in shown
    for staff_only in ("I take it", "Close the case", "Give it to a colleague", "Find a lawyer"):
        assert staff_only not in shown
    assert sita.submit(page(reference), f"{page(reference)}/claim", {}).status_code == 404
    assert sita.submit("/console/", path, {"answer": "take"}).status_code == 404
    with database.reading() as session:
        noted = select(AuditEntry).where(AuditEntry.action == Action.LAWYER_ANSWERED)
        assert [(each.actor, each.object) for each in session.scalars(noted)] == [
            (account.id, reference)
        ]


def test_another_lawyer_cannot_answer_for_the_one_who_was_asked(
    app: Flask, desk: Desk, database: Database
) -> None:
    reference = open_case(database)
    with database.transaction() as session:
        account = make_staff(session, "ram", role=Role.LAWYER)
    add_lawyer(database, LawyerTold("Ram", staff_id=account.id))
    ask(desk, reference, add_lawyer(database))
    asked = standing(database, reference)
    assert asked is not None
    ram = Desk(app)
    ram.enter(database, account)

    path = f"/console/asked/me/{asked.id}"
    assert ram.submit("/console/", path, {"answer": "take"}).status_code == 404


def test_all_cases_of_who_leaves_are_moved_in_one_go(
    head: Desk, desk: Desk, database: Database
) -> None:
    with database.transaction() as session:
        samir = make_staff(session, "samir").id
        auditor = make_staff(session, "omar", role=Role.AUDITOR).id
    references = [open_case(database, number=number) for number in (1, 2)]
    for reference in references:
        post(desk, reference, "claim")
    with database.reading() as session:
        held = assignments.find_holder(session, case_of(session, references[0]).id)
        assert held is not None
        amina = held.staff_id or ""
    form = {"kind": "staff", "from": amina, "to": samir}

    for wrong in ({"to": amina}, {"to": auditor}, {"from": "x"}, {"kind": "lawyers"}):
        refused = head.submit("/console/lawyers", "/console/lawyers/move", form | wrong)
        assert refused.status_code == 400
    assert head.submit("/console/lawyers", "/console/lawyers/move", form).status_code == 303

    with database.reading() as session:
        assert assignments.count_by_staff(session) == {samir: 2}
