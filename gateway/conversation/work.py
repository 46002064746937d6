"""What a worker does for a contact: everything that waits, in order, while it holds the lease."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from sqlalchemy.orm import Session

from gateway.conversation.bot import TurnRequest
from gateway.conversation.delivery import Attempt, Deliverer
from gateway.conversation.farewells import Farewells
from gateway.conversation.turn import Held, TurnTaker, farewell_in
from gateway.conversation.ways import take_up
from helpline.errors import LeaseLost
from helpline.storage.contacts import acquire_lease, get_contact, release_lease, renew_lease
from helpline.storage.database import Database
from helpline.storage.kinds import Direction
from helpline.storage.outstanding import find_outstanding
from helpline.storage.tables import Contact, Message

logger = logging.getLogger(__name__)

# A turn is a step, and so is each message that it sends. Nobody who behaves has as many at once.
_MOST_STEPS = 20


class _Later(Enum):
    """What is due cannot begin in the present transaction, which does not wait for the disk."""

    SEND = "send"


# What is done next for a contact, outside of any transaction; None when nothing is due.
_Job = TurnRequest | Attempt | _Later | None


@dataclass
class _Serving:
    """A contact who is held, how many steps are left of their share, whether they have more to do
    than that, and whether another message waits behind the one that is being sent.
    """

    held: Held
    left: int
    has_more: bool = False
    sends_more: bool = False


class ContactService:
    """Serves contacts, one holder at a time."""

    def __init__(
        self,
        database: Database,
        turns: TurnTaker,
        deliverer: Deliverer,
        farewells: Farewells,
        *,
        lease_seconds: int,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Takes the database, what takes turns, delivers and erases, and the length of a lease."""
        self._database = database
        self._farewells = farewells
        self._turns = turns
        self._deliverer = deliverer
        self._lease_seconds = lease_seconds
        self._clock = clock

    def serve(self, contact_id: str) -> bool:
        """Does what is due for a contact; safe to run any number of times, also at once. True if
        there is more: others have their turn first.

        Only who takes the lease does anything; each step is safe to repeat after a crash. What ends
        one step and what begins the next stand in one transaction, so that a message costs three.
        """
        serving = _Serving(Held(contact_id, uuid.uuid4().hex, self._lease_seconds), _MOST_STEPS)
        try:
            taken, job = self._take(serving)
            if not taken:
                # Another holds them, or they are erased and only their last message is to be sent.
                self._farewells.send(contact_id, now=self._clock())
            while job is not None:
                job = self._do(serving, job)
            return serving.has_more
        except LeaseLost:
            logger.warning("a lease ran out while its contact was being served")
        except Exception:
            # Whatever it was, the row still says what must happen: the sweeper brings it up again.
            logger.exception("serving a contact failed")
            with self._database.transaction() as session:
                release_lease(session, contact_id, serving.held.owner)
        return False

    def _take(self, serving: _Serving) -> tuple[bool, _Job]:
        held, now = serving.held, self._clock()
        # A power loss ends every lease anyway.
        with self._database.transaction(synced=False) as session:
            if not acquire_lease(session, held.contact_id, held.owner, held.seconds):
                return False, None
            contact = get_contact(session, held.contact_id)
            return True, self._next(session, contact, serving, now, may_send=False)

    def _do(self, serving: _Serving, job: TurnRequest | Attempt | _Later) -> _Job:
        if isinstance(job, TurnRequest):
            return self._do_turn(serving, job)
        if isinstance(job, Attempt):
            return self._do_send(serving, job)
        with self._database.transaction() as session:
            contact = self._renewed(session, serving)
            return self._next(session, contact, serving, self._clock(), may_send=True)

    def _do_turn(self, serving: _Serving, request: TurnRequest) -> _Job:
        answer = self._turns.ask(request)
        now = self._clock()
        farewell = farewell_in(answer)
        if farewell is not None:
            self._farewells.erase(serving.held, farewell, now=now)
            return None
        with self._database.transaction() as session:
            contact = self._renewed(session, serving)
            self._turns.finish(session, contact, request, answer, now=now)
            return self._next(session, contact, serving, now, may_send=True)

    def _do_send(self, serving: _Serving, attempt: Attempt) -> _Job:
        outcome = self._deliverer.send(attempt)
        now = self._clock()
        try:
            # What a power loss undoes here is an outcome that is unknown again, and found out; but
            # where the next message follows, that it begins must stand on the disk.
            synced = serving.sends_more
            with self._database.transaction(synced=synced) as session:
                contact = self._renewed(session, serving)
                self._deliverer.finish(session, contact, attempt, outcome, now=now)
                return self._next(session, contact, serving, now, may_send=synced)
        except Exception:
            # What became of a message is a fact, whoever holds the contact and whatever comes next.
            with self._database.transaction() as session:
                contact = get_contact(session, serving.held.contact_id)
                self._deliverer.finish(session, contact, attempt, outcome, now=now)
            raise

    def _renewed(self, session: Session, serving: _Serving) -> Contact:
        held = serving.held
        return renew_lease(session, held.contact_id, held.owner, held.seconds)

    def _next(
        self, session: Session, contact: Contact, serving: _Serving, now: datetime, *,
        may_send: bool,
    ) -> _Job:  # fmt: skip
        """Begins the next due thing; gives the contact back and returns None if nothing is due, or
        if others would wait too long for them.
        """
        while True:
            due, serving.sends_more = self._find_due(session, contact, now)
            if due is None or serving.left == 0:
                # In the transaction that found nothing, so that nothing can come in between.
                release_lease(session, serving.held.contact_id, serving.held.owner)
                serving.has_more = due is not None
                return None
            is_send = due.direction is Direction.OUTBOUND
            if is_send and not may_send:
                return _Later.SEND
            serving.left -= 1
            begins: _Job = (
                self._deliverer.begin(session, contact, due, now=now)
                if is_send
                else self._turns.begin(session, contact, due, now=now)
            )
            if begins is not None:
                return begins

    def _find_due(
        self, session: Session, contact: Contact, now: datetime
    ) -> tuple[Message | None, bool]:
        """Returns what is due next, and whether more is to be sent behind it."""
        found = find_outstanding(session, contact.id, now=now)
        unread = _due(found.unread, now)
        if unread is not None and found.held:
            take_up(session, unread, found.held, now=now)
            found = find_outstanding(session, contact.id, now=now)
        due = _due(found.unsent, now) or found.missed or unread
        return due, found.has_more_unsent and due is found.unsent


def _due(message: Message | None, now: datetime) -> Message | None:
    if message is None or (message.next_at is not None and message.next_at > now):
        return None
    return message
