"""Triage: which reasons hold in a case, and what they make of it. The cases stand in `cases/`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from helpline.custody.clock import Arrest, Clock, ClockState, Exactness
from helpline.referrals.steps import Steps
from helpline.storage.referrals import Fact
from helpline.triage.assessment import Case, assess, case_of
from helpline.triage.reasons import (
    LEVELS,
    PATH,
    Level,
    Rule,
    TriageFileError,
    When,
    read_rules,
)

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.yml"))}


@cache
def rules() -> tuple[Rule, ...]:
    """Returns the reasons of the file, read when a test first asks for them."""
    return read_rules(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def read(name: str) -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(CASES[name].read_text(encoding="utf-8"))
    return told


def clock(state: str, passed_hours_ago: float) -> Clock:
    zone = ZoneInfo("Asia/Kathmandu")
    deadline = NOW - timedelta(hours=passed_hours_ago)
    arrest = Arrest(deadline - timedelta(hours=24), Exactness.EXACT, zone)
    ends = None if state == "silent" else deadline
    return Clock(arrest, None, ends, ends, ClockState(state))


def case(told: dict[str, Any]) -> Case:
    ago = told.get("passed_hours_ago", -3)
    waits = told.get("waiting_hours")
    return case_of(
        {name: Fact(name, value, "m1", NOW) for name, value in told["facts"].items()},
        opened_intent=told.get("opened_intent"),
        clock=clock(told["clock"], ago) if "clock" in told else None,
        waiting_since=None if waits is None else NOW - timedelta(hours=waits),
        steps=Steps(
            unclaimed_since=ago_in_minutes(told.get("unclaimed_minutes")),
            unanswered_since=ago_in_minutes(told.get("unanswered_minutes")),
            is_declined=told.get("declined", False),
        ),
    )


def ago_in_minutes(minutes: float | None) -> datetime | None:
    return None if minutes is None else NOW - timedelta(minutes=minutes)


@pytest.mark.parametrize("name", CASES)
def test_each_case_has_its_level_and_its_reasons(name: str) -> None:
    told = read(name)

    triage = assess(case(told), now=NOW, rules=rules())

    assert {reason.id: reason.level.value for reason in triage.reasons} == told["reasons"]
    assert triage.level.value == told["level"]
    says = {rule.id: rule.says for rule in rules()}
    assert [reason.says for reason in triage.reasons] == [says[each.id] for each in triage.reasons]


def test_every_reason_has_a_case() -> None:
    seen = {reason for name in CASES for reason in read(name)["reasons"]}

    assert seen == {rule.id for rule in rules()}


def test_reasons_stand_the_most_urgent_first_and_within_a_level_as_in_the_file() -> None:
    facts = {"sex": "female", "signed": "yes", "medicine": "yes", "questioned": "yes"}

    triage = assess(Case(facts), now=NOW)

    assert [reason.id for reason in triage.reasons] == ["medicine", "questioned", "signed", "woman"]


def test_a_supervisor_can_change_the_level_in_the_data() -> None:
    rules = read_rules(
        [{"id": "woman", "level": "critical", "when": {"facts": {"sex": ["female"]}}, "says": "W."}]
    )

    assert assess(Case({"sex": "female"}), now=NOW).level is Level.NORMAL
    assert assess(Case({"sex": "female"}), now=NOW, rules=rules).level is Level.CRITICAL


GOOD = {"id": "a", "level": "high", "when": {"facts": {"b": ["c"]}}, "says": "A."}


def test_every_key_of_a_reason_is_read() -> None:
    when = {
        "facts": {"b": ["c", "d"]}, "intents": ["report_arrest"], "clock": ["near", "passed"],
        "clock_passed_at_most_hours": 2, "clock_passed_longer_hours": 3, "younger_than": 18,
        "waiting_hours": 4, "unclaimed_minutes": {"high": 5, "critical": 1},
        "unanswered_minutes": {"normal": 6}, "declined": True,
    }  # fmt: skip
    other = GOOD | {"id": "other", "level": "normal"}
    whole = GOOD | {"when": when, "critical_with": ["other"], "unless": {"e": ["f"]}}

    plain, read = read_rules([other, whole])

    assert plain == Rule(
        "other", Level.NORMAL, "A.", When(facts={"b": frozenset({"c"})}), frozenset(), {}
    )
    assert read == Rule(
        id="a",
        level=Level.HIGH,
        says="A.",
        when=When(
            facts={"b": frozenset({"c", "d"})},
            intents=frozenset({"report_arrest"}),
            clock=frozenset({ClockState("near"), ClockState("passed")}),
            passed_at_most=timedelta(hours=2),
            passed_longer=timedelta(hours=3),
            younger_than=18,
            waiting=timedelta(hours=4),
            unclaimed={Level.HIGH: timedelta(minutes=5), Level.CRITICAL: timedelta(minutes=1)},
            unanswered={Level.NORMAL: timedelta(minutes=6)},
            declined=True,
        ),
        critical_with=frozenset({"other"}),
        unless={"e": frozenset({"f"})},
    )


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({}, "^reasons: not a list$"),
        ([{}], "^reasons: an entry without an id$"),
        ([GOOD, GOOD], "^reasons: an id stands twice$"),
        ([{**GOOD, "critical_with": ["z"]}], "no reason z"),
        ([{**GOOD, "level": "urgent"}], "a: "),
        ([{**GOOD, "weight": 3}], "no key weight"),
        ([{**GOOD, "when": {}}], "^a: when: is empty, or has a key that means nothing$"),
        ([{**GOOD, "when": {"moon": "full"}}], "when"),
        ([{**GOOD, "when": {"facts": {"b": [True]}}}], "quotes"),
        ([{**GOOD, "says": None}], "says"),
    ],
)
def test_a_file_that_is_wrong_is_refused_and_the_reason_named(data: Any, names: str) -> None:
    with pytest.raises(TriageFileError, match=names):
        read_rules(data)


VALUES = st.sampled_from(["yes", "no", "child", "army", "self", "female", "seen", "15", "left_out"])
# Read when a test first asks for it, and not with the module.
NAMES = st.deferred(
    lambda: st.sampled_from(sorted({name for rule in rules() for name in rule.when.facts}))
)


@given(st.dictionaries(NAMES, VALUES), NAMES, VALUES)
def test_the_level_is_that_of_the_first_reason(
    facts: dict[str, str], name: str, value: str
) -> None:
    triage = assess(Case({**facts, name: value}), now=NOW)

    levels = [LEVELS.index(reason.level) for reason in triage.reasons]
    assert levels == sorted(levels, reverse=True)
    assert triage.level is (triage.reasons[0].level if triage.reasons else Level.NORMAL)


def test_how_late_a_step_may_be_goes_by_the_most_urgent_of_the_other_reasons() -> None:
    late = {"unclaimed_minutes": {"critical": 5, "high": 60, "normal": 60}}
    told = [
        GOOD | {"id": "first", "level": "high"},
        GOOD | {"id": "second", "level": "critical"},
        GOOD | {"id": "late", "when": late},
    ]
    steps = Steps(unclaimed_since=NOW - timedelta(minutes=5), unanswered_since=None)

    triage = assess(Case({"b": "c"}, steps=steps), now=NOW, rules=read_rules(told))

    assert [reason.id for reason in triage.reasons] == ["second", "first", "late"]


@pytest.mark.parametrize(
    ("state", "ago", "holds"),
    [
        ("near", -1, True),
        ("passed", 72, False),
        ("passed", 73, True),
        ("silent", 0, False),
        ("running", -9, False),
    ],
)
def test_how_long_ago_a_time_passed_asks_nothing_of_one_that_is_near(
    state: str, ago: float, holds: bool
) -> None:
    when = {"clock": ["near", "passed"], "clock_passed_longer_hours": 72}

    triage = assess(
        Case(clock=clock(state, ago)), now=NOW, rules=read_rules([GOOD | {"when": when}])
    )

    assert bool(triage.reasons) is holds


@pytest.mark.parametrize(("seconds", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_wait_is_long_from_its_hour_on(seconds: int, holds: bool) -> None:
    since = NOW - timedelta(hours=4, seconds=seconds)

    triage = assess(
        Case(waiting_since=since),
        now=NOW,
        rules=read_rules([GOOD | {"when": {"waiting_hours": 4}}]),
    )

    assert bool(triage.reasons) is holds
