"""Two families of one person held: which referrals may be about the same person, and why.

Names are compared only for referrals that share a keyed hash of something that few share, so that
a comparison stays small however many referrals are open. Nothing is ever joined here: staff decide,
and what one family told is not told to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from helpline.referrals.names import Likeness, compare
from helpline.referrals.portraits import NAMES, WORDS, Portrait, portrait_of, sought_by, tokens_of
from helpline.storage import pairs
from helpline.storage.contacts import address_of
from helpline.storage.database import Database
from helpline.storage.referrals import current_facts_of
from helpline.storage.tables import Contact, Referral

_FILE = Path(__file__).with_name("alike.yml")
# So many are compared at once; the others at the next round.
_AT_ONCE = 50
# So long a family has not answered, and the next answer may not come soon.
_WRITTEN = timedelta(minutes=2)
_SAME_TIME, _CLOSE_TIME, _OTHER_TIME = (
    timedelta(hours=12), timedelta(hours=36), timedelta(days=4),
)  # fmt: skip
_SAME_AGE, _OTHER_AGE = 1, 5
_BY_LIKENESS = {
    Likeness.SAME: "same_name",
    Likeness.SAME_COMMON: "same_common_name",
    Likeness.PART: "part_of_name",
    Likeness.PART_COMMON: "part_of_common_name",
    Likeness.UNLIKE: "other_name",
}


@dataclass(frozen=True)
class Alike:
    """How much speaks for two referrals being about one person, and what, the strongest first."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_offered(self) -> bool:
        """Whether staff are to look at it."""
        return self.score >= int(_rules()["offered_from"])


def weigh(one: Portrait, other: Portrait) -> Alike:
    """Returns what speaks for two portraits being of one person, less what speaks against it."""
    found = set(_signs(one, other))
    speaks, against = _rules()["for"], _rules()["against"]
    reasons = sorted(found & speaks.keys(), key=lambda name: (-speaks[name], name))
    score = sum(speaks[name] for name in reasons)
    return Alike(score - sum(against[name] for name in found & against.keys()), tuple(reasons))


def compare_changed(database: Database, *, now: datetime) -> int:
    """Compares what has changed since it was last compared, and returns how many that were. A draft
    that changes with every answer is compared once it is confirmed, or nobody adds to it.
    """
    with database.reading() as session:
        listed = pairs.list_changed(session, limit=_AT_ONCE, written_before=now - _WRITTEN)
        changed = [each.id for each, _ in listed]
    for referral_id in changed:
        try:
            compare_one(database, referral_id, now=now)
        except (IntegrityError, StaleDataError):
            # Another worker has compared it, or it was erased, at the same time.
            continue
    return len(changed)


def compare_one(database: Database, referral_id: str, *, now: datetime) -> None:
    """Compares a referral with those that share something with it, and keeps who may be alike;
    does nothing where it is gone by now. Nothing is written while it compares.
    """
    with database.reading() as session:
        mine = _read(session, [referral_id]).get(referral_id)
        if mine is None:
            return
        referral, portrait = mine
        sharing = pairs.find_sharing(session, referral, sought_by(portrait))
        others = _read(session, list(sharing)).values()
    weighed = [(other, weigh(portrait, theirs)) for other, theirs in others]
    found = [(other, alike.score, alike.reasons) for other, alike in weighed if alike.is_offered]
    with database.transaction() as session:
        if pairs.put_tokens(session, referral, tokens_of(portrait)):
            pairs.put_candidates(session, referral, found, now=now)


def _read(session: Session, referral_ids: Sequence[str]) -> dict[str, tuple[Referral, Portrait]]:
    """Returns some referrals by id, each with its portrait; one that is gone is left out."""
    rows = session.execute(
        select(Referral, Contact).join(Contact).where(Referral.id.in_(referral_ids))
    )
    facts = current_facts_of(session, referral_ids, NAMES)
    words = pairs.words_told(session, referral_ids, WORDS)
    return {
        referral.id: (
            referral,
            portrait_of(
                facts[referral.id],
                words[referral.id],
                language=referral.language,
                address=address_of(session, contact),
                region=contact.country,
            ),
        )
        for referral, contact in rows
    }


def _signs(one: Portrait, other: Portrait) -> Iterator[str]:
    """Yields the names of what speaks for and against one person."""
    if one.own_number in other.named_numbers or other.own_number in one.named_numbers:
        yield "phone_named"
    if one.own_number is not None and one.own_number == other.own_number:
        yield "same_phone"
    if one.name and other.name:
        yield _BY_LIKENESS[compare(one.name, other.name)]
    if one.places & other.places:
        yield "same_place"
    elif one.places and other.places:
        yield "other_place"
    if one.country and other.country and one.country != other.country:
        yield "other_country"
    if one.holder and one.holder == other.holder:
        yield "same_holder"
    if one.sex and other.sex and one.sex != other.sex:
        yield "other_sex"
    yield from _signs_of_time(one, other)
    yield from _signs_of_age(one, other)


def _signs_of_time(one: Portrait, other: Portrait) -> Iterator[str]:
    if not (one.since and one.until and other.since and other.until):
        return
    apart = max(one.since - other.until, other.since - one.until)
    if apart <= _SAME_TIME:
        yield "same_time"
    elif apart <= _CLOSE_TIME:
        yield "close_time"
    elif apart > _OTHER_TIME:
        yield "other_time"


def _signs_of_age(one: Portrait, other: Portrait) -> Iterator[str]:
    if one.age is not None and other.age is not None:
        apart = abs(one.age - other.age)
        if apart == 0 and not (one.name and other.name):
            yield "same_age_no_name"
        elif apart <= _SAME_AGE:
            yield "same_age"
        elif apart > _OTHER_AGE:
            yield "other_age"
    elif one.age_group and other.age_group and one.age_group != other.age_group:
        yield "other_age"


@cache
def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return rules
