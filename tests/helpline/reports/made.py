"""Cases for tests of figures, of which a test names only what matters to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from helpline.reports.case import Case, Limit, Service, Stamp
from helpline.storage.kinds import EventExactness

WRITTEN = datetime(2026, 10, 10, 12, tzinfo=UTC)
NOW = datetime(2026, 12, 1, tzinfo=UTC)


def stamp(hours: float, *, exactness: EventExactness = EventExactness.EXACT, **told: Any) -> Stamp:
    """Returns a moment so many hours after the first message."""
    at = WRITTEN + timedelta(hours=hours)
    return Stamp(at, at, exactness, confirmed=True, **told)


def a_case(
    *,
    arrested: float | None = -6,
    contact: float | None = None,
    judge: float | None = None,
    **told: Any,
) -> Case:
    """Returns a case; times are hours after the first message."""
    stamps = {
        name: stamp(hours)
        for name, hours in (("first_contact", contact), ("judge", judge))
        if hours is not None
    }
    return Case(
        written=told.pop("written", WRITTEN),
        submitted=told.pop("submitted", WRITTEN),
        arrested=None if arrested is None else stamp(arrested),
        stamps=stamps | told.pop("stamps", {}),
        service=told.pop("service", Service(first_reply=20)),
        **told,
    )


def a_limit(first: float, last: float | None = None) -> Limit:
    """Returns a limit before a judge that ends so many hours after the first message."""
    return Limit(
        "nepal/limit/np@0",
        "judge",
        WRITTEN + timedelta(hours=first),
        WRITTEN + timedelta(hours=first if last is None else last),
    )
