"""The reasons for urgency, as `reasons.yml` states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpline.custody.clock import ClockState
from helpline.errors import HelplineError

PATH = Path(__file__).with_name("reasons.yml")
_KEYS = {"id", "level", "critical_with", "when", "unless", "says"}


class TriageFileError(HelplineError):
    """The file of reasons does not keep to its schema. The text names the reason."""

    code = "triage_file"


class Level(StrEnum):
    """How urgent a referral is."""

    CRITICAL = "critical"
    HIGH = "high"
    NORMAL = "normal"


# From the least to the most urgent.
LEVELS = (Level.NORMAL, Level.HIGH, Level.CRITICAL)


@dataclass(frozen=True)
class When:
    """What gives rise to a reason, any of it.

    `facts` are values by the fact's name; `clock` states of the custody clock, within or past a
    time since its deadline; `younger_than` an age in years; `waiting` a time without an answer.
    `unclaimed` and `unanswered` are for how long, by the level that all other reasons give the
    case, nobody of staff has taken it, or a lawyer who was asked has not answered; `declined` that
    the lawyer cannot take it.
    """

    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    intents: frozenset[str] = frozenset()
    clock: frozenset[ClockState] = frozenset()
    passed_at_most: timedelta | None = None
    passed_longer: timedelta | None = None
    younger_than: int | None = None
    waiting: timedelta | None = None
    unclaimed: Mapping[Level, timedelta] = field(default_factory=dict)
    unanswered: Mapping[Level, timedelta] = field(default_factory=dict)
    declined: bool = False

    @property
    def is_of_a_step(self) -> bool:
        """Whether it is our own step that is late, not the case that is urgent."""
        return bool(self.unclaimed or self.unanswered or self.declined)


@dataclass(frozen=True)
class Rule:
    """A reason as the file has it; `says` is a msgid."""

    id: str
    level: Level
    says: str
    when: When
    critical_with: frozenset[str]
    unless: Mapping[str, frozenset[str]]


@cache
def default_rules() -> tuple[Rule, ...]:
    """Returns the reasons of the file in its order; raises TriageFileError."""
    return read_rules(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def read_rules(data: Any) -> tuple[Rule, ...]:
    """Reads a list of reasons; raises TriageFileError for what is not one, an id that stands twice,
    and a name in `critical_with` that no reason has.
    """
    if not isinstance(data, list):
        raise TriageFileError("reasons: not a list")
    rules = tuple(_rule(each) for each in data)
    ids = [rule.id for rule in rules]
    if len(set(ids)) != len(ids):
        raise TriageFileError("reasons: an id stands twice")
    for rule in rules:
        if unknown := rule.critical_with - set(ids):
            raise TriageFileError(f"{rule.id}.critical_with: no reason {sorted(unknown)[0]}")
    return rules


def _rule(data: Any) -> Rule:
    if not isinstance(data, dict) or not isinstance(data.get("id"), str):
        raise TriageFileError("reasons: an entry without an id")
    name = data["id"]
    if unknown := data.keys() - _KEYS:
        raise TriageFileError(f"{name}: no key {sorted(unknown)[0]}")
    if not isinstance(data.get("says"), str):
        raise TriageFileError(f"{name}.says is missing or not a text")
    try:
        return Rule(
            id=name,
            level=Level(str(data.get("level"))),
            says=data["says"],
            when=_when(data.get("when") or {}),
            critical_with=frozenset(data.get("critical_with") or ()),
            unless=_values(data.get("unless") or {}),
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise TriageFileError(f"{name}: {error}") from None


def _when(data: Mapping[str, Any]) -> When:
    known = {"facts", "intents", "clock", "younger_than", "waiting_hours"}
    known |= {"clock_passed_at_most_hours", "clock_passed_longer_hours"}
    known |= {"unclaimed_minutes", "unanswered_minutes", "declined"}
    if not data or data.keys() - known:
        raise ValueError("when: is empty, or has a key that means nothing")
    return When(
        facts=_values(data.get("facts") or {}),
        intents=frozenset(data.get("intents") or ()),
        clock=frozenset(ClockState(state) for state in data.get("clock") or ()),
        passed_at_most=_hours(data.get("clock_passed_at_most_hours")),
        passed_longer=_hours(data.get("clock_passed_longer_hours")),
        younger_than=data.get("younger_than"),
        waiting=_hours(data.get("waiting_hours")),
        unclaimed=_minutes(data.get("unclaimed_minutes") or {}),
        unanswered=_minutes(data.get("unanswered_minutes") or {}),
        declined=data.get("declined") is True,
    )


def _values(data: Mapping[str, list[str]]) -> dict[str, frozenset[str]]:
    for name, values in data.items():
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise ValueError(f"{name}: not a list of texts (write yes and no in quotes)")
    return {name: frozenset(values) for name, values in data.items()}


def _hours(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(hours=value)


def _minutes(data: Mapping[str, float]) -> dict[Level, timedelta]:
    return {Level(level): timedelta(minutes=value) for level, value in data.items()}
