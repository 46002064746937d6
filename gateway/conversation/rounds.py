"""Rounds: what the worker asks the carrier again and again, apart from serving contacts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from gateway.carrier import Carrier
from gateway.conversation.asking import StatusAsker
from gateway.conversation.carrier_copies import CarrierCopies
from gateway.conversation.carrying import Carrying
from gateway.conversation.comparing import Comparer
from gateway.conversation.duty import DutyCalls
from gateway.conversation.figures import Figures
from gateway.conversation.money import Charged, Charges, HeldForMoney
from gateway.conversation.reconciling import Reconciler
from gateway.prices import price_table
from helpline.settings import Settings
from helpline.speech import Speech
from helpline.storage.database import Database

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 2.0


class Round(Protocol):
    """Something that is done again and again, by one worker at a time."""

    def run_due(self, *, now: datetime) -> int:
        """Does what is due at a moment and returns how much was done."""
        ...


class Rounds(threading.Thread):
    """Makes each round when it is due; one that fails is made again and stops no other."""

    def __init__(self, rounds: Sequence[Round]) -> None:
        """Takes the rounds."""
        super().__init__(name="rounds", daemon=True)
        self._rounds = rounds
        self._stopped = threading.Event()

    def run(self) -> None:
        """Looks every few seconds what is due, until stopped."""
        while not self._stopped.wait(_LOOK_SECONDS):
            self.make(now=datetime.now(UTC))

    def make(self, *, now: datetime) -> None:
        """Makes the rounds that are due at a moment."""
        for each in self._rounds:
            try:
                each.run_due(now=now)
            except Exception:
                # The thread must live: what it does not do, nobody does.
                logger.exception("a round failed", extra={"round": type(each).__name__})

    def stop(self) -> None:
        """Ends the thread after its present round."""
        self._stopped.set()


def build_rounds(
    settings: Settings, database: Database, carrier: Carrier, ring: Callable[[str], None]
) -> Rounds:
    """Returns all rounds, put together from the settings."""
    every = timedelta(seconds=settings.reconcile_seconds)
    keeps = timedelta(days=settings.carrier_retention_days)
    return Rounds(
        [
            Reconciler(database, carrier, ring, every=every),
            StatusAsker(database, carrier, ring),
            CarrierCopies(database, carrier, keeps=keeps),
            Comparer(database),
            *_duty(settings, database, ring),
            Figures(database, settings),
            HeldForMoney(database, Carrying(price_table(settings), settings.limits), ring),
            *([Charges(database, carrier)] if isinstance(carrier, Charged) else []),
        ]
    )


def _duty(
    settings: Settings, database: Database, ring: Callable[[str], None]
) -> tuple[DutyCalls, ...]:
    own = next((each for each in settings.twilio_numbers if each.startswith("+")), None)
    if own is None or not settings.duty_numbers:
        return ()
    return (DutyCalls(database, Speech(), settings.duty_numbers, own, ring),)
