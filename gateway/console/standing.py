"""Where a referral stands in the queue: how urgent it is and why, its clock, and its wait."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from gateway.console.lawbook import law_answers
from helpline.custody.clock import Clock, ClockState
from helpline.law.places import jurisdiction_of
from helpline.referrals.arrests import clock_of
from helpline.referrals.steps import NO_STEPS, Steps
from helpline.storage.referrals import Fact
from helpline.storage.tables import Referral
from helpline.triage import Level, Triage, assess, case_of
from helpline.triage.reasons import LEVELS, default_rules

# What a clock is reckoned from.
_FACTS_OF_CLOCK = frozenset({"country", "held_by", "holder", "arrested_when", "age", "age_group"})
# What the time that the law allows ends with, in law or in fact.
_SETTLES = ("seen_by_judge", "released")
_CLOCK_REASONS = frozenset({"clock_near", "clock_passed"})


@dataclass(frozen=True)
class Standing:
    """A referral's urgency with its reasons; its clock, or None where nothing can be reckoned;
    whether that is settled, since a judge has seen the person or they are free; whether its time
    may be over already, since the arrest is known only roughly; and since when the family waits for
    an answer by staff, or None if it has one; and who has the case.
    """

    triage: Triage
    clock: Clock | None
    jurisdiction: str | None
    is_settled: bool
    may_be_over: bool
    waiting_since: datetime | None
    steps: Steps = NO_STEPS

    @property
    def deadline(self) -> datetime | None:
        """When the time ends that still counts, or None."""
        return None if self.clock is None or self.is_settled else self.clock.deadline

    @property
    def is_silent(self) -> bool:
        """Whether the law gives no number that is safe to tell, and one is still wanted."""
        silent = self.clock is not None and self.clock.state is ClockState.SILENT
        return silent and not self.is_settled

    @property
    def is_clock_urgent(self) -> bool:
        """Whether the clock is among the reasons why this is critical."""
        return any(reason.id in _CLOCK_REASONS for reason in self.triage.reasons)

    @cached_property
    def order(self) -> tuple[float, float, float]:
        """What to sort by: the most urgent first, of these whose time ends or has ended first, of
        these who has waited longest.
        """
        return (
            -LEVELS.index(self.triage.level),
            _timestamp(self.deadline),
            _timestamp(self.waiting_since),
        )

    @property
    def is_urgent(self) -> bool:
        """Whether this is of the highest level."""
        return self.triage.level is Level.CRITICAL


def facts_that_count() -> frozenset[str]:
    """Returns the names of the facts that a standing depends on."""
    rules = default_rules()
    told = {name for rule in rules for name in (*rule.when.facts, *rule.unless)}
    return _FACTS_OF_CLOCK | told | {"age"}


def standing_of(
    referral: Referral,
    facts: Mapping[str, Fact],
    *,
    unanswered: datetime | None,
    steps: Steps = NO_STEPS,
    now: datetime,
) -> Standing:
    """Returns where a referral stands at a moment (aware), by its current facts, since when the
    contact has had no answer by staff, and which steps wait for somebody.
    """
    clock = clock_of(facts, law_answers().book, language=referral.language, now=now)
    waiting = unanswered and max(unanswered, referral.submitted_at or referral.created_at)
    case = case_of(
        facts, opened_intent=referral.opened_intent, clock=clock, waiting_since=waiting, steps=steps
    )
    return Standing(
        triage=assess(case, now=now),
        clock=clock,
        jurisdiction=jurisdiction_of(facts),
        is_settled=any(facts[name].value == "yes" for name in _SETTLES if name in facts),
        may_be_over=_may_be_over(clock, now),
        waiting_since=waiting,
        steps=steps,
    )


def _may_be_over(clock: Clock | None, now: datetime) -> bool:
    if clock is None or clock.earliest is None or clock.deadline is None:
        return False
    return clock.earliest <= now < clock.deadline


def _timestamp(moment: datetime | None) -> float:
    return math.inf if moment is None else moment.timestamp()
