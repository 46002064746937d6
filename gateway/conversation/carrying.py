"""What sending keeps to: the pace of each of our numbers, what a day may cost, and that nothing is
sent that is hours old. And what every message cost.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.carrier import Act, Meaning
from gateway.metrics import SENDS
from helpline.carrying.limits import Limits
from helpline.carrying.prices import SERVICE, PriceTable
from helpline.law.places import country_of_number
from helpline.referrals.follow_ups import outside_quiet
from helpline.referrals.reading import zone_of
from helpline.storage.contacts import address_of, country_of
from helpline.storage.kinds import Author, Channel, HeldBecause, MessageState
from helpline.storage.numbers import settings_of
from helpline.storage.pacing import take_place
from helpline.storage.referrals import find_latest_referral
from helpline.storage.spending import (
    Sent,
    add_spend,
    count_accepted,
    day_of,
    record_price,
    spent_on,
)
from helpline.storage.tables import Contact, Message
from helpline.text.sms import count

logger = logging.getLogger(__name__)

# An answer of yesterday must not go out after a long outage: staff decide about it.
OLDEST = timedelta(hours=4)
# How long what the carrier has taken may wait there: its own line is shorter than ours.
_AT_CARRIER = timedelta(seconds=10)
# What a person needs first goes also when the money of the day is spent: so many messages a day.
FIRST_ANSWERS = 8
_DAY = timedelta(days=1)
# Words of ours in place of a carrier's code.
PACED, TOO_OLD, GIVEN_UP = "paced", "too old", "given up"


class Carrying:
    """Says of each message whether it may go now, and reckons what it costs."""

    def __init__(self, prices: PriceTable, limits: Limits) -> None:
        """Takes the prices and the limits."""
        self._prices = prices
        self._limits = limits

    def keeps_back(
        self, session: Session, contact: Contact, message: Message, body: str,
        meaning: Meaning | None, *, now: datetime,
    ) -> bool:  # fmt: skip
        """Whether a message does not go now; its row then says why and when it is looked at again.

        `body` are its words as they are sent, `meaning` what its code means, if it has one. A
        message whose last attempt has an unknown outcome is not kept back: it may be on its way.
        """
        if message.state is MessageState.SENDING:
            return False
        message.parts = _parts(contact.channel, body)
        if message.state is not MessageState.WAITING:
            # One that failed has times of its own for each further try.
            self._take_place(session, contact, message, now)
            return False
        if self._is_too_old(message, meaning, now):
            _fail(message, TOO_OLD, now)
            return True
        if self.is_spent(session, now=now) and not self._is_urgent(session, contact, message, now):
            self._hold(session, contact, message, now)
            return True
        return self._is_paced(session, contact, message, now)

    def gives_up(self, message: Message, meaning: Meaning, *, now: datetime) -> bool:
        """Whether a message that the carrier does not take for now has been tried for long enough.
        While it is our account that is refused, none is given up.
        """
        return meaning.act is not Act.PAGE and now - _since(message) >= OLDEST

    def charge(
        self, session: Session, contact: Contact, message: Message, *, now: datetime,
        category: str = SERVICE,
    ) -> None:  # fmt: skip
        """Reckons what a message costs that the carrier has just taken; `category` is that of a
        WhatsApp template. Operators are alarmed when the day's spend comes near the cap.
        """
        parts = message.parts or 1
        cost = self._prices.cost(contact.channel, contact.country, parts=parts, category=category)
        record_price(message, cost, parts=parts, now=now)
        sent = Sent(
            contact.channel, contact.country, address_of(session, contact), parts,
            is_automatic=message.author is not Author.STAFF,
        )  # fmt: skip
        add_spend(session, sent, cost, now=now)
        self._warn(session, cost.micro_usd, now)

    def charge_farewell(
        self, session: Session, channel: Channel, address: str, body: str, *, now: datetime
    ) -> None:
        """Reckons what a message costs that belongs to nobody any more."""
        country, parts = country_of(address), _parts(channel, body)
        cost = self._prices.cost(channel, country, parts=parts)
        add_spend(session, Sent(channel, country, address, parts, True), cost, now=now)

    def is_spent(self, session: Session, *, now: datetime) -> bool:
        """Whether what a day may cost has been spent."""
        if self._limits.spend_micro_usd is None:
            return False
        return self._limits.is_spent(spent_on(session, day_of(now)))

    def _is_urgent(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> bool:
        """Whether a message goes though the money is spent: staff wrote it, it confirms or warns,
        it tells of rights, or it is among the first that a person is answered.
        """
        if message.author is not Author.BOT or message.law is not None:
            return True
        if (message.turn or "").startswith("follow-up:"):
            return False
        answered = count_accepted(session, contact.id, (Author.BOT,), since=now - _DAY)
        return answered < FIRST_ANSWERS

    def _hold(self, session: Session, contact: Contact, message: Message, now: datetime) -> None:
        message.held_because = HeldBecause.SPEND
        message.next_at = _next_day(contact, now)
        message.updated_at = now
        if find_latest_referral(session, contact.id) is not None:
            # Staff may go on where the bot may not.
            contact.awaits_staff_since = contact.awaits_staff_since or now
        SENDS.labels("held").inc()

    def _is_paced(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> bool:
        if message.error_code == PACED:
            # It has had its place since it was looked at last.
            return False
        begins = self._take_place(session, contact, message, now)
        if begins - now <= _AT_CARRIER:
            return False
        message.error_code = PACED
        message.next_at = begins - _AT_CARRIER
        message.updated_at = now
        SENDS.labels("paced").inc()
        return True

    def _take_place(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> datetime:
        """Returns when a message is due on its number: at once where no pace is set for that, for
        then it is the carrier that lets messages wait.
        """
        # What is set in the message until then is written with what is set after it.
        with session.no_autoflush:
            own = settings_of(session, contact.channel, message.own_address, contact.own_service)
        if own.parts_per_minute is None:
            return now
        return take_place(
            session, contact.channel, message.own_address,
            parts=message.parts or 1, pace=own.parts_per_minute / 60, now=now,
        )  # fmt: skip

    def _is_too_old(self, message: Message, meaning: Meaning | None, now: datetime) -> bool:
        if meaning is not None and meaning.act is Act.WAIT:
            return False
        return now - _since(message) >= OLDEST

    def _warn(self, session: Session, cost: int, now: datetime) -> None:
        cap = self._limits.spend_micro_usd
        if cap is None:
            return
        spent = spent_on(session, day_of(now))
        if self._limits.is_spent(spent) and not self._limits.is_spent(spent - cost):
            logger.error("the money of the day is spent", extra={"cap_micro_usd": cap})
        elif self._limits.is_near(spent) and not self._limits.is_near(spent - cost):
            logger.warning("the money of the day is nearly spent", extra={"cap_micro_usd": cap})


def give_up(message: Message, now: datetime) -> None:
    """Leaves a message to staff that the carrier has not taken for hours."""
    _fail(message, GIVEN_UP, now)


def _fail(message: Message, code: str, now: datetime) -> None:
    message.state = MessageState.FAILED
    message.error_code = code
    message.next_at = None
    message.updated_at = now
    logger.warning("a message was left to staff", extra={"message_id": message.id, "code": code})
    SENDS.labels("left_to_staff").inc()


def _parts(channel: Channel, body: str) -> int:
    """Returns how many parts a message goes out in; on WhatsApp it is one."""
    return count(body).parts if channel is Channel.SMS else 1


def _since(message: Message) -> datetime:
    return message.released_at or message.created_at


def _next_day(contact: Contact, now: datetime) -> datetime:
    """Returns the next day's beginning (UTC), not at night where the person is."""
    begins = (now + _DAY).replace(hour=0, minute=0, second=0, microsecond=0)
    return outside_quiet(begins, zone_of(country_of_number(contact.country)))
