"""A case as it is counted: one person held, as codes and moments. No name, no number, no words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from helpline.storage.kinds import EventExactness

UNKNOWN = "unknown"
# A stretch of more hours than this is no hour: such a time counts for its day only.
WIDEST_HOUR = timedelta(hours=6)
_TO_THE_HOUR = (EventExactness.EXACT, EventExactness.ABOUT)


@dataclass(frozen=True)
class Stamp:
    """When something happened: from the first to the last possible moment (aware, UTC; None is not
    known), how well that is known, and whether staff hold it for true or it was only told.
    """

    at: datetime | None
    until: datetime | None
    exactness: EventExactness
    confirmed: bool = False
    outcome: str | None = None
    lawyer: bool | None = None

    @property
    def hour(self) -> datetime | None:
        """The moment for figures in hours: the middle of its stretch; None for a day or longer."""
        if self.at is None or self.until is None or self.exactness not in _TO_THE_HOUR:
            return None
        length = self.until - self.at
        return self.at + length / 2 if length <= WIDEST_HOUR else None


@dataclass(frozen=True)
class Limit:
    """The custody limit of a case: the rule ("nepal/limit/np-code@1f0c…"), before whom, and the
    first and the last moment at which its hours can end (UTC).
    """

    rule: str
    before: str
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Service:
    """What the helpline did: seconds from the first message to the first reply and to the first
    message of staff, whether the reply was in the writer's language, whether a text on rights
    arrived, how many messages there were both ways, and how many could not be delivered.
    """

    first_reply: float | None = None
    own_language: bool | None = None
    by_person: float | None = None
    rights: bool | None = None
    messages: int = 0
    undelivered: int = 0


@dataclass(frozen=True)
class Case:
    """A case: `written` is when the first message came, `stamps` what happened by kind of event
    (the first of each), `flags` what was told to be so, `counts` hearings and motions by outcome.

    `zone` is that of its place; `links` is shared by referrals that staff hold for one person's.
    """

    written: datetime
    zone: str = "UTC"
    submitted: datetime | None = None
    closed: datetime | None = None
    outcome: str | None = None
    jurisdiction: str = UNKNOWN
    authority: str = UNKNOWN
    area: str = UNKNOWN
    gender: str = UNKNOWN
    age: str = UNKNOWN
    language: str = UNKNOWN
    script: str = UNKNOWN
    ill: str = UNKNOWN
    foreigner: str = UNKNOWN
    channel: str = UNKNOWN
    writer: str = UNKNOWN
    questioned: str = UNKNOWN
    questioned_by: datetime | None = None
    arrested: Stamp | None = None
    limit: Limit | None = None
    stamps: dict[str, Stamp] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)
    service: Service = Service()

    def hour(self, kind: str) -> datetime | None:
        """Returns the moment of something for figures in hours, or None."""
        stamp = self.arrested if kind == "arrested" else self.stamps.get(kind)
        return None if stamp is None else stamp.hour

    def hours_between(self, start: str, end: str) -> float | None:
        """Returns the hours from one thing to another ("written" is the first message), or None
        where either is not known to the hour or the second came before the first.
        """
        begin = self.written if start == "written" else self.hour(start)
        stop = self.written if end == "written" else self.hour(end)
        if begin is None or stop is None or stop < begin:
            return None
        return (stop - begin).total_seconds() / 3600

    @property
    def is_child(self) -> bool:
        """Whether the person held is known to be under 18."""
        return self.age in CHILD_AGES

    def with_service(self, service: Service) -> Case:
        """Returns the case with what the helpline did for it."""
        return replace(self, service=service)

    def to_json(self) -> str:
        """Returns the case as JSON."""
        told = {name: value for name, value in vars(self).items() if value not in _EMPTY}
        return json.dumps(told, default=_plain, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Case:
        """Returns the case that `to_json` wrote."""
        told: dict[str, Any] = json.loads(text)
        for name in ("written", "submitted", "closed", "questioned_by"):
            if name in told:
                told[name] = _moment(told[name])
        if "arrested" in told:
            told["arrested"] = _stamp(told["arrested"])
        if "limit" in told:
            first, last = _moment(told["limit"].pop("first")), _moment(told["limit"].pop("last"))
            told["limit"] = Limit(**told["limit"], first=first, last=last)
        if "stamps" in told:
            told["stamps"] = {name: _stamp(each) for name, each in told["stamps"].items()}
        if "service" in told:
            told["service"] = Service(**told["service"])
        told["flags"] = frozenset(told.get("flags", ()))
        return cls(**told)


CHILD_AGES = ("under_12", "12_13", "14_15", "16_17", "child")
AGES = (*CHILD_AGES, "18_24", "25_59", "60_up", "adult", UNKNOWN)
_UP_TO = ((11, "under_12"), (13, "12_13"), (15, "14_15"), (17, "16_17"), (24, "18_24"))
_EMPTY: tuple[Any, ...] = (None, UNKNOWN, {}, frozenset())


def age_group(age: int | None, group: str | None) -> str:
    """Returns the age group of an age in years, or of "child" or "adult" where no age is known."""
    if age is None:
        return group if group in ("child", "adult") else UNKNOWN
    for last, name in _UP_TO:
        if age <= last:
            return name
    return "25_59" if age < 60 else "60_up"


def joined(cases: list[Case]) -> Case:
    """Returns one case of several referrals that staff hold for one person's: the first that was
    written, with what it lacks from those after it. What staff confirmed stands before what was
    told, and of two of a kind the earlier.
    """
    first, *others = sorted(cases, key=lambda case: case.written)
    for other in others:
        lacks = {
            each.name: getattr(other, each.name)
            for each in fields(Case)
            if each.name not in _OF_ITS_OWN and getattr(first, each.name) in (None, UNKNOWN)
        }
        stamps = dict(first.stamps)
        for kind, stamp in other.stamps.items():
            if kind not in stamps or sort_key(stamp) < sort_key(stamps[kind]):
                stamps[kind] = stamp
        counts = {
            name: max(first.counts.get(name, 0), other.counts.get(name, 0))
            for name in first.counts.keys() | other.counts.keys()
        }
        flags = first.flags | other.flags
        first = replace(first, **lacks, stamps=stamps, flags=flags, counts=counts)
    return first


# What a case keeps of its own, whoever else wrote of the same person.
_OF_ITS_OWN = ("written", "zone", "closed", "outcome", "stamps", "flags", "counts", "service")
_LAST = datetime.max.replace(tzinfo=UTC)


def sort_key(stamp: Stamp) -> tuple[bool, datetime]:
    """Returns by what of two stamps of a kind the better stands first: confirmed, then earlier."""
    return not stamp.confirmed, stamp.at or _LAST


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Stamp | Limit | Service):
        return vars(value)
    raise TypeError(type(value).__name__)


def _moment(seconds: int | None) -> Any:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _stamp(told: dict[str, Any]) -> Stamp:
    told["at"], told["until"] = _moment(told["at"]), _moment(told["until"])
    return Stamp(**{**told, "exactness": EventExactness(told["exactness"])})
