"""What nobody on duty may miss: a critical case that nobody of staff has, and one whose time by law
is about to end.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway.console.standing import Standing
from gateway.console.standings import standings_of
from helpline.storage.kinds import ReferralState
from helpline.storage.queue import Queued, list_queued
from helpline.storage.scope import Scope

_ABOUT_TO_END = "clock_near"


class Why(enum.StrEnum):
    """Why there is an alarm: nobody has the case, or its time is about to end."""

    UNCLAIMED = "unclaimed"
    ABOUT_TO_END = "about_to_end"


@dataclass(frozen=True)
class Alarm:
    """A referral, by its id, and why it raises an alarm."""

    referral_id: str
    why: Why

    @property
    def key(self) -> str:
        """What tells this alarm from all others."""
        return f"{self.referral_id}:{self.why.value}"


def list_alarms(session: Session, *, now: datetime, scope: Scope | None = None) -> list[Alarm]:
    """Returns the alarms of a moment (aware) among the cases of a scope (None: all), the most
    urgent first; one that is not submitted yet raises none until its time is about to end.
    """
    queued = {each.id: each for each in list_queued(session, scope=scope)}
    standings = standings_of(session, list(queued.values()), now=now)
    urgent = sorted(
        (each for each in standings.items() if each[1].is_urgent),
        key=lambda each: each[1].order,
    )
    return [
        Alarm(referral_id, why)
        for referral_id, standing in urgent
        for why in _reasons(queued[referral_id], standing)
    ]


def _reasons(queued: Queued, standing: Standing) -> Iterable[Why]:
    if any(reason.id == _ABOUT_TO_END for reason in standing.triage.reasons):
        yield Why.ABOUT_TO_END
    elif queued.state is ReferralState.OPEN and standing.steps.staff_id is None:
        yield Why.UNCLAIMED
