"""The worker process: answers rings, sweeps for what nobody rang for, and shows that it is
alive.
"""

from __future__ import annotations

import logging
import random
import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from gateway.carrier import Carrier
from gateway.conversation.bot import Bot
from gateway.conversation.delivery import Deliverer
from gateway.conversation.doorbell import Doorbell
from gateway.conversation.following_up import FollowUps
from gateway.conversation.render import render
from gateway.conversation.turn import TurnTaker
from gateway.conversation.work import ContactService
from helpline.settings import ROOT, Settings
from helpline.speech import Speech
from helpline.storage.contacts import list_contacts_with_work
from helpline.storage.database import Database
from helpline.storage.heartbeats import beat
from helpline.text.language import LanguageGuesser

logger = logging.getLogger(__name__)

WORKER = "worker"
SWEEP_SECONDS = 2.0
TRAINING_DATA = ROOT / "bot" / "data" / "nlu"


class Sweeper(threading.Thread):
    """Rings for every contact with due work that nobody holds, and asks what is due, every few
    seconds.
    """

    def __init__(self, database: Database, doorbell: Doorbell, follow_ups: FollowUps) -> None:
        """Takes the database, the doorbell, and what asks families afterwards."""
        super().__init__(name="sweeper", daemon=True)
        self._database = database
        self._doorbell = doorbell
        self._follow_ups = follow_ups
        self._stopped = threading.Event()

    def run(self) -> None:
        """Sweeps until stopped; a failing database is tried again at the next round."""
        while not self._stopped.wait(SWEEP_SECONDS):
            try:
                self.sweep()
            except SQLAlchemyError:
                logger.exception("the sweep failed")

    def sweep(self) -> None:
        """Rings once for each contact with due work, and records that the worker is alive."""
        now = datetime.now(UTC)
        self._follow_ups.ask_due(now=now)
        with self._database.transaction() as session:
            beat(session, WORKER, now=now)
            waiting = list_contacts_with_work(session)
        for contact_id in waiting:
            self._doorbell.ring(contact_id)

    def stop(self) -> None:
        """Ends the thread after its present round."""
        self._stopped.set()


def build_service(settings: Settings, database: Database, carrier: Carrier) -> ContactService:
    """Returns what serves contacts, put together from the settings."""
    guesser = LanguageGuesser.from_training(TRAINING_DATA)
    settle = timedelta(seconds=settings.settle_seconds)
    return ContactService(
        database,
        TurnTaker(database, Bot(settings), guesser),
        Deliverer(database, carrier, settle, random.SystemRandom()),
        lease_seconds=settings.lease_seconds,
    )


def run_worker(settings: Settings, carrier: Carrier) -> None:
    """Runs until the process is told to end."""
    database = Database.from_settings(settings)
    service = build_service(settings, database, carrier)
    doorbell = Doorbell(settings, service.serve)
    sweeper = Sweeper(database, doorbell, FollowUps(database, Speech(), render))
    sweeper.sweep()
    sweeper.start()
    logger.info("the worker is ready", extra={"threads": settings.worker_threads})
    doorbell.consumer().run()
    sweeper.stop()
    database.close()
