"""How a process tells its supervisor that it is ready: systemd's way (sd_notify), so that systemd
may listen too.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import MutableMapping

_VARIABLE = "NOTIFY_SOCKET"
_READY = b"READY=1"


class Notifier:
    """Tells whoever started this process that it is ready; nobody, if nobody listens."""

    def __init__(self, environ: MutableMapping[str, str]) -> None:
        """Takes the socket's name out of an environment, so that no library says it too early."""
        self._address = environ.pop(_VARIABLE, "")

    def ready(self) -> None:
        """Says that the process is ready; saying it again changes nothing."""
        if not self._address:
            return
        name = self._address.replace("@", "\0", 1) if self._address[0] == "@" else self._address
        with contextlib.suppress(OSError), _datagrams() as sender:
            sender.sendto(_READY, name)


class Listener:
    """Hears whether one process is ready. The socket stands under a folder's path."""

    def __init__(self, path: str) -> None:
        """Takes the path of the socket, which replaces what stands there."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
        self._path = path
        self._socket = _datagrams()
        self._socket.bind(path)
        self._socket.setblocking(False)
        self._heard = False

    @property
    def environ(self) -> dict[str, str]:
        """What the process needs to know."""
        return {_VARIABLE: self._path}

    def is_ready(self) -> bool:
        """Whether the process has said since the last `forget` that it is ready."""
        while True:
            try:
                self._heard |= self._socket.recv(4096).startswith(_READY)
            except BlockingIOError:
                return self._heard

    def forget(self) -> None:
        """Forgets what was said: the process is started anew."""
        self.is_ready()
        self._heard = False

    def close(self) -> None:
        """Closes the socket and takes it away."""
        self._socket.close()
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self._path)


def _datagrams() -> socket.socket:
    return socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
