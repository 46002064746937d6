"""What is wrong in a law file is said with its line, its limit and its key, so that who wrote it
finds it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from helpline.custody.limits import read_custody_law
from helpline.errors import LawFileError
from helpline.law.files import read_file
from tests.helpline.custody.test_written_law import CHILD, LAW, LIMIT

WHICH = "custody_limits[2] (np-code)."


def refused(law: dict[str, Any], folder: Path) -> tuple[str, list[str]]:
    """Returns what is said of a law file, and the lines of the file."""
    path = folder / "nepal.yml"
    path.parent.mkdir()
    path.write_text(yaml.safe_dump(law, sort_keys=False), encoding="utf-8")
    with pytest.raises(LawFileError) as raised:
        read_custody_law("nepal", read_file(path), "law/nepal.yml")
    return str(raised.value), path.read_text(encoding="utf-8").splitlines()


def line_of(key: str, lines: list[str]) -> int:
    """Returns the number of the last line with a key."""
    return max(n for n, line in enumerate(lines, start=1) if line.strip("- ").startswith(f"{key}:"))


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("confidence", "sure", f"{WHICH}confidence: high, medium or low"),
        ("in_force", "often", f"{WHICH}in_force must be true, false, unknown or standard"),
        ("from", "dawn", f"{WHICH}from must be arrest, custody-register or order"),
        ("before", "nobody", f"{WHICH}before must be judge, prosecutor or court"),
        ("ages", [18], f"{WHICH}ages must be [youngest, oldest], null for no bound"),
        ("hours", 0, f"{WHICH}hours must be a whole number of hours, or null"),
        ("total_hours", "many", f"{WHICH}total_hours must be a whole number of hours, or null"),
        ("extendable", "yes", "custody_limits[2].extendable is empty or of the wrong kind"),
        ("basis", "", "custody_limits[2].basis is empty or of the wrong kind"),
    ],
)
def test_a_fault_in_a_limit_is_named_with_its_line(
    tmp_path: Path, key: str, value: object, says: str
) -> None:
    law = LAW | {"custody_limits": [CHILD, LIMIT | {key: value}]}

    said, lines = refused(law, tmp_path / "law")

    assert said == f"law/nepal.yml, line {line_of(key, lines)}: {says}"


def test_a_key_that_a_limit_leaves_out_is_named_with_the_limits_first_line(tmp_path: Path) -> None:
    limit = {key: value for key, value in LIMIT.items() if key != "basis"}

    said, lines = refused(LAW | {"custody_limits": [CHILD, limit]}, tmp_path / "law")

    first = line_of("id", lines)
    assert said == f"law/nepal.yml, line {first}: custody_limits[2].basis is missing"


@pytest.mark.parametrize(
    ("change", "key", "says"),
    [
        (
            {"custody_limits": [LIMIT, LIMIT]},
            "custody_limits",
            "an id of custody_limits stands twice",
        ),
        ({"timezone": 5}, "timezone", "the file.timezone is empty or of the wrong kind"),
        (
            {"no_number_for": [{"why": "x", "offences": ["a"]}, {"why": "x"}]},
            "why",
            "no_number_for[2] needs a list: offences, or held_by",
        ),
        (
            {"no_number_for": [{"why": 5, "offences": ["a"]}]},
            "why",
            "no_number_for[1].why is empty or of the wrong kind",
        ),
    ],
)
def test_a_fault_in_a_file_is_named_with_its_line(
    tmp_path: Path, change: dict[str, Any], key: str, says: str
) -> None:
    said, lines = refused(LAW | change, tmp_path / "law")

    assert said == f"law/nepal.yml, line {line_of(key, lines)}: {says}"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"custody_limits": ["x"]}, "custody_limits[1] is not a mapping"),
        ({"no_number_for": ["x"]}, "no_number_for[1] is not a mapping"),
    ],
)
def test_what_is_no_mapping_is_named_without_a_line(
    tmp_path: Path, change: dict[str, Any], says: str
) -> None:
    assert refused(LAW | change, tmp_path / "law")[0] == f"law/nepal.yml: {says}"
