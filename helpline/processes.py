"""How many processes of each kind `helpline up` starts on a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from helpline.errors import SettingError


@dataclass(frozen=True)
class ProcessCounts:
    """How many of each kind; 0 where they run on other machines. `bots` is None for one bot at each
    address of RASA_URL.
    """

    workers: int = 1
    gateways: int = 1
    actions: int = 1
    bots: int | None = None

    @classmethod
    def from_values(cls, value: Mapping[str, str]) -> ProcessCounts:
        """Reads the counts from the values of the settings; raises SettingError naming one."""
        workers, gateways, actions = (
            _count(name, value[name]) for name in ("WORKERS", "GATEWAYS", "ACTION_SERVERS")
        )
        return cls(
            workers, gateways, actions, _count("BOTS", value["BOTS"]) if value["BOTS"] else None
        )


def _count(name: str, value: str) -> int:
    if not value.isascii() or not value.isdigit():
        raise SettingError(f"{name} is not a whole number")
    return int(value)
