"""From referrals to cases as they are counted: facts, events and messages become codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.custody.clock import Clock
from helpline.dates import Kind, When
from helpline.law.book import LawBook
from helpline.law.places import assumed_jurisdiction, jurisdiction_of
from helpline.referrals.arrests import arrested_when, clock_from
from helpline.referrals.questions import LEFT_OUT
from helpline.referrals.reading import zone_of
from helpline.reports.areas import area_of
from helpline.reports.case import UNKNOWN, Case, Limit, Stamp, age_group, sort_key
from helpline.reports.served import service_of
from helpline.storage.events import Event, events_of
from helpline.storage.figures import (
    messages_seen,
    opening_places,
    referrals_with_contacts,
)
from helpline.storage.kinds import EventExactness, EventKind, EventState
from helpline.storage.referrals import Fact, current_facts_of
from helpline.storage.tables import Contact, Referral

FACTS = (
    "who_held", "country", "held_by", "holder", "place", "arrested_when", "age", "age_group", "sex",
    "condition", "ill", "hurt", "medicine", "pregnant", "questioned", "signed", "foreigner",
    "mistreatment", "bribe", "whereabouts_unknown",
)  # fmt: skip
_GENDERS = {"female": "woman", "male": "man"}
_WRITERS = {"self": "self", "relative": "family", "other": "other"}
_YES_NO = frozenset({"yes", "no"})
_FLAGS = ("mistreatment", "bribe", "whereabouts_unknown", "pregnant", "signed")
_PRESENT = {True: "hearing+", False: "hearing-", None: "hearing?"}
_COUNTED = (EventKind.HEARING, EventKind.MOTION, EventKind.BAIL, EventKind.MEDICAL)


def read_cases(
    session: Session, referral_ids: Sequence[str], book: LawBook, *, now: datetime
) -> dict[str, Case]:
    """Returns referrals, by id, as they are counted at a moment (aware); asks the database a few
    questions, however many they are.
    """
    rows = referrals_with_contacts(session, referral_ids)
    facts = current_facts_of(session, [referral.id for referral, _ in rows], FACTS)
    events = events_of(session, [referral.id for referral, _ in rows])
    contact_ids = list({contact.id for _, contact in rows})
    openings = opening_places(session, contact_ids)
    messages = messages_seen(session, contact_ids)
    return {
        referral.id: _case(
            referral,
            contact,
            facts[referral.id],
            events[referral.id],
            book,
            now=now,
        ).with_service(service_of(referral.id, openings[contact.id], messages[contact.id]))
        for referral, contact in rows
    }


def _case(
    referral: Referral,
    contact: Contact,
    facts: Mapping[str, Fact],
    events: Sequence[Event],
    book: LawBook,
    *,
    now: datetime,
) -> Case:
    told = {
        name: fact.value for name, fact in facts.items() if fact.value not in (LEFT_OUT, UNKNOWN)
    }
    language = referral.language or contact.language
    stamps = _stamps(events)
    closing = stamps.pop(EventKind.CLOSED.value, None)
    questioned = facts.get("questioned")
    country = told.get("country")
    age = told.get("age", "")
    when = arrested_when(facts, language=language)
    return Case(
        written=referral.created_at,
        zone=str(zone_of(country)),
        submitted=referral.submitted_at,
        closed=referral.closed_at,
        outcome=closing.outcome if closing and referral.closed_at else None,
        jurisdiction=jurisdiction_of(facts)
        or contact.jurisdiction
        or assumed_jurisdiction(contact.country, None)
        or UNKNOWN,
        authority=told.get("holder") or told.get("held_by") or UNKNOWN,
        area=area_of(told.get("place", ""), country=country, language=language) or UNKNOWN,
        gender=_GENDERS.get(told.get("sex", ""), UNKNOWN),
        age=age_group(int(age) if age.isdecimal() else None, told.get("age_group")),
        language=language or UNKNOWN,
        script=contact.script or UNKNOWN,
        ill=_ill(told),
        foreigner=told["foreigner"] if told.get("foreigner") in _YES_NO else UNKNOWN,
        channel=contact.channel.value,
        writer=_WRITERS.get(told.get("who_held", ""), UNKNOWN),
        questioned=told.get("questioned", UNKNOWN),
        questioned_by=questioned.told_at if questioned else None,
        arrested=_arrested(when, facts),
        limit=_limit(clock_from(facts, when, book, now=now)),
        stamps=stamps,
        flags=frozenset(_flags(told)),
        counts=_counts(events),
    )


def _ill(told: Mapping[str, str]) -> str:
    if "yes" in (told.get(name) for name in ("condition", "ill", "hurt", "medicine")):
        return "yes"
    return "no" if told.get("condition") == "no" else UNKNOWN


def _flags(told: Mapping[str, str]) -> Iterator[str]:
    yield from (name for name in _FLAGS if told.get(name) == "yes")
    # What the fact becomes once it is known where they are, or for how it was told first.
    if told.get("questioned") == "signed":
        yield "signed"


def _arrested(when: When | None, facts: Mapping[str, Fact]) -> Stamp | None:
    if when is None or when.start is None:
        return None
    by_staff = facts["arrested_when"].staff_id is not None
    return Stamp(when.start, when.end or when.start, _exactness(when), by_staff)


def _exactness(when: When) -> EventExactness:
    if when.kind is Kind.DATE and not when.about:
        return EventExactness.DATE
    exact = when.kind is Kind.INSTANT and not when.about
    return EventExactness.EXACT if exact else EventExactness.ABOUT


def _limit(clock: Clock | None) -> Limit | None:
    if clock is None or clock.limit is None or clock.earliest is None or clock.deadline is None:
        return None
    rule = f"{clock.limit.key}@{clock.limit.version}"
    return Limit(rule, clock.limit.before.value, clock.earliest, clock.deadline)


def _stamps(events: Sequence[Event]) -> dict[str, Stamp]:
    """Returns the best stamp of each kind of event that was not rejected: one that staff confirmed,
    and of those the first.
    """
    found: dict[str, Stamp] = {}
    for event in events:
        if event.state is EventState.REJECTED:
            continue
        stamp, kind = _stamp(event), event.happening.kind.value
        if kind not in found or sort_key(stamp) < sort_key(found[kind]):
            found[kind] = stamp
    return found


def _stamp(event: Event) -> Stamp:
    told = event.happening
    return Stamp(
        told.starts_at,
        told.ends_at,
        told.exactness,
        event.state is EventState.CONFIRMED,
        told.outcome,
        told.lawyer_present,
    )


def _counts(events: Sequence[Event]) -> dict[str, int]:
    """Returns how often something happened that may happen often, by kind and outcome, and of
    hearings, each day once, by whether a lawyer was there.
    """
    counts: Counter[str] = Counter()
    present: dict[object, bool | None] = {}
    for event in events:
        told = event.happening
        if event.state is EventState.REJECTED or told.kind not in _COUNTED:
            continue
        counts[f"{told.kind.value}:{told.outcome or UNKNOWN}"] += 1
        if told.kind is EventKind.HEARING:
            day = told.starts_at.date() if told.starts_at else event.id
            known = present.get(day)
            present[day] = known if told.lawyer_present is None else told.lawyer_present
    counts.update(_PRESENT[each] for each in present.values())
    return dict(counts)
