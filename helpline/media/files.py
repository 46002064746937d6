"""The folder of files: each sealed with a key of its own, in pieces, under a name that tells
nothing.

A piece is sealed with AES-256-GCM. Its number and whether it is the last are authenticated with it,
together with what the file belongs to, so that no piece can be moved, left out or put elsewhere.
"""

from __future__ import annotations

import io
import os
import re
from collections.abc import Buffer, Iterator
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpline.errors import NotFound, SealError

KEY_BYTES = 32
_PIECE_BYTES = 256 * 1024
_TAG_BYTES = 16
_NONCE_BYTES = 12
_NAME = re.compile(r"[0-9a-f]{32}")
_PART = ".part"


def media_folder(var: Path) -> Path:
    """Returns where files lie in the folder of everything that is written."""
    return var / "media"


class FileFolder:
    """Writes, opens and removes sealed files."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder; it is made when the first file is written."""
        self.folder = folder

    def write(self, name: str, content: bytes, *, row: str) -> bytes:
        """Writes a file for a row (its id), or writes it anew, as a whole or not at all; returns
        the key that opens it. Raises OSError if the disk does not take it.
        """
        key = os.urandom(KEY_BYTES)
        target = self._path(name)
        part = target.with_name(f".{name}{_PART}")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with open(part, "wb", opener=_private) as file:
                for piece in _sealed(content, key, row):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, target)
        except OSError:
            # What a full disk has taken so far is of no use to anybody.
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        self._sync()
        return key

    def open(self, name: str, key: bytes, *, row: str) -> SealedFile:
        """Opens a file; raises NotFound if it is not there, SealError if it is not what was
        written for the row under the key.
        """
        try:
            file = open(self._path(name), "rb")
        except FileNotFoundError:
            raise NotFound("file") from None
        opened = SealedFile(file, key, row)
        try:
            opened.check()
        except SealError:
            opened.close()
            raise
        return opened

    def remove(self, name: str) -> None:
        """Removes a file and what was begun of it; does nothing if there is none."""
        target = self._path(name)
        target.unlink(missing_ok=True)
        target.with_name(f".{name}{_PART}").unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Returns the names of all whole files."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not the name of a file")
        return self.folder / name

    def _sync(self) -> None:
        # The new name must survive a power loss as well.
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class SealedFile(io.RawIOBase):
    """A file as it was before it was sealed; pieces are opened as they are read."""

    def __init__(self, file: io.BufferedReader, key: bytes, row: str) -> None:
        """Takes the open sealed file, which is closed with this one, its key, and its row."""
        self._file = file
        self._cipher = AESGCM(key)
        self._row = row
        sealed = os.fstat(file.fileno()).st_size
        self._pieces = max(-(-sealed // (_PIECE_BYTES + _TAG_BYTES)), 1)
        self.size = max(sealed - self._pieces * _TAG_BYTES, 0)
        self._at = 0
        self._held: tuple[int, bytes] | None = None

    def check(self) -> None:
        """Opens the first and the last piece; raises SealError if the file is not the right one."""
        self._piece(self._pieces - 1)
        self._piece(0)

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Returns the place that is read next, in bytes from the beginning."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Goes to a place and returns it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        """Fills a buffer as far as the present piece goes; returns how many bytes that were."""
        view = memoryview(buffer).cast("B")
        if self._at >= self.size:
            return 0
        number, start = divmod(self._at, _PIECE_BYTES)
        found = self._piece(number)[start : start + len(view)]
        view[: len(found)] = found
        self._at += len(found)
        return len(found)

    def close(self) -> None:
        """Closes the sealed file too."""
        self._file.close()
        super().close()

    def _piece(self, number: int) -> bytes:
        if self._held is None or self._held[0] != number:
            self._file.seek(number * (_PIECE_BYTES + _TAG_BYTES))
            sealed = self._file.read(_PIECE_BYTES + _TAG_BYTES)
            about = _context(self._row, number, last=number == self._pieces - 1)
            try:
                self._held = (number, self._cipher.decrypt(_nonce(number), sealed, about))
            except (InvalidTag, ValueError) as error:
                raise SealError("the file was changed or belongs elsewhere") from error
        return self._held[1]


def _sealed(content: bytes, key: bytes, row: str) -> Iterator[bytes]:
    cipher = AESGCM(key)
    starts = range(0, len(content), _PIECE_BYTES) or (0,)
    for number, start in enumerate(starts):
        piece = content[start : start + _PIECE_BYTES]
        about = _context(row, number, last=start + _PIECE_BYTES >= len(content))
        yield cipher.encrypt(_nonce(number), piece, about)


def _nonce(number: int) -> bytes:
    # The key is used for this one file alone, so that the number of a piece is a nonce.
    return number.to_bytes(_NONCE_BYTES, "big")


def _context(row: str, number: int, *, last: bool) -> bytes:
    return f"media:{row}:{number}:{'last' if last else 'more'}".encode()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, mode=0o600)
