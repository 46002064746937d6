"""Questions that we ask of a family afterwards: few, never at night, and none once they say so."""

from __future__ import annotations

from collections.abc import Mapping
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
# The questions before a hearing and after it, by number; of so many hearings each is asked about.
BEFORE_HEARING, AFTER_HEARING = (1, 3, 5), (2, 4, 6)
# In the evening before, and at the day's end or some hours after the hour that was told.
_EVENING_BEFORE, _END_OF_DAY = time(18, 0), time(17, 0)
_AFTER_HEARING = timedelta(hours=4)
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


def plan_around_hearing(
    session: Session,
    referral: Referral,
    hearing: tuple[datetime, datetime] | None,
    *,
    has_hour: bool,
    now: datetime,
) -> None:
    """Plans a question for the evening before a hearing, from and to (aware), and one after it, in
    place of those around another hearing; None only cancels these. Of a hearing in a span of many
    days nothing is asked, nor beforehand where the evening is past.
    """
    follow_ups.cancel(session, referral.id, FollowUpKind.HEARING)
    if hearing is None:
        return
    zone = _zone(session, referral)
    start, end = (moment.astimezone(zone) for moment in hearing)
    if start.date() != end.date():
        return
    eve = datetime.combine(start.date() - timedelta(days=1), _EVENING_BEFORE, zone)
    after = datetime.combine(start.date(), _END_OF_DAY, zone)
    if has_hour:
        after = outside_quiet(max(end + _AFTER_HEARING, now), zone)
    asked = follow_ups.numbers_asked(session, referral.id, FollowUpKind.HEARING)
    for due, numbers in ((eve, BEFORE_HEARING), (after, AFTER_HEARING)):
        number = next((each for each in numbers if each not in asked), None)
        if number is not None and due > now:
            follow_ups.plan_anew(
                session, referral, FollowUpKind.HEARING, number=number, due_at=due, now=now
            )


def is_still_wanted(session: Session, follow_up: FollowUp) -> bool:
    """Whether a question that is due may be asked: the case is open, nobody has taken the
    conversation over, the family has not asked us to be quiet, and has not answered it yet.
    """
    referral = referrals.get_referral(session, follow_up.referral_id)
    contact = session.get_one(Contact, follow_up.contact_id)
    facts = referrals.current_facts(session, referral.id)
    return (
        referral.state is ReferralState.OPEN
        and referral.withheld_at is None
        and contact.opted_out_at is None
        and contact.handler is Handler.BOT
        and not any(facts[name].value == "yes" for name in _ENDS if name in facts)
        and not (follow_up.kind is FollowUpKind.CLOCK and _was_seen(facts))
    )


def is_quiet(session: Session, follow_up: FollowUp, *, now: datetime) -> bool:
    """Whether it is night where a family is: then what is due waits for the morning, as after a
    time in which no worker ran.
    """
    zone = _zone(session, referrals.get_referral(session, follow_up.referral_id))
    return outside_quiet(now, zone) != now


def outside_quiet(moment: datetime, zone: ZoneInfo) -> datetime:
    """Returns a moment, or the end of the quiet hours of a place if it falls within them."""
    local = moment.astimezone(zone)
    if _QUIET_UNTIL <= local.time() < _QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=1) if local.time() >= _QUIET_FROM else local.date()
    return datetime.combine(day, _QUIET_UNTIL, zone)


def _was_seen(facts: Mapping[str, referrals.Fact]) -> bool:
    return "seen_by_judge" in facts and facts["seen_by_judge"].value == "yes"


def _zone(session: Session, referral: Referral) -> ZoneInfo:
    facts = referrals.current_facts(session, referral.id)
    return zone_of(facts["country"].value if "country" in facts else None)
