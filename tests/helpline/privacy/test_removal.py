"""Files follow their rows: removed, and again for a while, for what was being written then."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpline.media.files import FileFolder, media_folder
from helpline.privacy.removal import remove_files
from helpline.settings import Settings
from helpline.storage.database import Database
from helpline.storage.tables import RemovedFile
from tests.builders import NOW

GONE, KEPT = "1" * 32, "2" * 32


@pytest.mark.parametrize(
    ("minutes", "remembered"), [(0, True), (14, True), (15, False), (60, False)]
)
def test_a_file_whose_row_is_gone_is_removed_and_remembered_for_a_quarter_of_an_hour(
    settings: Settings, database: Database, minutes: int, remembered: bool
) -> None:
    folder = FileFolder(media_folder(settings.var))
    for name in (GONE, KEPT):
        folder.write(name, b"a photo", row=name)
    with database.transaction() as session:
        session.add(RemovedFile(id=GONE, removed_at=NOW))

    remove_files(database, folder, now=NOW + timedelta(minutes=minutes))

    assert folder.names() == [KEPT]
    with database.reading() as session:
        assert (session.scalar(select(RemovedFile.id)) == GONE) is remembered


def test_a_file_that_was_written_late_goes_the_next_time(
    settings: Settings, database: Database
) -> None:
    folder = FileFolder(media_folder(settings.var))
    with database.transaction() as session:
        session.add(RemovedFile(id=GONE, removed_at=NOW))
    remove_files(database, folder, now=NOW)
    folder.write(GONE, b"a photo", row=GONE)

    remove_files(database, folder, now=NOW + timedelta(minutes=16))

    assert folder.names() == []
