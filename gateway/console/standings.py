"""Where all referrals of the queue stand, without reckoning each anew for every page.

What a standing is reckoned from changes seldom, the clock always: so each is kept for a minute,
and reckoned anew at once when something is told, written or done. Where very many grow old
together, some are reckoned anew with each page, and none is older than ten minutes. Nothing that
anybody wrote is kept, only levels, moments and who has the case.
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
_LONGEST = timedelta(minutes=10)
# So many that are no more than old are reckoned anew at a time.
_OLD_AT_ONCE = 250
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
    """Returns where some referrals stand at a moment (aware), by referral id."""
    kept = _kept.setdefault(session.get_bind(), {})
    for some in batched(_stale(kept, queued, now), _AT_ONCE):
        kept.update(_reckon(session, some, now))
    # Other threads read and change it too.
    too_old = now - _LONGEST
    for referral_id, each in list(kept.items()):
        if each.at <= too_old:
            # Of another list, or erased.
            kept.pop(referral_id, None)
    return {
        each.id: reckoned.standing for each in queued if (reckoned := kept.get(each.id)) is not None
    }


def _stale(kept: dict[str, _Reckoned], queued: Sequence[Queued], now: datetime) -> list[Queued]:
    """Returns what must be reckoned anew, and of what is only old the oldest."""
    wrong, old = [], []
    too_old, aged = now - _LONGEST, now - _KEPT
    for each in queued:
        reckoned = kept.get(each.id)
        if reckoned is None or reckoned.version != each.version:
            wrong.append(each)
        elif not too_old < reckoned.at <= now:
            wrong.append(each)
        elif reckoned.at <= aged:
            old.append((reckoned.at, each))
    old.sort(key=lambda pair: pair[0])
    return wrong + [each for _, each in old[:_OLD_AT_ONCE]]


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
