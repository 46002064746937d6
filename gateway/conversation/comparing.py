"""Comparing referrals that have changed with others that may be about the same person held."""

from __future__ import annotations

from datetime import datetime

from helpline.referrals.duplicates import compare_changed
from helpline.storage.database import Database


class Comparer:
    """Compares what has changed; staff see what may be one person's."""

    def __init__(self, database: Database) -> None:
        """Takes the database."""
        self._database = database

    def run_due(self, *, now: datetime) -> int:
        """Compares at a moment (aware) and returns how many referrals were compared."""
        return compare_changed(self._database, now=now)
