"""`kill -9` of a real process at each point between a webhook and a phone: nothing is lost, nothing
is said twice. The database is real, the bot is scripted and the carrier simulated, over HTTP.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import requests
from sqlalchemy import func, select

from gateway.simulator.app import create_app
from gateway.simulator.carrier import SimulatorConfig
from helpline.settings import ROOT, Settings
from helpline.storage.contacts import find_contact, list_contacts_with_work
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, Direction, MessageState
from helpline.storage.messages import list_messages
from helpline.storage.tables import Contact, Message, ReceivedSid
from tests.builders import FAMILY_NUMBER, OWN_NUMBER, make_contact, make_inbound
from tests.gateway.conversation.conftest import ScriptedBot, echo
from tests.gateway.installed import serving
from tests.gateway.twilio.requests import inbound_form

KILLED = -signal.SIGKILL


@dataclass
class Crash:
    """A database, and processes over it that are killed at a point."""

    database: Database
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, point: str, what: str) -> subprocess.CompletedProcess[str]:
        """Runs a process to its end and returns how it ended."""
        return subprocess.run(
            [sys.executable, "-m", "tests.gateway.conversation.dying", point, what],
            env={"PATH": os.environ["PATH"], **self.environ}, cwd=ROOT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def serve(self, point: str) -> int:
        """Runs a worker for the contact; what the last one held is free again, what waits due."""
        with self.database.transaction() as session:
            contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
            assert contact is not None
            contact.lease_until = None
            for message in list_messages(session, contact.id):
                message.next_at = message.next_at and message.created_at
        return self.run(point, contact.id).returncode

    def count(self, *tables: type) -> int:
        """Returns how many rows some tables hold together."""
        with self.database.reading() as session:
            return sum(
                session.scalar(select(func.count()).select_from(each)) or 0 for each in tables
            )

    def states(self, direction: Direction) -> list[MessageState]:
        """Returns the states of the contact's messages in one direction, the oldest first."""
        with self.database.reading() as session:
            contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
            assert contact is not None
            return [
                each.state
                for each in list_messages(session, contact.id)
                if each.direction is direction
            ]

    def phone(self) -> list[str]:
        """Returns what has reached the phone, the oldest first."""
        listed = requests.get(
            f"{self.environ['TWILIO_API_BASE_URL']}/phone/messages",
            params={"address": FAMILY_NUMBER}, timeout=10,
        ).json()  # fmt: skip
        return [each["body"] for each in listed["messages"] if not each["mine"]]


@pytest.fixture
def crash(
    environ: dict[str, str],
    any_settings: Settings,
    any_database: Database,
    scripted_bot: ScriptedBot,
) -> Iterator[Crash]:
    nowhere = "http://127.0.0.1:1"
    config = SimulatorConfig(
        any_settings.twilio_account_sid, any_settings.twilio_auth_tokens[0], [OWN_NUMBER],
        nowhere, nowhere, "127.0.0.1", 0, 0.0,
    )  # fmt: skip
    environ["RASA_URL"] = scripted_bot.url
    with serving(create_app(config)) as port:
        environ["TWILIO_API_BASE_URL"] = f"http://127.0.0.1:{port}"
        yield Crash(any_database, environ)


@pytest.mark.parametrize("point", ["signed, not stored", "written, not committed"])
def test_65_what_was_not_stored_when_the_gateway_died_is_taken_in_when_it_comes_again(
    crash: Crash, point: str
) -> None:
    form = json.dumps(inbound_form())

    died = crash.run(point, form)
    assert (died.returncode, died.stdout) == (KILLED, "")
    assert crash.count(Contact, Message, ReceivedSid) == 0

    assert crash.run("none", form).stdout.strip() == "200"
    assert crash.count(Message) == crash.count(ReceivedSid) == 1


def test_66_67_what_was_stored_when_the_gateway_died_is_stored_once_and_found(crash: Crash) -> None:
    form = json.dumps(inbound_form())

    died = crash.run("stored, not answered", form)
    assert (died.returncode, died.stdout) == (KILLED, "")
    assert crash.count(Message) == 1

    # The carrier hands it in again; nobody has been rung for, and the sweep finds it.
    assert crash.run("none", form).stdout.strip() == "200"
    assert crash.count(Message) == 1
    with crash.database.reading() as session:
        contact = find_contact(session, Channel.SMS, FAMILY_NUMBER)
        assert contact is not None
        assert list_contacts_with_work(session) == [contact.id]


@pytest.mark.parametrize(
    ("point", "asked"),
    [
        ("before the bot is asked", 2),
        ("after the bot's answer", 3),
        ("answer written, not committed", 3),
        ("answer stored, not sent", 2),
        ("sent, not stored", 2),
    ],
)
def test_68_69_70_71_whenever_the_worker_dies_each_message_is_answered_once_and_in_order(
    crash: Crash, scripted_bot: ScriptedBot, point: str, asked: int
) -> None:
    with crash.database.transaction() as session:
        contact = make_contact(session)
        for number, body in enumerate(("one", "two")):
            message = make_inbound(session, contact, body, state=MessageState.NEW)
            message.created_at += timedelta(seconds=number)
    # The real bot gives one answer to one message however often it is asked.
    answers = {"one": "to one", "two": "to two"}
    scripted_bot.answer = lambda turn: (  # type: ignore[method-assign]
        scripted_bot.turns.append(turn),
        (
            200,
            json.dumps(
                {"message_id": turn["message_id"], **echo(answers[turn["text"]])[0]}
            ).encode(),
        ),
    )[1]

    assert crash.serve(point) == KILLED
    assert MessageState.NEW in crash.states(Direction.INBOUND)
    assert crash.serve("none") == 0

    assert crash.phone() == ["to one", "to two"]
    assert crash.states(Direction.INBOUND) == [MessageState.DONE] * 2
    assert MessageState.WAITING not in crash.states(Direction.OUTBOUND)
    ids = [turn["message_id"] for turn in scripted_bot.turns]
    assert (len(ids), len(set(ids))) == (asked, 2)
