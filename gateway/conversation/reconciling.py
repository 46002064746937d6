"""Reconciling: what came in at the carrier and never here is taken in from the carrier's list.

A carrier tries a few times to hand a message over, and then gives up. Its list still has it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from gateway.carrier import Carrier, NotSent
from gateway.conversation.inbox import Inbox
from gateway.metrics import RECONCILED
from helpline.storage.database import Database
from helpline.storage.rounds import claim_round, end_round

logger = logging.getLogger(__name__)

_ROUND = "received"
# The list is searched from so long before the end of the last search: a carrier's clock may differ,
# and a message may come into its list late.
OVERLAP = timedelta(hours=1)
# A message is left to its webhook, which tells more than the list does, for so long.
_LONGEST_GRACE = timedelta(seconds=60)


class Reconciler:
    """Takes in, as a webhook would, what no webhook brought."""

    def __init__(
        self,
        database: Database,
        carrier: Carrier,
        ring: Callable[[str], None],
        *,
        every: timedelta,
    ) -> None:
        """Takes the database, the carrier, what wakes a worker for a contact, and how often the
        carrier's list is searched.
        """
        self._database = database
        self._inbox = Inbox(database)
        self._carrier = carrier
        self._ring = ring
        self._every = every
        self._grace = min(every, _LONGEST_GRACE)

    def run_due(self, *, now: datetime) -> int:
        """Searches the list if it is time, and returns how many messages were missing here."""
        with self._database.transaction() as session:
            claimed = claim_round(session, _ROUND, now=now, every=self._every)
        if claimed is None:
            return 0
        until = now - self._grace
        try:
            found = self._take_in(since=(claimed.asked_up_to or until) - OVERLAP, until=until)
        except NotSent as failure:
            # The next search begins where this one did.
            logger.warning("the carrier's list could not be read", extra={"code": failure.code})
            return 0
        with self._database.transaction() as session:
            end_round(session, _ROUND, asked_up_to=until)
        return found

    def _take_in(self, *, since: datetime, until: datetime) -> int:
        found = 0
        for received in self._carrier.list_received(since=since):
            if received.at > until:
                continue
            # It counts from when it was written, not from now: "last night" was the night before.
            contact_id = self._inbox.receive(received.incoming, now=received.at)
            if contact_id is not None:
                found += 1
                self._ring(contact_id)
        if found:
            RECONCILED.inc(found)
            logger.warning("messages came that no webhook brought", extra={"count": found})
        return found
