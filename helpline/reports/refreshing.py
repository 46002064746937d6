"""Keeping what is counted up to date: changed referrals become cases anew, years are counted."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from helpline.law.book import LawBook
from helpline.reports.at_present import Present, from_json, read_present, to_json
from helpline.reports.case import Case, joined
from helpline.reports.publication import Publication, publish, years_of
from helpline.reports.reading import read_cases
from helpline.storage import figures
from helpline.storage.database import Database

_BATCH = 500
_NOW = "now"
# A message may still be reported as delivered, or not, for so long before what was counted.
_SETTLES = timedelta(minutes=1)


def refresh(
    database: Database, book: LawBook, *, threshold: int, retention_days: int, now: datetime
) -> int:
    """Counts every year anew, small cells hidden, out of all referrals; those that changed since
    are read first, some hundreds in a transaction. Returns how many were read.
    """
    with database.reading() as session:
        last = figures.counted_at(session)
        since = None if last is None else last - _SETTLES
        changed = figures.list_uncounted(session, since=since)
    for first in range(0, len(changed), _BATCH):
        batch = changed[first : first + _BATCH]
        with database.reading() as session:
            cases = read_cases(session, batch, book, now=now)
            told = {each: case.to_json() for each, case in cases.items()}
        with database.transaction() as session:
            figures.put_cases(session, told, now=now)
    with database.reading() as session:
        everyone = list(
            join_linked(figures.list_cases(session), figures.list_linked_pairs(session))
        )
        present = read_present(session, everyone, retention_days=retention_days, now=now)
    years = {
        str(year): publish(everyone, year, threshold=threshold, now=now).to_json()
        for year in years_of(everyone)
    }
    with database.transaction() as session:
        figures.put_years(session, {**years, _NOW: to_json(present, threshold)}, now=now)
    return len(changed)


def read_year(database: Database, year: int) -> Publication | None:
    """Returns what is shown of a year, or None where nothing was counted of it."""
    with database.reading() as session:
        found = figures.find_year(session, str(year))
    return None if found is None else Publication.from_json(found[0])


def read_now(database: Database) -> dict[str, Present | None]:
    """Returns the figures of the moment at which was counted last; None is one that is hidden."""
    with database.reading() as session:
        found = figures.find_year(session, _NOW)
    return {} if found is None else from_json(found[0])


def read_years(database: Database) -> list[int]:
    """Returns the years of which anything was counted, in order."""
    with database.reading() as session:
        return [int(year) for year in figures.list_years(session) if year != _NOW]


def is_stale(database: Database, *, longest: timedelta, now: datetime) -> bool:
    """Whether nothing was counted yet, or not for so long."""
    with database.reading() as session:
        last = figures.counted_at(session)
    return last is None or now - last >= longest


def join_linked(cases: dict[str, str], linked: list[tuple[str, str]]) -> list[Case]:
    """Returns cases (JSON by the id of their referral), those that staff linked as one each."""
    root = {each: each for each in cases}

    def find(each: str) -> str:
        while root[each] != each:
            each = root[each]
        return each

    for one, other in linked:
        if one in root and other in root:
            root[find(one)] = find(other)
    groups: dict[str, list[Case]] = defaultdict(list)
    for each, told in cases.items():
        groups[find(each)].append(Case.from_json(told))
    return [group[0] if len(group) == 1 else joined(group) for group in groups.values()]
