"""Checks of what is stored: the database and its keys, the room that is left, the backups."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from gateway.operator.checkups.finding import Finding, broken, fine, warning
from helpline.errors import SealError
from helpline.privacy.vault import Vault
from helpline.settings import Settings
from helpline.storage.copies import COPIES_OVERDUE_AFTER, count_waiting_copies
from helpline.storage.database import Database
from helpline.storage.inspection import Revision, open_samples, revision_of

DATABASE, DISK, BACKUPS = "database", "disk", "backups"
_MEGABYTE = 1024 * 1024
_FULL, _FILLING = 500 * _MEGABYTE, 2000 * _MEGABYTE
_LARGE_LOG = 256 * _MEGABYTE
_CONNECT_SECONDS = "5"
# A daily backup may take its time; a day that was missed shows.
_BACKUP_LATE, _BACKUP_MISSING = timedelta(hours=26), timedelta(days=3)
_MIGRATE = "Make a backup, then run `helpline migrate`."


def check_database(settings: Settings) -> list[Finding]:
    """Returns whether the database can be reached, fits this code and opens with these keys."""
    if settings.is_sqlite and not _sqlite_file(settings).is_file():
        return [
            broken(
                DATABASE,
                "there is no database yet",
                "On a new machine: `helpline migrate`. On one that was running: look whether "
                "HELPLINE_VAR and DATABASE_URL are what they were, before anything is started.",
            )
        ]
    database = Database(_hasty(settings), Vault(settings.keys))
    try:
        return [*_check_tables(database), *_check_log(settings)]
    except SQLAlchemyError as error:
        return [broken(DATABASE, _unreachable(error), _remedy_of_unreachable(settings))]
    finally:
        database.close()


def check_disk(settings: Settings) -> list[Finding]:
    """Returns whether HELPLINE_VAR may be written, is closed to others, and has room left."""
    var = settings.var
    if not var.is_dir() or not os.access(var, os.W_OK | os.X_OK):
        do = (
            f"Make it, and give it to the user of the helpline: install -d -m 700 -o helpline {var}"
        )
        return [broken(DISK, "HELPLINE_VAR is no folder that this user may write in", do)]
    found = []
    if var.stat().st_mode & 0o077:
        found.append(warning(DISK, "others may look into HELPLINE_VAR", f"chmod 700 {var}"))
    left = shutil.disk_usage(var).free
    says = f"{left // _MEGABYTE} MB are free where HELPLINE_VAR is"
    if left < _FULL:
        do = "Make room at once, old models and logs first: a full disk stores no message."
        found.append(broken(DISK, says, do))
    elif left < _FILLING:
        found.append(warning(DISK, says, "Make room, or enlarge the disk, this week."))
    else:
        found.append(fine(DISK, says))
    return found


def check_backups(folder: Path, *, now: datetime) -> list[Finding]:
    """Returns how old the newest backup in a folder is."""
    kept = [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    if not kept:
        do = "Start the timetable (deploy/systemd/helpline-daily.timer), or run deploy/daily once."
        return [broken(BACKUPS, f"there is no backup in {folder}", do)]
    newest = max(kept, key=lambda path: path.stat().st_mtime)
    age = now - datetime.fromtimestamp(newest.stat().st_mtime, UTC)
    says = f"the newest backup is {age / timedelta(hours=1):.0f} hours old"
    do = "`systemctl status helpline-daily` says why. `systemctl start helpline-daily` runs it."
    if newest.stat().st_size == 0:
        return [broken(BACKUPS, "the newest backup is an empty file", "Make room. " + do)]
    if age > _BACKUP_MISSING:
        return [broken(BACKUPS, says, do)]
    return [warning(BACKUPS, says, do)] if age > _BACKUP_LATE else [fine(BACKUPS, says)]


def _check_tables(database: Database) -> Iterator[Finding]:
    revision = revision_of(database.engine)
    if revision is Revision.EMPTY:
        yield broken(DATABASE, "the database has no tables", "Run `helpline migrate`.")
        return
    if revision is Revision.BEHIND:
        yield broken(DATABASE, "the database lacks the newest tables", _MIGRATE)
        return
    if revision is Revision.UNKNOWN:
        yield broken(
            DATABASE,
            "the database was made by a newer version of the helpline",
            "Install that version again, or go back as docs/operations.md says under Rollback.",
        )
        return
    yield fine(DATABASE, "the database can be reached and has the newest tables")
    try:
        with database.reading() as session:
            opened = open_samples(session)
    except SealError:
        yield broken(
            DATABASE,
            "no key of HELPLINE_KEYS opens what is stored",
            "Put the key that it was stored with back into HELPLINE_KEYS; your copy of it is kept "
            "apart from this machine. Take no message in before that: stop the helpline.",
        )
        return
    if opened:
        yield fine(DATABASE, "the keys open what is stored")
    with database.reading() as session:
        since = datetime.now(UTC) - COPIES_OVERDUE_AFTER
        overdue = count_waiting_copies(session, since=since)
    if overdue:
        yield warning(
            DATABASE,
            f"{overdue} messages that are to be erased at Twilio are still there after three days",
            "`helpline_carrier_copies_waiting` counts them. Look in the worker's log for why, "
            "and delete them in Twilio's console if it goes on.",
        )


def _check_log(settings: Settings) -> Iterator[Finding]:
    if not settings.is_sqlite:
        return
    path = _sqlite_file(settings)
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.exists() else 0
    if size > _LARGE_LOG:
        yield warning(
            DATABASE,
            f"SQLite's write-ahead log has grown to {size // _MEGABYTE} MB",
            "Some process holds an old state of the database: start the helpline anew. If it "
            "grows again, end what else has the file open (`lsof`).",
        )


def _sqlite_file(settings: Settings) -> Path:
    return Path(make_url(settings.database_url).database or "")


def _hasty(settings: Settings) -> str:
    """Returns the database's address, with a limit on how long a server may be waited for."""
    if settings.is_sqlite:
        return settings.database_url
    url = make_url(settings.database_url)
    hasty = url.update_query_dict({"connect_timeout": _CONNECT_SECONDS})
    return hasty.render_as_string(hide_password=False)


def _unreachable(error: SQLAlchemyError) -> str:
    return f"the database cannot be read ({type(error).__name__})"


def _remedy_of_unreachable(settings: Settings) -> str:
    if settings.is_sqlite:
        return (
            "Look whether the file belongs to the user of the helpline. If it is damaged: stop the "
            "helpline, move the file away, and restore a backup (docs/operations.md)."
        )
    return "Look whether PostgreSQL runs, and whether DATABASE_URL has the right host and password."
