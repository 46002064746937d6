"""A whole installation: every process as an operator starts it, and a simulated carrier."""

from __future__ import annotations

import base64
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import requests
from sqlalchemy.orm import Session

from helpline.settings import ROOT, Settings
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel, MessageState
from helpline.storage.messages import last_offered, list_messages
from helpline.storage.referrals import find_latest_referral
from helpline.storage.tables import Contact, Referral

OWN_NUMBER = "+15550100"
_READY_SECONDS = 120


def wait_for(condition: Callable[[], Any], *, seconds: float, what: str) -> Any:
    """Returns the condition's first true value; fails naming what did not come in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come within {seconds} seconds")
        time.sleep(0.05)


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as candidate:
        candidate.bind(("127.0.0.1", 0))
        return int(candidate.getsockname()[1])


@dataclass
class Installation:
    """The processes of one installation, over a folder of its own."""

    folder: Path
    database_url: str = ""
    lease_seconds: int = 30
    environ: dict[str, str] = field(default_factory=dict)
    _processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        ports = {name: free_port() for name in ("gateway", "bot", "actions", "carrier")}
        self.gateway_url = f"http://127.0.0.1:{ports['gateway']}"
        self.carrier_url = f"http://127.0.0.1:{ports['carrier']}"
        self.bot_url = f"http://127.0.0.1:{ports['bot']}"
        self.environ = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "HELPLINE_VAR": str(self.folder),
            "HELPLINE_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
            "SECRET_KEY": secrets.token_urlsafe(32),
            "DATABASE_URL": self.database_url,
            "PUBLIC_URL": self.gateway_url,
            "PORT": str(ports["gateway"]),
            "RASA_URL": self.bot_url,
            "ACTIONS_URL": f"http://127.0.0.1:{ports['actions']}",
            "TWILIO_API_BASE_URL": self.carrier_url,
            "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
            "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
            "TWILIO_NUMBERS": f"{OWN_NUMBER},whatsapp:{OWN_NUMBER}",
            "LEASE_SECONDS": str(self.lease_seconds),
            "SETTLE_SECONDS": "2",
            "RECONCILE_SECONDS": "5",
            # All phones of the tests are alike.
            "PREFIX_CAP_DAY": "100000",
            "LOG_LEVEL": "DEBUG",
        }

    def start(self) -> None:
        """Starts everything and returns once all of it is ready."""
        for command in ("simulator", "up"):
            self._processes.append(self._start(command))
        wait_for(self.is_ready, seconds=_READY_SECONDS, what="readiness")

    def stop(self) -> None:
        """Ends everything in order."""
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(timeout=30)

    def is_ready(self) -> bool:
        """Whether the gateway says that all parts are ready."""
        try:
            return requests.get(f"{self.gateway_url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def kill(self, part: str) -> None:
        """Kills a part of the installation outright, with all processes it started."""
        for process in self.parts(part):
            for each in [*process.children(recursive=True), process]:
                try:
                    each.kill()
                except psutil.NoSuchProcess:
                    continue

    def run(self, *arguments: str, words: str = "") -> str:
        """Runs a `helpline` command to its end and returns what it said."""
        ended = subprocess.run(
            [sys.executable, "-m", "gateway.cli", *arguments],
            env=self.environ, cwd=ROOT, input=words, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return ended.stdout

    def write(self, number: str, body: str, *, channel: str = "sms") -> None:
        """Writes from a phone to the helpline."""
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        message = {"from": prefix + number, "to": prefix + OWN_NUMBER, "body": body}
        requests.post(f"{self.carrier_url}/phone/send", json=message, timeout=30).raise_for_status()

    def faults(self, **faults: int) -> None:
        """Switches faults of the carrier."""
        requests.post(
            f"{self.carrier_url}/phone/faults", json=faults, timeout=10
        ).raise_for_status()

    def received(self, number: str, *, channel: str = "sms") -> list[dict[str, Any]]:
        """Returns what the helpline has sent to a phone so far."""
        prefix = "whatsapp:" if channel == "whatsapp" else ""
        listed = requests.get(
            f"{self.carrier_url}/phone/messages", params={"address": prefix + number}, timeout=10
        ).json()["messages"]
        return [message for message in listed if not message["mine"]]

    def bodies(self, number: str, *, channel: str = "sms") -> list[str]:
        """Returns the words of what the helpline has sent to a phone so far."""
        return [message["body"] for message in self.received(number, channel=channel)]

    def ask(
        self, number: str, body: str, *, replies: int = 1, channel: str = "sms", seconds: float = 20
    ) -> list[str]:
        """Writes, waits for as many replies, and returns them."""
        before = len(self.bodies(number, channel=channel))
        self.write(number, body, channel=channel)
        wait_for(
            lambda: len(self.bodies(number, channel=channel)) >= before + replies,
            seconds=seconds,
            what="the reply",
        )
        return self.bodies(number, channel=channel)[before:]

    def asked(self, number: str) -> str:
        """Returns the question of the intake that stands open with a phone, by its fact."""
        database = self.database()
        with database.reading() as session:
            last = last_offered(session, self.contact(session, number).id)
        database.close()
        assert last is not None
        return (last.response or "").removeprefix("utter_ask_").removesuffix("_unseen")

    def parts(self, part: str) -> list[psutil.Process]:
        """Returns the processes of a part of the installation."""
        found = []
        for process in self._processes:
            for child in psutil.Process(process.pid).children():
                try:
                    command = " ".join(child.cmdline()).rstrip()
                except psutil.NoSuchProcess:
                    continue
                # gunicorn names its process anew where it can.
                if command.endswith((f"gateway.cli {part}", f"[helpline {part}]")) or (
                    part == "bot" and "bot.light run" in command
                ):
                    found.append(child)
        return found

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{command}.log").open("wb")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "gateway.cli", command],
                env=self.environ, cwd=ROOT, stdout=log, stderr=log,
            )  # fmt: skip

    def database(self) -> Database:
        """Returns the installation's database, opened beside the running processes."""
        return Database.from_settings(Settings.from_env(self.environ))

    @staticmethod
    def contact(session: Session, number: str, channel: Channel = Channel.SMS) -> Contact:
        """Returns the contact with a number."""
        contact = find_contact(session, channel, number)
        assert contact is not None
        return contact

    @staticmethod
    def referral(session: Session, contact_id: str) -> Referral:
        """Returns the latest referral of a contact."""
        referral = find_latest_referral(session, contact_id)
        assert referral is not None
        return referral

    @staticmethod
    def waiting(session: Session, contact_id: str) -> int:
        """Returns how many messages of a contact wait for their turn."""
        return sum(
            message.state is MessageState.NEW for message in list_messages(session, contact_id)
        )
