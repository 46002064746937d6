"""The worker process: answers rings, sweeps for what nobody rang for, and shows that it is
alive.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from gateway.carrier import Carrier
from gateway.conversation.before import BeforeBot
from gateway.conversation.bot import Bot
from gateway.conversation.by_sms import BySms
from gateway.conversation.carrying import Carrying
from gateway.conversation.channels import ChannelQuestions
from gateway.conversation.delivery import Deliverer
from gateway.conversation.doorbell import Doorbell
from gateway.conversation.farewells import Farewells
from gateway.conversation.following_up import FollowUps
from gateway.conversation.handing_back import HandBacks
from gateway.conversation.media import build_media
from gateway.conversation.notices import Notices
from gateway.conversation.render import render
from gateway.conversation.rounds import build_rounds
from gateway.conversation.turn import TurnTaker
from gateway.conversation.ways import NO_TEMPLATES, ApprovedTemplates, Ways
from gateway.conversation.work import ContactService
from gateway.media_source import MediaSource
from gateway.prices import price_table
from helpline.privacy.erasure import BotMemory
from helpline.referrals.warming import warm_signs
from helpline.settings import ROOT, Settings
from helpline.speech import Speech
from helpline.storage.contacts import list_contacts_with_work
from helpline.storage.database import Database
from helpline.storage.farewells import list_due_farewells
from helpline.storage.heartbeats import beat
from helpline.text.language import LanguageGuesser

logger = logging.getLogger(__name__)

WORKER = "worker"
SWEEP_SECONDS = 2.0
_WHATSAPP, _SERVICE = "whatsapp:", "MG"
TRAINING_DATA = ROOT / "bot" / "data" / "nlu"


class Sweeper(threading.Thread):
    """Rings for every contact with due work that nobody holds, and asks what is due, every few
    seconds.
    """

    def __init__(
        self, database: Database, doorbell: Doorbell, follow_ups: FollowUps, hand_backs: HandBacks
    ) -> None:
        """Takes the database, the doorbell, what asks families afterwards, and what ends a wait
        for staff.
        """
        super().__init__(name="sweeper", daemon=True)
        self._database = database
        self._doorbell = doorbell
        self._follow_ups = follow_ups
        self._hand_backs = hand_backs
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
        self._hand_backs.hand_back_due(now=now)
        with self._database.transaction() as session:
            waiting = [*list_contacts_with_work(session), *list_due_farewells(session, now=now)]
            beat(session, WORKER, now=now)
        for contact_id in waiting:
            self._doorbell.ring(contact_id)

    def stop(self) -> None:
        """Ends the thread after its present round."""
        self._stopped.set()


def build_service(
    settings: Settings,
    database: Database,
    carrier: Carrier,
    templates: ApprovedTemplates = NO_TEMPLATES,
) -> ContactService:
    """Returns what serves contacts, put together from the settings."""
    guesser = LanguageGuesser.from_training(TRAINING_DATA)
    settle = timedelta(seconds=settings.settle_seconds)
    rng = random.SystemRandom()
    carrying = Carrying(price_table(settings), settings.limits)
    speech = Speech()
    says = Notices(speech)
    before = BeforeBot(says, carrier.confirms, settings.limits)
    numbers = sms_numbers(settings)
    return ContactService(
        database,
        TurnTaker(
            Bot(settings), guesser, before,
            ChannelQuestions(says, writes_sms=bool(numbers)),
            settings.care,
        ),
        Deliverer(
            database, carrier, settle, rng, carrying,
            Ways(speech, BySms(says, numbers), templates),
        ),
        Farewells(database, BotMemory(settings.tracker_url), carrier, settle, rng, carrying),
        lease_seconds=settings.lease_seconds,
    )  # fmt: skip


def sms_numbers(settings: Settings) -> tuple[str, ...]:
    """Returns our own numbers that write SMS."""
    others = (_WHATSAPP, _SERVICE)
    return tuple(each for each in settings.twilio_numbers if not each.startswith(others))


def run_worker(
    settings: Settings,
    carrier: Carrier,
    media: MediaSource,
    templates: ApprovedTemplates = NO_TEMPLATES,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Runs until the process is told to end; `media` is where files come from that people send,
    `templates` knows which of them WhatsApp has approved, `ready` is called once it serves.
    """
    database = Database.from_settings(settings)
    service = build_service(settings, database, carrier, templates)
    doorbell = Doorbell(settings, service.serve)
    speech = Speech()
    after = timedelta(hours=settings.handover_hours)
    sweeper = Sweeper(
        database,
        doorbell,
        FollowUps(database, speech, render),
        HandBacks(database, Notices(speech), after=after),
    )
    sweeper.sweep()
    sweeper.start()
    rounds = build_rounds(settings, database, carrier, doorbell.ring)
    rounds.start()
    files = build_media(settings, database, media)
    for each in files:
        each.start()
    warm_signs()
    ready()
    logger.info("the worker is ready", extra={"threads": settings.worker_threads})
    doorbell.consumer().run()
    sweeper.stop()
    rounds.stop()
    for each in files:
        each.stop()
    database.close()
