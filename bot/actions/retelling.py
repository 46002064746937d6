"""What a message tells anew of a case that stands before staff, whatever the bot took it for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.base import Turn
from bot.actions.interrupting import asks
from helpline.news import News, read_news
from helpline.referrals import intake
from helpline.referrals.happenings import zone_for
from helpline.referrals.reading import is_answered
from helpline.referrals.wording import corrects
from helpline.storage.kinds import EventKind, ReferralState
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact

# So few words that tell a fact ask nothing beside it.
_SHORT, _OF_A_PLACE = 6, frozenset({"country", "place", "held_by", "holder"})


def tells_release(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether the words of a message tell that the person of the contact's referral is free."""
    told = _news_in(session, contact, turn, now)
    return any(each.kind is EventKind.RELEASED for each in told)


def tells_happenings(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether the words of a message tell that something happened in the contact's case."""
    return bool(_news_in(session, contact, turn, now))


def is_news(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message tells something new of a referral that stands before staff."""
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None or referral.state is ReferralState.DRAFT:
        return False
    if retells(session, contact, turn, now) or tells_happenings(session, contact, turn, now):
        return True
    known = intake.values_of(session, referral)
    told = intake.told_to(session, contact, referral, turn.text, now=now)
    return any(
        known.get(name) != value
        for name, value in told.items()
        if name != "arrested_when" or not is_answered(known, name)
    )


def retells(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message puts right or completes what a referral has that stands before staff, and
    asks nothing, whatever the bot took it for: "he is 25, not 24" is near to a question on custody.
    """
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None or referral.state is ReferralState.DRAFT or asks(turn):
        return False
    told = intake.told_anew(session, contact, referral, turn.text, now=now)
    if corrects(turn.text):
        return bool(told)
    # "Bail in Sfax" names a place and tells nothing of them.
    return bool(told.keys() - _OF_A_PLACE) and len(turn.text.split()) <= _SHORT


def _news_in(session: Session, contact: Contact, turn: Turn, now: datetime) -> list[News]:
    """Returns what the words of a message tell of the contact's case; nothing without a case."""
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None:
        return []
    zone = zone_for(session, contact, referral)
    return read_news(turn.text, language=contact.language or turn.language, zone=zone, now=now)
