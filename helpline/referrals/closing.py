"""Closing a case with its outcome, and opening it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from helpline.referrals.consequences import record_consequences
from helpline.referrals.events import event_forms
from helpline.storage.events import Happening, add_event, decide_event, list_events
from helpline.storage.kinds import (
    EventExactness,
    EventKind,
    EventSource,
    EventState,
    ReferralState,
)
from helpline.storage.tables import Referral


def close_referral(
    session: Session,
    referral: Referral,
    outcome: str,
    *,
    words: str | None = None,
    staff_id: str,
    now: datetime,
) -> bool:
    """Closes a case with one of the outcomes of `events.yml`; returns False if it is closed
    already. Raises ValueError for any other outcome. Nothing more is asked of the family.
    """
    if outcome not in event_forms()[EventKind.CLOSED].outcomes:
        raise ValueError("not an outcome of a case")
    if referral.state is ReferralState.CLOSED:
        return False
    happening = Happening(
        EventKind.CLOSED, EventSource.STAFF, now, now, EventExactness.EXACT, outcome, words=words
    )
    event_id = add_event(session, referral, happening, staff_id=staff_id, now=now)
    if event_id is not None:
        record_consequences(session, referral, event_id, happening, staff_id=staff_id, now=now)
    referral.state = ReferralState.CLOSED
    referral.closed_at = now
    return True


def reopen_referral(session: Session, referral: Referral, *, staff_id: str, now: datetime) -> bool:
    """Opens a closed case again, as a draft if it was never confirmed; returns False if it is not
    closed. That it was closed counts as rejected from then on.
    """
    if referral.state is not ReferralState.CLOSED:
        return False
    for event in list_events(session, referral.id):
        if event.happening.kind is EventKind.CLOSED and event.state is EventState.CONFIRMED:
            decide_event(
                session, referral, event.id, EventState.REJECTED, staff_id=staff_id, now=now
            )
    referral.state = ReferralState.DRAFT if referral.submitted_at is None else ReferralState.OPEN
    referral.closed_at = None
    return True
