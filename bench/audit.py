"""`make audit`: asks of every locked library of both environments whether faults of it are known.

Needs uv and the network: PyPI for pip-audit itself, and its vulnerability service.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from helpline.settings import ROOT

EXCEPTIONS = ROOT / "deploy/audit-exceptions.yml"
# The folder of each environment's lock file.
ENVIRONMENTS = {"helpline": ROOT, "bot": ROOT / "bot"}
LONGEST = timedelta(days=184)
PIP_AUDIT = "pip-audit==2.10.1"
_KEYS = {"id", "package", "reason", "until"}


@dataclass(frozen=True)
class PassedOver:
    """A known fault that does not reach us: why, and until when that was judged to hold."""

    id: str
    package: str
    reason: str
    until: date


def read_exceptions(text: str) -> dict[str, list[PassedOver]]:
    """Reads the exceptions by environment; raises ValueError for what is not whole."""
    told: dict[str, list[dict[str, Any]]] = yaml.safe_load(text)
    if told.keys() != ENVIRONMENTS.keys():
        raise ValueError("exceptions: not the two environments")
    return {name: [_exception(each) for each in rows] for name, rows in told.items()}


def list_overdue(exceptions: dict[str, list[PassedOver]], *, today: date) -> list[str]:
    """Returns the ids of exceptions whose day has passed, or is further ahead than may be."""
    every = [each for rows in exceptions.values() for each in rows]
    return [each.id for each in every if not today <= each.until <= today + LONGEST]


def commands(
    name: str, passed_over: list[PassedOver], *, uv: str, requirements: Path
) -> list[list[str]]:
    """Returns what is run for an environment: its lock file written as requirements with hashes,
    and those looked up without installing any.
    """
    export = [
        uv, "export", "--frozen", "--no-emit-project", "--all-groups", "--quiet",
        "--project", str(ENVIRONMENTS[name]), "--output-file", str(requirements),
    ]  # fmt: skip
    audit = [
        uv, "tool", "run", PIP_AUDIT, "--require-hashes", "--disable-pip", "--strict",
        "--requirement", str(requirements),
    ]  # fmt: skip
    for each in passed_over:
        audit += ["--ignore-vuln", each.id]
    return [export, audit]


def _exception(told: dict[str, Any]) -> PassedOver:
    if told.keys() != _KEYS or not isinstance(told["until"], date) or not told["reason"].strip():
        raise ValueError(f"exceptions: {told.get('id')} is not whole")
    return PassedOver(**told)


def main() -> int:
    """Runs the audit of both environments; returns 1 if either has a fault that is not passed
    over, or could not be asked about.
    """
    exceptions = read_exceptions(EXCEPTIONS.read_text(encoding="utf-8"))
    overdue = list_overdue(exceptions, today=datetime.now(UTC).date())
    if overdue:
        print("Look again at:", ", ".join(overdue))
        return 1
    failed = False
    for name, passed_over in exceptions.items():
        print(f"The libraries of {name}:", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            requirements = Path(folder) / "requirements.txt"
            for command in commands(
                name, passed_over, uv=os.environ.get("UV", "uv"), requirements=requirements
            ):
                failed |= subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
