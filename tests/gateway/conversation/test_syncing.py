"""What must be on the disk before anybody outside is told of it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from gateway.carrier import Accepted, Outgoing
from tests.gateway.conversation.conftest import Setup, echo


def test_nothing_leaves_before_all_that_led_to_it_is_on_the_disk(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    before_sends: list[bool] = []
    send = setup.carrier.send

    def note(connection: Any) -> None:
        synced.append(not connection.get_execution_options().get("helpline_unsynced"))

    def noting(message: Outgoing) -> Accepted:
        before_sends.append(synced[-1])
        return send(message)

    event.listen(setup.database.engine, "commit", note)
    monkeypatch.setattr(setup.carrier, "send", noting)
    setup.write("first", "second")
    setup.bot.script = [*echo("to the first", "to the second")]

    setup.serve()

    assert before_sends == [True, True]
    # Who wrote them, the reading of a message and what became of a send are done again.
    assert synced == [True, *[False, True] * 2, False]


def test_what_follows_a_send_is_begun_where_its_outcome_is_noted(setup: Setup) -> None:
    synced: list[bool] = []

    def note(connection: Any) -> None:
        synced.append(not connection.get_execution_options().get("helpline_unsynced"))

    setup.write("a message")
    event.listen(setup.database.engine, "commit", note)
    setup.bot.script = [{"replies": [{"text": text} for text in ("one", "two", "three")]}]

    setup.serve()

    assert len(setup.carrier.taken) == 3
    # The reading, the answer, two outcomes with what they let begin, and the last outcome.
    assert synced == [False, True, True, True, False]
