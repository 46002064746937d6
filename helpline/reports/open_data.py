"""What is published, as open data: one row a cell, with a dictionary that says what each means."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpline.reports.indicators import indicators
from helpline.reports.publication import MONTH, Publication, Shown
from helpline.reports.splits import SPLITS

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
COLUMNS = {
    "year": "The calendar year.",
    "population": "Whose month counts: arrested (day of the arrest), written (day of the first "
    "message), started (with intakes that were left).",
    "table": "How cases are sorted: the kinds of a table add up to all its cases.",
    "by": "What the rows of the table are: months, or a dimension such as jurisdiction.",
    "row": "The month (01 to 12), the whole year (year), or the value; several that are told "
    "together stand with a plus between them.",
    "kind": "The kind, or several that are told together; all is the sum of a row.",
    "cases": "How many cases; empty where it is hidden.",
    "hidden": "yes where the number is hidden: too few, or it would tell a hidden one.",
    "median_hours": "In the row of all kinds: the median time of the table, in hours.",
    "p90_hours": "In the row of all kinds: the time that nine in ten keep, in hours.",
}
# Where a cell begins: at its start, and behind what a spreadsheet of another country takes for the
# end of one (a semicolon, say), whatever spaces stand between.
_RISKY = re.compile(r"(?:^|(?<=[;,|\"\t\r\n]))(?=[ \xa0']*[=+\-@＝＋－＠])|^(?=[\t\r\n])")
_LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}


def rows_of(publication: Publication) -> Iterator[dict[str, Any]]:
    """Yields the cells of all tables of a publication, each row's sum after its kinds."""
    for table in publication.tables:
        yield from _rows(publication.year, table)


def data_file(publication: Publication, kind: str) -> bytes:
    """Returns a publication as a file, "csv" or "json"."""
    rows = list(rows_of(publication))
    if kind == "csv":
        return _csv(rows)
    told = {
        "year": publication.year,
        "as_of": publication.as_of.date().isoformat(),
        "threshold": publication.threshold,
        "columns": COLUMNS,
        "rows": rows,
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def write_package(publication: Publication, name: str, folder: Path) -> list[Path]:
    """Writes a publication into a folder as CSV and JSON under a name, with a dictionary and the
    description of a Frictionless data package; returns the files.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = {
        f"{name}.csv": data_file(publication, "csv"),
        f"{name}.json": data_file(publication, "json"),
        f"{name}-dictionary.csv": _csv(list(_dictionary())),
        "datapackage.json": _package(publication, name),
    }
    for file, data in content.items():
        (folder / file).write_bytes(data)
    return [folder / file for file in content]


def safe_cell(value: object) -> object:
    """Returns a cell that no spreadsheet takes for a formula."""
    return _RISKY.sub("'", value) if isinstance(value, str) else value


def _rows(year: int, table: Shown) -> Iterator[dict[str, Any]]:
    base = {
        "year": year,
        "population": SPLITS[table.split].population.value,
        "table": table.split,
        "by": table.by if table.rows != (("year",),) else "year",
    }
    for place, row in enumerate(table.rows):
        for kind, cell in zip(table.kinds, table.cells[place], strict=True):
            yield base | _cell("+".join(row), "+".join(kind), cell)
        times = table.times[place] if table.times else None
        total = _cell("+".join(row), "all", table.row_sums[place])
        if times is not None:
            total |= {"median_hours": _hours(times.median), "p90_hours": _hours(times.p90)}
        yield base | total
    if table.by == MONTH and len(table.rows) > 1:
        for kind, count in zip(table.kinds, table.kind_sums, strict=True):
            yield base | _cell("year", "+".join(kind), count)


def _cell(row: str, kind: str, count: int | None) -> dict[str, Any]:
    hidden = "yes" if count is None else "no"
    return {
        "row": row,
        "kind": kind,
        "cases": count,
        "hidden": hidden,
        "median_hours": None,
        "p90_hours": None,
    }


def _hours(hours: float | None) -> float | None:
    return None if hours is None else round(hours, 4)


def _csv(rows: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else list(COLUMNS), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: safe_cell(value) for name, value in row.items()})
    return out.getvalue().encode("utf-8")


def _dictionary() -> Iterator[dict[str, str]]:
    for column, words in COLUMNS.items():
        yield {"what": "column", "name": column, "means": words}
    for split in SPLITS.values():
        means = (split.sort.__doc__ or f"By {split.id}.").strip().splitlines()[0]
        yield {"what": "table", "name": split.id, "means": means}
    for each in indicators().values():
        if each.split:
            whole = f" of {'+'.join(each.whole)}" if each.whole and not each.is_time else ""
            means = f"{each.split}: {'+'.join(each.counted)}{whole}"
            yield {"what": "indicator", "name": each.id, "means": means}


def _package(publication: Publication, name: str) -> bytes:
    integers, numbers = {"year", "cases"}, {"median_hours", "p90_hours"}

    def type_of(column: str) -> str:
        return "integer" if column in integers else "number" if column in numbers else "string"

    fields = [
        {"name": column, "type": type_of(column), "description": words}
        for column, words in COLUMNS.items()
    ]
    described = {
        "profile": "tabular-data-package",
        "name": name,
        "title": f"Access to a lawyer after an arrest, {publication.year}",
        "description": (
            "Counts of cases of a legal aid helpline. They are of the people who wrote to it, not "
            f"of a country. Cells below {publication.threshold} are hidden, and others with them."
        ),
        "created": publication.as_of.isoformat(),
        "licenses": [_LICENCE],
        "resources": [
            {
                "name": name,
                "path": f"{name}.csv",
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields, "missingValues": [""]},
            }
        ],
    }
    return json.dumps(described, indent=1).encode()
