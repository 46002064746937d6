"""The folder of sealed files."""

from __future__ import annotations

import io
import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from helpline.errors import NotFound, SealError
from helpline.media.files import FileFolder
from helpline.storage.tables import new_id

NAME = "0123456789abcdef" * 2
CONTENT = bytes(range(256)) * 3000
PIECE = 256 * 1024


@pytest.fixture
def folder(tmp_path: Path) -> FileFolder:
    return FileFolder(tmp_path / "media")


@contextmanager
def only_so_much_may_be_written(most: int) -> Iterator[None]:
    """Lets the system refuse to write past so many bytes of any file, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, len(CONTENT)])
def test_a_file_opens_as_it_was(folder: FileFolder, size: int) -> None:
    key = folder.write(NAME, CONTENT[:size], row="r")

    with folder.open(NAME, key, row="r") as opened:
        assert opened.size == size
        assert opened.read() == CONTENT[:size]


@pytest.mark.parametrize("start", [0, 5, PIECE - 3, PIECE, PIECE + 7, len(CONTENT) - 1])
def test_a_file_is_read_from_anywhere(folder: FileFolder, start: int) -> None:
    key = folder.write(NAME, CONTENT, row="r")

    with io.BufferedReader(folder.open(NAME, key, row="r")) as opened:
        opened.seek(start)
        assert opened.read(PIECE) == CONTENT[start : start + PIECE]


def test_nothing_of_a_file_is_on_the_disk_in_the_clear(folder: FileFolder) -> None:
    folder.write(NAME, b"they took my brother" * 100, row="r")

    [path] = folder.folder.iterdir()
    assert b"they took" not in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    assert folder.folder.stat().st_mode & 0o777 == 0o700


def test_a_file_of_another_row_or_under_another_key_does_not_open(folder: FileFolder) -> None:
    key = folder.write(NAME, CONTENT, row="r")

    with pytest.raises(SealError):
        folder.open(NAME, key, row="another")
    with pytest.raises(SealError):
        folder.open(NAME, os.urandom(32), row="r")


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda sealed: sealed[:-1], id="cut off"),
        pytest.param(lambda sealed: sealed[: PIECE + 16], id="a piece less"),
        pytest.param(lambda sealed: b"", id="empty"),
        pytest.param(lambda sealed: sealed + b"x", id="longer"),
        pytest.param(lambda sealed: bytes([sealed[0] ^ 1]) + sealed[1:], id="changed"),
        pytest.param(
            lambda sealed: sealed[PIECE + 16 : 2 * (PIECE + 16)] * 2 + sealed[2 * (PIECE + 16) :],
            id="pieces moved",
        ),
    ],
)
def test_a_damaged_file_does_not_open(folder: FileFolder, damage) -> None:
    key = folder.write(NAME, CONTENT, row="r")
    path = folder.folder / NAME
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(SealError):
        folder.open(NAME, key, row="r")


def test_a_removed_file_is_not_there(folder: FileFolder) -> None:
    key = folder.write(NAME, CONTENT, row="r")

    folder.remove(NAME)
    folder.remove(NAME)

    with pytest.raises(NotFound):
        folder.open(NAME, key, row="r")
    assert list(folder.folder.iterdir()) == []


@pytest.mark.parametrize("name", ["../x", "con.txt", "", "x" * 32, NAME + ".exe", "/etc/passwd"])
def test_54_what_is_no_name_of_ours_names_no_file(folder: FileFolder, name: str) -> None:
    for act in (
        lambda: folder.write(name, b"", row="r"),
        lambda: folder.open(name, b"k" * 32, row="r"),
        lambda: folder.remove(name),
    ):
        with pytest.raises(ValueError, match="name of a file"):
            act()


def test_55_a_full_disk_leaves_what_was_there_and_nothing_half_written(folder: FileFolder) -> None:
    key = folder.write(NAME, b"the first", row="r")

    with only_so_much_may_be_written(PIECE), pytest.raises(OSError, match="large"):
        folder.write(NAME, CONTENT, row="r")
    with only_so_much_may_be_written(PIECE), pytest.raises(OSError, match="large"):
        folder.write(new_id(), CONTENT, row="r")

    assert [path.name for path in folder.folder.iterdir()] == [NAME]
    assert folder.open(NAME, key, row="r").read() == b"the first"


def test_what_a_kill_left_half_written_is_written_anew_and_goes_with_the_file(
    folder: FileFolder,
) -> None:
    folder.folder.mkdir()
    (folder.folder / f".{NAME}.part").write_bytes(b"half")
    assert folder.names() == []

    key = folder.write(NAME, CONTENT, row="r")
    assert folder.open(NAME, key, row="r").read() == CONTENT

    (folder.folder / f".{NAME}.part").write_bytes(b"half")
    folder.remove(NAME)
    assert list(folder.folder.iterdir()) == []
