"""What a file is, by its bytes: the table of `types.yml`. What a carrier calls it decides nothing
but between two that the bytes cannot tell apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import puremagic
import yaml

from helpline.storage.kinds import MediaKind

_TABLE = Path(__file__).with_suffix(".yml")
_LOOKED_AT = 512
UNKNOWN = "unknown"
_TEXT = "text"
# What a browser or a reader might run if it were shown as another type than it seems to be, and
# the beginnings of files that are opened from anywhere in another.
_ACTIVE = re.compile(
    rb"<!doctype|<html|<head|<body|<script|<svg|<iframe|<object|<embed|<\?php|<!entity|javascript:"
    rb"|%PDF-|PK\x03\x04|\x7fELF",
    re.IGNORECASE,
)
_ANNOUNCED = {
    "image": MediaKind.IMAGE,
    "audio": MediaKind.AUDIO,
    "video": MediaKind.VIDEO,
    "application": MediaKind.DOCUMENT,
    "text": MediaKind.DOCUMENT,
}
_CARDS = ("text/vcard", "text/x-vcard", "text/directory")
_LONGEST_TYPE = 100
_NAME = re.compile(r"[^\n/\\]{1,200}\.[A-Za-z][A-Za-z0-9]{1,4}")


@dataclass(frozen=True)
class FileType:
    """A type of file: `served` is what the console calls it, None for one that is only downloaded;
    `ending` ends the name of the download.
    """

    name: str
    kinds: tuple[MediaKind, ...]
    served: str | None
    ending: str
    found: tuple[str, ...]
    within: tuple[bytes, ...]
    announced: str
    ends: bytes
    plain: bool

    def kind(self, announced: str) -> MediaKind:
        """Returns what one is that the carrier announced as a MIME type."""
        wanted = kind_announced(announced)
        return wanted if wanted in self.kinds else self.kinds[0]


def type_of(content: bytes, *, announced: str = "") -> FileType:
    """Returns the type of a file by its bytes. Nothing in it is unpacked, drawn or run."""
    endings = {found.extension for found in puremagic.magic_string(content)} if content else set()
    head = content[:_LOOKED_AT]
    for each in file_types().values():
        fits = endings & {*each.found} or (each.name == _TEXT and not endings and _is_text(content))
        said = _clean(announced).startswith(each.announced)
        holds = not each.within or any(word in head for word in each.within)
        if fits and said and holds:
            return each if _is_whole(each, content) else file_type(UNKNOWN)
    return file_type(UNKNOWN)


def kind_announced(content_type: str) -> MediaKind:
    """Returns the kind that a MIME type announces; OTHER for one that is none."""
    cleaned = _clean(content_type)
    if cleaned in _CARDS:
        return MediaKind.CONTACT_CARD
    return _ANNOUNCED.get(cleaned.partition("/")[0], MediaKind.OTHER)


def file_type(name: str | None) -> FileType:
    """Returns a type by its name in the table; "unknown" for a name that is not there."""
    types = file_types()
    return types.get(name or UNKNOWN, types[UNKNOWN])


def is_file_name(words: str) -> bool:
    """Whether the words of a message are the mere name of a file, as WhatsApp tells it of one."""
    return _NAME.fullmatch(words.strip()) is not None


@cache
def file_types() -> Mapping[str, FileType]:
    """Returns all types by their names, in the order in which they are looked at."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {
        name: FileType(
            name=name,
            kinds=tuple(MediaKind(kind) for kind in entry["kinds"]),
            served=entry.get("served"),
            ending=entry["ending"],
            found=tuple(entry["found"]),
            within=tuple(word.encode() for word in entry.get("within", ())),
            announced=entry.get("announced", ""),
            ends=bytes.fromhex(entry.get("ends", "")),
            plain=entry.get("plain", False),
        )
        for name, entry in table.items()
    }


def _clean(content_type: str) -> str:
    return content_type[:_LONGEST_TYPE].partition(";")[0].strip().lower()


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t" for character in text)


def _is_whole(found: FileType, content: bytes) -> bool:
    """Whether a file is that type from end to end, and hides nothing else."""
    if found.ends and not content.rstrip(b"\0").endswith(found.ends.rstrip(b"\0")):
        return False
    # Of its own beginning it holds at least one; a text that is one is looked at as a whole.
    return not (found.plain and _ACTIVE.search(content))
