"""A finding: what was looked at, how it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How a thing stands. Only what is broken makes `helpline doctor` fail."""

    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing that a check found; `do` is what mends it, empty where nothing is to be done."""

    check: str
    level: Level
    says: str
    do: str = ""


def fine(check: str, says: str) -> Finding:
    """Returns a finding that asks for nothing."""
    return Finding(check, Level.OK, says)


def warning(check: str, says: str, do: str) -> Finding:
    """Returns a finding that somebody should look at soon."""
    return Finding(check, Level.WARNING, says, do)


def broken(check: str, says: str, do: str) -> Finding:
    """Returns a finding that keeps the helpline from doing what it promises."""
    return Finding(check, Level.BROKEN, says, do)
