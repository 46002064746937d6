"""Fixtures of Rasa's environment: one small trained model, served by the real Rasa."""

from __future__ import annotations

import os

# TensorFlow reads these once, when Rasa imports it.
os.environ.update(CUDA_VISIBLE_DEVICES="-1", TF_CPP_MIN_LOG_LEVEL="3")
os.environ.update(RASA_TELEMETRY_ENABLED="false", SQLALCHEMY_SILENCE_UBER_WARNING="1")

import logging
import shutil
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from rasa.model_training import train
from rasa.utils.log_utils import configure_structlog

from tests.bot.action_server import ActionServer
from tests.bot.rasa_server import KEY, RasaServer

ROOT = Path(__file__).resolve().parents[2]
ASSISTANT = Path(__file__).parent / "assistant"
CANARY = "Zarbakht of Lalitpur"
TRACKER_KEY = urlsafe_b64encode(b"t" * 32).decode()
OTHER_KEY = urlsafe_b64encode(b"o" * 32).decode()


@pytest.fixture(scope="session", autouse=True)
def log_as_in_production() -> None:
    configure_structlog(logging.INFO)


@pytest.fixture(autouse=True)
def no_person_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test whose log holds what tests write."""
    caplog.set_level(logging.INFO)
    yield
    for record in caplog.get_records("call"):
        assert CANARY not in f"{record.getMessage()} {vars(record)}"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small assistant, its catalogs compiled."""
    folder = tmp_path_factory.mktemp("assistant")
    shutil.copytree(ASSISTANT, folder, dirs_exist_ok=True)
    for path in folder.rglob("*.po"):
        with path.open("rb") as po, path.with_suffix(".mo").open("wb") as mo:
            write_mo(mo, read_po(po))
    return folder


@pytest.fixture(scope="session")
def model(assistant: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of the small assistant, trained with the project's own config.yml."""
    output = tmp_path_factory.mktemp("models")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_CACHE_DIRECTORY", str(output / "cache"))
        result = train(
            str(assistant / "domain.yml"),
            str(ROOT / "config.yml"),
            str(assistant / "data"),
            output=str(output),
            fixed_model_name="small",
        )
    assert result.code == 0
    return Path(result.model)


@pytest.fixture(scope="session")
def actions() -> Iterator[ActionServer]:
    server = ActionServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def environ(
    actions: ActionServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """What `helpline bot` gives to Rasa; set for the whole session."""
    tracker = tmp_path_factory.mktemp("tracker") / "tracker.db"
    ours = {
        "HELPLINE_BOT_KEY": urlsafe_b64encode(KEY).decode(),
        "HELPLINE_TRACKER_KEYS": TRACKER_KEY,
        "HELPLINE_ACTIONS_TOKEN": "token-of-tests",
        "ACTIONS_URL": actions.url,
        "TRACKER_URL": f"sqlite:///{tracker}",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ours.items():
            patch.setenv(name, value)
        yield ours


@pytest.fixture(scope="session")
def endpoints(assistant: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own endpoints.yml, with the sentences of the small assistant."""
    content = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    content["nlg"]["root"] = str(assistant)
    path = tmp_path_factory.mktemp("endpoints") / "endpoints.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def served(environ: dict[str, str], model: Path, endpoints: Path) -> Iterator[RasaServer]:
    server = RasaServer(model, endpoints, ROOT / "credentials.yml")
    yield server
    server.close()


@pytest.fixture
def bot(served: RasaServer, actions: ActionServer) -> Iterator[RasaServer]:
    """The served bot, healthy again after each test."""
    yield served
    actions.faults.clear()
    actions.gate.set()


@pytest.fixture
def memory(environ: dict[str, str]) -> Iterator[sqlite3.Connection]:
    """The file in which the bot keeps its conversations, opened beside it."""
    path = environ["TRACKER_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection
