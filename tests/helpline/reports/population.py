"""An invented year of cases, the same every time: made and read once for all tests."""

from __future__ import annotations

import os
import random
import tempfile
from functools import cache
from pathlib import Path

from helpline.law.book import LawBook
from helpline.privacy.vault import Vault
from helpline.reports.at_present import Present, read_present
from helpline.reports.case import Case
from helpline.reports.refreshing import join_linked, refresh
from helpline.simulation.year import simulate_year
from helpline.storage import figures
from helpline.storage.database import Database
from helpline.storage.migrate import upgrade
from tests.helpline.reports.made import NOW

# How many there are: `make year` makes them 20,000.
WHOLE = int(os.environ.get("HELPLINE_YEAR", "1200"))


def population(count: int = WHOLE) -> list[Case]:
    """Returns so many of the invented cases."""
    return _year()[0][:count]


def present() -> dict[str, Present]:
    """Returns the figures of the moment of the whole year."""
    return _year()[1]


@cache
def _year() -> tuple[list[Case], dict[str, Present]]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'year.db'}", Vault([b"k" * 32]))
        upgrade(database.engine)
        simulate_year(database, 2026, referrals=WHOLE, rng=random.Random(7), now=NOW)
        refresh(database, LawBook.load(), threshold=11, retention_days=3650, now=NOW)
        with database.reading() as session:
            cases = join_linked(figures.list_cases(session), [])
            now = read_present(session, cases, retention_days=3650, now=NOW)
        database.close()
    # Ids are random: the order is by what the seed decides.
    return sorted(cases, key=lambda case: case.written), now
