"""The audit log's chain: whatever is done to it behind our back shows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from helpline.privacy.auditing import Fault, Verified, head_of, prune, verify
from helpline.privacy.vault import Vault
from helpline.storage.audit import Act, Action, Kind, begin_acting, end_acting, record
from helpline.storage.database import Database
from helpline.storage.heartbeats import beat
from helpline.storage.tables import AuditEntry
from tests.builders import NOW, make_contact

STAFF = "5" * 32
ACT = Act(Action.CASE_OPENED, Kind.REFERRAL, "K7F-3RH")
# What a person with the database and without the keys runs once they have taken the triggers away.
_UNGUARDED = {
    "sqlite": ("DROP TRIGGER audit_entries_update", "DROP TRIGGER audit_entries_delete"),
    "postgresql": ("ALTER TABLE audit_entries DISABLE TRIGGER USER",),
}
COPY = (
    "INSERT INTO audit_entries SELECT {seq}, at, actor, action, kind, object, number, key_id, "
    "previous, hash FROM audit_entries WHERE seq = 3"
)
TAMPERED = {
    "changed": (["UPDATE audit_entries SET actor = 'x' WHERE seq = 3"], Fault.CHANGED, 3),
    "deleted": (["DELETE FROM audit_entries WHERE seq = 3"], Fault.MISSING, 3),
    "first deleted": (["DELETE FROM audit_entries WHERE seq = 1"], Fault.MISSING, 1),
    "inserted": (
        ["UPDATE audit_entries SET seq = seq + 10 WHERE seq > 3", COPY.format(seq=4),
         "UPDATE audit_entries SET seq = seq - 9 WHERE seq > 10"], Fault.CHANGED, 4,
    ),
    "reordered": (
        ["UPDATE audit_entries SET seq = 9 WHERE seq = 2",
         "UPDATE audit_entries SET seq = 2 WHERE seq = 3",
         "UPDATE audit_entries SET seq = 3 WHERE seq = 9"], Fault.CHANGED, 2,
    ),
    "end deleted": (["DELETE FROM audit_entries WHERE seq > 3"], Fault.CUT_OFF, 4),
}  # fmt: skip


@pytest.fixture
def log(any_database: Database) -> Database:
    """A log of five entries, on SQLite and then on PostgreSQL."""
    for minute in range(5):
        note(any_database, minute)
    return any_database


def note(database: Database, minute: int = 0) -> None:
    with database.transaction() as session:
        record(session, ACT, actor=STAFF, now=NOW + timedelta(minutes=minute))


def check(database: Database, noted: str | None = None) -> Verified:
    with database.reading() as session:
        return verify(session, noted=noted)


def run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in (*_UNGUARDED[database.engine.dialect.name], *statements):
            connection.execute(text(statement))


def test_a_log_that_nobody_touched_is_whole(log: Database) -> None:
    found = check(log)

    assert (found.entries, found.unknown, found.fault) == (5, 0, None)


@pytest.mark.parametrize("how", TAMPERED)
def test_99_what_was_changed_in_the_log_is_found_and_where(log: Database, how: str) -> None:
    statements, fault, seq = TAMPERED[how]

    run(log, *statements)

    found = check(log)
    assert (found.fault, found.seq) == (fault, seq)


def test_99_a_cut_end_with_its_head_set_back_is_found_against_the_noted_head(
    log: Database,
) -> None:
    noted = check(log).head
    run(
        log,
        "DELETE FROM audit_entries WHERE seq > 3",
        "UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_entries WHERE seq = 3)",
    )

    assert check(log).fault is None
    found = check(log, noted)
    assert (found.fault, found.seq) == (Fault.NOT_THE_HEAD, 4)


def test_a_noted_head_is_still_found_after_more_was_appended(log: Database) -> None:
    noted = check(log).head
    note(log, 9)

    assert check(log, noted).fault is None


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entries SET actor = 'x'", "DELETE FROM audit_entries"]
)
def test_the_database_refuses_to_change_or_delete_an_entry(log: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), log.engine.begin() as connection:
        connection.execute(text(statement))


def test_an_entry_stands_or_falls_with_the_transaction_that_it_tells_of(log: Database) -> None:
    def fail() -> None:
        with log.transaction() as session:
            record(session, ACT, actor=STAFF, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert check(log).entries == 5


def test_the_first_transaction_that_changes_something_is_noted_and_no_other(
    any_database: Database,
) -> None:
    begin_acting(STAFF, Act(Action.CLAIMED, Kind.REFERRAL, "K7F-3RH"), at=NOW)
    try:
        with any_database.transaction():
            pass
        with any_database.transaction() as session:
            make_contact(session)
        with any_database.transaction() as session:
            beat(session, "worker", now=NOW)
    finally:
        end_acting()

    with any_database.reading() as session:
        [entry] = session.query(AuditEntry).all()
    assert (entry.actor, entry.action, entry.object) == (STAFF, "claimed", "K7F-3RH")


def test_the_log_is_whole_after_the_keys_were_rotated(log: Database) -> None:
    log.vault = Vault([b"n" * 32, b"k" * 32])
    note(log, 9)

    found = check(log)

    assert (found.entries, found.unknown, found.fault) == (6, 0, None)


def test_entries_whose_key_is_gone_are_counted(log: Database) -> None:
    log.vault = Vault([b"n" * 32, b"k" * 32])
    note(log, 9)
    with log.reading() as session:
        session.info["vault"] = Vault([b"n" * 32])
        found = verify(session)

    assert (found.entries, found.unknown, found.fault) == (6, 5, None)


def test_threads_that_append_at_once_make_one_chain(any_database: Database) -> None:
    def append() -> None:
        for _ in range(5):
            note(any_database)

    threads: list[threading.Thread] = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (check(any_database).entries, check(any_database).fault) == (20, None)


@pytest.mark.parametrize("how", [lambda _: None, lambda log: note(log, 90)])
def test_the_oldest_part_may_be_cut_off_and_the_rest_is_whole(
    log: Database, how: Callable[[Database], None]
) -> None:
    with log.transaction() as session:
        gone = prune(session, before=NOW + timedelta(minutes=3), now=NOW + timedelta(days=900))
    how(log)

    assert gone == 3
    assert check(log).fault is None
    with log.reading() as session:
        assert session.query(AuditEntry.seq).order_by(AuditEntry.seq).first() == (4,)
        assert head_of(session)[0] >= 6


def test_what_is_cut_off_beyond_what_the_log_says_is_found(log: Database) -> None:
    with log.transaction() as session:
        prune(session, before=NOW + timedelta(minutes=2), now=NOW + timedelta(days=900))
    run(log, "DELETE FROM audit_entries WHERE seq = 3")

    assert (check(log).fault, check(log).seq) == (Fault.MISSING, 3)


def test_nothing_is_said_to_be_cut_off_twice(log: Database) -> None:
    for gone in (3, 0):
        with log.transaction() as session:
            assert prune(session, before=NOW + timedelta(minutes=3), now=NOW) == gone

    with log.reading() as session:
        assert head_of(session)[0] == 6


def test_a_number_of_something_else_does_not_pass_for_what_was_cut_off(log: Database) -> None:
    with log.transaction() as session:
        record(session, Act(Action.PURGED, number=4), now=NOW)
    run(log, "DELETE FROM audit_entries WHERE seq <= 4")

    assert (check(log).fault, check(log).seq) == (Fault.MISSING, 4)


def test_that_something_was_cut_off_counts_only_under_a_key_of_ours(log: Database) -> None:
    with log.transaction() as session:
        session.info["vault"] = Vault([b"n" * 32])
        record(session, Act(Action.LOG_PRUNED, number=4), now=NOW)
    run(log, "DELETE FROM audit_entries WHERE seq <= 4")

    assert (check(log).fault, check(log).seq) == (Fault.MISSING, 4)


def test_the_first_entry_follows_nothing_even_where_its_key_is_gone(log: Database) -> None:
    run(log, f"UPDATE audit_entries SET previous = '{'1' * 64}' WHERE seq = 1")
    with log.reading() as session:
        session.info["vault"] = Vault([b"n" * 32])
        found = verify(session)

    assert (found.fault, found.seq) == (Fault.CHANGED, 1)


@pytest.mark.parametrize("before", ["0" * 64, f"{'0' * 64}\n"])
def test_the_end_of_an_empty_log_may_have_been_noted(any_database: Database, before: str) -> None:
    assert check(any_database).head == "0" * 64
    note(any_database)

    assert check(any_database, before).fault is None
    assert check(any_database, "1" * 64).fault is Fault.NOT_THE_HEAD


@pytest.mark.parametrize("noted", [str.upper, lambda head: f" {head}\n"])
def test_an_end_is_recognised_as_people_copy_it(log: Database, noted: Callable[[str], str]) -> None:
    assert check(log, noted(check(log).head)).fault is None
