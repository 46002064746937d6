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
from helpline.errors import LeaseLost
from helpline.storage import messages
from helpline.storage.contacts import acquire_lease, release_lease, renew_lease
from helpline.storage.database import Database
from helpline.storage.deliveries import next_retry
from helpline.storage.kinds import Direction
from helpline.storage.tables import Message

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
    """A contact who is held, how many steps are left of their share, and whether they have more to
    do than that.
    """

    held: Held
    left: int
    has_more: bool = False


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
            return True, self._next(session, serving, now, may_send=False)

    def _do(self, serving: _Serving, job: TurnRequest | Attempt | _Later) -> _Job:
        if isinstance(job, TurnRequest):
            return self._do_turn(serving, job)
        if isinstance(job, Attempt):
            return self._do_send(serving, job)
        with self._database.transaction() as session:
            return self._go_on(session, serving, self._clock(), may_send=True)

    def _do_turn(self, serving: _Serving, request: TurnRequest) -> _Job:
        answer = self._turns.ask(request)
        now = self._clock()
        farewell = farewell_in(answer)
        if farewell is not None:
            self._farewells.erase(serving.held, farewell, now=now)
            return None
        with self._database.transaction() as session:
            self._renew(session, serving)
            self._turns.finish(session, request, answer, now=now)
            return self._next(session, serving, now, may_send=True)

    def _do_send(self, serving: _Serving, attempt: Attempt) -> _Job:
        outcome = self._deliverer.send(attempt)
        now = self._clock()
        try:
            # What a power loss undoes here is an outcome that is unknown again, and found out.
            with self._database.transaction(synced=False) as session:
                self._deliverer.finish(session, attempt, outcome, now=now)
                return self._go_on(session, serving, now, may_send=False)
        except Exception:
            # What became of a message is a fact, whoever holds the contact and whatever comes next.
            with self._database.transaction() as session:
                self._deliverer.finish(session, attempt, outcome, now=now)
            raise

    def _go_on(self, session: Session, serving: _Serving, now: datetime, *, may_send: bool) -> _Job:
        self._renew(session, serving)
        return self._next(session, serving, now, may_send=may_send)

    def _renew(self, session: Session, serving: _Serving) -> None:
        held = serving.held
        renew_lease(session, held.contact_id, held.owner, held.seconds)

    def _next(self, session: Session, serving: _Serving, now: datetime, *, may_send: bool) -> _Job:
        """Begins the next due thing; gives the contact back and returns None if nothing is due, or
        if others would wait too long for them.
        """
        while True:
            due = self._find_due(session, serving.held.contact_id, now)
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
                self._deliverer.begin(session, due, now=now)
                if is_send
                else self._turns.begin(session, due, now=now)
            )
            if begins is not None:
                return begins

    def _find_due(self, session: Session, contact_id: str, now: datetime) -> Message | None:
        inbound = _due(messages.next_inbound(session, contact_id), now)
        if inbound is not None:
            self._deliverer.take_up_waiting(session, inbound, now=now)
        return (
            _due(messages.next_outbound(session, contact_id), now)
            or next_retry(session, contact_id, now=now)
            or inbound
        )


def _due(message: Message | None, now: datetime) -> Message | None:
    if message is None or (message.next_at is not None and message.next_at > now):
        return None
    return message
