"""The contract of where the files come from that people send: a carrier keeps them for us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Fetched:
    """A file's bytes, and what the carrier says that they are (a MIME type, which proves
    nothing).
    """

    content: bytes
    announced: str


class NotThere(Exception):
    """The carrier does not have the file, or not yet."""


class LeadsElsewhere(Exception):
    """The carrier sends us on to where we do not fetch anything from."""


class TooLarge(Exception):
    """The file is larger than it may be; nothing of it was kept."""


class Unavailable(Exception):
    """The file cannot be had at present. `code` is an HTTP status, or a word of ours."""

    def __init__(self, code: str) -> None:
        """Takes the status or the word."""
        super().__init__(code)
        self.code = code


class MediaSource(Protocol):
    """Fetches files that came with messages."""

    def fetch(self, message_sid: str, media_sid: str, *, limit: int) -> Fetched:
        """Returns a file of at most `limit` bytes, by what the carrier calls it and its message.

        Raises NotThere, LeadsElsewhere, TooLarge or Unavailable.
        """
        ...

    def list_media(self, message_sid: str) -> list[str]:
        """Returns what the carrier calls the files of a message; raises NotThere or Unavailable."""
        ...
