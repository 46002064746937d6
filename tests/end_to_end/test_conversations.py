"""Families as they are: conversations, each a file, through every real process."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from helpline.i18n import LANGUAGES
from helpline.storage.database import Database
from tests.end_to_end.conversation import Conversation, read_script
from tests.end_to_end.installation import Installation

SCRIPTS = sorted(Path(__file__).with_name("conversations").glob("*.yml"))
WRITINGS = {writing for language in LANGUAGES.values() for writing in language.writings}


# So many families write at the same time; each waits for its own replies.
AT_ONCE = 6


@pytest.fixture(scope="module")
def played(
    installation: Installation, request: pytest.FixtureRequest
) -> Iterator[dict[Path, Future[None]]]:
    """The conversations that are to be tested, being played, by file."""
    wanted = {
        item.callspec.params["path"]
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        and item.callspec.params.get("path") in SCRIPTS
    }  # fmt: skip
    database = installation.database()
    with ThreadPoolExecutor(AT_ONCE) as families:
        yield {path: families.submit(play, installation, database, path) for path in sorted(wanted)}
    database.close()


def play(installation: Installation, database: Database, path: Path) -> None:
    """Plays a script to its end from a phone of its own; raises AssertionError where it differs."""
    script = read_script(path)
    conversation = Conversation(installation, database, f"+155502{SCRIPTS.index(path):02}")
    for message in script["messages"]:
        conversation.play(message)
    conversation.end(script["end"])


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_it_should(played: dict[Path, Future[None]], path: Path) -> None:
    played[path].result()


def test_the_conversations_are_in_every_writing() -> None:
    assert {read_script(path)["writing"] for path in SCRIPTS} == WRITINGS


def test_no_process_failed_while_they_spoke(installation: Installation) -> None:
    log = (installation.folder / "up.log").read_text(encoding="utf-8", errors="replace")

    assert "Traceback" not in log
    assert "ERROR" not in log
