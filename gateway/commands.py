"""The commands of the processes that `helpline up` starts, and the environment each may see."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from gateway.processes import Child
from helpline.errors import SettingError
from helpline.privacy.vault import shared_secret, tracker_keys
from helpline.settings import DEFAULTS, ROOT, Settings

MODELS = ROOT / "models"
BOT_PYTHON_FOLDER = ROOT / "bot" / ".venv" / "bin"

# How Rasa runs, whether it trains or serves: it reports nothing home, and keeps to what matters.
RASA_ENVIRON = {
    "PYTHONPATH": str(ROOT),
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TQDM_DISABLE": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    "CUDA_VISIBLE_DEVICES": "-1",
}
# What any process needs of the machine; nothing else of the environment is handed on to Rasa.
_MACHINE = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TMP", "VIRTUAL_ENV")


def newest_model() -> Path:
    """Returns the model trained last; raises SettingError naming the command that makes one."""
    models = sorted(MODELS.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise SettingError("no model under models/: run `make train` first")
    return models[-1]


def bot_environ(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """Returns all that Rasa may see: keys of its own, no credential of Twilio's or the
    database's.
    """
    kept = {name: environ[name] for name in _MACHINE if name in environ}
    return kept | {
        "HELPLINE_VAR": str(settings.var),
        "HELPLINE_BOT_KEY": shared_secret(settings.secret_key, "bot"),
        "HELPLINE_TRACKER_KEYS": tracker_keys(settings.keys),
        "HELPLINE_ACTIONS_TOKEN": shared_secret(settings.secret_key, "actions"),
        "TRACKER_URL": settings.tracker_url,
        "ACTIONS_URL": settings.actions_url,
        "LOG_LEVEL": _bot_log_level(settings),
        **RASA_ENVIRON,
    }


def _bot_log_level(settings: Settings) -> str:
    # At DEBUG Rasa writes every message and every slot to its log.
    return "INFO" if settings.log_level == "DEBUG" else settings.log_level


def bot_command(settings: Settings) -> list[str]:
    """Returns the command that serves the newest model where RASA_URL says."""
    address = urlsplit(settings.rasa_url)
    return [
        str(BOT_PYTHON_FOLDER / "rasa"),
        "run",
        "--model",
        str(newest_model()),
        "--interface",
        address.hostname or "127.0.0.1",
        "--port",
        str(address.port or 5005),
        "--endpoints",
        str(ROOT / "endpoints.yml"),
        "--credentials",
        str(ROOT / "credentials.yml"),
    ]


def children(settings: Settings, environ: Mapping[str, str]) -> list[Child]:
    """Returns every process of an installation, in the order in which they start."""
    ours = {name: value for name, value in environ.items() if name in (*_MACHINE, *DEFAULTS)}
    ours["PROMETHEUS_MULTIPROC_DIR"] = str(metrics_folder(settings))
    own = [
        Child(name, [sys.executable, "-m", "gateway.cli", name], ours)
        for name in ("actions", "gateway", "worker")
    ]
    return [Child("bot", bot_command(settings), bot_environ(settings, os.environ)), *own]


def metrics_folder(settings: Settings) -> Path:
    """Returns the folder in which all processes keep their figures for /metrics."""
    return settings.var / "metrics"
