"""What the carrier holds is redacted after some days, and erased with what was erased here.

A carrier cannot delete a message that is on its way, and may be out of reach. So it is told again,
for as long as it takes, and what it answered in the end is kept as proof.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from gateway.carrier import Carrier, Meaning, NotSent, Refused
from gateway.conversation.failing import alarm
from helpline.storage.copies import (
    DueCopy,
    list_due_copies,
    plan_redactions,
    put_off,
    record_done,
)
from helpline.storage.database import Database
from helpline.storage.kinds import CopyTask
from helpline.storage.rounds import claim_round

logger = logging.getLogger(__name__)

_ROUND = "copies"
_EVERY = timedelta(seconds=10)
_LONGEST_WAIT = timedelta(days=1)


class CarrierCopies:
    """Has the carrier drop what it is not to hold any more."""

    def __init__(self, database: Database, carrier: Carrier, *, keeps: timedelta) -> None:
        """Takes the database, the carrier, and how long that may keep the words of a message."""
        self._database = database
        self._carrier = carrier
        self._keeps = keeps

    def run_due(self, *, now: datetime) -> int:
        """Tells the carrier what is due, if it is time, and returns how much of it was done."""
        with self._database.transaction() as session:
            if claim_round(session, _ROUND, now=now, every=_EVERY) is None:
                return 0
            plan_redactions(session, before=now - self._keeps, now=now)
            due = list_due_copies(session, now=now)
        done = 0
        for each in due:
            try:
                proof = self._tell(each)
            except (NotSent, Refused) as failure:
                self._put_off(each, failure, now)
                if isinstance(failure, NotSent) and not failure.code.isdigit():
                    # The carrier cannot be reached: what is due stays due.
                    break
                continue
            with self._database.transaction() as session:
                record_done(session, each, proof=proof, now=now)
            done += 1
        return done

    def _tell(self, each: DueCopy) -> int:
        if each.task is CopyTask.ERASE:
            return self._carrier.forget(each.sid)
        return self._carrier.redact(each.sid)

    def _put_off(self, each: DueCopy, failure: NotSent | Refused, now: datetime) -> None:
        meaning = self._carrier.meaning_of(failure.code)
        with self._database.transaction() as session:
            until = now + _wait(each, failure, meaning)
            put_off(session, each, code=failure.code[:32], until=until)
        if isinstance(failure, Refused):
            alarm(meaning, failure.code)
        logger.info("the carrier has yet to erase something", extra={"code": failure.code})


def _wait(each: DueCopy, failure: NotSent | Refused, meaning: Meaning) -> timedelta:
    if isinstance(failure, Refused):
        return _LONGEST_WAIT
    if failure.code.isdigit() and meaning.again_after:
        return meaning.again_after[min(each.attempts, len(meaning.again_after) - 1)]
    return min(timedelta(minutes=2 ** min(each.attempts, 10)), _LONGEST_WAIT)
