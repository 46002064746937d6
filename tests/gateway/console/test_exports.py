"""Taking cases out as a file: two people, once, and of a lawyer their own."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from helpline.privacy.auditing import verify
from helpline.privacy.erasure import erase_rows
from helpline.storage.database import Database, seal
from helpline.storage.exports import forget_ended
from helpline.storage.kinds import AssignmentState, Gender, Role
from helpline.storage.tables import (
    Assignment,
    AuditEntry,
    CaseExport,
    ExportedCase,
    Lawyer,
    Referral,
    Staff,
    StaffSession,
)
from tests.builders import CANARY_TEXT, FAMILY_NUMBER, NOW, make_contact, make_referral
from tests.gateway.console.desk import Desk, make_staff, words

PAGE = "/console/exports"
OWN = "/console/own-cases"
NAME = "=HYPERLINK(1) Zarbakht"
FACTS = {"held_name": NAME, "country": "nepal", "place": "Baneshwor, Kathmandu", "age": "15"}
DAY = f"{NOW:%Y-%m-%d}"
FORM = {"since": DAY, "until": DAY, "reason": "for the court of appeal"}


@pytest.fixture
def case(database: Database) -> Referral:
    """A case, of a child."""
    with database.transaction() as session:
        return make_referral(session, make_contact(session), facts=FACTS)


def seat(app: Flask, database: Database, username: str, role: Role, **who: str) -> Desk:
    with database.transaction() as session:
        staff = make_staff(session, username, role=role, **who)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


@pytest.fixture
def boss(app: Flask, database: Database, case: Referral) -> Desk:
    """The desk of the supervisor who asks."""
    return seat(app, database, "boss", Role.SUPERVISOR)


@pytest.fixture
def second(app: Flask, database: Database) -> Desk:
    """The desk of an administrator."""
    return seat(app, database, "second", Role.ADMINISTRATOR)


def post(desk: Desk, step: str, database: Database, **form: str) -> int:
    return desk.submit("/console/account", f"{PAGE}/{export_id(database)}/{step}", form).status_code


def ask(desk: Desk, **form: str) -> int:
    return desk.submit(PAGE, PAGE, FORM | form).status_code


def export_id(database: Database) -> str:
    with database.reading() as session:
        return session.scalar(select(CaseExport.id)) or "0" * 32


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def acts(database: Database) -> list[tuple[str, str | None, int | None]]:
    with database.reading() as session:
        assert verify(session).fault is None
        found = session.execute(
            select(AuditEntry.action, AuditEntry.object, AuditEntry.number)
            .where(AuditEntry.kind.in_(("export", "referral")))
            .order_by(AuditEntry.seq)
        )
        return [tuple(row) for row in found]


def taken(desk: Desk, database: Database, kind: str = "json") -> tuple[int, str]:
    path = f"{PAGE}/{export_id(database)}/take"
    answer = desk.submit(PAGE, path, {"kind": kind})
    return answer.status_code, answer.text


def test_a_second_person_lets_out_what_a_supervisor_asks_and_it_is_taken_once(
    boss: Desk, second: Desk, database: Database, case: Referral
) -> None:
    assert ask(boss) == 303
    shown = words(second.get(PAGE).text)
    assert "boss" in shown
    assert "for the court of appeal" in shown
    assert "1 case" in shown
    assert case.reference not in shown
    asked = export_id(database)
    assert post(second, "approve", database) == 303

    code, text = taken(boss, database)

    assert code == 200
    (row,) = json.loads(text)["cases"]
    assert (row["case"], row["jurisdiction"], row["area"]) == (case.reference, "nepal", "Kathmandu")
    assert (row["age"], row["channel"]) == ("14_15", "sms")
    assert "name" not in row
    for private in (NAME, "Zarbakht", CANARY_TEXT, FAMILY_NUMBER, "Baneshwor", case.check_word):
        assert private not in text
    assert taken(boss, database)[0] == 404
    assert count(database, CaseExport) == count(database, ExportedCase) == 0
    assert acts(database) == [
        ("export_asked", asked, 1),
        ("export_approved", asked, 1),
        ("cases_exported", asked, 1),
        ("cases_exported", case.reference, None),
    ]


def test_97_names_go_along_where_they_were_asked_for_and_are_no_formula(
    boss: Desk, second: Desk, database: Database
) -> None:
    ask(boss, names="yes")
    assert "With the names of who is held" in words(second.get(PAGE).text)
    post(second, "approve", database)

    code, text = taken(boss, database, "csv")

    (row,) = csv.DictReader(io.StringIO(text))
    assert code == 200
    assert row["name"] == f"'{NAME}"
    assert CANARY_TEXT not in text


def test_who_asked_cannot_let_it_out_nor_take_it_before(boss: Desk, database: Database) -> None:
    ask(boss)

    assert "Let it out" not in boss.get(PAGE).text
    assert post(boss, "approve", database) == 404
    assert taken(boss, database)[0] == 404
    assert count(database, CaseExport) == 1


@pytest.mark.parametrize("role", [*Role, None])
def test_95_nobody_but_who_asked_takes_it(
    app: Flask, boss: Desk, second: Desk, database: Database, role: Role | None
) -> None:
    ask(boss)
    post(second, "approve", database)
    other = second if role is None else seat(app, database, "other", role)

    assert post(other, "take", database, kind="csv") == 404
    assert taken(boss, database)[0] == 200


@pytest.mark.parametrize("role", [Role.INTAKE, Role.LAWYER, Role.REVIEWER, Role.AUDITOR])
def test_95_only_supervisors_and_administrators_let_out_or_see_what_is_asked(
    app: Flask, boss: Desk, database: Database, role: Role
) -> None:
    ask(boss)
    other = seat(app, database, "other", role)

    assert other.get(PAGE).status_code == 404
    assert [post(other, step, database) for step in ("approve", "refuse")] == [404, 404]
    assert count(database, CaseExport) == 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_95_only_a_supervisor_asks(
    app: Flask, database: Database, case: Referral, role: Role
) -> None:
    desk = seat(app, database, "other", role)

    assert desk.submit("/console/account", PAGE, FORM).status_code == 404
    assert count(database, CaseExport) == 0


@pytest.mark.parametrize(
    ("asked", "approved"),
    [(timedelta(hours=24, seconds=1), None), (timedelta(hours=2), timedelta(hours=1, seconds=1))],
)
def test_a_request_ends_and_is_deleted(
    boss: Desk,
    second: Desk,
    database: Database,
    asked: timedelta,
    approved: timedelta | None,
) -> None:
    ask(boss)
    if approved:
        post(second, "approve", database)
    now = datetime.now(UTC)
    with database.transaction() as session:
        then = now - approved if approved else None
        session.execute(update(CaseExport).values(asked_at=now - asked, approved_at=then))

    assert post(second, "approve", database) == taken(boss, database)[0] == 404
    assert "Nobody asks for a file." in words(boss.get(PAGE).text)
    with database.transaction() as session:
        forget_ended(session, now=now)
    assert count(database, CaseExport) == count(database, ExportedCase) == 0


@pytest.mark.parametrize("who", ["boss", "second"])
def test_nothing_goes_out_once_either_of_the_two_has_lost_their_role(
    boss: Desk, second: Desk, database: Database, who: str
) -> None:
    ask(boss)
    post(second, "approve", database)
    with database.transaction() as session:
        session.execute(update(Staff).where(Staff.username == who).values(role=Role.INTAKE))

    assert post(boss, "take", database, kind="csv") == 404
    assert count(database, CaseExport) == 1


@pytest.mark.parametrize(
    "form",
    [{"reason": " "}, {"since": ""}, {"since": "2030-01-01"}, {"until": "9999-12-31"},
     {"references": "abc"}, {"since": "2020-01-01", "until": "2020-01-02"},
     {"closed": "yes"}, {"references": "CCC-CCC"}],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_said(
    boss: Desk, database: Database, form: dict[str, str]
) -> None:
    answer = boss.submit(PAGE, PAGE, FORM | form)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert count(database, CaseExport) == 0


def test_only_cases_of_who_asks_are_in_it_and_those_that_are_named(
    app: Flask, boss: Desk, database: Database, case: Referral
) -> None:
    with database.transaction() as session:
        make_referral(session, make_contact(session, address="+15550178"))
        make_referral(session, make_contact(session, address="+15550179"), submitted=False)

    ask(boss)
    assert count(database, ExportedCase) == 2
    ask(boss, references=f"{case.reference}\n")

    assert count(database, ExportedCase) == count(database, CaseExport) == 1


def test_a_second_factor_and_password_are_asked_again_at_every_step(
    boss: Desk, second: Desk, database: Database
) -> None:
    def age() -> None:
        then = datetime.now(UTC) - timedelta(minutes=16)
        with database.transaction() as session:
            session.execute(update(StaffSession).values(confirmed_at=then))

    def fresh() -> None:
        with database.transaction() as session:
            session.execute(update(StaffSession).values(confirmed_at=datetime.now(UTC)))

    age()
    assert boss.submit(PAGE, PAGE, FORM).location == f"/console/confirm?next={PAGE}"
    assert count(database, CaseExport) == 0
    fresh()
    ask(boss)
    age()
    post(second, "approve", database, next=PAGE)
    fresh()
    assert taken(boss, database)[0] == 404
    post(second, "approve", database)
    age()
    assert taken(boss, database)[0] == 303
    fresh()
    assert taken(boss, database)[0] == 200


def test_either_may_take_a_request_away(boss: Desk, second: Desk, database: Database) -> None:
    for desk in (boss, second):
        ask(boss)
        assert post(desk, "refuse", database) == 303
        assert count(database, CaseExport) == count(database, ExportedCase) == 0
    assert [action for action, *_ in acts(database)].count("export_refused") == 2


def test_who_was_erased_meanwhile_is_not_in_it(
    boss: Desk, second: Desk, database: Database, case: Referral
) -> None:
    ask(boss)
    post(second, "approve", database)
    with database.transaction() as session:
        erase_rows(session, case.contact_id, now=NOW)

    code, text = taken(boss, database)

    assert (code, json.loads(text)["cases"]) == (200, [])


def test_95_a_lawyer_takes_out_the_cases_they_have_taken_and_no_others(
    app: Flask, database: Database, case: Referral
) -> None:
    desk = seat(app, database, "nadia", Role.LAWYER)
    with database.transaction() as session:
        staff_id = session.scalar(select(Staff.id).where(Staff.username == "nadia"))
        name = seal(session, "Nadia", column="lawyers.name", row="1" * 32)
        lawyer = Lawyer(
            id="1" * 32, name_sealed=name, languages=[], jurisdictions=[], places=[],
            gender=Gender.UNSAID, most_cases=5, staff_id=staff_id, created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        session.add(lawyer)
        session.flush()
        others = make_referral(session, make_contact(session, address="+15550178"))
        session.add(
            Assignment(
                referral_id=case.id, lawyer_id=lawyer.id, state=AssignmentState.TAKEN,
                by_id=staff_id, created_at=NOW, answered_at=NOW,
            )
        )  # fmt: skip

    assert "You have taken 1 case." in words(desk.get(OWN).text)
    answer = desk.submit(OWN, OWN, {"kind": "json"})

    assert [row["case"] for row in json.loads(answer.text)["cases"]] == [case.reference]
    assert others.reference not in answer.text
    assert "Zarbakht" not in answer.text
    assert acts(database)[-1] == ("cases_exported", case.reference, None)
    assert desk.submit(OWN, OWN, {"kind": "xml"}).status_code == 404
