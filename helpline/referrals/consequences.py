"""What a confirmed event tells of the person held (`events.yml`): "released" is the fact that they
are free again, which the clock, the urgency and our questions afterwards all go by.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from helpline.referrals.events import event_forms
from helpline.referrals.happenings import plan_for_hearing
from helpline.storage import follow_ups, referrals
from helpline.storage.events import Event, Happening
from helpline.storage.kinds import EventKind
from helpline.storage.tables import Referral, new_id

_UNKNOWN = "unknown"


def facts_told_by(happening: Happening, *, now: datetime) -> dict[str, str]:
    """Returns the facts that an event tells at a moment (aware); one that is still to come tells
    none.
    """
    if happening.starts_at is not None and happening.starts_at > now:
        return {}
    form = event_forms()[happening.kind]
    return {**form.tells, **form.tells_with.get(happening.outcome or "", {})}


def record_consequences(
    session: Session,
    referral: Referral,
    event_id: str,
    happening: Happening,
    *,
    staff_id: str,
    now: datetime,
) -> None:
    """Records what an event tells once staff hold it for true; our questions end with a release,
    and go by the next hearing.
    """
    told = facts_told_by(happening, now=now)
    for name, value in told.items():
        referrals.add_fact(
            session, referral, name, value, message_id=event_id, staff_id=staff_id, now=now
        )
    if told.get("released") == "yes" or happening.kind is EventKind.CLOSED:
        follow_ups.cancel(session, referral.id)
    elif happening.kind is EventKind.HEARING:
        plan_for_hearing(session, referral, now=now)


def take_back_consequences(
    session: Session, referral: Referral, event: Event, *, staff_id: str, now: datetime
) -> None:
    """Puts what held before over the facts that a rejected event, or the message that told of it,
    told, as far as they hold still; our questions go by the hearings that are left.
    """
    told = facts_told_by(event.happening, now=now)
    facts = referrals.list_facts(session, referral.id)
    correction = new_id()
    for name, fact in {fact.name: fact for fact in facts}.items():
        if told.get(name) != fact.value or fact.message_id not in (event.id, event.message_id):
            continue
        before = [each.value for each in facts if each.name == name and each is not fact]
        referrals.add_fact(
            session, referral, name, before[-1] if before else _UNKNOWN,
            message_id=correction, staff_id=staff_id, now=now,
        )  # fmt: skip
    if event.happening.kind is EventKind.HEARING:
        plan_for_hearing(session, referral, now=now)
