"""Counting for the pages of figures, so that they open at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.law.book import LawBook
from helpline.reports.refreshing import is_stale, refresh
from helpline.settings import Settings
from helpline.storage.database import Database

EVERY = timedelta(minutes=10)


class Figures:
    """Counts anew every ten minutes."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Takes the database, and the settings for the least number that is shown."""
        self._database = database
        self._settings = settings
        self._book = LawBook.load()

    def run_due(self, *, now: datetime) -> int:
        """Counts if it is time at a moment (aware), and returns how many referrals were read."""
        if not is_stale(self._database, longest=EVERY, now=now):
            return 0
        return refresh(
            self._database,
            self._book,
            threshold=self._settings.report_threshold,
            retention_days=self._settings.retention_days,
            now=now,
        )
