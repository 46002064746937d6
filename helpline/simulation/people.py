"""Invented cases: who is held, where, since when, and what followed. Draws from `year.yml`."""

from __future__ import annotations

import calendar
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from helpline.referrals.reading import zone_of
from helpline.reports.areas import areas_of_country, first_town_of
from helpline.storage.events import Happening
from helpline.storage.kinds import Channel, EventExactness, EventKind, EventSource

_FILE = Path(__file__).with_name("year.yml")
_DAY = timedelta(hours=24)
# How far times of one kind lie apart: the spread of their logarithm.
_SPREAD = 0.9


@dataclass
class Invented:
    """A case that never was. Moments are UTC; seconds are from the first message."""

    region: str
    writing: str
    channel: Channel
    written: datetime
    facts: dict[str, str]
    is_complete: bool
    first_reply: float | None = None
    by_person: float | None = None
    rights: str = "none"
    has_undelivered: bool = False
    happenings: list[Happening] = field(default_factory=list)
    is_confirmed: bool = True
    outcome: str | None = None
    closed: datetime | None = None


@cache
def profile() -> Mapping[str, Any]:
    """Returns what an invented year is made of."""
    told: Mapping[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


def invent(rng: random.Random, year: int, *, now: datetime) -> Invented:
    """Returns a case whose first message came in a year, before a moment (aware)."""
    told = profile()
    name = _weighted(rng, {key: each["weight"] for key, each in told["jurisdictions"].items()})
    place = told["jurisdictions"][name]
    written = _moment(rng, year, now)
    writing = _weighted(rng, place["languages"])
    arrest = written - timedelta(hours=_hours(rng, told["hours_before_writing"]))
    case = Invented(
        region=place["region"],
        writing=writing,
        channel=Channel.WHATSAPP if _chance(rng, told["whatsapp"]) else Channel.SMS,
        written=written,
        facts=_facts(rng, place, arrest),
        is_complete=not _chance(rng, told["left_unfinished"]),
        first_reply=None
        if _chance(rng, told["no_reply"])
        else 3600 * _hours(rng, told["first_reply_seconds"] / 3600),
        rights=_weighted(rng, told["rights"]),
        has_undelivered=_chance(rng, told["undelivered"]),
        is_confirmed=_chance(rng, told["confirmed"]),
    )
    if case.is_complete:
        _follow(rng, case, arrest, now)
    return case


def _facts(rng: random.Random, place: Mapping[str, Any], arrest: datetime) -> dict[str, str]:
    told = profile()
    facts = {"safe": "yes", "country": place["country"], "who_held": _weighted(rng, told["writer"])}
    facts["held_by"] = _weighted(rng, place["holders"])
    if facts["held_by"] not in ("police", "army", "unknown"):
        facts["holder"], facts["held_by"] = facts["held_by"], "other"
    if areas := areas_of_country(place["country"]):
        # The first areas have the most people.
        chosen = areas[min(int(rng.expovariate(0.25)), len(areas) - 1)]
        facts["place"] = first_town_of(place["country"], chosen)
    sex = _weighted(rng, told["sex"])
    if sex != "unknown":
        facts["sex"] = sex
    if not _chance(rng, told["age_unknown"]):
        low, high, _ = rng.choices(told["ages"], [each[2] for each in told["ages"]])[0]
        age = rng.randint(low, high)
        facts |= {"age": str(age), "age_group": "child" if age < 18 else "adult"}
    for name, (yes, no) in told["told"].items():
        if _chance(rng, yes):
            facts[name] = "yes"
        elif _chance(rng, 100 * no / (100 - yes)):
            facts[name] = "no"
    if sex == "female" and _chance(rng, told["pregnant_of_women"]):
        facts |= {"pregnant": "yes", "condition": "yes"}
    facts["questioned"] = _weighted(rng, told["questioned"])
    when = _words_of(rng, arrest.astimezone(zone_of(place["country"])))
    return facts | ({"arrested_when": when} if when else {})


def _words_of(rng: random.Random, at: datetime) -> str | None:
    how = _weighted(rng, profile()["arrest"])
    day = f"{at:%Y-%m-%d}"
    if how == "none":
        return None
    if how == "stretch":
        part = ("at night", "in the morning", "in the afternoon", "in the evening")[at.hour // 6]
        return f"{at.day} {at:%B %Y} {part}"
    return day if how == "day" else f"{day} {at:%H:%M}"


def _follow(rng: random.Random, case: Invented, arrest: datetime, now: datetime) -> None:
    """Adds what followed, as far as it had happened by a moment."""
    told, events = profile(), _Course(rng, case, now)
    if _chance(rng, told["person"][0]):
        case.by_person = 3600 * _hours(rng, told["person"][1])
    asked = events.add(EventKind.LAWYER_ASSIGNED, case.written, told["asked"])
    taken = asked and events.add(EventKind.LAWYER_ACKNOWLEDGED, asked, told["taken"])
    contact = taken and events.add(
        EventKind.FIRST_CONTACT, taken, told["contact"], rng.choice(("visit", "call"))
    )
    if taken and contact is None:
        events.add(EventKind.ACCESS_REFUSED, taken, [told["refused"], 20])
    _custody(rng, events, arrest)
    _rights(rng, events, case, arrest)
    percent, hours = told["closed"]
    closed = case.written + timedelta(hours=_hours(rng, hours))
    if _chance(rng, percent) and closed <= now:
        case.closed, case.outcome = closed, _weighted(rng, told["outcome"])


def _custody(rng: random.Random, events: _Course, arrest: datetime) -> None:
    told = profile()
    present = {"yes": True, "no": False, "unknown": None}
    lawyer = present[_weighted(rng, told["lawyer_at_questioning"])]
    events.add(EventKind.QUESTIONED, arrest, told["questioned_event"], lawyer=lawyer)
    for kind, name in ((EventKind.PROSECUTOR, "prosecutor"), (EventKind.JUDGE, "judge")):
        outcome = "released" if _chance(rng, told["released_at_first"]) else "held_on"
        events.add(kind, arrest, told[name], outcome, lawyer=_chance(rng, told["with_lawyer"]))
    charged = events.add(EventKind.CHARGED, arrest, told["charged"], "charged")
    events.add(
        EventKind.RELEASED, arrest, told["released"], "on_bail" if charged else "without_charge"
    )
    if _chance(rng, told["hearing"]):
        for _ in range(rng.randint(1, 3)):
            events.add(
                EventKind.HEARING,
                arrest,
                [100, 200],
                "adjourned",
                lawyer=rng.choice((True, True, False, None)),
            )
    for kind, name in ((EventKind.MOTION, "motion"), (EventKind.BAIL, "bail")):
        if (outcome := _weighted(rng, told[name])) != "unknown":
            events.add(kind, arrest, [100, 120], outcome)


def _rights(rng: random.Random, events: _Course, case: Invented, arrest: datetime) -> None:
    told = profile()
    if (outcome := _weighted(rng, told["family_told"])) != "unknown":
        events.add(EventKind.FAMILY_TOLD, arrest, [100, 8], outcome)
    if "yes" in (case.facts.get("condition"), case.facts.get("mistreatment")):
        if (outcome := _weighted(rng, told["medical"])) != "unknown":
            events.add(EventKind.MEDICAL, case.written, [100, 30], outcome)
    if case.facts.get("mistreatment") == "yes":
        events.add(EventKind.COMPLAINT, case.written, [told["complaint"], 90])
    if case.facts.get("whereabouts_unknown") == "yes":
        events.add(EventKind.FOUND, case.written, [told["found"], 26])


class _Course:
    """The course of a case: adds what happened, each at a time of its own."""

    def __init__(self, rng: random.Random, case: Invented, now: datetime) -> None:
        self._rng, self._case, self._now = rng, case, now

    def add(
        self,
        kind: EventKind,
        after: datetime,
        how: list[float],
        outcome: str | None = None,
        *,
        lawyer: bool | None = None,
    ) -> datetime | None:
        """Adds an event, given how often in a hundred and how many hours after it is, and returns
        when it was; None if it did not happen, or not yet.
        """
        percent, hours = how
        at = after + timedelta(hours=_hours(self._rng, hours))
        if not _chance(self._rng, percent) or at > self._now:
            return None
        starts, ends, exactness = at, at, EventExactness.EXACT
        if _chance(self._rng, 15):
            starts = at.replace(hour=0, minute=0)
            ends, exactness = starts + _DAY, EventExactness.DATE
        source = self._rng.choice((EventSource.FAMILY, EventSource.LAWYER, EventSource.STAFF))
        self._case.happenings.append(
            Happening(kind, source, starts, ends, exactness, outcome, lawyer)
        )
        return at


def _moment(rng: random.Random, year: int, now: datetime) -> datetime:
    weights = profile()["referrals_by_month"]
    while True:
        month = rng.choices(range(1, 13), weights)[0]
        days = calendar.monthrange(year, month)[1]
        seconds = rng.randrange(days * 86_400)
        moment = datetime(year, month, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        if moment < now:
            return moment


def _hours(rng: random.Random, median: float) -> float:
    """Returns a time in hours whose median is given, to the second."""
    return round(3600 * rng.lognormvariate(math.log(median), _SPREAD)) / 3600


def _chance(rng: random.Random, percent: float) -> bool:
    return rng.random() * 100 < percent


def _weighted(rng: random.Random, weights: Mapping[str, float]) -> str:
    return str(rng.choices(list(weights), list(weights.values()))[0])
