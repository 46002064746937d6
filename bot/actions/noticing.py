"""What the words of a message tell though the bot took it for something else, or for nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.base import Turn
from helpline.law.places import country_of_number
from helpline.news import read_news
from helpline.referrals import intake
from helpline.referrals.happenings import zone_for
from helpline.referrals.reading import tells_of_an_arrest, told_in
from helpline.storage.kinds import ReferralState
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact

FORM = "intake_form"


def is_first_of_an_arrest(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a contact without a referral tells that somebody is held: who, and when, where or by
    whom.
    """
    if turn.choice or find_latest_referral(session, contact.id) is not None:
        return False
    told = told_in(
        turn.text,
        language=contact.language or turn.language,
        now=now,
        here=country_of_number(contact.country),
    )
    return tells_of_an_arrest(told)


def is_more_of_the_same(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message that sounds like a new arrest names nobody, and the latest referral stands
    before staff: then it tells more of that one ("they took him to Jenin").
    """
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None or referral.state is ReferralState.DRAFT:
        return False
    if referral.opened_by == turn.message_id:
        return False
    language = contact.language or turn.language
    return "who_held" not in told_in(turn.text, language=language, now=now)


def tells_happenings(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether the words of a message tell that something happened in the contact's case."""
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None:
        return False
    zone = zone_for(session, contact, referral)
    language = contact.language or turn.language
    return bool(read_news(turn.text, language=language, zone=zone, now=now))


def is_news(session: Session, contact: Contact, turn: Turn, now: datetime) -> bool:
    """Whether a message tells something new of a referral that stands before staff."""
    referral = find_latest_referral(session, contact.id)
    if turn.choice or referral is None or referral.state is ReferralState.DRAFT:
        return False
    known = intake.values_of(session, referral)
    told = intake.told_to(session, contact, referral, turn.text, now=now)
    return tells_happenings(session, contact, turn, now) or any(
        known.get(name) != value for name, value in told.items() if name != "arrested_when"
    )
