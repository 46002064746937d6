"""Erasure at a person's own wish, and the last message that tells them it is done.

Everything goes before that message is sent. All that is kept for it is a row with its words and
where they go, sealed, which nothing else knows of and which goes as well once it was sent, refused,
or tried for an hour. Who writes again meanwhile is somebody new.
"""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from gateway.carrier import Accepted, Carrier, NotSent, OutcomeUnknown, Outgoing, Refused
from gateway.conversation.carrying import Carrying
from gateway.conversation.delivery import shown_on
from gateway.conversation.render import render
from gateway.conversation.turn import Held
from gateway.metrics import SENDS
from helpline.privacy.erasure import BotMemory, erase_rows
from helpline.storage.contacts import acquire_lease, get_contact, release_lease, renew_lease
from helpline.storage.copies import add_copy
from helpline.storage.database import Database
from helpline.storage.farewells import Claimed, add_farewell, claim, is_due, put_off, remove
from helpline.storage.kinds import CopyTask
from helpline.storage.messages import Draft
from helpline.storage.persons import list_linked

logger = logging.getLogger(__name__)

_LONGEST_WAIT = timedelta(minutes=5)
_GIVEN_UP_AFTER = timedelta(hours=1)
_TIME_TO_DELIVER = timedelta(minutes=5)
# Clocks of the carrier and of this machine may differ by so much.
_CLOCK_SKEW = timedelta(minutes=2)


class Farewells:
    """Erases who has asked for it, and tells them."""

    def __init__(
        self,
        database: Database,
        memory: BotMemory,
        carrier: Carrier,
        settle: timedelta,
        rng: random.Random,
        carrying: Carrying,
    ) -> None:
        """Takes the database, the bot's memory, the carrier, how long an unknown outcome of a send
        waits until the carrier is asked, and what reckons its cost.
        """
        self._carrying = carrying
        self._database = database
        self._memory = memory
        self._carrier = carrier
        self._settle = settle
        self._rng = rng

    def erase(self, held: Held, farewell: Draft, *, now: datetime) -> None:
        """Erases a contact who is held by lease, with those who are the same person, and sends them
        the last message.

        The bot's memory goes first. If the worker dies after that, or one of the others is being
        served, the confirmation is answered again as it was, and this is done again. Raises
        LeaseLost if the contact is not ours.
        """
        conversations = self._hold_person(held)
        if conversations is None:
            return
        for conversation in conversations.values():
            self._memory.forget(conversation)
        with self._database.transaction() as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            contact = get_contact(session, held.contact_id)
            body = "\n".join(render(farewell, contact.channel))
            add_farewell(session, contact, shown_on(contact, body), now=now)
            for contact_id in conversations:
                erase_rows(session, contact_id, now=now)
        self._database.truncate_log()
        logger.info("a contact was erased at their own wish")
        self.send(held.contact_id, now=now)

    def _hold_person(self, held: Held) -> dict[str, str] | None:
        """Takes all contacts of a person, and returns the bot's conversations with them by contact;
        gives them back and returns None if one of them is being served.
        """
        with self._database.transaction() as session:
            contact = get_contact(session, held.contact_id)
            linked = list_linked(session, contact)
            taken = [
                each.id
                for each in linked
                if acquire_lease(session, each.id, held.owner, held.seconds)
            ]
            if len(taken) == len(linked):
                return {each.id: each.bot_conversation for each in (contact, *linked)}
            for contact_id in (*taken, held.contact_id):
                release_lease(session, contact_id, held.owner)
        return None

    def send(self, farewell_id: str, *, now: datetime) -> None:
        """Sends a farewell that is due, if there is one; it goes with the answer of the carrier."""
        with self._database.reading() as session:
            if not is_due(session, farewell_id, now=now):
                return
        with self._database.transaction() as session:
            claimed = claim(session, farewell_id, now=now, hold=self._settle)
        if claimed is None:
            return
        try:
            accepted = self._arrived(claimed) or self._carrier.send(_outgoing(claimed))
        except Refused as refused:
            logger.warning("a farewell was refused", extra={"code": refused.code})
            self._end(claimed, "refused")
        except NotSent:
            self._put_off(claimed, now)
        except OutcomeUnknown:
            # The row comes up again when its time to settle is over, and the carrier is asked.
            SENDS.labels("unknown").inc()
            if _is_too_late(claimed, now):
                self._end(claimed, "given up")
        else:
            self._charge(claimed, now)
            self._forget_at_carrier(accepted, now)
            self._end(claimed, "accepted")

    def _arrived(self, claimed: Claimed) -> Accepted | None:
        if claimed.began_at is None:
            return None
        since = claimed.created_at - _CLOCK_SKEW
        return next(iter(self._carrier.list_sent(_outgoing(claimed), since=since)), None)

    def _charge(self, claimed: Claimed, now: datetime) -> None:
        with self._database.transaction() as session:
            self._carrying.charge_farewell(
                session, claimed.channel, claimed.address, claimed.body, now=now
            )

    def _forget_at_carrier(self, accepted: Accepted, now: datetime) -> None:
        """Has the carrier erase the farewell as well, once it has had time to deliver it."""
        with self._database.transaction() as session:
            due_at = now + _TIME_TO_DELIVER
            add_copy(session, accepted.sid, CopyTask.ERASE, due_at=due_at, now=now)

    def _put_off(self, claimed: Claimed, now: datetime) -> None:
        if _is_too_late(claimed, now):
            self._end(claimed, "given up")
            return
        longest = min(timedelta(seconds=2 ** min(claimed.attempts, 10)), _LONGEST_WAIT)
        with self._database.transaction() as session:
            until = now + longest * self._rng.uniform(0.5, 1.0)
            put_off(session, claimed.id, until=until, began_at=claimed.began_at)
        SENDS.labels("put_off").inc()

    def _end(self, claimed: Claimed, outcome: str) -> None:
        with self._database.transaction() as session:
            remove(session, claimed.id)
        self._database.truncate_log()
        SENDS.labels(outcome).inc()


def _is_too_late(claimed: Claimed, now: datetime) -> bool:
    return now - claimed.created_at >= _GIVEN_UP_AFTER


def _outgoing(claimed: Claimed) -> Outgoing:
    return Outgoing(claimed.id, claimed.channel, claimed.address, claimed.own_address, claimed.body)
