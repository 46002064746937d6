"""`make year`: how long an invented year takes to count, and the page of figures to open."""

from __future__ import annotations

import base64
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from gateway.app import create_app
from helpline.law.book import LawBook
from helpline.reports.refreshing import refresh
from helpline.settings import Settings
from helpline.simulation.year import simulate_year
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.migrate import upgrade
from tests.gateway.console.desk import Desk, make_staff

_CASES, _OPENED = 20_000, 7
_PAGES = ("", "?by=area", "/data.csv", "/data.json")


def main() -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env(_environ(Path(folder)))
        database = Database.from_settings(settings)
        upgrade(database.engine)
        now = datetime.now(UTC)
        year = now.year - 1
        end = datetime(year + 1, 1, 1, tzinfo=UTC)

        def count() -> None:
            refresh(database, LawBook.load(), threshold=11, retention_days=9999, now=now)

        print(f"{_CASES} cases, {os.cpu_count()} cores, {now:%Y-%m-%d}")
        invent = random.Random(7)
        _say("invented in", lambda: simulate_year(
            database, year, referrals=_CASES, rng=invent, now=end
        ))  # fmt: skip
        _say("counted the first time in", count)
        _say("counted again in", count)
        _open_pages(settings, database, year)
        database.close()


def _open_pages(settings: Settings, database: Database, year: int) -> None:
    with database.transaction() as session:
        staff = make_staff(session, role=Role.SUPERVISOR)
    desk = Desk(create_app(settings))
    desk.enter(database, staff)
    for page in (*_PAGES, f"/{year}-06.pdf"):
        taken = []
        for _ in range(_OPENED):
            began = time.perf_counter()
            answer = desk.get(f"/console/reports{page}")
            taken.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{page}: {answer.status_code}")
        print(f"page {page or '/'}: {statistics.median(taken):.2f} s, at most {max(taken):.2f} s")


def _say(what: str, job: Callable[[], object]) -> None:
    began = time.perf_counter()
    job()
    print(f"{what} {time.perf_counter() - began:.0f} s", flush=True)


def _environ(folder: Path) -> dict[str, str]:
    return {
        "HELPLINE_VAR": str(folder),
        "HELPLINE_KEYS": base64.urlsafe_b64encode(os.urandom(32)).decode(),
        "SECRET_KEY": "a secret of a bench that is long enough",
        "PUBLIC_URL": "https://helpline.example",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token-of-a-bench",
        "TWILIO_NUMBERS": "+15550100",
        "RASA_URL": "http://127.0.0.1:1",
        "ACTIONS_URL": "http://127.0.0.1:1",
        "STAFF_SECOND_FACTOR": "offered",
    }


if __name__ == "__main__":
    main()
