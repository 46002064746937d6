"""`python -m bench.console`: how long the console takes on the server with very many cases, and how
heavy its pages are: 10,000 referrals that are open, and a case with 500 messages.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import random
import re
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from gateway.app import create_app
from gateway.serving import calm_collector
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Author, MessageState, Role
from helpline.storage.migrate import upgrade
from helpline.storage.tables import Referral
from tests.builders import make_contact, make_inbound, make_outbound, make_referral
from tests.gateway.console.desk import Desk, make_staff
from tests.gateway.console.office import SECRET, environment

_LANGUAGES = ("ne", "ar", "my", "fr", "prs", "ps")
_COUNTRIES = ("nepal", "palestine", "myanmar", "tunisia", "afghanistan")
_AT_ONCE = 500


def main() -> None:
    """Builds the cases, opens the pages, and prints what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--referrals", type=int, default=10_000)
    parser.add_argument("--messages", type=int, default=500)
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        for what, value in measure(
            Path(folder), options.referrals, options.messages, times=options.times
        ):
            print(f"{what:<48}  {value}")


def measure(folder: Path, referrals: int, messages: int, *, times: int) -> list[tuple[str, str]]:
    """Returns the figures as (what, value)."""
    environ = environment(folder) | {"PUBLIC_URL": "https://helpline.example"}
    settings = Settings.from_env(environ)
    database = Database.from_settings(settings)
    upgrade(database.engine)
    began = time.perf_counter()
    _fill(database, referrals)
    long = _long_case(database, messages)
    built = time.perf_counter() - began
    desk = Desk(create_app(settings))
    # As in a process that serves pages.
    calm_collector()
    with database.transaction() as session:
        staff = make_staff(session, role=Role.SUPERVISOR, totp=SECRET, now=datetime.now(UTC))
    desk.enter(database, staff)
    pages = {
        f"the queue of {referrals:,}": "/console/",
        "what asks whether the queue has changed": "/console/live/referrals",
        "the conversations": "/console/conversations",
        f"a case with {messages} messages": f"/console/referrals/{long}",
    }
    figures = [(f"building {referrals:,} referrals", f"{built:.0f} s")]
    for what, path in pages.items():
        answer = desk.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        took = [_milliseconds(desk, path) for _ in range(times)]
        figures.append((what, f"{statistics.median(took):.0f} ms (the longest {max(took):.0f} ms)"))
        figures.append(("… its queries", str(_queries(desk, path))))
        figures.append(("… its weight", _weight(desk, answer)))
    database.close()
    return figures


def _fill(database: Database, count: int) -> None:
    rng, now = random.Random(7), datetime.now(UTC)
    for start in range(0, count, _AT_ONCE):
        with database.transaction() as session:
            for number in range(start, min(start + _AT_ONCE, count)):
                at = now - timedelta(hours=rng.uniform(0, 400))
                contact = make_contact(
                    session, address=f"+1555{number:07}", language=rng.choice(_LANGUAGES), now=at
                )
                make_referral(session, contact, facts=_facts(rng), now=at)
                if rng.random() < 0.6:
                    make_outbound(
                        session, contact, "We will call.", author=Author.STAFF,
                        now=at + timedelta(minutes=30),
                    )  # fmt: skip


def _facts(rng: random.Random) -> dict[str, str]:
    facts = {
        "held_name": f"Ram Shrestha {rng.randrange(10_000)}",
        "country": rng.choice(_COUNTRIES),
        "held_by": "police",
        "place": "Patan",
        "arrested_when": f"{rng.randrange(1, 60)} hours ago",
        "age_group": rng.choice(("adult", "adult", "adult", "child")),
    }
    if rng.random() < 0.05:
        facts["mistreatment"] = "yes"
    return facts


def _long_case(database: Database, messages: int) -> str:
    now = datetime.now(UTC)
    with database.transaction() as session:
        contact = make_contact(session, address="+15550199", language="ne", now=now)
        referral: Referral = make_referral(session, contact, facts={"country": "nepal"}, now=now)
        for number in range(messages // 2):
            at = now - timedelta(minutes=messages - number)
            make_inbound(session, contact, f"प्रहरीले मेरो भाइलाई लग्यो {number}", now=at)
            sent = make_outbound(session, contact, "We are here. Write what you know.", now=at)
            sent.state = MessageState.DELIVERED
        return referral.reference


def _milliseconds(desk: Desk, path: str) -> float:
    """Returns how long the processor was at it: who else uses the machine does not count."""
    began = time.process_time()
    desk.get(path)
    return (time.process_time() - began) * 1000


def _queries(desk: Desk, path: str) -> int:
    """Returns how many queries it takes to answer a page."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    desk.get(path)
    event.remove(Engine, "before_cursor_execute", note)
    return len(said)


def _weight(desk: Desk, answer: TestResponse) -> str:
    """Returns how many bytes a page takes with all that it loads, plain and as a proxy packs it."""
    parts = [answer.data]
    for path in re.findall(r'(?:href|src)="(/console/static/[^"]+)"', answer.text):
        parts.append(desk.get(path).data)
    packed = sum(len(gzip.compress(part, 6)) for part in parts)
    return f"{sum(map(len, parts)) / 1000:.0f} kB, packed {packed / 1000:.0f} kB"


if __name__ == "__main__":
    main()
