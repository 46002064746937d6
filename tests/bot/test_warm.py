"""A bot that starts loads all that its first turn needs, and remembers nothing of that."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest

from tests.bot.conftest import ROOT
from tests.bot.rasa_server import RasaServer


def test_a_bot_is_warm_once_it_is_healthy_and_nobody_has_written_anything(
    environ: dict[str, str], model: Path, endpoints: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bot.channel"):
        server = RasaServer(model, endpoints, ROOT / "credentials.yml")
        health = server.health()
        server.close()

    assert health.status_code == 200
    assert "the bot is warm" in caplog.text
    with sqlite3.connect(environ["TRACKER_URL"].removeprefix("sqlite:///")) as memory:
        kept = memory.execute("SELECT count(*) FROM bot_trackers WHERE conversation_id = 'nobody'")
        assert kept.fetchone() == (0,)
