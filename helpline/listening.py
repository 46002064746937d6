"""On which address of its machine the gateway listens, and where that machine reaches it."""

from __future__ import annotations

from ipaddress import ip_address

from helpline.errors import SettingError

_THIS_MACHINE = {4: "127.0.0.1", 6: "::1"}


def parse_address(value: str) -> str:
    """Returns an IP address as it is usually written; raises SettingError for anything else."""
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise SettingError("LISTEN_ADDRESS is not an IP address") from error


def in_url(address: str) -> str:
    """Returns an IP address as it stands before a port."""
    return f"[{address}]" if ":" in address else address


def url_here(address: str, port: int) -> str:
    """Returns where a machine reaches what listens there, also where that is every address."""
    listens = ip_address(address)
    host = _THIS_MACHINE[listens.version] if listens.is_unspecified else address
    return f"http://{in_url(host)}:{port}"
