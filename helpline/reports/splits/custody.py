"""Custody: whether its limit was kept, when a judge saw the person held, when they were free."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.custody.limits import SeenBy
from helpline.reports.case import UNKNOWN, Case, Stamp, sort_key
from helpline.reports.splits.split import Population, Split, within
from helpline.storage.kinds import EventKind

JUDGE, PROSECUTOR = EventKind.JUDGE.value, EventKind.PROSECUTOR.value
RELEASED, CHARGED = EventKind.RELEASED.value, EventKind.CHARGED.value
HEARING, SENTENCED = EventKind.HEARING.value, EventKind.SENTENCED.value
# Which appearances keep a limit that names somebody.
_BEFORE = {
    SeenBy.JUDGE.value: (JUDGE,),
    SeenBy.PROSECUTOR.value: (PROSECUTOR, JUDGE),
    SeenBy.COURT.value: (JUDGE, HEARING),
}
_FREE, _HELD_ON = "released", "held_on"


def appearance(case: Case) -> Stamp | None:
    """Returns when somebody whom the limit of a case names first saw the person held, or None."""
    kinds = _BEFORE[case.limit.before] if case.limit else ()
    seen = [case.stamps[kind] for kind in kinds if kind in case.stamps]
    return min((each for each in seen if each.at), key=sort_key, default=None)


def limit(case: Case, now: datetime) -> str:
    """Whether the person held was seen within the hours that the rule in force allows."""
    if case.limit is None:
        return "no_rule"
    seen = appearance(case)
    if seen is None or seen.at is None or seen.until is None:
        return UNKNOWN
    if seen.until <= case.limit.first:
        return "kept"
    return "over" if seen.at > case.limit.last else "undecided"


def is_over_now(case: Case, now: datetime) -> timedelta | None:
    """Returns for how long a person has been held beyond the limit by now, nobody having seen them;
    None where that does not hold.
    """
    if case.limit is None or case.closed or RELEASED in case.stamps or appearance(case):
        return None
    return now - case.limit.last if now > case.limit.last else None


def judge(case: Case, now: datetime) -> str:
    """How soon after the arrest a judge saw the person held."""
    if JUDGE not in case.stamps:
        return UNKNOWN
    hours = case.hours_between("arrested", JUDGE)
    if hours is None:
        return "no_hour"
    return within(hours, (24, 48), ("within_24", "within_48", "later"))


def days_held(case: Case) -> float | None:
    """Returns the hours from the arrest to the release or the charge, whichever came first."""
    known = [case.hours_between("arrested", kind) for kind in (RELEASED, CHARGED)]
    return min((hours for hours in known if hours is not None), default=None)


def held(case: Case, now: datetime) -> str:
    """For how long a person was held before they were free or charged."""
    hours = days_held(case)
    if hours is not None:
        return within(hours, (48, 168, 720), ("within_2", "within_7", "within_30", "later"))
    settled = RELEASED in case.stamps or CHARGED in case.stamps
    return "no_hour" if settled else UNKNOWN


def stage(case: Case, now: datetime) -> str:
    """At which stage a person was free again."""
    free = case.stamps.get(RELEASED)
    if free is None:
        return "settled" if case.closed or SENTENCED in case.stamps else UNKNOWN
    charged, sentenced = case.stamps.get(CHARGED), case.stamps.get(SENTENCED)
    if sentenced is not None or free.outcome in ("acquitted", "served"):
        return "after_trial"
    if charged is None or charged.outcome == "not_charged":
        return "before_charge"
    return "before_trial"


def first_hearing(case: Case, now: datetime) -> str:
    """How the first appearance ended, and whether a lawyer was there."""
    seen = [case.stamps[kind] for kind in (PROSECUTOR, JUDGE) if kind in case.stamps]
    known = [each for each in seen if each.lawyer is not None]
    first = min(known, key=lambda each: (each.at is None, each.at or now), default=None)
    if first is None or first.outcome not in (_FREE, _HELD_ON):
        return UNKNOWN
    return f"{'with' if first.lawyer else 'without'}_{first.outcome}"


def bail(case: Case, now: datetime) -> str:
    """How far a request for bail came."""
    for outcome in ("paid", "not_paid", "granted", "refused", "asked"):
        if case.counts.get(f"bail:{outcome}"):
            return outcome
    return "not_asked"


SPLITS = (
    Split("limit", Population.ARRESTED, ("kept", "over", "undecided", UNKNOWN, "no_rule"), limit),
    Split("judge", Population.ARRESTED,
          ("within_24", "within_48", "later", "no_hour", UNKNOWN), judge,
          lambda case: case.hours_between("arrested", JUDGE)),
    Split("held", Population.ARRESTED,
          ("within_2", "within_7", "within_30", "later", "no_hour", UNKNOWN), held, days_held),
    Split("stage", Population.ARRESTED,
          ("before_charge", "before_trial", "after_trial", "settled", UNKNOWN), stage),
    Split("first_hearing", Population.WRITTEN,
          ("with_released", "with_held_on", "without_released", "without_held_on", UNKNOWN),
          first_hearing),
    Split("bail", Population.WRITTEN,
          ("paid", "not_paid", "granted", "refused", "asked", "not_asked"), bail),
)  # fmt: skip
