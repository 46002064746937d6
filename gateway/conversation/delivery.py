"""Delivery: the oldest message of a contact's outbox is handed to the carrier, once.

A carrier has no idempotency key. So a message is committed as "sending" before the call; if no
answer is committed after it, the outcome is unknown, and is settled by the carrier's status report
or by its list of messages before anything is sent again.
"""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.carrier import Accepted, Carrier, NotSent, OutcomeUnknown, Outgoing, Refused
from gateway.conversation.turn import Held
from gateway.metrics import SENDS
from helpline.storage import messages
from helpline.storage.contacts import address_of, get_contact, renew_lease
from helpline.storage.database import Database
from helpline.storage.deliveries import record_status
from helpline.storage.kinds import MessageState
from helpline.storage.tables import Contact, Message
from helpline.text.characters import script_of
from helpline.text.zawgyi import to_zawgyi

logger = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(minutes=5)
# Clocks of the carrier and of this machine may differ by so much.
_CLOCK_SKEW = timedelta(minutes=2)


@dataclass(frozen=True)
class _Attempt:
    outgoing: Outgoing
    began_before: bool
    first_tried_at: datetime


class Deliverer:
    """Hands messages to the carrier for contacts that are held by lease."""

    def __init__(
        self, database: Database, carrier: Carrier, settle: timedelta, rng: random.Random
    ) -> None:
        """Takes the database, the carrier, and how long an unknown outcome waits for a report."""
        self._database = database
        self._carrier = carrier
        self._settle = settle
        self._rng = rng

    def deliver(self, held: Held, message_id: str, *, now: datetime) -> None:
        """Sends one message, or settles an earlier attempt; raises LeaseLost if the contact is
        lost.
        """
        attempt = self._begin(held, message_id, now)
        if attempt is None:
            return
        try:
            accepted = self._settled(attempt) or self._carrier.send(attempt.outgoing)
        except Refused as refused:
            self._refuse(held, message_id, refused.code, now)
        except NotSent as failure:
            self._put_off(held, message_id, failure.code, now)
        except OutcomeUnknown:
            # The row stays "sending" and comes up again when its time to settle is over.
            SENDS.labels("unknown").inc()
        else:
            self._accept(held, message_id, accepted, now)

    def _begin(self, held: Held, message_id: str, now: datetime) -> _Attempt | None:
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            contact = get_contact(session, held.contact_id)
            message = messages.get_message(session, message_id)
            if contact.opted_out_at is not None:
                _end(message, MessageState.CANCELED, "opted out", now)
                SENDS.labels("canceled").inc()
                return None
            attempt = _Attempt(
                outgoing=Outgoing(
                    message.id,
                    contact.channel,
                    address_of(session, contact),
                    message.own_address,
                    _shown_on(contact, messages.body_of(session, message)),
                ),
                began_before=message.state is MessageState.SENDING,
                first_tried_at=message.created_at - _CLOCK_SKEW,
            )
            message.state = MessageState.SENDING
            message.attempts += 1
            message.next_at = now + self._settle
            message.updated_at = now
            return attempt

    def _settled(self, attempt: _Attempt) -> Accepted | None:
        if not attempt.began_before:
            return None
        listed = self._carrier.list_sent(attempt.outgoing, since=attempt.first_tried_at)
        with self._database.reading() as session:
            for found in listed:
                if messages.find_message_by_sid(session, found.sid) is None:
                    return found
        return None

    def _accept(self, held: Held, message_id: str, accepted: Accepted, now: datetime) -> None:
        with self._database.transaction() as session:
            message = messages.get_message(session, message_id)
            # What the carrier accepted is a fact whoever holds the contact: it is recorded
            # unfenced.
            message.provider_sid = accepted.sid
            message.next_at = None
            record_status(session, message, accepted.status, error_code=None, now=now)
            if message.state is MessageState.SENDING:
                message.state = MessageState.QUEUED
        SENDS.labels("accepted").inc()

    def _refuse(self, held: Held, message_id: str, code: str, now: datetime) -> None:
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            message = messages.get_message(session, message_id)
            _end(message, MessageState.FAILED, code, now)
            if self._carrier.is_opt_out(code):
                get_contact(session, held.contact_id).opted_out_at = now
        logger.warning("a message was refused", extra={"message_id": message_id, "code": code})
        SENDS.labels("refused").inc()

    def _put_off(self, held: Held, message_id: str, code: str, now: datetime) -> None:
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            message = messages.get_message(session, message_id)
            if message.state is MessageState.SENDING:
                message.state = MessageState.WAITING
                message.error_code = code
                message.next_at = now + self._wait(message.attempts)
                message.updated_at = now
        SENDS.labels("put_off").inc()

    def _wait(self, attempts: int) -> timedelta:
        longest = min(timedelta(seconds=2 ** min(attempts, 10)), _LONGEST_WAIT)
        return longest * self._rng.uniform(0.5, 1.0)


def _end(message: Message, state: MessageState, code: str, now: datetime) -> None:
    message.state = state
    message.error_code = code
    message.next_at = None
    message.updated_at = now


def _shown_on(contact: Contact, body: str) -> str:
    """Returns the words as the contact's phone can show them."""
    if contact.reads_zawgyi and script_of(body) == "Mymr":
        return to_zawgyi(body)
    return body
