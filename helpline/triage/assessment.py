"""How urgent a referral is: one level, and the reasons that staff can check and overrule.

Decision: no score. Every reason has a level of its own and may name others together with which it
is critical; a referral takes the highest level that any reason gives it. So the level is always
explained by a reason on the screen, and a supervisor changes it in `reasons.yml`, not in code.

- Critical by themselves are what an hour changes and a lawyer can act on: mistreatment told of,
  medicine withheld, a legal time about to end or that ended in the last three days.
- High by themselves are a child, illness, whereabouts unknown, words of mistreatment or illness,
  questioning without a lawyer, a signature, a bribe asked, the writer held, a long wait.
- They become critical in the pairs that make harm likely and soon: a child who is questioned, a
  sick person whom nobody can find. Were each critical alone, nearly every referral would be, and
  the queue would tell nothing.
- That an armed force holds them, or that a woman is held, is shown and counts in pairs only: in
  some countries the first holds for most.
- What nobody told is no reason: a left-out answer neither raises nor lowers.
- Where a step of ours is late is judged last, by the level that the case has without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpline.custody.clock import Clock, ClockState
from helpline.referrals.steps import NO_STEPS, Steps
from helpline.storage.referrals import Fact
from helpline.triage.reasons import LEVELS, Level, Rule, When, default_rules


@dataclass(frozen=True)
class Case:
    """What is known of a referral: the current value of each fact by name, the intent that opened
    it, its custody clock, and since when (aware) somebody waits for an answer by staff; None is not
    known, or does not hold. `steps` are those that wait for staff or a lawyer.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    opened_intent: str | None = None
    clock: Clock | None = None
    waiting_since: datetime | None = None
    steps: Steps = NO_STEPS


@dataclass(frozen=True)
class Reason:
    """A reason that holds in a case, the level it gives the case, and its sentence (a msgid)."""

    id: str
    level: Level
    says: str


@dataclass(frozen=True)
class Triage:
    """The level of a case and all reasons that hold, the most urgent first."""

    level: Level
    reasons: tuple[Reason, ...]


def case_of(
    facts: Mapping[str, Fact],
    *,
    opened_intent: str | None = None,
    clock: Clock | None = None,
    waiting_since: datetime | None = None,
    steps: Steps = NO_STEPS,
) -> Case:
    """Returns the case of a referral out of its current facts (`storage.referrals`)."""
    values = {name: fact.value for name, fact in facts.items()}
    return Case(values, opened_intent, clock, waiting_since, steps)


def assess(case: Case, *, now: datetime, rules: Sequence[Rule] | None = None) -> Triage:
    """Returns how urgent a case is at a moment (aware), by the reasons of the file or by others."""
    rules = rules or default_rules()
    holding = [rule for rule in rules if not rule.when.is_of_a_step and _holds(rule, case, now)]
    ids = {rule.id for rule in holding}
    reasons = [Reason(rule.id, _level(rule, ids), rule.says) for rule in holding]
    reached = max((reason.level for reason in reasons), key=LEVELS.index, default=Level.NORMAL)
    reasons += [
        Reason(rule.id, rule.level, rule.says)
        for rule in rules
        if rule.when.is_of_a_step and _is_late(rule, case, reached, now)
    ]
    # A stable sort: within a level the order of the file stays.
    reasons.sort(key=lambda reason: -LEVELS.index(reason.level))
    return Triage(reasons[0].level if reasons else Level.NORMAL, tuple(reasons))


def _level(rule: Rule, ids: set[str]) -> Level:
    return Level.CRITICAL if rule.critical_with & ids else rule.level


def _holds(rule: Rule, case: Case, now: datetime) -> bool:
    if _has_any(case, rule.unless):
        return False
    return (
        _has_any(case, rule.when.facts)
        or case.opened_intent in rule.when.intents
        or _is_younger(case, rule.when)
        or _clock_stands(case.clock, rule.when, now)
        or _waits(case, rule.when, now)
    )


def _has_any(case: Case, values: Mapping[str, frozenset[str]]) -> bool:
    return any(case.facts.get(name) in wanted for name, wanted in values.items())


def _is_younger(case: Case, when: When) -> bool:
    age = case.facts.get("age", "")
    return when.younger_than is not None and age.isdecimal() and int(age) < when.younger_than


def _clock_stands(clock: Clock | None, when: When, now: datetime) -> bool:
    if clock is None or clock.state not in when.clock:
        return False
    if clock.state is not ClockState.PASSED or clock.deadline is None:
        return True
    since = now - clock.deadline
    if when.passed_at_most is not None and since > when.passed_at_most:
        return False
    return when.passed_longer is None or since > when.passed_longer


def _waits(case: Case, when: When, now: datetime) -> bool:
    if when.waiting is None or case.waiting_since is None:
        return False
    return now - case.waiting_since >= when.waiting


def _is_late(rule: Rule, case: Case, reached: Level, now: datetime) -> bool:
    if _has_any(case, rule.unless):
        return False
    steps, when = case.steps, rule.when
    return (
        (when.declined and steps.is_declined)
        or _is_over(steps.unclaimed_since, when.unclaimed.get(reached), now)
        or _is_over(steps.unanswered_since, when.unanswered.get(reached), now)
    )


def _is_over(since: datetime | None, allowed: timedelta | None, now: datetime) -> bool:
    return since is not None and allowed is not None and now - since >= allowed
