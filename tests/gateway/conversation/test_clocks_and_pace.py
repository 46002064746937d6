"""Clocks that jump, and a carrier that has too much to do: the order stays, and each message goes
out once.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from gateway.carrier import NotSent
from helpline.storage.contacts import get_contact
from helpline.storage.database import database_now
from helpline.storage.kinds import Direction, MessageState
from helpline.storage.messages import list_messages
from tests.gateway.conversation.conftest import Setup, echo


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1), timedelta(minutes=-5)])
def test_79_a_clock_that_jumps_changes_neither_the_order_nor_what_is_said(
    setup: Setup, jump: timedelta
) -> None:
    setup.bot.script = [*echo("to one", "to two", "to three")]
    setup.write("one")
    setup.clock.pass_by(jump)
    setup.write("two")
    setup.serve()
    setup.clock.pass_by(-jump)
    setup.write("three")

    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two", "to three"]
    assert [turn["text"] for turn in setup.bot.turns] == ["one", "two", "three"]


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(hours=-1)])
def test_79_a_lease_goes_by_the_clock_of_the_database_and_not_by_a_workers(
    setup: Setup, ahead: timedelta
) -> None:
    setup.clock.pass_by(ahead)
    setup.write("help us")
    answer, leases = setup.bot.answer, []

    def look(turn: dict) -> tuple[int, bytes]:
        with setup.database.reading() as session:
            until = get_contact(session, setup.contact_id).lease_until
            assert until is not None
            leases.append(until - database_now(session))
        return answer(turn)

    setup.bot.answer = look  # type: ignore[method-assign]

    setup.serve()

    [left] = leases
    assert timedelta() < left <= timedelta(seconds=30)
    assert setup.carrier.bodies == ["We are here."]


@pytest.mark.parametrize(
    "night",
    [datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC), datetime(2026, 10, 24, 21, 59, 50, tzinfo=UTC)],
)
def test_79_messages_of_the_night_in_which_clocks_are_changed_are_answered_in_order(
    setup: Setup, night: datetime
) -> None:
    # Tunisia keeps one time all year, Palestine changes in these nights: every moment is in UTC.
    setup.clock.now = night
    setup.bot.script = [*echo("to one", "to two")]
    setup.write("one")
    setup.clock.pass_by(timedelta(seconds=20))
    setup.write("two")

    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two"]
    with setup.database.reading() as session:
        listed = list_messages(session, setup.contact_id)
    assert [each.created_at for each in listed][:2] == [night, night + timedelta(seconds=20)]


def test_80_five_times_too_many_requests_and_then_each_message_arrives_once_in_order(
    setup: Setup,
) -> None:
    setup.bot.script = [*echo("to one", "to two")]
    setup.carrier.script = [NotSent("20429")] * 5
    setup.write("one", "two")
    waits = []

    for left in (4, 3, 2, 1, 0):
        setup.serve()
        assert setup.carrier.taken == []
        with setup.database.reading() as session:
            listed = list_messages(session, setup.contact_id)
        [first] = [each for each in listed if each.direction is Direction.OUTBOUND and each.next_at]
        assert first.next_at is not None
        waits.append(first.next_at - setup.clock())
        # A moment too early nothing is tried.
        setup.clock.now = first.next_at - timedelta(microseconds=1)
        setup.serve()
        assert len(setup.carrier.script) == left
        setup.clock.now = first.next_at
    setup.serve()

    assert setup.carrier.bodies == ["to one", "to two"]
    assert setup.states(Direction.OUTBOUND) == [MessageState.QUEUED] * 2
    # Each wait is twice the one before, by chance down to half of that.
    for tries, wait in enumerate(waits, start=1):
        assert timedelta(seconds=2**tries) / 2 <= wait <= timedelta(seconds=2**tries)
    assert len({wait / timedelta(seconds=2**tries) for tries, wait in enumerate(waits)}) == 5
