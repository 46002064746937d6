"""Which of several bots is asked for a conversation: always the same while it is there, so that no
two of them work on one; else the next, which is another for every conversation.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence

# For so many seconds a bot that did not answer is asked after all others.
_SHUNNED_SECONDS = 5.0


class Addresses:
    """The bots' addresses; remembers which of them did not answer. For any number of threads."""

    def __init__(
        self, addresses: Sequence[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Takes the addresses, and what counts the seconds."""
        self.all = tuple(addresses)
        self._clock = clock
        self._missed_at: dict[str, float] = {}

    def for_conversation(self, conversation: str) -> list[str]:
        """Returns all addresses in the order in which they are asked (rendezvous hashing: where one
        is added or taken away, only its own conversations move).
        """
        return sorted(
            self.all, key=lambda each: (self._is_shunned(each), _rank(each, conversation))
        )

    def missed(self, address: str) -> None:
        """Notes that an address could not be reached, or did not answer in time."""
        self._missed_at[address] = self._clock()

    def _is_shunned(self, address: str) -> bool:
        missed_at = self._missed_at.get(address)
        return missed_at is not None and self._clock() - missed_at < _SHUNNED_SECONDS


def _rank(address: str, conversation: str) -> bytes:
    return hashlib.sha256(f"{address} {conversation}".encode()).digest()
