from pathlib import Path

import pytest

from helpline.errors import SealError
from helpline.privacy.vault import Vault
from helpline.settings import Settings
from helpline.storage.backup import read_backup, write_backup
from helpline.storage.contacts import find_contact
from helpline.storage.database import Database
from helpline.storage.kinds import Channel
from tests.builders import FAMILY_NUMBER, make_contact


@pytest.fixture
def sealed(settings: Settings, database: Database, tmp_path: Path) -> Path:
    with database.transaction() as session:
        make_contact(session)
        target = tmp_path / "backup"
        # The transaction is open: a backup is taken of a running system.
        write_backup(settings.var / "helpline.db", target, settings.keys)
    with database.transaction() as session:
        make_contact(session, address="+15550112")
    write_backup(settings.var / "helpline.db", tmp_path / "second", settings.keys)
    return tmp_path / "second"


def test_a_backup_of_a_running_system_opens_elsewhere(
    settings: Settings, sealed: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.db"

    read_backup(sealed, elsewhere, [b"another key of 32 bytes, not it!", *settings.keys])

    restored = Database(f"sqlite:///{elsewhere}", Vault(settings.keys))
    with restored.reading() as session:
        assert find_contact(session, Channel.SMS, FAMILY_NUMBER) is not None
    restored.close()


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
def test_a_damaged_backup_is_refused(
    settings: Settings, sealed: Path, tmp_path: Path, damage
) -> None:
    sealed.write_bytes(damage(sealed.read_bytes()))

    with pytest.raises(SealError):
        read_backup(sealed, tmp_path / "elsewhere.db", settings.keys)


def test_a_restore_never_writes_over_a_database(settings: Settings, sealed: Path) -> None:
    with pytest.raises(FileExistsError):
        read_backup(sealed, settings.var / "helpline.db", settings.keys)
