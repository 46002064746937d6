"""The queue: in which order referrals stand, what each row says, and what it costs to read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event

from gateway.console import overview
from gateway.console.overview import read_queue
from gateway.console.standing import Standing
from gateway.extension import gateway_of
from helpline.referrals.questions import NEWS, TOLD_FIRST
from helpline.storage import referrals
from helpline.storage.database import Database
from helpline.storage.kinds import Author
from helpline.storage.tables import Contact
from helpline.triage import Level
from tests.builders import NOW, make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.console.desk import Desk, rows

HELD = {"country": "nepal", "held_by": "police", "age_group": "adult"}
CHILD = {"age_group": "child"}


def arrested(hours: int, **facts: str) -> dict[str, str]:
    """Returns the facts of somebody whom Nepal's law lets be held for 24 hours, arrested so many
    hours before it is told.
    """
    return {**HELD, "arrested_when": f"{hours} hours ago", **facts}


# In the order in which they must stand: what was told, how many hours ago, whether staff answered.
ORDER = {
    "the time has ended": (arrested(26), 1, False),
    "the time ended later": (arrested(24), 1, False),
    "the time is about to end": (arrested(20), 1, False),
    "mistreated, waits for three hours": ({"mistreatment": "yes"}, 3, False),
    "mistreated, waits for one hour": ({"mistreatment": "yes"}, 1, False),
    "mistreated, staff have answered": ({"mistreatment": "yes"}, 2, True),
    "a child with ten hours left": (arrested(13, **CHILD), 1, False),
    "a child, waits for three hours": (CHILD, 3, False),
    "a child, waits for two hours": (CHILD, 2, False),
    "nothing urgent, nine hours left": (arrested(14), 1, False),
    "nothing urgent, twelve hours left": (arrested(11), 1, False),
    "seen by a judge, waits for three hours": (arrested(40, seen_by_judge="yes"), 3, False),
    "nothing told, waits for two hours": ({}, 2, False),
    "nothing told, staff have answered": ({}, 3, True),
}


def add(
    database: Database, number: int, facts: dict[str, str], at: datetime, *, answered: bool = False
) -> str:
    """Adds a referral told at a moment, answered by staff half an hour later, and returns its
    reference.
    """
    with database.transaction() as session:
        contact = make_contact(session, address=f"+155502{number:03}", now=at)
        reference = make_referral(session, contact, facts=facts, now=at).reference
        if answered:
            after = at + timedelta(minutes=30)
            make_outbound(session, contact, "I will call.", author=Author.STAFF, now=after)
    return reference


def test_referrals_stand_by_urgency_then_by_the_clock_then_by_the_wait(
    app: Flask, any_database: Database
) -> None:
    names = {
        add(any_database, number, facts, NOW - timedelta(hours=hours), answered=answered): name
        for number, (name, (facts, hours, answered)) in enumerate(reversed(ORDER.items()))
    }

    with app.test_request_context("/console/"), any_database.reading() as session:
        queue = read_queue(session, now=NOW)

    assert [names[row.referral.reference] for row in queue.rows] == list(ORDER)


def test_wait_begins_anew_when_the_family_writes_after_staff_did(
    app: Flask, database: Database
) -> None:
    reference = add(database, 1, {}, NOW - timedelta(hours=9), answered=True)

    def waiting_since() -> datetime | None:
        with app.test_request_context("/console/"), database.reading() as session:
            return read_queue(session, now=NOW).rows[0].standing.waiting_since

    assert waiting_since() is None
    again = NOW - timedelta(hours=1)
    with database.transaction() as session:
        contact_id = referrals.find_by_reference(session, reference).contact_id
        contact = session.get_one(Contact, contact_id)
        make_inbound(session, contact, "and now?", now=again)
        make_outbound(session, contact, "We are here.", now=again)
        make_inbound(session, contact, "hello?", now=NOW)

    assert waiting_since() == again


def test_row_says_why_in_at_most_three_reasons_and_how_many_more(
    desk: Desk, database: Database
) -> None:
    facts = {"mistreatment": "yes", "medicine": "yes", "ill": "yes", "signed": "yes", **CHILD}
    add(database, 1, facts, datetime.now(UTC))
    add(database, 2, {"bribe": "yes"}, datetime.now(UTC))
    add(database, 3, {}, datetime.now(UTC))

    first, second, third = rows(desk.get("/console/").text)

    for part in (
        "Critical", "Mistreatment was told of.", "They are without medicine that they need.",
        "The person held is under 18.", "+2", "2 more reasons",
    ):  # fmt: skip
        assert part in first
    assert "They signed something." not in first
    assert "High" in second
    assert "Money was asked for." in second
    assert "more reason" not in second
    for part in ("Critical", "High", "Normal"):
        assert part not in third


@pytest.mark.parametrize(
    ("facts", "shown", "hidden"),
    [
        (arrested(10), "12 hr left", "over"),
        (arrested(26), "3 hr over", "left"),
        # A minute may end before it is read.
        (arrested(22), "min left", "over"),
        (arrested(26, released="yes"), "Waiting since", "over"),
        (arrested(26, seen_by_judge="yes"), "Waiting since", "over"),
        ({**arrested(10), "country": "tunisia"}, "No safe number of hours", "left"),
        (HELD, "Waiting since", "No safe number"),
    ],
)
def test_row_shows_the_hours_left_or_over(
    desk: Desk, database: Database, facts: dict[str, str], shown: str, hidden: str
) -> None:
    add(database, 1, facts, datetime.now(UTC) - timedelta(hours=1))

    (row,) = rows(desk.get("/console/").text)

    assert shown in row
    assert hidden not in row


@pytest.mark.parametrize(
    ("hours", "says_so"), [(23, False), (24, True), (36, True), (47, True), (48, False)]
)
def test_row_says_that_the_time_may_be_over_where_the_arrest_is_known_only_roughly(
    app: Flask, database: Database, hours: int, says_so: bool
) -> None:
    # An arrest at any hour of the day that begins then, and 24 hours that the law allows.
    midnight = datetime(2026, 11, 23, 0, 0, tzinfo=ZoneInfo("Asia/Kathmandu"))
    told_at = midnight + timedelta(hours=36)
    add(database, 1, {**HELD, "arrested_when": "yesterday"}, told_at)

    with app.test_request_context("/console/"), database.reading() as session:
        (row,) = read_queue(session, now=midnight + timedelta(hours=hours)).rows

    assert row.standing.may_be_over is says_so


def test_row_says_since_when_the_family_waits_or_that_staff_have_answered(
    desk: Desk, database: Database
) -> None:
    at = datetime.now(UTC) - timedelta(hours=2)
    waiting = add(database, 1, {}, at)
    add(database, 2, {}, at, answered=True)

    first, second = rows(desk.get("/console/").text)

    assert waiting in first
    assert "2 hr. ago" in first
    assert "Staff have answered" in second


def test_a_long_queue_stands_on_pages_the_most_urgent_first(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "MOST_SHOWN", 2)
    urgent = [add(database, number, CHILD, datetime.now(UTC)) for number in (1, 2)]
    others = [add(database, number, {}, datetime.now(UTC)) for number in (3, 4, 5)]

    pages = [desk.get(f"/console/?page={number}").text for number in (1, 2, 3, 4)]

    listed = [[row.split()[0] for row in rows(page)] for page in pages]
    assert set(listed[0]) == set(urgent)
    assert set(listed[1] + listed[2]) == set(others)
    assert "3 to 4 of 5, the most urgent first" in pages[1]
    assert ["Less urgent" in page for page in pages] == [True, True, False, False]
    assert desk.get("/console/?page=0x").text.count('class="row ') == 2


def test_what_changes_is_seen_at_once_and_what_time_changes_within_a_minute(
    app: Flask, database: Database
) -> None:
    at = NOW - timedelta(hours=1)
    reference = add(database, 1, arrested(10), at)

    def first(now: datetime) -> Standing:
        with app.test_request_context("/console/"), database.reading() as session:
            return read_queue(session, now=now).rows[0].standing

    assert first(NOW).triage.level is Level.NORMAL
    with database.transaction() as session:
        referral = referrals.find_by_reference(session, reference)
        referrals.add_fact(session, referral, "mistreatment", "yes", message_id="m" * 32, now=at)
    assert first(NOW).triage.level is Level.CRITICAL
    assert not first(NOW).triage.reasons[0].id.startswith("clock")
    assert any(
        reason.id == "clock_passed" for reason in first(NOW + timedelta(hours=30)).triage.reasons
    )


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Yields the statements that the application's database is asked to run."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    engine = gateway_of(app).database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield said
    event.remove(engine, "before_cursor_execute", note)


def test_long_queue_takes_as_many_queries_as_a_short_one(
    app: Flask, desk: Desk, database: Database
) -> None:
    counts = []
    # What is read once only, whatever is asked for.
    assert desk.get("/console/live/referrals").status_code == 200
    for numbers in (range(10), range(10, 200)):
        for number in numbers:
            add(database, number, arrested(10), datetime.now(UTC), answered=number % 2 == 0)
        with counted(app) as said:
            assert desk.get("/console/live/referrals").status_code == 200
        counts.append(len(said))

    assert counts[0] == counts[1]
    assert counts[0] > 3


def test_queue_unseals_nothing_of_the_messages_and_of_the_facts_only_what_holds(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {TOLD_FIRST: "they took him", NEWS: "moved", "reach": "at night", "place": "Lalitpur"}
    reference = add(database, 1, facts, NOW)
    with database.transaction() as session:
        referral = referrals.find_by_reference(session, reference)
        referrals.add_fact(session, referral, "place", "Patan", message_id="m" * 32, now=NOW)
    opened: list[str] = []
    unseal = referrals.unseal

    def spied(*args: object, **names: object) -> str:
        opened.append(unseal(*args, **names))
        return opened[-1]

    monkeypatch.setattr(referrals, "unseal", spied)
    monkeypatch.setattr(overview, "body_of", lambda *_: pytest.fail("a message was unsealed"))

    with app.test_request_context("/console/"), database.reading() as session:
        read_queue(session, now=NOW)

    assert opened == ["Patan"]
