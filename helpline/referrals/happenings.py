"""What a family writes that happened, as events of its referral that staff then confirm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from helpline.dates import Kind, When
from helpline.law.places import country_of_number
from helpline.news import News, read_news
from helpline.news.words import AHEAD, Told
from helpline.referrals import follow_ups
from helpline.referrals.events import event_forms
from helpline.referrals.questions import LEFT_OUT
from helpline.referrals.reading import zone_of
from helpline.referrals.wording import corrects
from helpline.storage import events, referrals
from helpline.storage.events import Event, Happening
from helpline.storage.kinds import EventExactness, EventKind, EventSource, EventState
from helpline.storage.referrals import Fact
from helpline.storage.tables import Contact, Referral
from helpline.text.normalise import fold

_PLACE, _FREE = "place", "released"
_NO_PLACE = (LEFT_OUT, "unknown")
# Of these one alone is told at a time: told again without a time it is the same.
_ONCE = frozenset({EventKind.RELEASED, EventKind.FOUND, EventKind.CHARGED, EventKind.SENTENCED})
_BEFORE_COURT = frozenset({EventKind.JUDGE, EventKind.PROSECUTOR})


@dataclass(frozen=True)
class Hearing:
    """A hearing to come: from when to when it may begin (aware, UTC), how well that is known."""

    starts_at: datetime
    ends_at: datetime
    exactness: EventExactness

    def when(self, zone: ZoneInfo) -> When:
        """Returns its time, local to a zone, to be said."""
        start, end = self.starts_at.astimezone(zone), self.ends_at.astimezone(zone)
        about = self.exactness is EventExactness.ABOUT
        if start == end:
            return When(Kind.INSTANT, start, end, about=about)
        if start.date() != end.date():
            return When(Kind.RANGE, start, end, about=about)
        whole = (start.hour, start.minute, end.hour, end.minute) == (0, 0, 23, 59)
        return When(Kind.DATE if whole else Kind.PART, start, end, about=about)


def record_happenings(
    session: Session,
    contact: Contact,
    referral: Referral,
    text: str,
    *,
    message_id: str,
    now: datetime,
) -> list[News]:
    """Records what a message tells that happened as events of a referral, once, with what follows
    from them: a release ends our questions, a hearing to come plans two. Returns those that this
    message told first.

    A message that puts another day for a hearing, or corrects it, takes the one told before back,
    as far as staff have not confirmed it.
    """
    facts = referrals.current_facts(session, referral.id)
    zone = zone_of(_country(facts) or country_of_number(contact.country))
    news = read_news(text, language=contact.language, zone=zone, now=now)
    news = [*news, *_moved_by_fact(session, referral, text, news, message_id=message_id)]
    before = events.list_events(session, referral.id)
    told = []
    for each in news:
        if any(_is_same(each, event) for event in before if event.message_id != message_id):
            continue
        told.append(each)
        if each.puts_off or (each.told.manner == AHEAD and corrects(text)):
            _withdraw_hearings(session, referral, before, besides=message_id, now=now)
        events.add_event(session, referral, _happening(each), message_id=message_id, now=now)
        _follow(session, referral, each, message_id=message_id, now=now)
    if any(each.kind is EventKind.HEARING for each in told):
        plan_for_hearing(session, referral, now=now)
    return told


def hear_happenings(
    session: Session, contact: Contact, text: str, *, message_id: str, now: datetime
) -> None:
    """Records what a message tells that happened in the contact's latest referral, if they have
    one; what was recorded already stays as it is.
    """
    referral = referrals.find_latest_referral(session, contact.id)
    if referral is not None:
        record_happenings(session, contact, referral, text, message_id=message_id, now=now)


def take_back(
    session: Session, referral: Referral, told_by: str, *, message_id: str, now: datetime
) -> bool:
    """Takes back what the message `told_by` told that happened, because its writer says in another
    that it is not so; returns whether there was any. What staff have decided stays.
    """
    taken = events.withdraw_told(session, referral, told_by, now=now)
    if EventKind.RELEASED in taken:
        referrals.add_fact(session, referral, _FREE, "no", message_id=message_id, now=now)
        follow_ups.plan_after_silence(session, referral, now=now)
    if EventKind.HEARING in taken:
        plan_for_hearing(session, referral, now=now)
    return bool(taken)


def confirm_release(
    session: Session, referral: Referral, told_by: str, *, message_id: str, now: datetime
) -> bool:
    """Takes it for sure that the message `told_by` told of a release, because its writer was asked
    and says so; returns whether it did, and that was not sure before.
    """
    told = [each for each in events.list_events(session, referral.id) if each.message_id == told_by]
    is_told = any(each.happening.kind is EventKind.RELEASED for each in told)
    if not is_told or release_told(session, referral) is not None:
        return False
    follow_ups.record_answer(session, referral, "free", message_id=message_id, now=now)
    return True


def release_told(session: Session, referral: Referral) -> Fact | None:
    """Returns the fact that the person of a referral was let go, None where they are not free."""
    free = referrals.current_facts(session, referral.id).get(_FREE)
    return free if free is not None and free.value == "yes" else None


def take_back_release(
    session: Session, referral: Referral, *, message_id: str, now: datetime
) -> None:
    """Takes back that somebody was told to be free, because the family says that they are held."""
    free = release_told(session, referral)
    if free is not None:
        take_back(session, referral, free.message_id, message_id=message_id, now=now)


def put_off_hearing(
    session: Session, referral: Referral, *, message_id: str, now: datetime
) -> None:
    """Takes back the hearings to come that were told, because the family says that it is another
    day.
    """
    known = events.list_events(session, referral.id)
    _withdraw_hearings(session, referral, known, besides=message_id, now=now)
    plan_for_hearing(session, referral, now=now)


def record_outcome(
    session: Session, referral: Referral, outcome: str, *, message_id: str, now: datetime
) -> None:
    """Records what a family chose as the outcome of the last hearing ("held_on", "adjourned");
    raises ValueError for one that a hearing cannot have.
    """
    if outcome not in event_forms()[EventKind.HEARING].outcomes:
        raise ValueError("not an outcome of a hearing")
    last = _last_hearing(session, referral, now=now)
    happening = Happening(
        kind=EventKind.HEARING,
        source=EventSource.FAMILY,
        starts_at=last.starts_at if last else None,
        ends_at=last.ends_at if last else None,
        exactness=last.exactness if last else EventExactness.UNKNOWN,
        outcome=outcome,
    )
    events.add_event(session, referral, happening, message_id=message_id, now=now)


def next_hearing(session: Session, referral: Referral, *, now: datetime) -> Hearing | None:
    """Returns the next hearing of a referral that was told or confirmed, or None."""
    ahead = [
        Hearing(happening.starts_at, happening.ends_at, happening.exactness)
        for event in events.list_events(session, referral.id)
        if event.state is not EventState.REJECTED
        and (happening := event.happening).kind is EventKind.HEARING
        and happening.outcome is None
        and happening.starts_at is not None
        and happening.ends_at is not None
        and happening.ends_at > now
    ]
    return min(ahead, key=lambda hearing: hearing.starts_at, default=None)


def plan_for_hearing(session: Session, referral: Referral, *, now: datetime) -> None:
    """Plans our questions around the next hearing of a referral, in place of those around another;
    cancels them where there is none. To be called whenever its hearings change.
    """
    hearing = next_hearing(session, referral, now=now)
    span = None if hearing is None else (hearing.starts_at, hearing.ends_at)
    exact = hearing is not None and hearing.exactness in (
        EventExactness.EXACT, EventExactness.ABOUT,
    )  # fmt: skip
    follow_ups.plan_around_hearing(session, referral, span, has_hour=exact, now=now)


def _last_hearing(session: Session, referral: Referral, *, now: datetime) -> Happening | None:
    been = [
        event.happening
        for event in events.list_events(session, referral.id)
        if event.state is not EventState.REJECTED
        and event.happening.kind is EventKind.HEARING
        and event.happening.starts_at is not None
        and event.happening.starts_at <= now
    ]
    return max(been, key=lambda happening: str(happening.starts_at), default=None)


def _follow(
    session: Session, referral: Referral, news: News, *, message_id: str, now: datetime
) -> None:
    if news.is_sure_release:
        follow_ups.record_answer(session, referral, "free", message_id=message_id, now=now)
    elif news.kind in _BEFORE_COURT and news.told.manner is not None:
        follow_ups.record_answer(session, referral, "yes", message_id=message_id, now=now)


def _happening(news: News) -> Happening:
    when = news.when
    return Happening(
        kind=news.kind,
        source=EventSource.FAMILY,
        starts_at=when.start if when else None,
        ends_at=when.end if when else None,
        exactness=_exactness(when),
        outcome=news.told.outcome,
        lawyer_present=news.lawyer_present,
        words=news.words,
    )


def _exactness(when: When | None) -> EventExactness:
    if when is None:
        return EventExactness.UNKNOWN
    if when.kind is Kind.DATE and not when.about:
        return EventExactness.DATE
    exact = when.kind is Kind.INSTANT and not when.about
    return EventExactness.EXACT if exact else EventExactness.ABOUT


def _is_same(news: News, event: Event) -> bool:
    """Whether an event was told before, or another way of telling it."""
    known = event.happening
    if event.state is EventState.REJECTED or known.kind is not news.kind:
        return False
    if known.outcome != news.told.outcome:
        return False
    when = news.when
    if when is not None:
        return (known.starts_at, known.ends_at) == (when.start, when.end)
    return news.kind in _ONCE or fold(known.words or "") == fold(news.words)


def _moved_by_fact(
    session: Session, referral: Referral, text: str, news: list[News], *, message_id: str
) -> list[News]:
    """Returns that the person was moved, where a message tells another place than was told before
    and corrects nothing.
    """
    if corrects(text) or any(each.kind in (EventKind.MOVED, EventKind.FOUND) for each in news):
        return []
    places = [fact for fact in referrals.list_facts(session, referral.id) if fact.name == _PLACE]
    here = next((fact for fact in places if fact.message_id == message_id), None)
    earlier = [fact for fact in places if fact is not here and fact.value not in _NO_PLACE]
    if here is None or not earlier or fold(earlier[-1].value) == fold(here.value):
        return []
    return [News(Told(EventKind.MOVED), text)]


def _withdraw_hearings(
    session: Session, referral: Referral, known: list[Event], *, besides: str, now: datetime
) -> None:
    for event in known:
        told = event.happening
        is_ahead = told.starts_at is not None and told.starts_at > now and told.outcome is None
        if told.kind is EventKind.HEARING and is_ahead and event.message_id not in (None, besides):
            events.withdraw_told(
                session, referral, str(event.message_id), kind=EventKind.HEARING, now=now
            )


def _country(facts: dict[str, Fact]) -> str | None:
    return facts["country"].value if "country" in facts else None


def zone_for(session: Session, contact: Contact, referral: Referral) -> ZoneInfo:
    """Returns the time zone of a referral's place, or else of its writer's number."""
    facts = referrals.current_facts(session, referral.id)
    return zone_of(_country(facts) or country_of_number(contact.country))
