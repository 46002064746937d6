"""A bot and a carrier that do as they are told, over real HTTP where the real ones are reached
so.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from gateway.carrier import Accepted, Meaning, Outgoing, Received, Reported
from gateway.conversation.before import BeforeBot
from gateway.conversation.bot import Bot
from gateway.conversation.carrying import Carrying
from gateway.conversation.delivery import Deliverer
from gateway.conversation.farewells import Farewells
from gateway.conversation.notices import Notices
from gateway.conversation.turn import TurnTaker
from gateway.conversation.work import ContactService
from gateway.prices import LISTED
from gateway.twilio.errors import meaning_of
from helpline.carrying.limits import Limits
from helpline.carrying.prices import PriceTable
from helpline.privacy.erasure import BotMemory
from helpline.settings import Settings
from helpline.speech import Speech
from helpline.storage import messages
from helpline.storage.contacts import get_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Direction, MessageState
from helpline.storage.tables import new_id
from helpline.text.language import LanguageGuesser
from tests.builders import make_contact, make_inbound


@dataclass
class ScriptedBot:
    """Answers turns with what its script holds: a body to send, or a status code alone."""

    url: str = ""
    script: list[int | dict[str, Any] | str] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, turn: dict[str, Any]) -> tuple[int, bytes]:
        """Returns code and body for a turn, and remembers it."""
        self.turns.append(turn)
        step = self.script.pop(0) if self.script else {"replies": [{"text": "We are here."}]}
        if isinstance(step, int):
            return step, b"{}"
        if isinstance(step, str):
            return 200, step.encode()
        return 200, json.dumps({"message_id": turn["message_id"], **step}).encode()


@pytest.fixture
def scripted_bot() -> Iterator[ScriptedBot]:
    bot = ScriptedBot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            code, answer = bot.answer(json.loads(body))
            self.send_response(code)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bot.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield bot
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass
class ScriptedCarrier:
    """Accepts messages, or raises what its script holds; `taken` is what has reached phones."""

    script: list[Exception | None] = field(default_factory=list)
    taken: list[tuple[str, Outgoing]] = field(default_factory=list)
    takes_before_failing: bool = False
    received: list[Received] = field(default_factory=list)
    reports: dict[str, Reported] = field(default_factory=dict)
    drops: list[Exception | None] = field(default_factory=list)
    dropped: list[tuple[str, int]] = field(default_factory=list)

    def send(self, message: Outgoing) -> Accepted:
        """Takes a message."""
        step = self.script.pop(0) if self.script else None
        if step is not None and not self.takes_before_failing:
            raise step
        sid = f"SM{new_id()}"
        self.taken.append((sid, message))
        if step is not None:
            raise step
        return Accepted(sid, "queued")

    def list_sent(self, message: Outgoing, *, since: object) -> list[Accepted]:
        """Returns what was taken with the same address and words."""
        return [
            Accepted(sid, "sent")
            for sid, taken in self.taken
            if (taken.to, taken.body) == (message.to, message.body)
        ]

    def list_received(self, *, since: datetime) -> list[Received]:
        """Returns what its script holds as received since a moment."""
        return [each for each in self.received if each.at >= since]

    def status_of(self, sid: str) -> Reported | None:
        """Returns what its script holds of a message."""
        return self.reports.get(sid)

    def redact(self, sid: str) -> int:
        """Says that it dropped the words."""
        return self._drop(sid, 200)

    def forget(self, sid: str) -> int:
        """Says that it dropped the message."""
        return self._drop(sid, 204)

    def _drop(self, sid: str, proof: int) -> int:
        step = self.drops.pop(0) if self.drops else None
        if step is not None:
            raise step
        self.dropped.append((sid, proof))
        return proof

    def meaning_of(self, code: str, *, reported: bool = False) -> Meaning:
        """What a code means at Twilio."""
        return meaning_of(code, reported=reported)

    def confirms(self, channel: Channel, text: str) -> bool:
        """Answers the one word itself, on SMS."""
        return channel is Channel.SMS and text.strip().lower() in ("stop", "start")

    @property
    def bodies(self) -> list[str]:
        """What reached phones, in order."""
        return [message.body for _, message in self.taken]


@pytest.fixture
def carrier() -> ScriptedCarrier:
    return ScriptedCarrier()


SETTLE = timedelta(seconds=60)
SPEECH = Speech()
CARRYING = Carrying(PriceTable.load(LISTED), Limits())


def before(carrier: ScriptedCarrier) -> BeforeBot:
    return BeforeBot(Notices(SPEECH), carrier.confirms)


def said(response: str, language: str = "en", **values: object) -> str:
    """Returns a notice as a phone shows it."""
    spoken = SPEECH.say(response, language, values=values)
    options = [f"{number} {title}" for number, (title, _) in enumerate(spoken.options, start=1)]
    return "\n".join([spoken.text, *options])


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, time: timedelta) -> None:
        self.now += time


@dataclass
class Setup:
    """A service over a real database, a scripted bot and carrier, and a clock that is set by
    hand.
    """

    service: ContactService
    database: Database
    bot: ScriptedBot
    carrier: ScriptedCarrier
    clock: Clock
    contact_id: str

    def write(self, *bodies: str, media: int = 0) -> None:
        with self.database.transaction() as session:
            contact = get_contact(session, self.contact_id)
            for body in bodies:
                message = make_inbound(
                    session, contact, body, state=MessageState.NEW, now=self.clock()
                )
                message.media_count = media

    def serve(self) -> None:
        """Does all that is due, as often as others would have had their turn in between."""
        while self.service.serve(self.contact_id):
            pass

    def states(self, direction: Direction) -> list[MessageState]:
        with self.database.reading() as session:
            listed = messages.list_messages(session, self.contact_id)
        return [message.state for message in listed if message.direction is direction]


@pytest.fixture
def setup(
    any_settings: Settings,
    any_database: Database,
    scripted_bot: ScriptedBot,
    carrier: ScriptedCarrier,
) -> Setup:
    clock = Clock(datetime.now(UTC))
    settings = replace(any_settings, rasa_url=scripted_bot.url)
    guesser = LanguageGuesser.from_training(settings.var)
    service = ContactService(
        any_database,
        TurnTaker(Bot(settings), guesser, before(carrier)),
        Deliverer(any_database, carrier, SETTLE, random.Random(1), CARRYING),
        Farewells(
            any_database,
            BotMemory(settings.tracker_url),
            carrier,
            SETTLE,
            random.Random(1),
            CARRYING,
        ),  # fmt: skip
        lease_seconds=settings.lease_seconds,
        clock=clock,
    )
    with any_database.transaction() as session:
        contact_id = make_contact(session).id
    return Setup(service, any_database, scripted_bot, carrier, clock, contact_id)


def echo(*texts: str) -> list[dict[str, object]]:
    return [{"replies": [{"text": text}]} for text in texts]
