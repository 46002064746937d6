"""Small writes of many threads in one transaction, of which none suffers from another."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.tables import Contact
from tests.builders import make_contact

Work = Callable[[Session], Any]


def _adding(number: int) -> Work:
    return lambda session: make_contact(session, address=f"+1555019{number:04}").id


def _addresses(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Contact.id)).all())


def _commits_of(database: Database) -> list[Connection]:
    """Returns a list to which each commit of what writes is added from now on."""
    commits: list[Connection] = []

    def note(connection: Connection) -> None:
        if not connection.get_execution_options().get("helpline_reads"):
            commits.append(connection)

    event.listen(database.engine, "commit", note)
    return commits


class _Waiting(deque[Any]):
    """Tells how many jobs have come."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived = threading.Semaphore(0)

    def append(self, job: Any) -> None:
        super().append(job)
        self.arrived.release()


def _at_once(database: Database, works: list[Work]) -> dict[int, Any]:
    """Lets as many threads each ask for a job while nobody has a turn to write; returns what each
    was given, or what it was told by way of an exception.
    """
    outcomes: dict[int, Any] = {}
    waiting = database._gathering._waiting = _Waiting()

    def do(number: int, work: Work) -> None:
        try:
            outcomes[number] = database.together(work)
        except BaseException as error:
            outcomes[number] = error

    threads = [threading.Thread(target=do, args=each) for each in enumerate(works)]
    with database._writing:
        for thread in threads:
            thread.start()
        for _ in threads:
            assert waiting.arrived.acquire(timeout=10)
        assert outcomes == {}
    for thread in threads:
        thread.join()
    return outcomes


def test_what_waits_for_one_turn_is_written_in_one_transaction(database: Database) -> None:
    commits = _commits_of(database)

    outcomes = _at_once(database, [_adding(number) for number in range(5)])

    assert len(set(outcomes.values())) == _addresses(database) == 5
    assert len(commits) == 1


def test_a_job_that_fails_undoes_no_other_and_tells_only_who_asked(database: Database) -> None:
    def wrong(session: Session) -> None:
        make_contact(session, address="+15550196666")
        raise ValueError("wrong")

    with database.transaction() as session:
        make_contact(session, address="+15550191234")

    outcomes = _at_once(database, [_adding(1), wrong, _adding(1234), _adding(2)])

    assert isinstance(outcomes[1], ValueError)
    assert isinstance(outcomes[2], IntegrityError)
    assert _addresses(database) == 3
    with database.reading() as session:
        assert session.get(Contact, outcomes[0]) is not None
        assert session.get(Contact, outcomes[3]) is not None


def test_where_the_database_cannot_be_written_all_are_told_after_one_try(
    database: Database, settings: Settings
) -> None:
    def impatient(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(database.engine, "connect", impatient)
    database.engine.dispose()
    stranger = sqlite3.connect(settings.var / "helpline.db", isolation_level=None)
    stranger.execute("BEGIN IMMEDIATE")
    tries: list[int] = []
    event.listen(database.engine, "checkout", lambda *_: tries.append(1))
    outcomes = _at_once(database, [_adding(1), _adding(2)])
    stranger.close()

    assert [type(outcome) for outcome in outcomes.values()] == [OperationalError] * 2
    assert len(tries) == 1
    assert database.together(_adding(1))
    assert _addresses(database) == 1


def test_a_job_is_not_lost_when_who_led_was_broken_off(database: Database) -> None:
    """The thread that writes for all is told to end in the middle of it."""
    broken: list[Session] = []

    def broken_off(session: Session) -> str:
        broken.append(session)
        if len(broken) == 1:
            raise SystemExit
        return "done in the end"

    outcomes = _at_once(database, [broken_off, _adding(1), _adding(2)])

    assert [type(outcome) for outcome in outcomes.values()].count(SystemExit) == 1
    assert len(broken) == _addresses(database) == 2


@pytest.mark.parametrize("alone", [1, 2])
def test_on_either_database_a_job_returns_what_it_returns_or_raises_what_it_raises(
    any_database: Database, alone: int
) -> None:
    def wrong(session: Session) -> None:
        raise ValueError("wrong")

    assert any_database.together(_adding(alone))
    with pytest.raises(ValueError, match="wrong"):
        any_database.together(wrong)
    assert _addresses(any_database) == 1


# Longer than any test waits for a thread: who has this patience is only ended by another.
_FOREVER = 60.0


def test_who_has_patience_is_written_as_soon_as_somebody_comes_who_has_none(
    database: Database,
) -> None:
    waiting = database._gathering._waiting = _Waiting()
    patient = [
        threading.Thread(
            target=database.together, args=(_adding(number),), kwargs={"patience": _FOREVER}
        )
        for number in range(3)
    ]
    for thread in patient:
        thread.start()
    for _ in patient:
        assert waiting.arrived.acquire(timeout=10)
    commits = _commits_of(database)

    database.together(_adding(3))
    for thread in patient:
        thread.join(timeout=10)

    assert not any(thread.is_alive() for thread in patient)
    assert _addresses(database) == 4
    assert len(commits) == 1


def test_patience_ends_once_enough_have_come(database: Database) -> None:
    patient = [
        threading.Thread(
            target=database.together, args=(_adding(number),), kwargs={"patience": _FOREVER}
        )
        for number in range(4)
    ]
    for thread in patient:
        thread.start()
    for thread in patient:
        thread.join(timeout=10)

    assert not any(thread.is_alive() for thread in patient)
    assert _addresses(database) == 4


def test_patience_ends_by_itself(database: Database) -> None:
    assert database.together(_adding(1), patience=0.01)
    assert _addresses(database) == 1
