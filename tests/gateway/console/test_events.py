"""Events on a case's page: written down in the time of the place, confirmed and rejected."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from helpline.storage.database import Database
from helpline.storage.events import Happening, add_event, list_events
from helpline.storage.kinds import EventExactness, EventKind, EventSource, EventState
from tests.gateway.console.cases import case_of, facts_of, open_case, page, post
from tests.gateway.console.desk import Desk, words

DAY = {"exactness": "date", "day": "2026-11-20", "source": "paper"}


def events_of(database: Database, reference: str) -> list[tuple[str, EventState, Happening]]:
    with database.reading() as session:
        return [
            (event.id, event.state, event.happening)
            for event in list_events(session, case_of(session, reference).id)
        ]


def tell(database: Database, reference: str, kind: EventKind) -> str:
    """Has the family tell of an event; returns its id."""
    with database.transaction() as session:
        referral = case_of(session, reference)
        now = datetime.now(UTC)
        happening = Happening(kind, EventSource.FAMILY, now, now, words="he is out")
        event_id = add_event(session, referral, happening, message_id=referral.opened_by, now=now)
    assert event_id is not None
    return event_id


def test_an_event_is_written_down_in_the_time_of_the_place(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    form = {
        "kind": "judge", "exactness": "exact", "day": "2026-11-20", "hour": "10:15",
        "outcome": "held_on", "lawyer": "no", "source": "lawyer", "words": "By video.",
    }  # fmt: skip

    assert post(desk, reference, "events", **form) == 303

    [(_, state, told)] = events_of(database, reference)
    assert state is EventState.CONFIRMED
    at = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    assert told == Happening(
        EventKind.JUDGE, EventSource.LAWYER, at, at, EventExactness.EXACT, "held_on", False,
        "By video.",
    )  # fmt: skip
    shown = words(desk.get(page(reference)).text)
    for part in (
        "Brought before a judge : Held on", "Friday 20 November 2026, 10:15", "4 Mangsir 2083",
        "Nepal Time", "No lawyer was there.", "By video.", "Source: The lawyer",
    ):  # fmt: skip
        assert part in shown, part


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"exactness": "date", "day": "2026-11-20"}, "Friday 20 November 2026 ("),
        ({"exactness": "about", "day": "2026-11-20", "hour": "10:15"}, "about Friday 20 November"),
        ({"exactness": "date", "day": "२०२६-११-२०"}, "Friday 20 November 2026 ("),
        ({"exactness": "unknown"}, "Not known when"),
    ],
)
def test_how_well_a_time_is_known_is_said(
    desk: Desk, database: Database, form: dict[str, str], says: str
) -> None:
    reference = open_case(database)

    assert post(desk, reference, "events", kind="moved", source="staff", **form) == 303

    assert says in words(desk.get(page(reference)).text)


@pytest.mark.parametrize(
    "form",
    [
        {"exactness": "exact", "day": "2026-11-20", "hour": ""},
        {"exactness": "exact", "day": "", "hour": "10:00"},
        {"exactness": "date", "day": "2026-13-40"},
        {"exactness": "date", "day": "0026-11-20"},
        {"exactness": "whenever", "day": "2026-11-20"},
        {},
    ],
)
def test_a_time_that_is_wanting_or_wrong_comes_back_with_what_was_written(
    desk: Desk, database: Database, form: dict[str, str]
) -> None:
    reference = open_case(database)
    told = {"kind": "moved", "words": "to the central office", **form}

    answer = desk.submit(page(reference), f"{page(reference)}/events", told)

    assert answer.status_code == 422
    assert "Give the day" in answer.text
    assert "to the central office" in answer.text
    assert events_of(database, reference) == []


@pytest.mark.parametrize("kind", ["closed", "assigned", "acknowledged", "abducted", ""])
def test_a_kind_that_staff_do_not_write_down_here_is_not_found(
    desk: Desk, database: Database, kind: str
) -> None:
    reference = open_case(database)

    assert desk.get(f"{page(reference)}/events/new?kind={kind}").status_code == 404
    assert post(desk, reference, "events", kind=kind, **DAY) == 404


def test_an_outcome_of_another_kind_is_left_out(desk: Desk, database: Database) -> None:
    reference = open_case(database)

    post(desk, reference, "events", kind="moved", outcome="held_on", lawyer="yes", **DAY)

    [(_, _, told)] = events_of(database, reference)
    assert (told.outcome, told.lawyer_present) == (None, None)


def test_the_form_asks_only_for_what_the_kind_comes_with(desk: Desk, database: Database) -> None:
    reference = open_case(database)

    judge = words(desk.get(f"{page(reference)}/events/new?kind=judge").text)
    moved = words(desk.get(f"{page(reference)}/events/new?kind=moved").text)

    assert "Was a lawyer there?" in judge
    assert "Held on" in judge
    assert "Was a lawyer there?" not in moved
    assert "How it went" not in moved


def test_a_told_release_stops_the_clock_once_it_is_confirmed_and_not_before(
    desk: Desk, database: Database
) -> None:
    reference = open_case(
        database, country="nepal", held_by="police", age_group="adult",
        arrested_when="23 hours ago",
    )  # fmt: skip
    event_id = tell(database, reference, EventKind.RELEASED)
    before = words(desk.get(page(reference)).text)
    assert "1 to confirm" in before
    assert "left" in before

    assert post(desk, reference, f"events/{event_id}", state="confirmed") == 303

    after = words(desk.get(page(reference)).text)
    assert "Settled: a judge has seen them, or they are free." in after
    assert "to confirm" not in after
    assert facts_of(database, reference)["released"].value == "yes"

    assert post(desk, reference, f"events/{event_id}", state="rejected") == 303
    assert "Settled" not in words(desk.get(page(reference)).text)


def test_a_told_event_leads_to_the_message_that_told_it(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    tell(database, reference, EventKind.RELEASED)

    shown = desk.get(page(reference)).text

    with database.reading() as session:
        assert f'href="#m-{case_of(session, reference).opened_by}">In the conversation' in shown


def test_an_event_is_decided_on_its_own_case_only(desk: Desk, database: Database) -> None:
    one, other = open_case(database), open_case(database, number=2)
    event_id = tell(database, one, EventKind.RELEASED)

    assert post(desk, other, f"events/{event_id}", state="confirmed") == 404
    assert post(desk, one, f"events/{event_id}", state="told") == 400

    assert events_of(database, one)[0][1] is EventState.TOLD


def test_events_stand_in_the_order_in_which_they_happened(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    for kind, day in (("medical", ""), ("hearing", "2026-12-03"), ("moved", "2026-11-20")):
        exactness = "date" if day else "unknown"
        post(desk, reference, "events", kind=kind, day=day, exactness=exactness, source="staff")

    shown = desk.get(page(reference)).text

    kinds = re.findall(r"<strong>(.*?)</strong>", shown.partition('id="events"')[2])
    assert kinds[:3] == ["Moved to another place", "Hearing", "Medical examination"]


def test_a_page_that_refreshes_itself_shows_a_new_event(desk: Desk, database: Database) -> None:
    reference = open_case(database)
    tell(database, reference, EventKind.HEARING)

    parts = desk.get(f"/console/live/referrals/{reference}").text

    assert "Hearing" in parts.partition('id="events"')[2]
