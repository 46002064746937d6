"""Backups of the embedded database: taken while it runs, sealed in pieces, opened with the same
keys.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpline.errors import SealError
from helpline.privacy.vault import derive_key

_MAGIC = b"helpline backup 1\n"
_PIECE_BYTES = 1024 * 1024
_NONCE_BYTES = 12
_LENGTH_BYTES = 4


def write_backup(database: Path, target: Path, keys: Sequence[bytes]) -> None:
    """Writes a sealed copy of a running SQLite database to a file, which must not exist yet."""
    cipher = AESGCM(derive_key(keys[0], "backup"))
    with tempfile.TemporaryDirectory(dir=database.parent) as folder:
        copy = Path(folder) / "copy.db"
        _copy(database, copy)
        with copy.open("rb") as source, target.open("xb") as sealed:
            target.chmod(0o600)
            sealed.write(_MAGIC)
            for number, (piece, last) in enumerate(_pieces(source)):
                nonce = os.urandom(_NONCE_BYTES)
                content = nonce + cipher.encrypt(nonce, piece, _context(number, last))
                sealed.write(len(content).to_bytes(_LENGTH_BYTES, "big") + content)


def read_backup(source: Path, database: Path, keys: Sequence[bytes]) -> None:
    """Opens a backup into a new SQLite file; raises SealError if no key opens it or it was changed.

    The file must not exist yet: a restore never writes over a database.
    """
    if database.exists():
        raise FileExistsError(database.name)
    with source.open("rb") as sealed:
        if sealed.read(len(_MAGIC)) != _MAGIC:
            raise SealError("not a backup of the helpline")
        pieces = list(_sealed_pieces(sealed))
    for key in keys:
        try:
            opened = _open(pieces, AESGCM(derive_key(key, "backup")))
        except InvalidTag:
            continue
        database.write_bytes(b"".join(opened))
        database.chmod(0o600)
        return
    raise SealError("no key opens this backup, or it was changed")


def _copy(database: Path, copy: Path) -> None:
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


def _pieces(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    piece = source.read(_PIECE_BYTES)
    while True:
        following = source.read(_PIECE_BYTES)
        yield piece, not following
        if not following:
            return
        piece = following


def _sealed_pieces(sealed: BinaryIO) -> Iterator[bytes]:
    while length := sealed.read(_LENGTH_BYTES):
        yield sealed.read(int.from_bytes(length, "big"))


def _open(pieces: Sequence[bytes], cipher: AESGCM) -> list[bytes]:
    last = len(pieces) - 1
    return [
        cipher.decrypt(piece[:_NONCE_BYTES], piece[_NONCE_BYTES:], _context(number, number == last))
        for number, piece in enumerate(pieces)
    ]


def _context(number: int, last: bool) -> bytes:
    # Binds each piece to its place and marks the last, so that no piece can be moved or cut off.
    return f"{number}:{'last' if last else 'more'}".encode()
