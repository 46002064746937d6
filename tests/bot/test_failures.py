"""A turn that fails anywhere is a 503 and leaves the conversation as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from bot.tracker import EncryptedTrackerStore
from tests.bot.action_server import FAULTS, ActionServer
from tests.bot.conftest import OTHER_KEY, ROOT
from tests.bot.rasa_server import RasaServer

ANSWERS = ["Where is the person?", "What is the name?"]


def blob(memory: sqlite3.Connection, conversation: str) -> bytes | None:
    query = "SELECT blob FROM bot_trackers WHERE conversation_id = ?"
    row = memory.execute(query, (conversation,)).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize("fault", FAULTS)
def test_61_failing_action_is_a_503_and_the_retry_starts_where_the_turn_started(
    bot: RasaServer, actions: ActionServer, memory: sqlite3.Connection, fault: str
) -> None:
    conversation = f"action {fault}"
    bot.said("hello", conversation)
    before = blob(memory, conversation)
    actions.faults["action_status"] = fault

    failed = bot.turn("any news of my case", conversation, "m")

    assert failed.status_code == 503
    assert failed.json()["error"]
    assert blob(memory, conversation) == before
    actions.faults.clear()
    assert bot.said("any news of my case", conversation, message_id="m") == ["तयार पाठ {place}"]


@pytest.mark.parametrize("fault", FAULTS)
def test_61_failing_validation_of_a_form_is_a_503_and_the_answer_is_not_lost(
    bot: RasaServer, actions: ActionServer, memory: sqlite3.Connection, fault: str
) -> None:
    conversation = f"form {fault}"
    assert bot.said("they arrested my brother", conversation) == [ANSWERS[0]]
    before = blob(memory, conversation)
    actions.faults["validate_report_form"] = fault

    failed = bot.turn("at the market", conversation, "m")

    assert failed.status_code == 503
    assert blob(memory, conversation) == before
    actions.faults.clear()
    assert bot.said("at the market", conversation, message_id="m") == [ANSWERS[1]]


def test_61_failing_first_turn_leaves_no_conversation(
    bot: RasaServer, actions: ActionServer, memory: sqlite3.Connection
) -> None:
    actions.faults["validate_report_form"] = "an error"

    assert bot.turn("they arrested my brother", "first", "m").status_code == 503
    assert blob(memory, "first") is None


def test_61_action_that_fails_after_the_form_undoes_the_form_too(
    bot: RasaServer, actions: ActionServer
) -> None:
    bot.said("they arrested my brother", "chain")
    bot.said("Lalitpur", "chain")
    actions.faults["action_submit"] = "an error"

    assert bot.turn("Ram", "chain", "m").status_code == 503
    actions.faults.clear()
    assert bot.said("Ram", "chain", message_id="m") == ["Thank you. Ram at Lalitpur: R-1"]


def test_61_action_server_that_is_away_is_a_503(
    bot: RasaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.said("hello", "away")
    # The endpoint of the served processor, which the channel made strict at the first turn.
    endpoint = bot.strict.action_endpoint
    monkeypatch.setattr(endpoint, "url", "http://127.0.0.1:1/webhook")

    failed = bot.turn("any news of my case", "away", "m")

    assert (failed.status_code, failed.json()) == (503, {"error": "action_unreachable"})


def test_a_line_to_the_actions_is_kept_and_one_that_was_closed_is_made_anew(
    bot: RasaServer, actions: ActionServer
) -> None:
    bot.turn("any news of my case", "kept", "k0")
    lines = actions.lines
    assert bot.turn("any news of my case", "kept", "k1").status_code == 200
    assert actions.lines == lines

    actions.hang_ups = 1

    assert bot.turn("any news of my case", "kept", "k2").status_code == 200
    assert actions.lines == lines + 1
    assert actions.calls["action_status", "k2"] == 1


def test_rejection_by_a_form_is_dialogue_and_no_failure(
    bot: RasaServer, actions: ActionServer
) -> None:
    bot.said("they arrested my brother", "rejection")
    actions.faults["validate_report_form"] = "a rejection"

    answer = bot.turn("is this private", "rejection")

    assert answer.status_code == 200


def test_sentence_whose_value_is_missing_is_a_503(
    bot: RasaServer, memory: sqlite3.Connection
) -> None:
    failed = bot.turn("thank you so much", "nameless", "m")

    assert (failed.status_code, failed.json()) == (503, {"error": "missing_value"})
    assert blob(memory, "nameless") is None


def test_62_memory_that_cannot_be_written_is_a_503_and_keeps_what_it_had(
    bot: RasaServer, memory: sqlite3.Connection, full_disk: None
) -> None:
    before = blob(memory, "unwritten")

    failed = bot.turn("thank you so much", "unwritten", "m")
    health = bot.health()

    assert (failed.status_code, failed.json()) == (503, {"error": "memory_not_written"})
    assert (health.status_code, health.json()["tracker"]) == (503, False)
    assert blob(memory, "unwritten") == before


@pytest.fixture
def full_disk(bot: RasaServer, memory: sqlite3.Connection) -> Iterator[None]:
    """The database refuses every write, after a first report has been told to its end."""
    for text in ("they arrested my brother", "Lalitpur", "Ram"):
        bot.said(text, "unwritten")
    for event in ("INSERT", "UPDATE"):
        memory.execute(
            f"CREATE TRIGGER full_{event} BEFORE {event} ON bot_trackers "
            "BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
    yield
    for event in ("INSERT", "UPDATE"):
        memory.execute(f"DROP TRIGGER full_{event}")


def test_62_memory_that_cannot_be_read_is_a_503_and_never_a_new_conversation(
    bot: RasaServer, memory: sqlite3.Connection
) -> None:
    bot.said("they arrested my brother", "unread")
    memory.execute("ALTER TABLE bot_trackers RENAME TO elsewhere")

    failed = bot.turn("at the market", "unread", "m")
    health = bot.health()

    memory.execute("ALTER TABLE elsewhere RENAME TO bot_trackers")
    assert (failed.status_code, failed.json()) == (503, {"error": "memory_not_read"})
    assert (health.status_code, health.json()["tracker"]) == (503, False)
    assert bot.said("at the market", "unread", message_id="m") == [ANSWERS[1]]


def test_62_memory_that_was_changed_or_swapped_is_a_503(
    bot: RasaServer, memory: sqlite3.Connection
) -> None:
    bot.said("they arrested my brother", "mine")
    bot.said("hello", "yours")
    swap = "UPDATE bot_trackers SET blob = ? WHERE conversation_id = 'mine'"
    memory.execute(swap, (blob(memory, "yours"),))

    failed = bot.turn("at the market", "mine", "m")

    assert (failed.status_code, failed.json()) == (503, {"error": "no_key_opens_the_memory"})


def test_62_memory_under_a_lost_key_is_a_503(
    bot: RasaServer, model: Path, endpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.said("they arrested my brother", "lost key")
    monkeypatch.setenv("HELPLINE_TRACKER_KEYS", OTHER_KEY)
    other = RasaServer(model, endpoints, ROOT / "credentials.yml")

    failed = other.turn("at the market", "lost key", "m")
    other.close()

    assert (failed.status_code, failed.json()) == (503, {"error": "no_key_opens_the_memory"})


def test_62_memory_of_another_kind_is_a_503(model: Path, endpoints: Path, tmp_path: Path) -> None:
    # Rasa takes its own memory, and says so in the log alone, where it cannot import ours.
    content = yaml.safe_load(endpoints.read_text(encoding="utf-8"))
    content["tracker_store"]["type"] = "bot.tracker.Nowhere"
    path = tmp_path / "endpoints.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    with pytest.warns(UserWarning, match="not found"):
        other = RasaServer(model, path, ROOT / "credentials.yml")

    failed, health = other.turn("hello"), other.health()
    other.close()

    assert (failed.status_code, failed.json()) == (503, {"error": "memory_not_ours"})
    assert health.status_code == 503


@pytest.mark.parametrize("content", [None, b"", b"not a model"])
def test_63_model_that_cannot_be_loaded_is_a_503(
    environ: dict[str, str], endpoints: Path, tmp_path: Path, content: bytes | None
) -> None:
    model = tmp_path / "model.tar.gz"
    if content is not None:
        model.write_bytes(content)
    with pytest.warns(UserWarning, match="model"):
        other = RasaServer(model, endpoints, ROOT / "credentials.yml")

    failed, health = other.turn("hello"), other.health()
    other.close()

    assert (failed.status_code, failed.json()) == (503, {"error": "no_model"})
    assert (health.status_code, health.json()) == (503, {"model": None, "tracker": False})


@pytest.mark.parametrize("keys", ["", "short", "dA==", OTHER_KEY + ",x"])
def test_start_is_refused_with_a_key_that_is_none(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    monkeypatch.setenv("HELPLINE_TRACKER_KEYS", keys)

    with pytest.raises(ValueError, match="HELPLINE_TRACKER_KEYS"):
        EncryptedTrackerStore(host=environ["TRACKER_URL"])
