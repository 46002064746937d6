"""Questions that we ask of a family afterwards: few, never at night, and none once they say so."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from helpline.custody.clock import Clock, ClockState
from helpline.referrals.reading import zone_of
from helpline.storage import follow_ups, referrals
from helpline.storage.kinds import FollowUpKind, Handler, ReferralState
from helpline.storage.tables import Contact, FollowUp, Referral

# What a family answers, and the fact that it makes.
_FACT_OF_ANSWER = {
    "yes": ("seen_by_judge", "yes"),
    "no": ("seen_by_judge", "no"),
    "free": ("released", "yes"),
    "stop": ("no_follow_ups", "yes"),
    "late": ("late", "yes"),
}
# After the hours have ended, people need a little to hear of it.
_AFTER_DEADLINE = timedelta(minutes=30)
_AGAIN = timedelta(hours=24)
_AFTER_SILENCE = timedelta(days=7)
_MOST = {FollowUpKind.CLOCK: 3, FollowUpKind.SILENCE: 2}
# Nobody is written to in these hours of their place.
_QUIET_FROM, _QUIET_UNTIL = time(21, 0), time(7, 30)
_ENDS = ("released", "no_follow_ups")


def plan_after_clock(session: Session, referral: Referral, clock: Clock, *, now: datetime) -> None:
    """Plans the question for when the hours of a clock end; none where the clock is silent. An
    earlier plan moves with the clock as long as it has not been asked.
    """
    if clock.state is ClockState.SILENT or clock.deadline is None:
        return
    due = max(clock.deadline, now) + _AFTER_DEADLINE
    zone = clock.arrest.timezone
    follow_ups.plan(
        session, referral, FollowUpKind.CLOCK, number=1, due_at=outside_quiet(due, zone), now=now
    )


def plan_after_silence(session: Session, referral: Referral, *, now: datetime) -> None:
    """Plans a question for a week after the last that we heard, in place of an earlier plan."""
    number = follow_ups.count_asked(session, referral.id, FollowUpKind.SILENCE) + 1
    if number > _MOST[FollowUpKind.SILENCE]:
        return
    due = outside_quiet(now + _AFTER_SILENCE, _zone(session, referral))
    follow_ups.plan(session, referral, FollowUpKind.SILENCE, number=number, due_at=due, now=now)


def record_answer(
    session: Session, referral: Referral, answer: str, *, message_id: str, now: datetime
) -> None:
    """Records what a family answered ("yes", "no", "free", "stop", "late"), and plans or cancels
    what follows from it; raises KeyError for any other answer.
    """
    name, value = _FACT_OF_ANSWER[answer]
    referrals.add_fact(session, referral, name, value, message_id=message_id, now=now)
    if answer in ("free", "stop"):
        follow_ups.cancel(session, referral.id)
        return
    number = follow_ups.count_asked(session, referral.id, FollowUpKind.CLOCK) + 1
    if answer == "no" and number <= _MOST[FollowUpKind.CLOCK]:
        due = outside_quiet(now + _AGAIN, _zone(session, referral))
        follow_ups.plan(session, referral, FollowUpKind.CLOCK, number=number, due_at=due, now=now)


def is_still_wanted(session: Session, follow_up: FollowUp) -> bool:
    """Whether a question that is due may be asked: the case is open, nobody has taken the
    conversation over, and the family has not asked us to be quiet.
    """
    referral = referrals.get_referral(session, follow_up.referral_id)
    contact = session.get_one(Contact, follow_up.contact_id)
    facts = referrals.current_facts(session, referral.id)
    return (
        referral.state is ReferralState.OPEN
        and contact.opted_out_at is None
        and contact.handler is Handler.BOT
        and not any(name in facts for name in _ENDS)
    )


def outside_quiet(moment: datetime, zone: ZoneInfo) -> datetime:
    """Returns a moment, or the end of the quiet hours of a place if it falls within them."""
    local = moment.astimezone(zone)
    if _QUIET_UNTIL <= local.time() < _QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= _QUIET_FROM else local.date()
    return datetime.combine(day, _QUIET_UNTIL, zone)


def _zone(session: Session, referral: Referral) -> ZoneInfo:
    facts = referrals.current_facts(session, referral.id)
    return zone_of(facts["country"].value if "country" in facts else None)
