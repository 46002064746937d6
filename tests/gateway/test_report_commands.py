"""`helpline reports publish`, `helpline export` and `helpline simulate year`."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from gateway.cli import main
from helpline.simulation.year import simulate_year
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.builders import make_contact

YEAR = 2025
END = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def run(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


@pytest.fixture
def year(database: Database) -> None:
    """An invented year that is over."""
    simulate_year(database, YEAR, referrals=300, rng=random.Random(5), now=END)


def test_a_month_is_published_as_an_open_data_package(
    run: Callable[..., Result], year: None, tmp_path: Path
) -> None:
    result = run("reports", "publish", "--month", "2025-10", "--out", str(tmp_path / "out"))

    assert result.exit_code == 0
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    resource = package["resources"][0]
    rows = list(csv.DictReader((tmp_path / "out" / resource["path"]).open(newline="")))
    assert [field["name"] for field in resource["schema"]["fields"]] == list(rows[0])
    assert {row["row"] for row in rows} == {"10"}
    assert all(int(row["cases"]) >= 11 or row["cases"] == "0" for row in rows)
    assert (tmp_path / "out" / "helpline-2025-10-dictionary.csv").exists()


def test_a_year_is_published_rounded_and_without_months(
    run: Callable[..., Result], year: None, tmp_path: Path
) -> None:
    assert run("reports", "publish", "--year", "2025", "--out", str(tmp_path)).exit_code == 0

    rows = list(csv.DictReader((tmp_path / "helpline-2025.csv").open(newline="")))
    assert rows
    assert "month" not in {row["by"] for row in rows}
    assert all(int(row["cases"]) % 10 == 0 for row in rows if row["cases"])


@pytest.mark.parametrize(
    "asked",
    [("--month", "2099-01"), ("--month", "October"), ("--year", "2099"), (),
     ("--month", "2025-10", "--year", "2025")],
)  # fmt: skip
def test_what_is_not_over_is_not_published(
    run: Callable[..., Result], database: Database, tmp_path: Path, asked: tuple[str, ...]
) -> None:
    assert run("reports", "publish", *asked, "--out", str(tmp_path / "out")).exit_code != 0
    assert not (tmp_path / "out").exists()


def test_export_prints_what_the_pages_show(run: Callable[..., Result], year: None) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--year", "2025").output)))
    told = json.loads(run("export", "--format", "json").output)

    assert rows
    assert len(rows) == len(told["rows"])
    assert {row["cases"] for row in rows if row["hidden"] == "yes"} == {""}


def test_a_year_is_invented_into_an_empty_database_only(
    run: Callable[..., Result], environ: dict[str, str], tmp_path: Path, database: Database
) -> None:
    url = f"sqlite:///{tmp_path / 'other.db'}"
    invented = run("simulate", "year", "--referrals", "20", "--seed", "1", "--into", url)
    again = run("simulate", "year", "--referrals", "20", "--into", url)
    with database.transaction() as session:
        make_contact(session)
    refused = run("simulate", "year", "--into", str(database.engine.url))

    assert "20 invented referrals" in invented.output
    assert again.exit_code != 0
    assert refused.exit_code != 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 1
