"""Fetching over HTTP from where others lead us: who is connected to is who was checked, for a
limited time, and no more is read than there is room for.

The address of a host is looked up once, by the connection itself, and every address of it must be
public; so a name that leads elsewhere the next time gains nothing. Proxies and passwords of the
environment are left aside, since they would lead around that.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from gateway.media_source import LeadsElsewhere, TooLarge, Unavailable

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network
_CHUNK_BYTES = 64 * 1024
# For how long nothing may come, and the whole may take, in seconds.
_SILENCE = 10.0


class _NotPublic(OSError):
    """A host has an address that is not on the public internet."""


@dataclass
class Deadline:
    """Until when a fetch may take: after that its connections are cut off, whatever they are at."""

    seconds: float
    _sockets: list[socket.socket] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Runs the block, and cuts it off when the time is over."""
        timer = threading.Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    @property
    def is_over(self) -> bool:
        """Whether the time was up."""
        return self._over.is_set()

    def watch(self, connected: socket.socket) -> socket.socket:
        """Has a connection cut off with the others; returns it."""
        self._sockets.append(connected)
        if self.is_over:
            self._cut()
        return connected

    def _cut(self) -> None:
        self._over.set()
        for each in self._sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


Connect = Callable[[HTTPConnection], socket.socket]


def to_any(deadline: Deadline) -> Connect:
    """Returns what connects to a host that is trusted, as the operator has set it."""

    def connect(connection: HTTPConnection) -> socket.socket:
        address = (connection._dns_host, connection.port)
        return deadline.watch(socket.create_connection(address, timeout=_SILENCE))

    return connect


def to_public(deadline: Deadline, also: Sequence[IpNetwork] = ()) -> Connect:
    """Returns what connects to a host all of whose addresses are public, or in one of some
    networks; raises _NotPublic for another.
    """

    def connect(connection: HTTPConnection) -> socket.socket:
        found = socket.getaddrinfo(connection._dns_host, connection.port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not all(_is_allowed(address, also) for address in addresses):
            raise _NotPublic("not a public address")
        # The very address that was checked: a second look-up might find another.
        return deadline.watch(
            socket.create_connection((addresses[0], connection.port), timeout=_SILENCE)
        )

    return connect


def session(connect: Connect, *, verify: bool | str = True) -> requests.Session:
    """Returns a session of which every connection is made by `connect`."""
    made = _Session()
    made.trust_env = False
    made.verify = verify
    adapter = _Adapter(connect)
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


def get(
    made: requests.Session, address: str, *, auth: tuple[str, str] | None = None
) -> requests.Response:
    """Asks for an address; nothing of the body is read yet, and no redirect is followed.

    Raises LeadsElsewhere if the host is not public, Unavailable if it does not answer.
    """
    try:
        return made.get(
            address,
            auth=auth or _no_auth,
            stream=True,
            allow_redirects=False,
            timeout=_SILENCE,
            # As it is: what is packed small may unpack to anything.
            headers={"Accept-Encoding": "identity", "User-Agent": "helpline"},
        )
    except (requests.RequestException, ValueError, OSError) as error:
        if _is_not_public(error):
            raise LeadsElsewhere from None
        raise Unavailable(type(error).__name__) from None


def read(response: requests.Response, *, limit: int, deadline: Deadline) -> bytes:
    """Reads a body of at most `limit` bytes; raises TooLarge or Unavailable."""
    said = response.headers.get("Content-Length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > limit:
        raise TooLarge
    content = bytearray()
    try:
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
            content += chunk
            if len(content) > limit:
                raise TooLarge
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise Unavailable(type(error).__name__) from None
    if deadline.is_over:
        raise Unavailable("took too long")
    if said.isascii() and said.isdigit() and int(said[:20]) != len(content):
        raise Unavailable("broken off")
    return bytes(content)


def _is_allowed(address: str, also: Sequence[IpNetwork]) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if any(found.version == network.version and found in network for network in also):
        return True
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return all(_is_public(each) for each in (found, mapped) if each is not None)


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_not_public(error: BaseException) -> bool:
    seen: BaseException | None = error
    for _ in range(8):
        if seen is None:
            return False
        if isinstance(seen, _NotPublic):
            return True
        reason = getattr(seen.args[0], "reason", None) if seen.args else None
        seen = reason if isinstance(reason, BaseException) else seen.__cause__ or seen.__context__
    return False


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    request.headers.pop("Authorization", None)
    return request


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> None:
        # Else the body of a redirect would be read as well, all of it.
        return None


class _Adapter(HTTPAdapter):
    """Makes connections with a function of ours, and keeps none for another time."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._connect)


def _pools(connect: Connect) -> Mapping[str, Any]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connect(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
