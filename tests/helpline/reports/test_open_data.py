"""Open data: files that say what they hold, and that no spreadsheet takes for anything else."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from helpline.reports.indicators import indicators
from helpline.reports.open_data import COLUMNS, data_file, rows_of, safe_cell, write_package
from helpline.reports.publication import publish
from helpline.reports.splits import SPLITS
from tests.helpline.reports.made import NOW
from tests.helpline.reports.population import population


@pytest.mark.parametrize(
    "value",
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"],
)
def test_97_no_cell_is_a_formula(value: str) -> None:
    assert safe_cell(value) == f"'{value}"
    assert safe_cell(-1) == -1
    assert safe_cell("01+02") == "01+02"


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("Zarbakht;=1+1", "Zarbakht;'=1+1"),
        ("Zarbakht; @x", "Zarbakht;' @x"),
        ("Zarbakht\n-1", "Zarbakht\n'-1"),
        ("Zarbakht\t+1", "Zarbakht\t'+1"),
        (" =1", "' =1"),
        ('"=1"', '"\'=1"'),
        ("Um-Ali", "Um-Ali"),
        ("a@b", "a@b"),
        ("1; 2 = 3", "1; 2 = 3"),
    ],
)
def test_97_no_part_of_a_cell_is_a_formula_where_other_signs_end_cells(
    value: str, safe: str
) -> None:
    assert safe_cell(value) == safe


def test_the_kinds_of_a_row_add_up_to_its_sum() -> None:
    publication = publish(population(300), 2026, threshold=1, now=NOW)
    sums: dict[tuple[str, str, str], list[int]] = {}
    for row in rows_of(publication):
        if row["row"] != "year":
            counts = sums.setdefault((row["table"], row["by"], row["row"]), [0, 0])
            counts[row["kind"] == "all"] += row["cases"]

    assert sums
    assert all(kinds == whole for kinds, whole in sums.values())


def test_a_package_describes_every_column_table_and_indicator(tmp_path: Path) -> None:
    publication = publish(population(300), 2026, threshold=11, now=NOW)
    files = write_package(publication, "helpline-2026-10", tmp_path)

    package = json.loads((tmp_path / "datapackage.json").read_text())
    dictionary = list(
        csv.DictReader((tmp_path / "helpline-2026-10-dictionary.csv").open(newline=""))
    )
    named = {(row["what"], row["name"]) for row in dictionary}
    assert {file.name for file in files} == {file.name for file in tmp_path.iterdir()}
    assert {("column", name) for name in COLUMNS} <= named
    assert {("table", name) for name in SPLITS} <= named
    assert {("indicator", each.id) for each in indicators().values() if each.split} <= named
    assert package["resources"][0]["path"] == "helpline-2026-10.csv"
    assert "not of a country" in package["description"] or "not\n" in package["description"]


def test_the_same_rows_stand_in_both_files() -> None:
    publication = publish(population(300), 2026, threshold=11, now=NOW)
    rows = list(csv.DictReader(io.StringIO(data_file(publication, "csv").decode())))
    told = json.loads(data_file(publication, "json"))

    assert [row["cases"] for row in rows] == [
        "" if row["cases"] is None else str(row["cases"]) for row in told["rows"]
    ]
    assert told["threshold"] == 11
