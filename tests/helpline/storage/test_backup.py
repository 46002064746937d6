import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from helpline.errors import SealError
from helpline.media.files import FileFolder
from helpline.privacy.vault import Vault, derive_key
from helpline.settings import Settings
from helpline.storage.backup import read_backup, write_backup
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from tests.builders import FAMILY_NUMBER, make_contact

NAME = "0123456789abcdef" * 2
PHOTO = b"a photo" * 1000
PIECE = 1024 * 1024


@pytest.fixture
def sealed(settings: Settings, database: Database, tmp_path: Path) -> Path:
    with database.transaction() as session:
        make_contact(session)
        target = tmp_path / "backup"
        # The transaction is open: a backup is taken of a running system.
        write_backup(
            settings.var / "helpline.db", target, settings.keys, files=settings.var / "media"
        )
    with database.transaction() as session:
        make_contact(session, address="+15550112")
    FileFolder(settings.var / "media").write(NAME, PHOTO, row="r")
    write_backup(
        settings.var / "helpline.db",
        tmp_path / "second",
        settings.keys,
        files=settings.var / "media",
    )
    return tmp_path / "second"


def test_76_a_backup_of_a_running_system_opens_elsewhere(
    settings: Settings, sealed: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.db"

    keys = [b"another key of 32 bytes, not it!", *settings.keys]
    read_backup(sealed, elsewhere, keys, files=tmp_path / "files")

    restored = Database(f"sqlite:///{elsewhere}", Vault(settings.keys))
    with restored.reading() as session:
        assert find_contact(session, Channel.SMS, FAMILY_NUMBER) is not None
    restored.close()
    kept, again = settings.var / "media" / NAME, tmp_path / "files" / NAME
    assert again.read_bytes() == kept.read_bytes()


def test_a_backup_is_not_an_sqlite_file_and_holds_no_table_name(sealed: Path) -> None:
    content = sealed.read_bytes()

    assert b"SQLite format" not in content
    assert b"referral_facts" not in content


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: content[:-1] + bytes([content[-1] ^ 1]), id="changed"),
        pytest.param(lambda content: content[: len(content) // 2], id="cut off"),
        pytest.param(lambda content: b"something else" + content, id="not a backup"),
    ],
)
def test_76_a_damaged_backup_is_refused(
    settings: Settings, sealed: Path, tmp_path: Path, damage
) -> None:
    sealed.write_bytes(damage(sealed.read_bytes()))

    with pytest.raises(SealError):
        read_backup(sealed, tmp_path / "elsewhere.db", settings.keys, files=tmp_path / "files")

    assert not (tmp_path / "elsewhere.db").exists()
    assert not (tmp_path / "files").exists()


def test_a_restore_never_writes_over_a_database(settings: Settings, sealed: Path) -> None:
    with pytest.raises(FileExistsError):
        read_backup(
            sealed, settings.var / "helpline.db", settings.keys, files=settings.var / "media"
        )


def test_a_backup_of_the_first_kind_still_opens(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        make_contact(session)
    database.truncate_log()
    content = (settings.var / "helpline.db").read_bytes()
    cipher = AESGCM(derive_key(settings.keys[0], "backup"))
    pieces = [content[:PIECE], content[PIECE:]] if len(content) > PIECE else [content]
    with (tmp_path / "first").open("wb") as sealed:
        sealed.write(b"helpline backup 1\n")
        for number, piece in enumerate(pieces):
            last = "last" if number == len(pieces) - 1 else "more"
            nonce = bytes(11) + bytes([number])
            each = nonce + cipher.encrypt(nonce, piece, f"{number}:{last}".encode())
            sealed.write(len(each).to_bytes(4, "big") + each)

    read_backup(tmp_path / "first", tmp_path / "again.db", settings.keys, files=tmp_path / "files")

    assert (tmp_path / "again.db").read_bytes() == content


def test_a_backup_larger_than_a_piece_opens_as_it_was(
    settings: Settings, database: Database, tmp_path: Path
) -> None:
    large = os.urandom(3 * PIECE + 5)
    key = FileFolder(settings.var / "media").write(NAME, large, row="r")
    paths = settings.var / "helpline.db", tmp_path / "large"
    write_backup(*paths, settings.keys, files=settings.var / "media")

    read_backup(paths[1], tmp_path / "again.db", settings.keys, files=tmp_path / "files")

    assert FileFolder(tmp_path / "files").open(NAME, key, row="r").read() == large
