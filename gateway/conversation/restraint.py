"""Restraint: whom the bot does not answer, and when it has said enough for now.

A helpline that answers every message is a weapon in the hands of who makes it write: to another
machine for ever, or to one phone a thousand times.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from helpline.carrying.limits import Limits
from helpline.storage.contacts import address_of
from helpline.storage.kinds import Author, Channel
from helpline.storage.numbers import number_of
from helpline.storage.spending import automatic_to_alike, automatic_to_country, day_of
from helpline.storage.tables import Contact
from helpline.storage.traffic import bodies_since, count_written_twice
from helpline.text.normalise import fold

# A whole intake takes about twenty messages of the bot; nobody reads three times as many an hour.
MOST_AN_HOUR = 60
# The same words to the same contact: a question may be asked again, but not for ever.
MOST_REPEATS_OUT = 8
# The same words from the same contact, if they are more than an answer of a word or two.
MOST_REPEATS_IN = 4
# More than these unanswered at once, and one answer stands for all.
MOST_WAITING = 20
_SHORT = 12
_HOUR = timedelta(hours=1)
# A number that a person can have. Short codes have six digits at most and no "+" as a rule, senders
# with a name are letters.
_PHONE = re.compile(r"\+[1-9]\d{6,14}")
_OURS = (Author.BOT, Author.SYSTEM)
_DAY = timedelta(days=1)

# Why a message is stored and not answered: words of ours, which stand where a code would.
NO_PERSON, NOT_SERVED, NUMBER_OFF = "no person", "not served", "number off"
PREFIX_CAP, COUNTRY_CAP = "prefix cap", "country cap"


def may_be_answered(session: Session, contact: Contact) -> bool:
    """Whether a contact can be a person: on SMS not a short code, nor a sender with a name."""
    if contact.channel is not Channel.SMS:
        return True
    return _PHONE.fullmatch(address_of(session, contact)) is not None


def unanswered_because(
    session: Session, contact: Contact, limits: Limits, *, now: datetime
) -> str | None:
    """Returns why what a contact writes is stored and shown to staff and not answered, or None."""
    if not limits.serves(contact.country):
        return NOT_SERVED
    if not number_of(session, contact).is_active:
        return NUMBER_OFF
    day = day_of(now)
    if limits.prefix_a_day is not None:
        sent = automatic_to_alike(session, contact.channel, address_of(session, contact), day)
        if sent >= limits.prefix_a_day:
            return PREFIX_CAP
    if limits.country_a_day is not None and contact.country is not None:
        if automatic_to_country(session, contact.country, day) >= limits.country_a_day:
            return COUNTRY_CAP
    return None


def has_said_enough(
    session: Session, contact: Contact, *, now: datetime, most_a_day: int | None = None
) -> bool:
    """Whether the bot has written to a contact as often as it may in an hour, or in a day."""
    in_a_day, in_an_hour = count_written_twice(
        session, contact.id, _OURS, since=now - _DAY, later=now - _HOUR
    )
    return in_an_hour >= MOST_AN_HOUR or (most_a_day is not None and in_a_day >= most_a_day)


def is_echo(session: Session, contact: Contact, text: str, *, now: datetime) -> bool:
    """Whether a contact, as a machine does, has written the same again and again in an hour.

    `text` is their newest message and is stored already. A short one is an answer ("yes", "1", "I
    do not know") and may come as often as there are questions.
    """
    folded = fold(text)
    if len(folded) <= _SHORT:
        return False
    written = bodies_since(session, contact.id, (Author.CONTACT,), since=now - _HOUR)
    return sum(fold(body) == folded for body in written) > MOST_REPEATS_IN


def is_repeating(
    session: Session, contact: Contact, bodies: Sequence[str], *, now: datetime
) -> bool:
    """Whether the bot is about to say to a contact what it has said too often in an hour."""
    if not bodies:
        return False
    said = bodies_since(session, contact.id, _OURS, since=now - _HOUR)
    return any(said.count(body) >= MOST_REPEATS_OUT for body in bodies)
