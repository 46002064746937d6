"""The words of a question that we ask afterwards: which response says it, with which values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from helpline.dates import in_words
from helpline.law.places import jurisdiction_of
from helpline.referrals.follow_ups import BEFORE_HEARING
from helpline.referrals.happenings import next_hearing, zone_for
from helpline.storage.contacts import get_contact
from helpline.storage.kinds import FollowUpKind
from helpline.storage.referrals import current_facts, get_referral
from helpline.storage.tables import FollowUp

_OF_NEWS = "utter_follow_up"
_BEFORE, _AFTER = "utter_follow_up_hearing", "utter_follow_up_after_hearing"


@dataclass(frozen=True)
class Question:
    """A response of the domain and the values of its placeholders."""

    response: str
    values: Mapping[str, str] = field(default_factory=dict)


def question_of(
    session: Session, follow_up: FollowUp, language: str, *, now: datetime
) -> Question | None:
    """Returns what is asked in a language at a moment (aware); None for a hearing that has begun,
    or that nobody tells of any more.
    """
    if follow_up.kind is not FollowUpKind.HEARING:
        return Question(_OF_NEWS)
    if follow_up.number not in BEFORE_HEARING:
        return Question(_AFTER)
    referral = get_referral(session, follow_up.referral_id)
    hearing = next_hearing(session, referral, now=now)
    if hearing is None or hearing.starts_at <= now:
        return None
    contact = get_contact(session, follow_up.contact_id)
    when = hearing.when(zone_for(session, contact, referral))
    place = jurisdiction_of(current_facts(session, referral.id))
    return Question(_BEFORE, {"moment": in_words(when, language, place, now=now)})
