"""The scan of libraries: what it passes over has a reason and an end, and it asks of every one."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench.audit import (
    ENVIRONMENTS,
    EXCEPTIONS,
    commands,
    list_overdue,
    read_exceptions,
)
from helpline.settings import ROOT

TODAY = date(2026, 11, 26)
ROW = "{id: CVE-2026-1, package: a, reason: We never call it., until: %s}"


def read(until: str) -> dict:
    return read_exceptions(f"helpline: []\nbot:\n  - {ROW % until}\n")


def test_nothing_is_passed_over_beyond_its_day() -> None:
    exceptions = read_exceptions(EXCEPTIONS.read_text(encoding="utf-8"))

    assert list_overdue(exceptions, today=datetime.now(UTC).date()) == []


@pytest.mark.parametrize(
    ("until", "overdue"),
    [("2026-11-25", True), ("2026-11-26", False), ("2027-05-01", False), ("2028-01-01", True)],
)
def test_an_exception_holds_until_its_day_and_for_half_a_year_at_most(
    until: str, overdue: bool
) -> None:
    assert list_overdue(read(until), today=TODAY) == (["CVE-2026-1"] if overdue else [])


@pytest.mark.parametrize(
    "text",
    [
        "helpline: []",
        "helpline: []\nbot: [{id: CVE-2026-1, package: a, until: 2027-01-01}]",
        "helpline: []\nbot: [{id: CVE-2026-1, package: a, reason: ' ', until: 2027-01-01}]",
        "helpline: []\nbot: [{id: CVE-2026-1, package: a, reason: No., until: soon}]",
    ],
)
def test_an_exception_without_a_reason_or_an_end_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="exceptions:"):
        read_exceptions(text)


def test_what_is_passed_over_is_that_and_nothing_else() -> None:
    _, audit = commands("bot", read("2027-01-01")["bot"], uv="uv", requirements=Path("r.txt"))

    assert audit[audit.index("--ignore-vuln") :] == ["--ignore-vuln", "CVE-2026-1"]
    assert "--require-hashes" in audit


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_locked_library_is_asked_about(name: str, tmp_path: Path) -> None:
    uv = shutil.which("uv") or str(ROOT / ".tools/uv/bin/uv")
    requirements = tmp_path / "requirements.txt"
    export, _ = commands(name, [], uv=uv, requirements=requirements)

    subprocess.run([*export, "--offline"], check=True, cwd=ROOT)

    listed = requirements.read_text(encoding="utf-8")
    assert ("rasa==3.6.21" in listed) is (name == "bot")
    assert listed.count("--hash=sha256:") > 200
