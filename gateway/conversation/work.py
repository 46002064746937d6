"""What a worker does for a contact: everything that waits, in order, while it holds the lease."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from gateway.conversation.delivery import Deliverer
from gateway.conversation.farewells import Farewells
from gateway.conversation.turn import Held, TurnTaker
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

        Only who takes the lease does anything; each step is safe to repeat after a crash.
        """
        held = Held(contact_id, uuid.uuid4().hex, self._lease_seconds)
        # A power loss ends every lease anyway.
        with self._database.transaction(synced=False) as session:
            taken = acquire_lease(session, contact_id, held.owner, held.seconds)
        if not taken:
            # Another holds them, or they are erased and only their last message is left to send.
            self._farewells.send(contact_id, now=self._clock())
            return False
        try:
            return self._steps(held)
        except LeaseLost:
            logger.warning("a lease ran out while its contact was being served")
        except Exception:
            # Whatever it was, the row still says what must happen: the sweeper brings it up again.
            logger.exception("serving a contact failed")
            with self._database.transaction() as session:
                release_lease(session, contact_id, held.owner)
        return False

    def _steps(self, held: Held) -> bool:
        """Takes steps until nothing is due, or so many that others would wait for them."""
        for _ in range(_MOST_STEPS):
            if not self._step(held):
                return False
        with self._database.transaction() as session:
            release_lease(session, held.contact_id, held.owner)
        return True

    def _step(self, held: Held) -> bool:
        """Does the next due thing; gives the contact back and returns False if nothing is due."""
        now = self._clock()
        with self._database.transaction(synced=False) as session:
            renew_lease(session, held.contact_id, held.owner, held.seconds)
            inbound = _due(messages.next_inbound(session, held.contact_id), now)
            if inbound is not None:
                self._deliverer.take_up_waiting(session, inbound, now=now)
            due = (
                _due(messages.next_outbound(session, held.contact_id), now)
                or next_retry(session, held.contact_id, now=now)
                or inbound
            )
            if due is None:
                # In the transaction that found nothing, so that nothing can come in between.
                release_lease(session, held.contact_id, held.owner)
                return False
        if due.direction is Direction.OUTBOUND:
            self._deliverer.deliver(held, due.id, now=now)
        else:
            farewell = self._turns.take(held, due.id, now=now)
            if farewell is not None:
                self._farewells.erase(held, farewell, now=now)
                return False
        return True


def _due(message: Message | None, now: datetime) -> Message | None:
    if message is None or (message.next_at is not None and message.next_at > now):
        return None
    return message
