"""Delivery: the oldest message of a contact's outbox is handed to the carrier, once.

A carrier has no idempotency key. So a message is committed as "sending" before the call; if no
answer is committed after it, the outcome is unknown, and is settled by the carrier's status report
or by its list of messages before anything is sent again.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from gateway.carrier import (
    Accepted,
    Carrier,
    Meaning,
    NotSent,
    Offer,
    OutcomeUnknown,
    Outgoing,
    Refused,
)
from gateway.conversation.carrying import Carrying, give_up
from gateway.conversation.failing import alarm, follow_failure
from gateway.conversation.notices import STOPPED
from gateway.conversation.ways import Ways, end, plain_ways
from gateway.metrics import SENDS
from helpline.carrying.prices import SERVICE, UTILITY
from helpline.storage import messages
from helpline.storage.contacts import address_of
from helpline.storage.database import Database
from helpline.storage.deliveries import is_known_sid, record_status
from helpline.storage.kinds import MISSED, Author, MessageForm, MessageState
from helpline.storage.tables import Contact, Message
from helpline.text.characters import script_of
from helpline.text.zawgyi import to_zawgyi

logger = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(minutes=5)
# Clocks of the carrier and of this machine may differ by so much.
_CLOCK_SKEW = timedelta(minutes=2)


@dataclass(frozen=True)
class Attempt:
    """A message on its way to the carrier; `began_before` if an earlier attempt has an unknown
    outcome.
    """

    message_id: str
    outgoing: Outgoing
    began_before: bool
    first_tried_at: datetime


# What became of an attempt.
Outcome = Accepted | Refused | NotSent | OutcomeUnknown


class Deliverer:
    """Hands messages to the carrier for contacts that are held by lease."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        settle: timedelta,
        rng: random.Random,
        carrying: Carrying,
        ways: Ways | None = None,
    ) -> None:
        """Takes the database, the carrier, how long an unknown outcome waits for a report, what
        sending keeps to, and what finds another way; without that nothing is written by SMS instead
        and no template is sent.
        """
        self._ways = ways or plain_ways()
        self._carrying = carrying
        self._database = database
        self._carrier = carrier
        self._settle = settle
        self._rng = rng

    def begin(
        self, session: Session, contact: Contact, message: Message, *, now: datetime
    ) -> Attempt | None:
        """Marks a message as being sent and returns the attempt; None if it is not sent now, or
        goes another way, as its row then says. The transaction must be on the disk before `send`.
        """
        if self._is_not_sent(session, contact, message, now):
            return None
        attempt = Attempt(
            message.id,
            outgoing=self._outgoing(session, contact, message),
            began_before=message.state is MessageState.SENDING,
            first_tried_at=message.created_at - _CLOCK_SKEW,
        )
        meaning, body = self._meaning(message), attempt.outgoing.body
        if self._carrying.keeps_back(session, contact, message, body, meaning, now=now):
            return None
        if message.state in MISSED:
            # A new attempt gets a sid of its own; reports of the last one must not touch it.
            message.provider_sid = None
            message.status_asks = 0
        message.state = MessageState.SENDING
        message.form = _form_of(attempt.outgoing)
        message.attempts += 1
        message.next_at = now + self._settle
        message.updated_at = now
        return attempt

    def send(self, attempt: Attempt) -> Outcome:
        """Hands a message to the carrier, or finds out what became of it if an earlier attempt has
        an unknown outcome; outside of any transaction.
        """
        try:
            return self._settled(attempt) or self._carrier.send(attempt.outgoing)
        except (Refused, NotSent, OutcomeUnknown) as outcome:
            return outcome

    def finish(
        self, session: Session, contact: Contact, attempt: Attempt, outcome: Outcome, *,
        now: datetime,
    ) -> None:  # fmt: skip
        """Notes what became of an attempt."""
        if isinstance(outcome, OutcomeUnknown):
            # The row stays "sending" and comes up again when its time to settle is over.
            SENDS.labels("unknown").inc()
            return
        message = messages.get_message(session, attempt.message_id, locked=True)
        if isinstance(outcome, Accepted):
            self._accept(session, contact, message, outcome, now)
            SENDS.labels("accepted").inc()
        elif isinstance(outcome, Refused):
            end(message, MessageState.FAILED, outcome.code, now)
            meaning = self._carrier.meaning_of(outcome.code)
            follow_failure(session, message, meaning, now=now)
            code = {"message_id": message.id, "code": outcome.code}
            logger.warning("a message was refused", extra=code)
            SENDS.labels("refused").inc()
        else:
            self._put_off(message, outcome.code, now)
            SENDS.labels("put_off").inc()

    def _is_not_sent(
        self, session: Session, contact: Contact, message: Message, now: datetime
    ) -> bool:
        """Whether a message is not sent now, or has gone another way; its row then says so."""
        meaning = self._meaning(message)
        if contact.opted_out_at is None and self._ways.leads_elsewhere(
            session, contact, message, meaning, now=now
        ):
            return True
        reason = _kept_back_because(contact, message)
        if reason is not None:
            end(message, MessageState.CANCELED, reason, now)
            SENDS.labels("canceled").inc()
        return reason is not None

    def _outgoing(self, session: Session, contact: Contact, message: Message) -> Outgoing:
        offer = self._ways.offer_of(session, contact, message)
        return Outgoing(
            message.id,
            contact.channel,
            address_of(session, contact),
            message.own_address,
            shown_on(contact, messages.body_of(session, message)),
            offer and _offer_shown_on(contact, offer),
            self._ways.template_of(session, message),
        )

    def _meaning(self, message: Message) -> Meaning | None:
        return self._carrier.meaning_of(message.error_code) if message.error_code else None

    def _settled(self, attempt: Attempt) -> Accepted | None:
        if not attempt.began_before:
            return None
        listed = self._carrier.list_sent(attempt.outgoing, since=attempt.first_tried_at)
        with self._database.reading() as session:
            for found in listed:
                if not is_known_sid(session, found.sid):
                    return found
        return None

    def _accept(
        self,
        session: Session,
        contact: Contact,
        message: Message,
        accepted: Accepted,
        now: datetime,
    ) -> None:
        if message.state is MessageState.SENDING:
            message.form = _form_taken(message, accepted)
            message.provider_sid = accepted.sid
            message.error_code = None
            message.next_at = None
        # All that changes of the message is written at once.
        with session.no_autoflush:
            self._note_accepted(session, contact, message, accepted, now)

    def _note_accepted(
        self, session: Session, contact: Contact, message: Message, accepted: Accepted,
        now: datetime,
    ) -> None:  # fmt: skip
        record_status(session, message, accepted.status, error_code=None, sid=accepted.sid, now=now)
        if message.state is MessageState.SENDING:
            message.state = MessageState.QUEUED
        category = UTILITY if message.form is MessageForm.TEMPLATE else SERVICE
        self._carrying.charge(session, contact, message, now=now, category=category)

    def _put_off(self, message: Message, code: str, now: datetime) -> None:
        if message.state is not MessageState.SENDING:
            return
        message.state = MessageState.WAITING
        message.error_code = code
        message.next_at = now + self._wait(message.attempts)
        message.updated_at = now
        meaning = self._carrier.meaning_of(code)
        alarm(meaning, code)
        if self._carrying.gives_up(message, meaning, now=now):
            give_up(message, now)

    def _wait(self, attempts: int) -> timedelta:
        longest = min(timedelta(seconds=2 ** min(attempts, 10)), _LONGEST_WAIT)
        return longest * self._rng.uniform(0.5, 1.0)


def _kept_back_because(contact: Contact, message: Message) -> str | None:
    """Returns why nothing is sent at present, or None. What staff write is tried all the same."""
    if contact.opted_out_at is not None and message.response != STOPPED:
        return "opted out"
    if contact.undeliverable is not None and message.author is not Author.STAFF:
        return "unreachable"
    return None


def _form_of(outgoing: Outgoing) -> MessageForm:
    if outgoing.template is not None:
        return MessageForm.TEMPLATE
    return MessageForm.OPTIONS if outgoing.offer is not None else MessageForm.TEXT


def _form_taken(message: Message, accepted: Accepted) -> MessageForm | None:
    """Returns as what a message went out: options may have gone as words alone."""
    is_said = message.form is MessageForm.OPTIONS and accepted.form is not MessageForm.TEMPLATE
    return accepted.form if is_said else message.form


def _offer_shown_on(contact: Contact, offer: Offer) -> Offer:
    choices = tuple(
        replace(choice, title=shown_on(contact, choice.title)) for choice in offer.choices
    )
    return replace(offer, text=shown_on(contact, offer.text), choices=choices)


def shown_on(contact: Contact, body: str) -> str:
    """Returns the words as the contact's phone can show them."""
    if contact.reads_zawgyi and script_of(body) == "Mymr":
        return to_zawgyi(body)
    return body
