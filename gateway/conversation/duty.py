"""Calls to the numbers on duty (DUTY_NUMBERS): an SMS for each urgent case, once for each reason,
at any hour. It says that something waits and its reference, and nothing of the case.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.console.urgent import Alarm, list_alarms
from helpline.i18n import DEFAULT_LANGUAGE
from helpline.speech import Speech
from helpline.storage.database import Database
from helpline.storage.duty import add_call, list_calls
from helpline.storage.farewells import add_lone_message
from helpline.storage.kinds import Channel
from helpline.storage.referrals import get_referral
from helpline.storage.rounds import claim_round

logger = logging.getLogger(__name__)

DUTY = "duty"
_EVERY = timedelta(seconds=30)
# More at once are told of in one message, with how many there are.
_MOST_BY_NAME = 3


class DutyCalls:
    """Tells who is on duty of what is urgent."""

    def __init__(
        self,
        database: Database,
        speech: Speech,
        numbers: Sequence[str],
        own_number: str,
        ring: Callable[[str], None],
    ) -> None:
        """Takes the database, what speaks, the numbers on duty, which of our own writes to them,
        and what wakes a worker.
        """
        self._database = database
        self._speech = speech
        self._numbers = numbers
        self._own_number = own_number
        self._ring = ring

    def run_due(self, *, now: datetime) -> int:
        """Calls for what is new at a moment and returns how many messages are to be sent."""
        if not self._numbers:
            return 0
        try:
            with self._database.transaction() as session:
                if claim_round(session, DUTY, now=now, every=_EVERY) is None:
                    return 0
                messages = self._call(session, now)
        except IntegrityError:
            # Another worker makes this very round.
            return 0
        for message_id in messages:
            self._ring(message_id)
        if messages:
            logger.info("who is on duty was called", extra={"messages": len(messages)})
        return len(messages)

    def _call(self, session: Session, now: datetime) -> list[str]:
        alarms = list_alarms(session, now=now)
        made = list_calls(session, [each.referral_id for each in alarms])
        fresh = [each for each in alarms if (each.referral_id, each.why.value) not in made]
        for each in fresh:
            add_call(session, each.referral_id, each.why.value, now=now)
        return [
            add_lone_message(
                session, Channel.SMS, number, own_address=self._own_number, body=body, now=now
            )
            for body in self._words(session, fresh)
            for number in self._numbers
        ]

    def _words(self, session: Session, fresh: Sequence[Alarm]) -> list[str]:
        if len(fresh) > _MOST_BY_NAME:
            return [self._say("utter_duty_calls", count=len(fresh))]
        return [
            self._say(
                "utter_duty_call", reference=get_referral(session, each.referral_id).reference
            )
            for each in fresh
        ]

    def _say(self, response: str, **values: object) -> str:
        return self._speech.say(response, DEFAULT_LANGUAGE, values=values).text
