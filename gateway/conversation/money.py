"""Money: lets go what waited for a day with money to spend, and asks what was charged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from sqlalchemy.exc import IntegrityError

from gateway.conversation.carrying import Carrying
from helpline.law.places import country_of_number
from helpline.referrals.follow_ups import outside_quiet
from helpline.referrals.reading import zone_of
from helpline.storage.database import Database
from helpline.storage.holding import list_held, release
from helpline.storage.messages import find_message_by_sid
from helpline.storage.rounds import claim_round, end_round
from helpline.storage.spending import forget_old_counts, record_charge

logger = logging.getLogger(__name__)

CHARGES = "charges"
_EVERY = timedelta(hours=1)
# A carrier says what it has charged some minutes after a message was sent, at times hours.
_LOOKS_BACK = timedelta(hours=26)


@runtime_checkable
class Charged(Protocol):
    """A carrier that tells what it has charged."""

    def list_charged(self, *, since: datetime) -> list[tuple[str, int]]:
        """Returns the carrier's id of each message sent since a moment, and what was charged for
        it, in millionths of a US dollar. Raises NotSent if it cannot be asked at present.
        """
        ...


class HeldForMoney:
    """Lets go what waited, once money may be spent again; at night, where a person is, not yet."""

    def __init__(self, database: Database, carrying: Carrying, ring: Callable[[str], None]) -> None:
        """Takes the database, what knows whether money is left, and what wakes a worker."""
        self._database = database
        self._carrying = carrying
        self._ring = ring

    def run_due(self, *, now: datetime) -> int:
        """Lets go what may go at a moment and returns how many messages that were."""
        with self._database.reading() as session:
            waiting = list_held(session)
            if not waiting or self._carrying.is_spent(session, now=now):
                return 0
            due = [
                (message.id, contact.id)
                for message, contact in waiting
                if outside_quiet(now, zone_of(country_of_number(contact.country))) == now
            ]
        released = 0
        for message_id, contact_id in due:
            with self._database.transaction() as session:
                went = release(session, message_id, now=now)
            if went:
                self._ring(contact_id)
            released += went
        return released


class Charges:
    """Puts what the carrier has charged in place of the prices that we reckoned with."""

    def __init__(self, database: Database, carrier: Charged) -> None:
        """Takes the database and the carrier."""
        self._database = database
        self._carrier = carrier

    def run_due(self, *, now: datetime) -> int:
        """Asks once an hour what was charged within the last day; returns for how many messages
        it was told.
        """
        try:
            with self._database.transaction() as session:
                if claim_round(session, CHARGES, now=now, every=_EVERY) is None:
                    return 0
                forget_old_counts(session, now=now)
        except IntegrityError:
            # Another worker makes this round for the first time.
            return 0
        listed = self._carrier.list_charged(since=now - _LOOKS_BACK)
        for sid, charged in listed:
            with self._database.transaction() as session:
                message = find_message_by_sid(session, sid)
                if message is not None:
                    record_charge(session, message, charged)
        with self._database.transaction() as session:
            end_round(session, CHARGES, asked_up_to=now)
        return len(listed)
