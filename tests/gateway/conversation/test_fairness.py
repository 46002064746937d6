"""Who writes without an end makes nobody wait: others have their turn in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.conversation import work
from gateway.conversation.doorbell import Doorbell
from helpline.settings import Settings
from helpline.storage.kinds import MessageState
from tests.builders import make_contact, make_inbound
from tests.end_to_end.installation import wait_for
from tests.gateway.conversation.conftest import Setup

FAMILIES = [f"+1555019{number}000" for number in range(5)]
# Fewer than after which the bot leaves a conversation to staff.
FLOOD = 8


def test_one_who_floods_has_a_share_and_the_others_come_before_the_rest(
    setup: Setup, any_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_MOST_STEPS", 6)
    setup.write(*(f"message {number}" for number in range(FLOOD)))
    with setup.database.transaction() as session:
        others = [make_contact(session, address=number) for number in FAMILIES]
        for number, contact in enumerate(others):
            make_inbound(session, contact, f"family {number}", state=MessageState.NEW)
        waiting = [setup.contact_id, *(contact.id for contact in others)]
    doorbell = Doorbell(replace(any_settings, worker_threads=1), setup.service.serve)
    for contact_id in waiting:
        doorbell.ring(contact_id)

    consumer = doorbell.consumer()
    consumer.start()
    try:
        everybody = FLOOD + len(FAMILIES)
        wait_for(lambda: len(setup.bot.turns) == everybody, seconds=60, what="all turns")
    finally:
        consumer.stop(graceful=True)

    said = [turn["text"] for turn in setup.bot.turns]
    share = said.index("family 0")
    assert said[:share] == [f"message {number}" for number in range(share)]
    assert said[share : share + 5] == [f"family {number}" for number in range(5)]
    assert said[share + 5 :] == [f"message {number}" for number in range(share, FLOOD)]
    # Each answer is a step of its own.
    assert 3 <= share <= 6


def test_who_had_their_share_is_free_for_the_next_worker(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "_MOST_STEPS", 2)
    setup.write("first", "second")

    assert setup.service.serve(setup.contact_id)
    assert len(setup.carrier.taken) == 1
    assert not setup.service.serve(setup.contact_id)
    assert len(setup.carrier.taken) == 2
