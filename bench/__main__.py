"""`make bench`: starts a whole installation, takes its figures, and writes docs/performance.md."""

from __future__ import annotations

import os
import platform
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psutil
import requests
from twilio.request_validator import RequestValidator

from helpline.settings import ROOT
from helpline.storage.tables import new_id
from tests.end_to_end.installation import OWN_NUMBER, Installation, wait_for

_QUIET_WEBHOOKS = 200
_BUSY_WEBHOOKS = 300
_ANSWERS = 60
_SENTENCE = "they arrested my brother last night, what are his rights"


def acknowledge(installation: Installation, session: requests.Session, number: str) -> float:
    """Posts one signed inbound message and returns the seconds until it was acknowledged."""
    sid = f"SM{new_id()}"
    form = {
        "MessageSid": sid, "SmsSid": sid, "AccountSid": installation.environ["TWILIO_ACCOUNT_SID"],
        "From": number, "To": OWN_NUMBER, "Body": _SENTENCE, "NumMedia": "0",
    }  # fmt: skip
    address = f"{installation.gateway_url}/twilio/inbound"
    token = installation.environ["TWILIO_AUTH_TOKEN"]
    signature = RequestValidator(token).compute_signature(address, form)
    began = time.perf_counter()
    answer = session.post(address, data=form, headers={"X-Twilio-Signature": signature}, timeout=30)
    seconds = time.perf_counter() - began
    answer.raise_for_status()
    return seconds


def acknowledgements(installation: Installation, count: int, *, threads: int) -> list[float]:
    """Returns the seconds of so many acknowledgements, posted by so many callers at once."""
    local = threading.local()

    def one(turn: int) -> float:
        if not hasattr(local, "session"):
            local.session = requests.Session()
        return acknowledge(installation, local.session, f"+1555010{turn % 40:02}")

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(count)))


def answers(installation: Installation, count: int) -> list[float]:
    """Returns the seconds from writing a message to its answer on the phone, one at a time."""
    taken = []
    for turn in range(count):
        began = time.perf_counter()
        installation.ask(f"+155502{turn:02}", "thank you")
        taken.append(time.perf_counter() - began)
    return taken


def memory(installation: Installation) -> dict[str, int]:
    """Returns the resident memory of each part in MiB, the simulator left out."""
    return {
        part: sum(
            each.memory_info().rss for parent in installation.parts(part)
            for each in [parent, *parent.children(recursive=True)]
        ) // 2**20
        for part in ("bot", "actions", "gateway", "worker")
    }  # fmt: skip


def percentile(values: list[float], share: int) -> float:
    """Returns a percentile in milliseconds."""
    return 1000 * statistics.quantiles(values, n=100)[share - 1]


def measure() -> list[tuple[str, str]]:
    """Returns the figures as (what, value) in the order of the table."""
    with tempfile.TemporaryDirectory() as folder:
        installation = Installation(Path(folder))
        began = time.perf_counter()
        installation.start()
        cold = time.perf_counter() - began
        try:
            quiet = acknowledgements(installation, _QUIET_WEBHOOKS, threads=1)
            wait_for(lambda: _is_idle(installation), seconds=300, what="an idle worker")
            answered = answers(installation, _ANSWERS)
            busy = acknowledgements(installation, _BUSY_WEBHOOKS, threads=8)
            held = memory(installation)
        finally:
            installation.stop()
    return [
        ("start to ready", f"{cold:.0f} s"),
        ("webhook acknowledged, quiet, p50", f"{percentile(quiet, 50):.1f} ms"),
        ("webhook acknowledged, quiet, p99", f"{percentile(quiet, 99):.1f} ms"),
        ("webhook acknowledged, 8 callers at once, p50", f"{percentile(busy, 50):.1f} ms"),
        ("webhook acknowledged, 8 callers at once, p99", f"{percentile(busy, 99):.1f} ms"),
        ("text written to answer on the phone, p50", f"{percentile(answered, 50):.0f} ms"),
        ("text written to answer on the phone, p95", f"{percentile(answered, 95):.0f} ms"),
        *((f"memory, {part}", f"{size} MiB") for part, size in held.items()),
        ("memory, all", f"{sum(held.values())} MiB"),
    ]


def _is_idle(installation: Installation) -> bool:
    text = requests.get(f"{installation.gateway_url}/metrics", timeout=10).text
    return "helpline_oldest_unanswered_seconds 0.0" in text


def main() -> None:
    """Measures, prints, and writes the page."""
    machine = (
        f"{os.cpu_count()} cores, {psutil.virtual_memory().total // 2**30} GiB, {platform.system()}"
    )
    rows = measure()
    width = max(len(what) for what, _ in rows)
    for what, value in rows:
        print(f"{what:<{width}}  {value}")
    lines = [
        "# Performance",
        "",
        f"Taken by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {machine}, Python "
        f"{platform.python_version()}, SQLite, all on one machine with the simulated carrier.",
        "The carrier, the phones and the measuring share the cores with what is measured.",
        "",
        "| | |",
        "| --- | --- |",
        *(f"| {what} | {value} |" for what, value in rows),
        "",
        "*Acknowledged*: from posting a signed webhook to its 200, which means that the message "
        "is stored on disk. *Answer on the phone*: webhook, worker, bot, database, carrier.",
        "",
    ]
    (ROOT / "docs" / "performance.md").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
