"""Where all referrals of the queue stand, without reckoning each anew for every page.

What a standing is reckoned from changes seldom, the clock always: so each is kept for a minute, and
reckoned anew at once when something is told, written or done. Nothing that anybody wrote is kept,
only levels, moments and who has the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session

from gateway.console.standing import Standing, facts_that_count, standing_of
from helpline.referrals.steps import steps_of
from helpline.storage.assignments import assignments_of
from helpline.storage.queue import Queued
from helpline.storage.referrals import current_facts_of, get_referrals, unanswered_since

_KEPT = timedelta(minutes=1)
_FORGOTTEN = timedelta(minutes=10)
# Databases take so many ids in one query.
_AT_ONCE = 5000


@dataclass(frozen=True)
class _Reckoned:
    version: tuple[Any, ...]
    at: datetime
    standing: Standing


# By the engine of the database, and then by referral.
_kept: WeakKeyDictionary[Any, dict[str, _Reckoned]] = WeakKeyDictionary()


def standings_of(
    session: Session, queued: Sequence[Queued], *, now: datetime
) -> dict[str, Standing]:
    """Returns where some referrals stand at a moment (aware), at most a minute old where only time
    has passed, by referral id.
    """
    kept = _kept.setdefault(session.get_bind(), {})
    stale = [each for each in queued if not _holds(kept.get(each.id), each, now)]
    for some in batched(stale, _AT_ONCE):
        reckoned = _reckon(session, some, now)
        kept.update(reckoned)
    for referral_id in [id_ for id_, each in kept.items() if now - each.at > _FORGOTTEN]:
        del kept[referral_id]
    return {each.id: kept[each.id].standing for each in queued if each.id in kept}


def _holds(reckoned: _Reckoned | None, queued: Queued, now: datetime) -> bool:
    if reckoned is None or reckoned.version != queued.version:
        return False
    return timedelta() <= now - reckoned.at < _KEPT


def _reckon(session: Session, queued: Iterable[Queued], now: datetime) -> dict[str, _Reckoned]:
    some = {each.id: each for each in queued}
    facts = current_facts_of(session, list(some), facts_that_count())
    assignments = assignments_of(session, list(some))
    unanswered = unanswered_since(session, [each.contact_id for each in some.values()])
    return {
        referral.id: _Reckoned(
            some[referral.id].version,
            now,
            standing_of(
                referral,
                facts[referral.id],
                unanswered=unanswered.get(referral.contact_id),
                steps=steps_of(referral, assignments[referral.id]),
                now=now,
            ),
        )
        for referral in get_referrals(session, list(some))
    }
