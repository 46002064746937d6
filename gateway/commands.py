"""The commands of the processes that `helpline up` starts, and the environment each may see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from helpline.errors import SettingError
from helpline.privacy.vault import shared_secret, tracker_keys
from helpline.settings import ROOT, Settings

MODELS = ROOT / "models"
BOT_PYTHON_FOLDER = ROOT / "bot" / ".venv" / "bin"
# Rasa's commands, without what nothing here uses of it.
RASA = (str(BOT_PYTHON_FOLDER / "python"), "-m", "bot.light")

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
# What is reckoned at once is small: threads that share it out wait for one another.
RECKON_ALONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_BOT_PORT = 5005
# What any process needs of the machine; nothing else of the environment is handed on to Rasa.
MACHINE = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TMP", "VIRTUAL_ENV")


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
    kept = {name: environ[name] for name in MACHINE if name in environ}
    return kept | {
        "HELPLINE_VAR": str(settings.var),
        "HELPLINE_BOT_KEY": shared_secret(settings.secret_key, "bot"),
        "HELPLINE_TRACKER_KEYS": tracker_keys(settings.keys),
        "HELPLINE_ACTIONS_TOKEN": shared_secret(settings.secret_key, "actions"),
        "TRACKER_URL": settings.tracker_url,
        "ACTIONS_URL": settings.actions_url,
        "LOG_LEVEL": _bot_log_level(settings),
        **RASA_ENVIRON,
        **RECKON_ALONE,
    }


def _bot_log_level(settings: Settings) -> str:
    # At DEBUG Rasa writes every message and every slot to its log.
    return "INFO" if settings.log_level == "DEBUG" else settings.log_level


def bot_addresses(settings: Settings, count: int | None = None) -> tuple[str, ...]:
    """Returns where a number of bots listen: at the addresses of RASA_URL, in their order, and past
    the last on the ports that follow it. Without a number: every address of RASA_URL.
    """
    given = settings.rasa_urls
    if count is None or count <= len(given):
        return given[:count]
    last = urlsplit(given[-1])
    host, port = last.hostname or "127.0.0.1", last.port or _BOT_PORT
    more = (f"{last.scheme}://{host}:{port + n}" for n in range(1, count - len(given) + 1))
    return (*given, *more)


def bot_command(rasa_url: str) -> list[str]:
    """Returns the command that serves the newest model at an address."""
    address = urlsplit(rasa_url)
    return [
        *RASA,
        "run",
        "--model",
        str(newest_model()),
        "--interface",
        address.hostname or "127.0.0.1",
        "--port",
        str(address.port or _BOT_PORT),
        "--endpoints",
        str(ROOT / "endpoints.yml"),
        "--credentials",
        str(ROOT / "credentials.yml"),
    ]


def metrics_folder(settings: Settings) -> Path:
    """Returns the folder in which all processes keep their figures for /metrics."""
    return settings.var / "metrics"
