"""What happened in a case: events that were told, and that staff confirm or reject. An event is
never changed once it is decided; a better one is put beside it and the old one rejected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from helpline.errors import NotFound
from helpline.storage.database import seal, unseal
from helpline.storage.kinds import EventExactness, EventKind, EventSource, EventState
from helpline.storage.tables import Referral, ReferralEvent, new_id

_WORDS = "referral_events.words"


@dataclass(frozen=True)
class Happening:
    """What happened: moments are aware and in UTC, a span from the first possible to the last;
    both are None where the time is not known. `outcome` is one of the kind's (`events.yml`).
    """

    kind: EventKind
    source: EventSource
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    exactness: EventExactness = EventExactness.UNKNOWN
    outcome: str | None = None
    lawyer_present: bool | None = None
    words: str | None = None


@dataclass(frozen=True)
class Event:
    """An event of a referral as it stands. `message_id` told it, `staff_id` wrote or decided it."""

    id: str
    referral_id: str
    happening: Happening
    state: EventState
    message_id: str | None
    staff_id: str | None
    decided_at: datetime | None
    created_at: datetime


def add_event(
    session: Session,
    referral: Referral,
    happening: Happening,
    *,
    message_id: str | None = None,
    staff_id: str | None = None,
    now: datetime,
) -> str | None:
    """Records an event and returns its id: confirmed where staff wrote it, else told. A message
    that tells the same kind again has no effect and returns None.
    """
    if message_id is not None and _is_told(session, referral.id, happening.kind, message_id):
        return None
    event_id = new_id()
    words = happening.words
    session.add(
        ReferralEvent(
            id=event_id,
            referral_id=referral.id,
            kind=happening.kind,
            state=EventState.TOLD if staff_id is None else EventState.CONFIRMED,
            source=happening.source,
            starts_at=happening.starts_at,
            ends_at=happening.ends_at,
            exactness=happening.exactness,
            outcome=happening.outcome,
            lawyer_present=happening.lawyer_present,
            words_sealed=words and seal(session, words, column=_WORDS, row=event_id),
            message_id=message_id,
            staff_id=staff_id,
            decided_at=None if staff_id is None else now,
            created_at=now,
        )
    )
    referral.updated_at = now
    session.flush()
    return event_id


def decide_event(
    session: Session,
    referral: Referral,
    event_id: str,
    state: EventState,
    *,
    staff_id: str,
    now: datetime,
) -> None:
    """Confirms or rejects an event of a referral; raises NotFound if it has no such event."""
    row = session.scalar(
        select(ReferralEvent).where(
            ReferralEvent.id == event_id, ReferralEvent.referral_id == referral.id
        )
    )
    if row is None:
        raise NotFound("event")
    row.state = state
    row.staff_id = staff_id
    row.decided_at = now
    referral.updated_at = now


def withdraw_told(
    session: Session,
    referral: Referral,
    message_id: str,
    *,
    kind: EventKind | None = None,
    now: datetime,
) -> list[EventKind]:
    """Rejects what a message told, of one kind or of any, as far as staff have not decided it,
    because who told it says that it is not so. Returns the kinds of what it rejected.
    """
    rows = session.scalars(
        select(ReferralEvent).where(
            ReferralEvent.referral_id == referral.id,
            ReferralEvent.message_id == message_id,
            ReferralEvent.state == EventState.TOLD,
        )
    )
    withdrawn = [row for row in rows if kind is None or row.kind is kind]
    for row in withdrawn:
        row.state = EventState.REJECTED
        row.decided_at = referral.updated_at = now
    session.flush()
    return [row.kind for row in withdrawn]


def list_events(session: Session, referral_id: str) -> list[Event]:
    """Returns all events of a referral, the rejected too, in the order in which they were told."""
    return events_of(session, [referral_id])[referral_id]


def events_of(session: Session, referral_ids: Sequence[str]) -> dict[str, list[Event]]:
    """Returns, for each of some referrals by id, all its events in the order told."""
    found: dict[str, list[Event]] = {referral_id: [] for referral_id in referral_ids}
    rows = session.scalars(
        select(ReferralEvent)
        .where(ReferralEvent.referral_id.in_(referral_ids))
        .order_by(ReferralEvent.seq)
    )
    for row in rows:
        found[row.referral_id].append(_event(session, row))
    return found


def _is_told(session: Session, referral_id: str, kind: EventKind, message_id: str) -> bool:
    told = select(ReferralEvent.id).where(
        ReferralEvent.referral_id == referral_id,
        ReferralEvent.kind == kind,
        ReferralEvent.message_id == message_id,
    )
    return session.scalar(told) is not None


def _event(session: Session, row: ReferralEvent) -> Event:
    sealed = row.words_sealed
    words = None if sealed is None else unseal(session, sealed, column=_WORDS, row=row.id)
    return Event(
        id=row.id,
        referral_id=row.referral_id,
        happening=Happening(
            kind=row.kind,
            source=row.source,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            exactness=row.exactness,
            outcome=row.outcome,
            lawyer_present=row.lawyer_present,
            words=words,
        ),
        state=row.state,
        message_id=row.message_id,
        staff_id=row.staff_id,
        decided_at=row.decided_at,
        created_at=row.created_at,
    )
