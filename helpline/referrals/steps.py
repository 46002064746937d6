"""Which steps of a case wait for somebody: staff who take it, a lawyer who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpline.storage.kinds import AssignmentState, ReferralState
from helpline.storage.tables import Assignment, Referral


@dataclass(frozen=True)
class Steps:
    """Who has a case (ids; None is nobody), and since when (UTC) it waits to be claimed by staff,
    or for a lawyer who was asked to answer; None where it does not. `is_declined` says that the
    last lawyer who was asked cannot take it and nobody else was asked.
    """

    staff_id: str | None = None
    lawyer_id: str | None = None
    lawyer_has_taken: bool = False
    unclaimed_since: datetime | None = None
    unanswered_since: datetime | None = None
    is_declined: bool = False


NO_STEPS = Steps()


def steps_of(referral: Referral, assignments: Sequence[Assignment]) -> Steps:
    """Returns the steps of a referral, out of all its assignments in order. A closed one waits for
    nothing, and a draft does not wait to be claimed.
    """
    holder = next((each for each in assignments if each.staff_id and not each.ended_at), None)
    last, standing = _last_lawyer(assignments), standing_lawyer(assignments)
    is_closed = referral.state is ReferralState.CLOSED
    asked = standing is not None and standing.state is AssignmentState.ASKED
    return Steps(
        staff_id=holder.staff_id if holder else None,
        lawyer_id=standing.lawyer_id if standing else None,
        lawyer_has_taken=standing is not None and not asked,
        unclaimed_since=None if holder else _unclaimed_since(referral, assignments),
        unanswered_since=standing.created_at if standing and asked and not is_closed else None,
        is_declined=last is not None and last.state is AssignmentState.DECLINED and not is_closed,
    )


def standing_lawyer(assignments: Sequence[Assignment]) -> Assignment | None:
    """Returns how a lawyer was asked last, or has the case, out of all assignments in order; None
    where that has ended.
    """
    last = _last_lawyer(assignments)
    return None if last is None or last.ended_at else last


def _last_lawyer(assignments: Sequence[Assignment]) -> Assignment | None:
    return next((each for each in reversed(assignments) if each.lawyer_id), None)


def _unclaimed_since(referral: Referral, assignments: Sequence[Assignment]) -> datetime | None:
    if referral.state is not ReferralState.OPEN or referral.submitted_at is None:
        return None
    left = [each.ended_at for each in assignments if each.staff_id and each.ended_at]
    return max([referral.submitted_at, *left])
