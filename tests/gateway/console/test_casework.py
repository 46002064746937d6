"""The work on a case: who has it, notes, corrections, closing, and who did what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from helpline.storage import assignments
from helpline.storage.database import Database
from helpline.storage.kinds import Author, ReferralState, Role
from helpline.storage.notes import list_notes
from helpline.storage.tables import Contact, Message, Staff
from tests.builders import make_outbound
from tests.gateway.console.cases import case_of, facts_of, open_case, page, post
from tests.gateway.console.desk import Desk, make_staff, rows, words


def holder_of(database: Database, reference: str) -> str | None:
    with database.reading() as session:
        held = assignments.find_holder(session, case_of(session, reference).id)
        return held.staff_id if held else None


def colleague(database: Database, name: str = "samir", role: Role = Role.INTAKE) -> Staff:
    with database.transaction() as session:
        return make_staff(session, name, role=role)


def test_a_case_is_claimed_and_the_queue_and_the_page_say_by_whom(
    desk: Desk, database: Database, amina: Staff
) -> None:
    reference = open_case(database)
    assert "Who has it Nobody" in words(desk.get(page(reference)).text)

    assert post(desk, reference, "claim") == 303

    assert holder_of(database, reference) == amina.id
    assert "Who has it amina (you)" in words(desk.get(page(reference)).text)
    (row,) = rows(desk.get("/console/").text)
    assert "Who has it amina" in row


def test_a_case_that_a_colleague_has_is_not_claimed_from_them(
    app: Flask, desk: Desk, database: Database
) -> None:
    reference, samir = open_case(database), colleague(database)
    other = Desk(app)
    other.enter(database, samir)
    post(other, reference, "claim")

    assert post(desk, reference, "claim") == 303

    assert holder_of(database, reference) == samir.id
    shown = words(desk.get(page(reference)).text)
    assert "Who has it samir" in shown
    assert "I take it" not in shown


def test_a_case_is_given_to_a_colleague_and_given_up(
    desk: Desk, database: Database, amina: Staff
) -> None:
    reference, samir = open_case(database), colleague(database)
    post(desk, reference, "claim")

    assert post(desk, reference, "transfer", staff=samir.id) == 303
    assert holder_of(database, reference) == samir.id
    assert post(desk, reference, "transfer", staff=amina.id) == 303
    assert post(desk, reference, "give-up") == 303

    assert holder_of(database, reference) is None


@pytest.mark.parametrize("role", [Role.LAWYER, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_a_case_is_given_to_nobody_who_does_not_work_on_all(
    desk: Desk, database: Database, role: Role
) -> None:
    reference, other = open_case(database), colleague(database, role=role)

    assert post(desk, reference, "transfer", staff=other.id) == 400

    assert holder_of(database, reference) is None


def test_an_urgent_case_that_nobody_takes_says_so_in_the_queue(
    desk: Desk, database: Database
) -> None:
    late = open_case(database, number=1, hours_ago=0.3, mistreatment="yes")
    open_case(database, number=2, hours_ago=0.1, mistreatment="yes")
    says = "Nobody of the staff has taken this yet."

    first, second = rows(desk.get("/console/").text)
    assert (late in first, says in first, says in second) == (True, True, False)

    post(desk, late, "claim")

    assert says not in desk.get("/console/").text


def test_a_note_is_read_by_staff_and_never_sent(desk: Desk, database: Database) -> None:
    reference = open_case(database)

    assert post(desk, reference, "notes", note="  The uncle is an officer.\nCall late. ") == 303
    assert post(desk, reference, "notes", note="   ") == 303

    shown = desk.get(page(reference)).text
    assert "The uncle is an officer.\nCall late." in shown
    with database.reading() as session:
        (note,) = list_notes(session, case_of(session, reference).id)
        assert note.body == "The uncle is an officer.\nCall late."
        assert [each.author for each in session.scalars(select(Message))] == [Author.CONTACT]


def test_a_fact_is_corrected_with_a_reason_and_what_was_told_stays_visible(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database)

    assert post(desk, reference, "facts/place", place="Lalitpur", reason="by telephone") == 303

    assert facts_of(database, reference)["place"].value == "Lalitpur"
    shown = desk.get(page(reference)).text
    assert "by telephone" in shown
    assert "<del><bdi" in shown
    assert "Patan" in words(shown)
    assert "changed: Place" in words(shown)


def test_facts_of_one_thing_are_corrected_together(desk: Desk, database: Database) -> None:
    reference = open_case(
        database, age_and_sex="man", age_group="adult", sex="male", country="nepal"
    )

    answer = post(
        desk, reference, "facts/age_and_sex",
        age="१६", sex="female", age_group="", reason="her papers",
    )  # fmt: skip

    assert answer == 303
    facts = {name: fact.value for name, fact in facts_of(database, reference).items()}
    assert facts == {
        "age_and_sex": "girl", "age_group": "child", "sex": "female", "age": "16",
        "country": "nepal",
    }  # fmt: skip
    assert "Girl under 18" in desk.get(page(reference)).text


def test_the_time_of_the_arrest_is_corrected_in_the_time_of_the_place(
    desk: Desk, database: Database
) -> None:
    reference = open_case(
        database, country="nepal", held_by="police", age_group="adult", arrested_when="last night"
    )

    day = {"day": "2026-11-20", "hour": "22:05", "reason": "the paper of arrest"}
    assert post(desk, reference, "facts/arrested_when", **day) == 303

    assert facts_of(database, reference)["arrested_when"].value == "2026-11-20 22:05"
    shown = words(desk.get(page(reference)).text)
    assert "Ends Saturday 21 November 2026, 22:05" in shown


@pytest.mark.parametrize(
    ("fact", "form"),
    [
        ("age_and_sex", {"age": "a lot"}),
        ("age_and_sex", {"age": "400"}),
        ("age_and_sex", {"sex": "robot"}),
        ("country", {"country": "narnia"}),
        ("arrested_when", {"day": "2999-01-01"}),
        ("arrested_when", {"day": "tomorrow"}),
        ("place", {"place": "Lalitpur", "reason": "  "}),
    ],
)
def test_what_cannot_be_or_has_no_reason_changes_nothing(
    desk: Desk, database: Database, fact: str, form: dict[str, str]
) -> None:
    reference = open_case(database)
    before = facts_of(database, reference)

    assert post(desk, reference, f"facts/{fact}", **{"reason": "because", **form}) == 422

    assert facts_of(database, reference) == before


@pytest.mark.parametrize("fact", ["told_first", "news", "holder", "nothing"])
def test_what_people_wrote_is_not_corrected(desk: Desk, database: Database, fact: str) -> None:
    reference = open_case(database)

    assert desk.get(f"{page(reference)}/facts/{fact}").status_code == 404
    assert post(desk, reference, f"facts/{fact}", reason="x", **{fact: "y"}) == 404


def test_words_that_staff_have_read_no_longer_make_a_case_urgent(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database, sign_mistreatment="seen", country="nepal")
    says = "A message has words of mistreatment: please read it."
    assert says in desk.get(page(reference)).text

    form = {"sign_mistreatment": "no", "reason": "it is a figure of speech"}
    assert post(desk, reference, "facts/sign_mistreatment", **form) == 303

    assert says not in desk.get(page(reference)).text


def test_a_closed_case_leaves_the_queue_and_can_be_opened_again(
    desk: Desk, database: Database
) -> None:
    reference = open_case(database)

    assert post(desk, reference, "close", outcome="bail", words="Two sureties.") == 303

    assert rows(desk.get("/console/").text) == []
    assert reference in rows(desk.get("/console/?state=closed").text)[0]
    shown = words(desk.get(page(reference)).text)
    assert "Case closed : Released on bail" in shown
    assert "Two sureties." in shown
    assert "Close the case" not in shown

    assert post(desk, reference, "reopen") == 303

    with database.reading() as session:
        assert case_of(session, reference).state is ReferralState.OPEN
    assert "opened the case again" in desk.get(page(reference)).text


def test_the_family_is_told_only_if_staff_wish_so(desk: Desk, database: Database) -> None:
    told, silent = open_case(database, number=1), open_case(database, number=2)

    post(desk, told, "close", outcome="acquitted", tell="on")
    post(desk, silent, "close", outcome="acquitted")
    post(desk, told, "close", outcome="acquitted", tell="on")

    with database.reading() as session:
        said = session.scalars(select(Message).where(Message.author == Author.SYSTEM)).all()
        assert [(each.response, each.contact_id) for each in said] == [
            ("utter_case_closed", case_of(session, told).contact_id)
        ]


def test_nobody_is_told_who_has_opted_out(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    with database.transaction() as session:
        contact = session.get_one(Contact, case_of(session, reference).contact_id)
        contact.opted_out_at = datetime.now(UTC)

    assert 'name="tell"' not in desk.get(f"{page(reference)}/close").text
    assert post(desk, reference, "close", outcome="bail", tell="on") == 303

    with database.reading() as session:
        assert not session.scalars(select(Message).where(Message.author == Author.SYSTEM)).all()


def test_an_outcome_that_is_none_is_refused(desk: Desk, database: Database) -> None:
    reference = open_case(database)

    assert post(desk, reference, "close", outcome="won") == 400
    assert post(desk, reference, "close") == 400


def test_who_did_what_is_told_the_latest_first_and_without_anybody_s_words(
    desk: Desk, database: Database
) -> None:
    reference, samir = open_case(database), colleague(database)
    post(desk, reference, "claim")
    post(desk, reference, "notes", note="between us")
    post(desk, reference, "facts/place", place="Lalitpur", reason="by telephone")
    post(desk, reference, "events", kind="moved", exactness="unknown", source="staff")
    with database.transaction() as session:
        contact = session.get_one(Contact, case_of(session, reference).contact_id)
        make_outbound(
            session, contact, "I will call.", author=Author.STAFF,
            now=datetime.now(UTC) + timedelta(seconds=1),
        ).staff_id = samir.id  # fmt: skip
    post(desk, reference, "transfer", staff=samir.id)

    history = desk.get(page(reference)).text.partition('id="history"')[2].partition("</ol>")[0]

    told = words(history)
    deeds = [
        "replied to the family", "gave it to samir", "took it from amina",
        "wrote down: Moved to another place", "changed: Place", "wrote a note", "took the case",
    ]  # fmt: skip
    assert sorted(told.index(deed) for deed in deeds[3:]) == [told.index(d) for d in deeds[3:]]
    assert all(deed in told for deed in deeds)
    for hidden in ("between us", "by telephone", "I will call"):
        assert hidden not in told
