"""The pages of figures: who may open them, what they show, and what they never do."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask import Flask

from gateway.console import reporting
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from tests.gateway.console.desk import Desk, make_staff, words


def desk_of(app: Flask, database: Database, role: Role, language: str = "en") -> Desk:
    with database.transaction() as session:
        staff = make_staff(session, f"{role.value}-{language}", role=role, language=language)
    desk = Desk(app)
    desk.enter(database, staff)
    return desk


def test_the_six_first_figures_stand_first_with_what_they_are_of(
    app: Flask, database: Database, year: None
) -> None:
    page = words(desk_of(app, database, Role.AUDITOR).get("/console/reports?month=2026-06").text)

    first = page.index("A lawyer spoke with the person held within 24 hours")
    assert first < page.index("Custody limit kept") < page.index("Time until the first reply")
    assert page.index("Time until the first reply") < page.index("How much is known")
    assert "Not collected: families are not asked for it." in page
    assert "Numbers from 1 up to below 11 are hidden" in page


@pytest.mark.parametrize(
    "path",
    ["/console/reports", "/console/reports/2026-06.pdf", "/console/reports/2026-06/print",
     "/console/reports/data.csv"],
)  # fmt: skip
def test_only_who_may_see_figures_sees_them(
    app: Flask, database: Database, year: None, path: str
) -> None:
    assert desk_of(app, database, Role.SUPERVISOR).get(path).status_code == 200
    for role in (Role.LAWYER, Role.REVIEWER, Role.ADMINISTRATOR):
        assert desk_of(app, database, role).get(path).status_code == 404
    assert Desk(app).get(path).status_code == 303


@pytest.mark.parametrize("query", ["?by=held_name", "?by=area&month=2026-13", "?by=%3Cscript%3E"])
def test_nothing_is_cut_but_by_what_is_offered(
    app: Flask, database: Database, year: None, query: str
) -> None:
    response = desk_of(app, database, Role.INTAKE).get(f"/console/reports{query}")

    assert response.status_code == 200
    assert "<script>" not in response.text


@pytest.mark.parametrize("language", ["en", "ar", "ne", "my", "ps"])
def test_the_report_is_a_pdf_in_the_language_of_who_reads(
    app: Flask, database: Database, year: None, language: str
) -> None:
    response = desk_of(app, database, Role.SUPERVISOR, language).get("/console/reports/2026-06.pdf")

    assert response.data.startswith(b"%PDF-")
    assert response.headers["Content-Disposition"] == 'attachment; filename="helpline-2026-06.pdf"'


def test_the_data_tell_no_more_than_the_page(app: Flask, database: Database, year: None) -> None:
    desk = desk_of(app, database, Role.SUPERVISOR)
    rows = list(csv.DictReader(io.StringIO(desk.get("/console/reports/data.csv").text)))
    told = json.loads(desk.get("/console/reports/data.json?year=2026").text)

    assert len(rows) == len(told["rows"])
    assert all(
        not row["cases"] or int(row["cases"]) == 0 or int(row["cases"]) >= 11 for row in rows
    )
    assert {row["hidden"] for row in rows} == {"yes", "no"}
    assert all((row["cases"] == "") is (row["hidden"] == "yes") for row in rows)
    assert desk.get("/console/reports/data.xml").status_code == 404
    assert desk.get("/console/reports/data.csv?year=1999").status_code == 404


@pytest.mark.parametrize("path", ["2026-13.pdf", "2026.pdf", "1999-01/print", "2031-01.pdf"])
def test_a_month_of_which_nothing_is_counted_is_not_there(
    app: Flask, database: Database, year: None, path: str
) -> None:
    assert desk_of(app, database, Role.AUDITOR).get(f"/console/reports/{path}").status_code == 404


def test_a_page_without_cases_says_so(app: Flask, database: Database) -> None:
    page = desk_of(app, database, Role.AUDITOR).get("/console/reports")

    for part in ("Nothing to show yet: too few cases.", "nothing has to be set up", "below 11"):
        assert part in words(page.text)


def test_charts_run_from_the_right_where_the_language_does(
    app: Flask, database: Database, year: None
) -> None:
    arabic = desk_of(app, database, Role.SUPERVISOR, "ar").get("/console/reports").text

    assert 'class="is-mirrored"' in arabic
    assert (
        'class="is-mirrored"'
        not in desk_of(app, database, Role.INTAKE).get("/console/reports").text
    )


@pytest.mark.parametrize(
    ("hours", "said"),
    [(14 / 3600, "14 seconds"), (0.5, "30 minutes"), (31, "31 hours"), (240, "10 days")],
)
def test_times_are_told_in_what_fits_them(app: Flask, hours: float, said: str) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert reporting.time_words(hours) == said
