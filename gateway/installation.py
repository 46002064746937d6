"""The processes of one machine, as `helpline up` starts them: any number of each kind.

The supervisor opens the ports of the gateways and of the actions and hands them on. So all of a
kind share a port, and who calls while one of them is being replaced waits, and is not refused.
"""

from __future__ import annotations

import errno
import socket
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import requests

from gateway.commands import (
    MACHINE,
    bot_addresses,
    bot_command,
    bot_environ,
    metrics_folder,
)
from gateway.notifying import Listener
from gateway.processes import Child
from gateway.serving import LISTEN_FD
from helpline.errors import SettingError
from helpline.processes import ProcessCounts
from helpline.settings import DEFAULTS, Settings

_BACKLOG = 2048
_BOT_SECONDS = 1.0
# For so many seconds a port may still be held by processes whose supervisor was killed.
_PORT_TRIES = 15


def with_bots(settings: Settings, counts: ProcessCounts) -> Settings:
    """Returns the settings with the address of every bot in them."""
    if not counts.bots:
        return settings
    every = dict.fromkeys((*settings.rasa_urls, *bot_addresses(settings, counts.bots)))
    return replace(settings, rasa_url=",".join(every))


def children(
    settings: Settings, environ: Mapping[str, str], counts: ProcessCounts, *, sockets: Path
) -> list[Child]:
    """Returns every process of this machine, in the order in which they start and are replaced.
    `sockets` is a folder with a short path. Raises SettingError if a port is taken.
    """
    ours = {name: value for name, value in environ.items() if name in (*MACHINE, *DEFAULTS)}
    ours["PROMETHEUS_MULTIPROC_DIR"] = str(metrics_folder(settings))
    ours["RASA_URL"] = with_bots(settings, counts).rasa_url
    actions = urlsplit(settings.actions_url)
    actions_at = (actions.hostname or "127.0.0.1", actions.port or 5055)
    found = [_bot(url, settings, environ) for url in bot_addresses(settings, counts.bots)]
    for name, count, address in (
        ("actions", counts.actions, actions_at),
        ("gateway", counts.gateways, (settings.listen_address, settings.port)),
        ("worker", counts.workers, None),
    ):
        port = _open(name, *address) if address and count else None
        found += [_own(name, number, ours, port, sockets) for number in range(1, count + 1)]
    return found


def _bot(url: str, settings: Settings, environ: Mapping[str, str]) -> Child:
    def is_ready() -> bool:
        try:
            return requests.get(f"{url}/bot/health", timeout=_BOT_SECONDS).status_code == 200
        except requests.RequestException:
            return False

    first = bot_command(url)

    def with_newest_model() -> list[str]:
        try:
            return bot_command(url)
        except SettingError:
            # It was there when all began.
            return first

    return Child("bot", with_newest_model, bot_environ(settings, environ), is_ready=is_ready)


def _own(
    name: str, number: int, environ: Mapping[str, str], port: socket.socket | None, sockets: Path
) -> Child:
    listener = Listener(str(sockets / f"{name}-{number}"))
    handed = {} if port is None else {LISTEN_FD: str(port.fileno())}
    return Child(
        name,
        [sys.executable, "-m", "gateway.cli", name],
        {**environ, **listener.environ, **handed},
        files=() if port is None else (port.fileno(),),
        is_ready=listener.is_ready,
        forget_ready=listener.forget,
        holds=port,
    )


def _open(name: str, host: str, port: int) -> socket.socket:
    for attempt in range(_PORT_TRIES):
        try:
            return socket.create_server(
                (host, port),
                family=socket.AF_INET6 if ":" in host else socket.AF_INET,
                backlog=_BACKLOG,
            )
        except OSError as error:
            if error.errno != errno.EADDRINUSE or attempt == _PORT_TRIES - 1:
                raise SettingError(f"the port of the {name} ({port}) cannot be opened") from error
            time.sleep(1)
    raise AssertionError("unreachable")
