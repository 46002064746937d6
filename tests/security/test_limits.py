"""The table of limits in docs/security-tests.md says what the code has, and names a test a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module

from helpline.settings import DEFAULTS, ROOT

DOCUMENT = ROOT / "docs/security-tests.md"
_UNITS = {"minutes": 60, "hours": 3600}


def rows() -> Iterator[tuple[str, str, str]]:
    """Yields limit, value and test of each row."""
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Limits")[2]
    for line in text.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) == 4 and "::" in cells[3]:
            yield cells[1], cells[2], cells[3]


def in_code(name: str) -> object:
    """Returns what stands in the code under a dotted name, or a setting's default."""
    if name.isupper():
        return DEFAULTS[name]
    parts = name.split(".")
    at = next(n for n in range(len(parts), 0, -1) if parts[n - 1].strip("_").isupper())
    value: object = getattr(import_module(".".join(parts[: at - 1])), parts[at - 1])
    return value[parts[at]] if isinstance(value, dict) else value


def as_told(limit: str) -> float:
    """Returns a limit as a number, a time in seconds."""
    number, _, unit = limit.partition(" ")
    return int(number) * _UNITS.get(unit, 1)


def test_each_limit_is_the_one_in_the_code() -> None:
    found = list(rows())
    assert len(found) > 15

    for limit, name, _test in found:
        value = in_code(name)
        seconds = value.total_seconds() if isinstance(value, timedelta) else float(str(value))
        assert seconds == as_told(limit), name


def test_each_limit_names_a_test_that_there_is() -> None:
    for _limit, name, test in rows():
        path, _, function = test.partition("::")
        assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_each_file_that_the_document_names_is_there() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)", DOCUMENT.read_text(encoding="utf-8"))

    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).is_file()] == []
