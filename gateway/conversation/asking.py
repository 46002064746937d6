"""Asking the carrier what became of messages of which it has not reported."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from gateway.carrier import Carrier, NotSent, Reported
from gateway.conversation.reports import take_report
from helpline.errors import NotFound
from helpline.storage.database import Database
from helpline.storage.messages import get_message
from helpline.storage.rounds import claim_round
from helpline.storage.unreported import Unreported, count_ask, list_unreported

logger = logging.getLogger(__name__)

_ROUND = "statuses"
_EVERY = timedelta(minutes=2)


class StatusAsker:
    """Asks of each message a few times within a day; then staff read that nothing was heard."""

    def __init__(self, database: Database, carrier: Carrier, ring: Callable[[str], None]) -> None:
        """Takes the database, the carrier, and what wakes a worker for a contact."""
        self._database = database
        self._carrier = carrier
        self._ring = ring

    def run_due(self, *, now: datetime) -> int:
        """Asks of what is due, if it is time, and returns of how many messages."""
        with self._database.transaction() as session:
            if claim_round(session, _ROUND, now=now, every=_EVERY) is None:
                return 0
            due = list_unreported(session, now=now)
        for count, each in enumerate(due):
            try:
                reported = self._carrier.status_of(each.sid)
            except NotSent as failure:
                logger.warning("the carrier could not be asked", extra={"code": failure.code})
                return count
            self._record(each, reported, now)
        return len(due)

    def _record(self, each: Unreported, reported: Reported | None, now: datetime) -> None:
        with self._database.transaction() as session:
            try:
                message = get_message(session, each.message_id)
            except NotFound:
                # It was erased meanwhile.
                return
            if reported is not None and reported.status:
                take_report(
                    session, reported=reported, sid=each.sid, message_id=each.message_id, now=now,
                    meaning_of=partial(self._carrier.meaning_of, reported=True),
                )  # fmt: skip
            # What the carrier does not hold any more it will never report.
            count_ask(session, message, is_last=each.is_last or reported is None)
            contact_id = message.contact_id
        self._ring(contact_id)
