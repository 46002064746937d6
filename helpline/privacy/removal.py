"""Removal of the files whose rows were erased: the rows went with the rest of a contact in one
transaction, the files follow them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from helpline.media.files import FileFolder
from helpline.storage.database import Database
from helpline.storage.fetching import forget_removed, list_removed_files

# A fetch that was under way when its row was erased may still write its file.
_AGAIN_WITHIN = timedelta(minutes=15)


def remove_files(database: Database, folder: FileFolder, *, now: datetime) -> None:
    """Removes files whose rows are gone; again for a while, for what was under way then. Safe to be
    broken off. Raises OSError if a file cannot be removed.
    """
    with database.reading() as session:
        removed = [(each.id, each.removed_at) for each in list_removed_files(session)]
    for name, _ in removed:
        folder.remove(name)
    done = [name for name, at in removed if now - at >= _AGAIN_WITHIN]
    if done:
        with database.transaction() as session:
            forget_removed(session, done)
