"""Passwords, sessions and throttling, by the clock that the test holds."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.console import access
from gateway.console.passwords import UNUSABLE, hash_password, verify_password
from gateway.console.throttling import Denied, Visit
from helpline.storage import staff as storage
from helpline.storage.database import Database
from helpline.storage.tables import SignInAttempt, StaffSession
from tests.builders import NOW
from tests.gateway.console.desk import PASSWORD, USERNAME, make_staff

ADDRESS = "198.51.100.7"


@pytest.fixture
def entry(any_database: Database) -> Database:
    """A database, SQLite and then PostgreSQL, with one staff member."""
    with any_database.transaction() as session:
        make_staff(session)
    return any_database


def try_in(
    database: Database,
    password: str = "wrong",
    *,
    username: str = USERNAME,
    address: str = ADDRESS,
    device: str | None = None,
    required: bool = False,
    now: datetime = NOW,
) -> access.Granted | Denied:
    visit = Visit(address, "Firefox, Linux", device)
    return access.sign_in(database, username, password, visit=visit, required=required, now=now)


def fail(database: Database, times: int, **who: str) -> None:
    """Fails to sign in that often, each time as soon as it is allowed."""
    now = NOW - timedelta(minutes=50)
    for _ in range(times):
        outcome = try_in(database, now=now, **who)
        assert isinstance(outcome, Denied)
        if outcome.wait_seconds:
            now += timedelta(seconds=outcome.wait_seconds)
            assert try_in(database, now=now, **who) == Denied()


def test_hash_password_is_salted_argon2id_that_only_its_password_fits() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)

    assert first.startswith("$argon2id$")
    assert first != second
    assert verify_password(first, PASSWORD)
    assert not verify_password(first, PASSWORD + " ")


def test_verify_password_is_false_for_a_hash_that_cannot_be_read() -> None:
    assert not verify_password("no hash", PASSWORD)


def test_sign_in_opens_a_session_of_which_only_the_hash_is_stored(entry: Database) -> None:
    outcome = try_in(entry, PASSWORD)

    assert isinstance(outcome, access.Granted)
    with entry.reading() as session:
        stored = session.scalars(select(StaffSession.token_hash)).one()
    assert stored == access.token_hash(outcome.token)
    assert outcome.token not in stored
    assert len(outcome.token) >= 43  # 256 bits in url-safe base64


def test_fault_91_sign_in_checks_one_password_whoever_is_tried(
    entry: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with entry.transaction() as session:
        make_staff(session, "disabled", active=False)
        make_staff(session, "waits-for-a-link").password_hash = UNUSABLE
    checked: list[str] = []

    def counting(password_hash: str, password: str) -> bool:
        checked.append(password_hash.rpartition("$")[0].rpartition("$")[0])
        return verify_password(password_hash, password)

    monkeypatch.setattr(access, "verify_password", counting)
    for username in (USERNAME, "disabled", "waits-for-a-link", "nobody"):
        assert try_in(entry, username=username) == Denied()

    # The same kind of hash with the same cost each time, or the time taken would tell who exists.
    assert len(checked) == 4
    assert len(set(checked)) == 1


@pytest.mark.parametrize(
    ("failures", "wait"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (10, 32)]
)
def test_fault_91_sign_in_waits_longer_after_each_failure_for_a_username(
    any_database: Database, failures: int, wait: int
) -> None:
    with any_database.transaction() as session:
        make_staff(session)
    database = any_database
    last = NOW
    for _ in range(failures):
        outcome = try_in(database, now=last)
        assert isinstance(outcome, Denied)
        if outcome.wait_seconds:
            last += timedelta(seconds=outcome.wait_seconds)
            assert try_in(database, now=last) == Denied()

    outcome = try_in(database, PASSWORD, now=last)

    if wait:
        assert outcome == Denied(wait)
        assert isinstance(
            try_in(database, PASSWORD, now=last + timedelta(seconds=wait)), access.Granted
        )
    else:
        assert isinstance(outcome, access.Granted)


def test_fault_91_sign_in_never_waits_longer_than_five_minutes(entry: Database) -> None:
    fail(entry, 15)
    with entry.reading() as session:
        last = max(session.scalars(select(SignInAttempt.at)))

    outcome = try_in(entry, PASSWORD, now=last)

    assert outcome == Denied(300)
    assert isinstance(try_in(entry, PASSWORD, now=last + timedelta(minutes=5)), access.Granted)


def test_sign_in_does_not_count_attempts_made_while_it_waits(entry: Database) -> None:
    for _ in range(5):
        try_in(entry)

    for _ in range(50):
        assert try_in(entry, PASSWORD) == Denied(1)

    assert isinstance(try_in(entry, PASSWORD, now=NOW + timedelta(seconds=1)), access.Granted)


def test_sign_in_slows_an_address_that_tries_many_usernames(entry: Database) -> None:
    for number in range(20):
        assert try_in(entry, username=f"guess{number}") == Denied()

    assert try_in(entry, PASSWORD) == Denied(1)
    assert isinstance(try_in(entry, PASSWORD, address="198.51.100.8"), access.Granted)


def test_sign_in_forgets_a_username_s_failures_but_not_its_address_s(entry: Database) -> None:
    for second in range(4):
        try_in(entry, now=NOW - timedelta(seconds=second + 1))
    try_in(entry, PASSWORD)

    with entry.reading() as session:
        attempts = session.scalars(select(SignInAttempt.subject_hash)).all()

    # Four of the address are left; the attempt that succeeded is no failure.
    assert len(attempts) == 4
    assert len(set(attempts)) == 1


def test_sign_in_keeps_no_username_and_no_address_in_the_clear(entry: Database) -> None:
    try_in(entry)

    with entry.reading() as session:
        subjects = session.scalars(select(SignInAttempt.subject_hash)).all()
    assert len(subjects) == 2
    assert all(len(subject) == 64 for subject in subjects)


@pytest.mark.parametrize(
    ("unused", "age", "lives"),
    [
        (timedelta(minutes=29), timedelta(hours=1), True),
        (timedelta(minutes=30), timedelta(hours=1), False),
        (timedelta(minutes=1), timedelta(hours=11, minutes=59), True),
        (timedelta(minutes=1), timedelta(hours=12), False),
    ],
)
def test_find_member_ends_with_the_idle_and_the_absolute_limit(
    entry: Database, unused: timedelta, age: timedelta, lives: bool
) -> None:
    granted = try_in(entry, PASSWORD)
    assert isinstance(granted, access.Granted)
    with entry.transaction() as session:
        signed_in = session.scalars(select(StaffSession)).one()
        signed_in.created_at, signed_in.last_seen_at = NOW - age, NOW - unused

    assert (access.find_member(entry, granted.token, now=NOW) is not None) is lives


def test_find_member_is_none_once_a_member_is_disabled(entry: Database) -> None:
    granted = try_in(entry, PASSWORD)
    assert isinstance(granted, access.Granted)
    assert access.find_member(entry, granted.token, now=NOW) is not None

    with entry.transaction() as session:
        member = storage.find_staff(session, USERNAME)
        assert member is not None
        member.active = False

    assert access.find_member(entry, granted.token, now=NOW) is None


def test_note_use_prolongs_a_session_past_the_idle_limit(entry: Database) -> None:
    granted = try_in(entry, PASSWORD)
    assert isinstance(granted, access.Granted)

    access.note_use(entry, granted.token, now=NOW + timedelta(minutes=20))

    later = NOW + timedelta(minutes=40)
    assert access.find_member(entry, granted.token, now=later) is not None


def test_sign_in_clears_away_sessions_and_failures_of_long_ago(entry: Database) -> None:
    try_in(entry, now=NOW - timedelta(days=1))
    try_in(entry, PASSWORD, now=NOW - timedelta(days=1))

    try_in(entry, PASSWORD)

    with entry.reading() as session:
        assert len(session.scalars(select(StaffSession)).all()) == 1
        assert session.scalars(select(SignInAttempt)).all() == []
