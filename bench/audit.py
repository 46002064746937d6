"""`make audit`: asks of every locked library of both environments whether faults of it are known.

Needs uv and the network: PyPI for pip-audit itself, and its vulnerability service. With
`--where-reachable`, as CI runs it, a service that cannot be reached is told and is no failure; the
exceptions and the lock files are looked at in any case.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import tomllib
import yaml

from helpline.settings import ROOT

EXCEPTIONS = ROOT / "deploy/audit-exceptions.yml"
# The folder of each environment's lock file.
ENVIRONMENTS = {"helpline": ROOT, "bot": ROOT / "bot"}
LONGEST = timedelta(days=184)
PIP_AUDIT = "pip-audit==2.10.1"
# What pip-audit asks about each library, here about one that there surely is.
SERVICE = "https://pypi.org/pypi/pip/24.0/json"
_WAIT_SECONDS = 5.0
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


def list_unpinned(lock: str) -> list[str]:
    """Returns the libraries of a lock file that are not held to what they were: of which a file has
    no SHA-256, or which come from anywhere but a registry. The project itself is none of them.
    """
    return [
        package["name"]
        for package in _packages(lock)
        if not package["source"].keys() <= {"registry", "editable", "virtual"}
        or not all(each.get("hash", "").startswith("sha256:") for each in _files(package))
    ]


def without_what_was_never_published(requirements: str, *, lock: str) -> str:
    """Returns requirements without those of which their lock file knows no file at all: such are
    for platforms that a library never came to. pip-audit would refuse the rest for them.
    """
    missing = {
        f"{package['name']}=={package['version']}"
        for package in _packages(lock)
        if not _files(package)
    }
    entries = re.split(r"(?<!\\)\n", requirements)
    return "\n".join(each for each in entries if each.partition(" ")[0] not in missing)


def _packages(lock: str) -> list[dict[str, Any]]:
    packages: list[dict[str, Any]] = tomllib.loads(lock)["package"]
    return packages


def _files(package: dict[str, Any]) -> list[dict[str, Any]]:
    return [*package.get("wheels", []), *filter(None, [package.get("sdist")])]


def can_be_asked(address: str = SERVICE, *, seconds: float = _WAIT_SECONDS) -> bool:
    """Whether the vulnerability service answers within a time, and as it does: a mirror of the
    registry may answer and know of no faults.
    """
    answers: list[bool] = []

    def ask() -> None:
        try:
            with urllib.request.urlopen(address, timeout=seconds) as answer:
                answers.append("vulnerabilities" in json.load(answer))
        except (OSError, ValueError):
            answers.append(False)

    # Looking up a name has no time limit of its own.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(seconds)
    return answers == [True]


def _exception(told: dict[str, Any]) -> PassedOver:
    if told.keys() != _KEYS or not isinstance(told["until"], date) or not told["reason"].strip():
        raise ValueError(f"exceptions: {told.get('id')} is not whole")
    return PassedOver(**told)


def _list_faults_here() -> list[str]:
    """What is wrong with what is written down, which needs no network to be seen."""
    exceptions = read_exceptions(EXCEPTIONS.read_text(encoding="utf-8"))
    overdue = list_overdue(exceptions, today=datetime.now(UTC).date())
    found = [f"look again at {each}, whose day has passed or is too far" for each in overdue]
    for name in ENVIRONMENTS:
        unpinned = list_unpinned(_lock_of(name))
        found += [f"{each} of {name} is not locked with a hash" for each in unpinned]
    return found


def _lock_of(name: str) -> str:
    return (ENVIRONMENTS[name] / "uv.lock").read_text(encoding="utf-8")


def _audit(name: str, passed_over: list[PassedOver]) -> bool:
    """Whether an environment has no fault but those passed over, and could be asked about."""
    print(f"The libraries of {name}:", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder) / "requirements.txt"
        uv = os.environ.get("UV") or "uv"
        export, audit = commands(name, passed_over, uv=uv, requirements=requirements)
        if subprocess.run(export, cwd=ROOT, check=False).returncode != 0:
            return False
        listed = requirements.read_text(encoding="utf-8")
        lock = _lock_of(name)
        requirements.write_text(
            without_what_was_never_published(listed, lock=lock), encoding="utf-8"
        )
        return subprocess.run(audit, cwd=ROOT, check=False).returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the audit of both environments; returns 1 if either has a fault that is not passed
    over, or could not be asked about.
    """
    parser = argparse.ArgumentParser(prog="bench.audit")
    parser.add_argument("--where-reachable", action="store_true")
    asked = parser.parse_args(arguments)
    if found := _list_faults_here():
        print(*found, sep="\n")
        return 1
    if asked.where_reachable and not can_be_asked():
        print(f"NOT SCANNED: {SERVICE} could not be asked. Nothing is known of the libraries.")
        return 0
    exceptions = read_exceptions(EXCEPTIONS.read_text(encoding="utf-8"))
    sound = [_audit(name, passed_over) for name, passed_over in exceptions.items()]
    return int(not all(sound))


if __name__ == "__main__":
    sys.exit(main())
