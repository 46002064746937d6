"""Backups of the embedded database and of the files that people sent: taken while it runs, sealed
in pieces, opened with the same keys.
"""

from __future__ import annotations

import io
import os
import re
import sqlite3
import tarfile
import tempfile
from collections.abc import Buffer, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpline.errors import SealError
from helpline.media.files import FileFolder
from helpline.privacy.vault import derive_key

# The first kind held the database alone; the second is an archive of it and of the files.
_MAGIC_1 = b"helpline backup 1\n"
_MAGIC = b"helpline backup 2\n"
_PIECE_BYTES = 1024 * 1024
_NONCE_BYTES = 12
_LENGTH_BYTES = 4
_LONGEST_PIECE = _NONCE_BYTES + _PIECE_BYTES + 16
_DATABASE = "helpline.db"
_FILE = re.compile(r"media/([0-9a-f]{32})")


def write_backup(database: Path, target: Path, keys: Sequence[bytes], *, files: Path) -> None:
    """Writes a sealed copy of a running SQLite database, and of the files in a folder, to a file,
    which must not exist yet.
    """
    cipher = AESGCM(derive_key(keys[0], "backup"))
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        copy = Path(folder) / "copy.db"
        _copy(database, copy)
        with target.open("xb") as sealed:
            target.chmod(0o600)
            sealed.write(_MAGIC)
            writer = _Writer(sealed, cipher)
            with tarfile.open(fileobj=writer, mode="w|", format=tarfile.PAX_FORMAT) as archive:
                archive.add(copy, arcname=_DATABASE, filter=_without_owner)
                _add_files(archive, files)
            writer.end()


def read_backup(source: Path, database: Path, keys: Sequence[bytes], *, files: Path) -> None:
    """Opens a backup into a new SQLite file and a folder of files; raises SealError if no key opens
    it or it was changed, and leaves nothing of it then.

    The database must not exist yet: a restore never writes over one.
    """
    if database.exists():
        raise FileExistsError(database.name)
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as sealed, tempfile.TemporaryDirectory(dir=database.parent) as folder:
        opened = Path(folder) / _DATABASE
        magic = sealed.read(len(_MAGIC))
        if magic == _MAGIC_1:
            _write(opened, _opened(sealed, keys))
        elif magic == _MAGIC:
            _unpack(_Reader(_opened(sealed, keys)), Path(folder))
        else:
            raise SealError("not a backup of the helpline")
        if not opened.exists():
            raise SealError("no database in this backup")
        _put_files(Path(folder) / "media", files)
        opened.chmod(0o600)
        os.replace(opened, database)


def _copy(database: Path, copy: Path) -> None:
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _add_files(archive: tarfile.TarFile, files: Path) -> None:
    for name in FileFolder(files).names():
        try:
            # They are sealed already, each with a key that stands in the database.
            archive.add(files / name, arcname=f"media/{name}", filter=_without_owner)
        except FileNotFoundError:
            # Its contact was erased meanwhile.
            continue


def _without_owner(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _unpack(reader: _Reader, folder: Path) -> None:
    (folder / "media").mkdir(mode=0o700)
    with tarfile.open(fileobj=reader, mode="r|") as archive:
        for member in archive:
            content = archive.extractfile(member)
            is_ours = member.name == _DATABASE or _FILE.fullmatch(member.name)
            if content is None or not is_ours:
                raise SealError("something else is in this backup")
            _write(folder / member.name, iter(partial(content.read, _PIECE_BYTES), b""))
    # To the last piece, without which the backup was cut off.
    while reader.read(_PIECE_BYTES):
        continue


def _put_files(unpacked: Path, files: Path) -> None:
    if not unpacked.is_dir():
        return
    files.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in unpacked.iterdir():
        os.replace(path, files / path.name)


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode=0o600)) as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


class _Writer(io.RawIOBase):
    """Seals what is written to it, piece by piece."""

    def __init__(self, sealed: BinaryIO, cipher: AESGCM) -> None:
        self._sealed = sealed
        self._cipher = cipher
        self._number = 0
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Buffer) -> int:
        self._held += content
        # The last piece is known as such only at the end.
        while len(self._held) > _PIECE_BYTES:
            self._seal(bytes(self._held[:_PIECE_BYTES]), last=False)
            del self._held[:_PIECE_BYTES]
        return memoryview(content).nbytes

    def end(self) -> None:
        self._seal(bytes(self._held), last=True)

    def _seal(self, piece: bytes, *, last: bool) -> None:
        nonce = os.urandom(_NONCE_BYTES)
        content = nonce + self._cipher.encrypt(nonce, piece, _context(self._number, last))
        self._sealed.write(len(content).to_bytes(_LENGTH_BYTES, "big") + content)
        self._number += 1


class _Reader(io.RawIOBase):
    """Reads opened pieces as one file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = piece
        found, self._held = self._held[: len(view)], self._held[len(view) :]
        view[: len(found)] = found
        return len(found)


def _opened(sealed: BinaryIO, keys: Sequence[bytes]) -> Iterator[bytes]:
    """Yields the pieces as they were, under whichever key opens the first of them; raises
    SealError.
    """
    pieces = _sealed_pieces(sealed)
    piece = next(pieces, b"")
    following = next(pieces, None)
    ciphers = [AESGCM(derive_key(key, "backup")) for key in keys]
    number = 0
    while True:
        about = _context(number, following is None)
        opened = [found for cipher in ciphers if (found := _open(cipher, piece, about))]
        if not opened:
            raise SealError("no key opens this backup, or it was changed")
        cipher, content = opened[0]
        ciphers = [cipher]
        yield content
        if following is None:
            return
        piece, following, number = following, next(pieces, None), number + 1


def _open(cipher: AESGCM, piece: bytes, about: bytes) -> tuple[AESGCM, bytes] | None:
    try:
        return cipher, cipher.decrypt(piece[:_NONCE_BYTES], piece[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        return None


def _sealed_pieces(sealed: BinaryIO) -> Iterator[bytes]:
    while length := sealed.read(_LENGTH_BYTES):
        size = int.from_bytes(length, "big")
        if size > _LONGEST_PIECE:
            raise SealError("no key opens this backup, or it was changed")
        yield sealed.read(size)


def _context(number: int, last: bool) -> bytes:
    # Binds each piece to its place and marks the last, so that no piece can be moved or cut off.
    return f"{number}:{'last' if last else 'more'}".encode()
