"""Several bots over one memory: of two that take the same turn, one keeps it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.failure import TurnFailure
from bot.tracker import EncryptedTrackerStore

CONVERSATION = "c" * 32


@pytest.fixture
def bots(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> tuple[EncryptedTrackerStore, EncryptedTrackerStore]:
    monkeypatch.setenv("HELPLINE_TRACKER_KEYS", environ["HELPLINE_TRACKER_KEYS"])
    address = f"sqlite:///{tmp_path / 'tracker.db'}"
    one, other = (EncryptedTrackerStore(Domain.empty(), host=address) for _ in range(2))
    return one, other


def taken(store: EncryptedTrackerStore) -> DialogueStateTracker:
    tracker = asyncio.run(store.retrieve(CONVERSATION))
    return tracker or DialogueStateTracker.from_events(CONVERSATION, [])


def kept(store: EncryptedTrackerStore) -> list[str]:
    return [event.text for event in taken(store).events if isinstance(event, UserUttered)]


def write(store: EncryptedTrackerStore, tracker: DialogueStateTracker, text: str) -> None:
    tracker.update(UserUttered(text))
    asyncio.run(store.save(tracker))


def test_63_what_one_bot_kept_the_other_goes_on_from(
    bots: tuple[EncryptedTrackerStore, EncryptedTrackerStore],
) -> None:
    one, other = bots
    write(one, taken(one), "first")
    write(other, taken(other), "second")
    write(one, taken(one), "third")

    assert kept(other) == ["first", "second", "third"]


@pytest.mark.parametrize("before", [(), ("first",)])
def test_64_a_turn_that_another_bot_has_overtaken_is_not_kept(
    bots: tuple[EncryptedTrackerStore, EncryptedTrackerStore], before: tuple[str, ...]
) -> None:
    one, other = bots
    for text in before:
        write(one, taken(one), text)
    slow, quick = taken(one), taken(other)
    write(other, quick, "quick")

    with pytest.raises(TurnFailure):
        write(one, slow, "slow")

    assert kept(one) == [*before, "quick"]


def test_one_that_keeps_a_conversation_twice_overtakes_nobody(
    bots: tuple[EncryptedTrackerStore, EncryptedTrackerStore],
) -> None:
    one, _ = bots
    tracker = taken(one)
    write(one, tracker, "first")
    write(one, tracker, "second")

    assert kept(one) == ["first", "second"]


def test_bots_that_start_at_once_all_find_their_memory(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HELPLINE_TRACKER_KEYS", environ["HELPLINE_TRACKER_KEYS"])
    address = f"sqlite:///{tmp_path / 'new.db'}"

    with ThreadPoolExecutor(8) as starts:
        started = starts.map(
            lambda _: EncryptedTrackerStore(Domain.empty(), host=address), range(8)
        )

        assert all(store.probe() for store in started)
