"""What the helpline itself did."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.reports.case import UNKNOWN, Case
from helpline.reports.splits.split import Population, Split, within

_LEFT_AFTER = timedelta(hours=24)
_HOUR = 3600.0


def _in_hours(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / _HOUR


def reply(case: Case, now: datetime) -> str:
    """How soon the first reply went."""
    hours = _in_hours(case.service.first_reply)
    if hours is None:
        return "none"
    bounds = (60 / _HOUR, 600 / _HOUR)
    return within(hours, bounds, ("within_minute", "within_ten", "later"))


def own_language(case: Case, now: datetime) -> str:
    """Whether the first reply was in the language that was written."""
    return {True: "own", False: "other", None: UNKNOWN}[case.service.own_language]


def person(case: Case, now: datetime) -> str:
    """How soon a person of the team wrote."""
    hours = _in_hours(case.service.by_person)
    if hours is None:
        return "none"
    return within(hours, (1, 24), ("within_1", "within_24", "later"))


def intake(case: Case, now: datetime) -> str:
    """Whether the questions of the intake were answered to the end."""
    if case.submitted is not None:
        return "complete"
    return "left" if now - case.written > _LEFT_AFTER else "open"


def rights(case: Case, now: datetime) -> str:
    """Whether a text on rights was sent and arrived."""
    return {True: "arrived", False: "sent", None: "none"}[case.service.rights]


def undelivered(case: Case, now: datetime) -> str:
    """Whether any message could not be delivered."""
    return "some" if case.service.undelivered else "none"


SPLITS = (
    Split("reply", Population.WRITTEN, ("within_minute", "within_ten", "later", "none"), reply,
          lambda case: _in_hours(case.service.first_reply)),
    Split("own_language", Population.WRITTEN, ("own", "other", UNKNOWN), own_language),
    Split("person", Population.WRITTEN, ("within_1", "within_24", "later", "none"), person,
          lambda case: _in_hours(case.service.by_person)),
    # By the month, the difference to the number of cases would tell how many left.
    Split("intake", Population.STARTED, ("complete", "left", "open"), intake, monthly=False),
    Split("rights", Population.WRITTEN, ("arrived", "sent", "none"), rights),
    Split("undelivered", Population.WRITTEN, ("some", "none"), undelivered),
)  # fmt: skip
