"""The demo: an installation of its own under `var/demo`, with a simulated carrier in Twilio's
place.
"""

from __future__ import annotations

import base64
import os
import secrets
import signal
import socket
import subprocess  # nosec: starts this project's own commands only
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
import requests
from sqlalchemy.exc import IntegrityError

from gateway.console.factors import new_secret
from gateway.console.passwords import hash_password
from gateway.simulator.app import SimulatorConfig
from gateway.simulator.app import serve as serve_phone
from helpline.settings import ROOT, Settings
from helpline.storage.database import Database
from helpline.storage.kinds import Role
from helpline.storage.migrate import upgrade
from helpline.storage.second_factors import set_totp
from helpline.storage.staff import add_staff

FOLDER = ROOT / "var" / "demo"
LOG = FOLDER / "demo.log"
_LAST_LINES = 30
# Who can sign in, all with one password. The administrator gives a code as well, so that the second
# step can be seen; everybody else may set one up.
_USERNAME = "demo"
_ADMINISTRATOR = "demo-administrator"
_LOGINS = {
    _USERNAME: Role.SUPERVISOR,
    "demo-lawyer": Role.LAWYER,
    "demo-reviewer": Role.REVIEWER,
    "demo-auditor": Role.AUDITOR,
    _ADMINISTRATOR: Role.ADMINISTRATOR,
}
_OWN_NUMBER = "+15550100"
_PORTS = {"PORT": 8000, "SIMULATOR": 8010, "RASA_URL": 5005, "ACTIONS_URL": 5055}
_SECONDS_TO_READY = 180


def run_demo() -> None:
    """Starts everything, says where it is once it is ready, and ends it all on Ctrl-C."""
    secrets_kept = _secrets()
    environ = dict(os.environ) | _environ(secrets_kept)
    settings = Settings.from_env(environ)
    _add_logins(settings, secrets_kept["DEMO_PASSWORD"], secrets_kept["DEMO_TOTP_SECRET"])
    click.echo("Starting the bot, the actions, the gateway, the worker and the simulator …")
    LOG.unlink(missing_ok=True)
    processes = [_start("simulator", environ), _start("up", environ)]
    try:
        _wait(settings, processes)
        _tell(settings, secrets_kept["DEMO_PASSWORD"], secrets_kept["DEMO_TOTP_SECRET"])
        _until_one_ends(processes)
    except KeyboardInterrupt:
        click.echo("\nStopping …")
    finally:
        _end(processes)


def serve_simulator(settings: Settings) -> None:
    """Serves the simulated carrier where TWILIO_API_BASE_URL says, for the gateway at
    PUBLIC_URL.
    """
    address = urlsplit(settings.twilio_api_base_url)
    serve_phone(
        SimulatorConfig(
            account_sid=settings.twilio_account_sid,
            auth_token=settings.twilio_auth_tokens[0],
            own_numbers=list(settings.twilio_numbers),
            gateway_url=settings.public_url,
            console_url=f"{settings.public_url}/console/",
            host=address.hostname or "127.0.0.1",
            port=address.port or _PORTS["SIMULATOR"],
        )
    )


def _secrets() -> dict[str, str]:
    """Returns the demo's keys and logins, made once; whoever can read them can read the demo."""
    path = FOLDER / "demo.env"
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    kept = dict(line.split("=", 1) for line in path.read_text().splitlines())
    made = {
        "HELPLINE_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "SECRET_KEY": secrets.token_urlsafe(32),
        "TWILIO_ACCOUNT_SID": f"AC{secrets.token_hex(16)}",
        "TWILIO_AUTH_TOKEN": secrets.token_hex(16),
        "DEMO_PASSWORD": secrets.token_urlsafe(12),
        "DEMO_TOTP_SECRET": new_secret(),
    }
    if not made.keys() <= kept.keys():
        kept = made | kept
        path.write_text("".join(f"{name}={value}\n" for name, value in kept.items()))
    return kept


def _environ(secrets_kept: dict[str, str]) -> dict[str, str]:
    ports = {name: _free_port(port) for name, port in _PORTS.items()}
    return _without_logins(secrets_kept) | {
        "HELPLINE_VAR": str(FOLDER),
        "DATABASE_URL": f"sqlite:///{FOLDER / 'helpline.db'}",
        "TRACKER_URL": f"sqlite:///{FOLDER / 'tracker.db'}",
        "PORT": str(ports["PORT"]),
        "PUBLIC_URL": f"http://127.0.0.1:{ports['PORT']}",
        "RASA_URL": f"http://127.0.0.1:{ports['RASA_URL']}",
        "ACTIONS_URL": f"http://127.0.0.1:{ports['ACTIONS_URL']}",
        "TWILIO_API_BASE_URL": f"http://127.0.0.1:{ports['SIMULATOR']}",
        "TWILIO_NUMBERS": f"{_OWN_NUMBER},whatsapp:{_OWN_NUMBER}",
        "STAFF_SECOND_FACTOR": "offered",
        # What the simulated carrier could not hand over is found while one watches.
        "RECONCILE_SECONDS": "20",
        "LOG_LEVEL": "WARNING",
    }


def _without_logins(secrets_kept: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in secrets_kept.items() if not name.startswith("DEMO_")}


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as candidate, suppress(OSError):
            candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            candidate.bind(("127.0.0.1", port))
            return int(candidate.getsockname()[1])
    raise click.ClickException("no free port on this machine")


def _add_logins(settings: Settings, password: str, totp_secret: str) -> None:
    database = Database.from_settings(settings)
    upgrade(database.engine)
    password_hash = hash_password(password)
    for username, role in _LOGINS.items():
        with suppress(IntegrityError), database.transaction() as session:
            staff = add_staff(
                session, username, password_hash, role=role, language="en", now=datetime.now(UTC)
            )
            if username == _ADMINISTRATOR:
                set_totp(session, staff, totp_secret, step=0)
    database.close()


def _start(command: str, environ: dict[str, str]) -> subprocess.Popen[bytes]:
    # Sessions of their own: Ctrl-C reaches this process alone, which ends the others in order.
    with LOG.open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "gateway.cli", command],
            env=environ,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait(settings: Settings, processes: list[subprocess.Popen[bytes]]) -> None:
    began = time.monotonic()
    ready: set[str] = set()
    while time.monotonic() - began < _SECONDS_TO_READY:
        if any(process.poll() is not None for process in processes):
            lines = LOG.read_text(errors="replace").splitlines()[-_LAST_LINES:]
            click.echo("\n".join(lines), err=True)
            raise click.ClickException(f"a process ended too soon; all it said is in {LOG}")
        for part, is_ready in _readiness(settings).items():
            if is_ready and part not in ready:
                ready.add(part)
                click.echo(f"  {part} ready ({time.monotonic() - began:.0f} s)")
        if "everything" in ready:
            return
        time.sleep(0.3)
    raise click.ClickException(f"not everything was ready in time; see {LOG}")


def _readiness(settings: Settings) -> dict[str, bool]:
    parts: dict[str, bool] = {}
    try:
        answer = requests.get(f"http://127.0.0.1:{settings.port}/readyz", timeout=5).json()
        phone = requests.get(f"{settings.twilio_api_base_url}/healthz", timeout=5).ok
    except (requests.RequestException, ValueError):
        return parts
    everything = bool(answer.pop("ready")) and phone
    return {name: bool(value) for name, value in answer.items()} | {
        "simulator": phone,
        "everything": everything,
    }


def _tell(settings: Settings, password: str, totp_secret: str) -> None:
    others = ", ".join(name for name in _LOGINS if name not in (_USERNAME, _ADMINISTRATOR))
    click.echo(
        f"""
  The phone:    {settings.twilio_api_base_url}/
  The console:  {settings.public_url}/console/
                sign in as {_USERNAME} with the password {password}
                other roles, with the same password: {others},
                {_ADMINISTRATOR} (its authenticator's secret is {totp_secret})

  Try: they arrested my brother last night in Lalitpur we need a lawyer
  Nothing leaves this machine. Ctrl-C stops everything.
"""
    )


def _until_one_ends(processes: list[subprocess.Popen[bytes]]) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            process.terminate()
    for process in processes:
        process.wait(timeout=30)
