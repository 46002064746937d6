"""Places in line on one of our numbers: one after another, also when many ask at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from helpline.storage.pacing import busy_until, take_place
from tests.builders import NOW, OWN_NUMBER

SECOND = timedelta(seconds=1)


def place(database: Database, *, parts: int = 1, pace: float = 1, after: timedelta = 0 * SECOND):
    now = NOW + after
    with database.transaction() as session:
        return take_place(session, Channel.SMS, OWN_NUMBER, parts=parts, pace=pace, now=now) - NOW


def test_each_takes_the_place_after_the_parts_before_it(any_database: Database) -> None:
    assert [place(any_database, parts=parts) for parts in (3, 1, 2)] == [
        0 * SECOND, 3 * SECOND, 4 * SECOND,
    ]  # fmt: skip


def test_a_line_that_has_gone_is_no_line(any_database: Database) -> None:
    place(any_database, parts=3)

    assert place(any_database, after=10 * SECOND) == 10 * SECOND


def test_a_faster_number_has_a_shorter_line(database: Database) -> None:
    place(database, parts=10, pace=10)

    assert place(database, pace=10) == SECOND


def test_numbers_do_not_wait_for_one_another(database: Database) -> None:
    place(database, parts=100)
    with database.transaction() as session:
        assert take_place(session, Channel.SMS, "+15550199", parts=1, pace=1, now=NOW) == NOW
        assert take_place(session, Channel.WHATSAPP, OWN_NUMBER, parts=1, pace=1, now=NOW) == NOW


def test_twenty_who_ask_at_once_get_twenty_places(any_database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(lambda _: place(any_database), range(20)))

    assert sorted(places) == [number * SECOND for number in range(20)]
    with any_database.reading() as session:
        assert busy_until(session) == {(Channel.SMS, OWN_NUMBER): NOW + 20 * SECOND}
