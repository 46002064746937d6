"""Files that people send: fetched from the carrier apart from the turn, so that no answer waits for
them; looked at, sealed and stored; and removed once their rows are gone.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from gateway.media_source import (
    Fetched,
    LeadsElsewhere,
    MediaSource,
    NotThere,
    TooLarge,
    Unavailable,
)
from gateway.metrics import MEDIA
from helpline.media.cards import people_on
from helpline.media.files import FileFolder, media_folder
from helpline.media.types import type_of
from helpline.privacy.removal import remove_files
from helpline.settings import Settings
from helpline.storage import fetching
from helpline.storage.database import Database
from helpline.storage.fetching import Claimed
from helpline.storage.kinds import Channel, MediaKind, MediaState

logger = logging.getLogger(__name__)

_MIB = 1024 * 1024
# So many files are fetched at once.
_THREADS = 2
# What carriers take of a file, at most.
LIMITS = {Channel.SMS: 5 * _MIB, Channel.WHATSAPP: 16 * _MIB}
MOST_A_MESSAGE = 20 * _MIB
# How much of one contact is fetched in a day; the rest waits for the next.
MOST_A_DAY = 100 * _MIB
# Longer than any fetch takes.
_HOLD = timedelta(minutes=5)
_NEXT_DAY = timedelta(hours=1)
# A carrier tells of a file before it has it everywhere. What it does not have after the first of
# these it has lost; what it cannot give is asked for again for a day.
_NOT_THERE_AGAIN = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
_AGAIN = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=16),
)


class MediaKeeper:
    """Fetches files that are due, and removes those that are to go."""

    def __init__(self, database: Database, source: MediaSource, folder: FileFolder) -> None:
        """Takes the database, where files come from, and the folder they lie in."""
        self._database = database
        self._source = source
        self._folder = folder

    def fetch_next(self, *, now: datetime) -> bool:
        """Fetches the next file that is due, or puts it off; False if none is.

        Safe to be broken off: the file is due again a few minutes later.
        """
        with self._database.reading() as session:
            if not fetching.has_due(session, now=now):
                return False
        with self._database.transaction() as session:
            claimed = fetching.claim_next(session, now=now, hold=_HOLD)
            if claimed is None:
                return False
            if fetching.bytes_fetched(session, claimed.contact_id, now=now) >= MOST_A_DAY:
                fetching.put_off(session, claimed.id, until=now + _NEXT_DAY, counts=False)
                MEDIA.labels("put_off").inc()
                return True
        self._fetch(claimed, now)
        return True

    def remove_files(self, *, now: datetime) -> None:
        """Removes the files whose rows were erased."""
        remove_files(self._database, self._folder, now=now)

    def _fetch(self, claimed: Claimed, now: datetime) -> None:
        try:
            fetched = self._fetched(claimed)
        except NotThere:
            self._again(claimed, _NOT_THERE_AGAIN, "not there", now)
        except Unavailable as unavailable:
            self._again(claimed, _AGAIN, unavailable.code, now)
        except LeadsElsewhere:
            self._give_up(claimed, MediaState.REFUSED, now)
        except TooLarge:
            self._give_up(claimed, MediaState.TOO_LARGE, now)
        else:
            self._store(claimed, fetched, now)

    def _fetched(self, claimed: Claimed) -> Fetched:
        with self._database.reading() as session:
            room = MOST_A_MESSAGE - fetching.bytes_of_message(session, claimed.message_id)
        limit = min(LIMITS[claimed.channel], room)
        return self._source.fetch(claimed.message_sid, self._sid(claimed), limit=limit)

    def _sid(self, claimed: Claimed) -> str:
        """Returns what the carrier calls a file; looks for it there if it did not tell."""
        if claimed.sid is not None:
            return claimed.sid
        listed = self._source.list_media(claimed.message_sid)
        with self._database.transaction() as session:
            known = fetching.known_sids(session, claimed.message_id)
            found = next((sid for sid in listed if sid not in known), None)
            if found is None:
                raise NotThere
            fetching.name_sid(session, claimed.id, found)
        return found

    def _store(self, claimed: Claimed, fetched: Fetched, now: datetime) -> None:
        announced = fetched.announced or f"{claimed.kind.value}/"
        found = type_of(fetched.content, announced=announced)
        kind = found.kind(announced)
        try:
            key = self._folder.write(claimed.file, fetched.content, row=claimed.id)
        except OSError as error:
            # The message is kept without it, and it stays with the carrier.
            logger.error("a file cannot be stored", extra={"errno": error.errno})
            MEDIA.labels("disk").inc()
            self._again(claimed, _AGAIN, "disk", now)
            return
        people = people_on(fetched.content) if kind is MediaKind.CONTACT_CARD else ()
        with self._database.transaction() as session:
            is_kept = fetching.record_stored(
                session,
                replace(claimed, kind=kind),
                file_type=found.name,
                size=len(fetched.content),
                key=key,
                people=people,
                now=now,
            )
        if not is_kept:
            self._folder.remove(claimed.file)
        MEDIA.labels("stored" if is_kept else "erased").inc()

    def _again(
        self, claimed: Claimed, waits: tuple[timedelta, ...], code: str, now: datetime
    ) -> None:
        if claimed.attempts > len(waits):
            self._give_up(claimed, MediaState.MISSING, now)
            return
        logger.warning("a file could not be fetched", extra={"code": code, "media": claimed.id})
        with self._database.transaction() as session:
            fetching.put_off(session, claimed.id, until=now + waits[claimed.attempts - 1])
        MEDIA.labels("put_off").inc()

    def _give_up(self, claimed: Claimed, state: MediaState, now: datetime) -> None:
        logger.warning("a file is not taken", extra={"why": state.value, "media": claimed.id})
        with self._database.transaction() as session:
            fetching.record_given_up(session, claimed.id, state, now=now)
        MEDIA.labels(state.value).inc()


class MediaThread(threading.Thread):
    """Keeps files coming and going, beside the turns."""

    def __init__(
        self,
        keeper: MediaKeeper,
        *,
        every_seconds: float = 2.0,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Takes what fetches and removes, and how often it looks."""
        super().__init__(name="media", daemon=True)
        self._keeper = keeper
        self._every = every_seconds
        self._clock = clock
        self._stopped = threading.Event()

    def run(self) -> None:
        """Works until stopped; what fails is tried again at the next round."""
        while not self._stopped.wait(self._every):
            try:
                self.work()
            except (SQLAlchemyError, OSError):
                logger.exception("a round of fetching files failed")
            except Exception as error:
                # Its words may quote what was fetched.
                logger.error("fetching a file failed", extra={"error": type(error).__name__})

    def work(self) -> None:
        """Removes what is to go and fetches all that is due."""
        self._keeper.remove_files(now=self._clock())
        while not self._stopped.is_set() and self._keeper.fetch_next(now=self._clock()):
            continue

    def stop(self) -> None:
        """Ends the thread after the file that it is at."""
        self._stopped.set()


def build_media(
    settings: Settings, database: Database, source: MediaSource
) -> tuple[MediaThread, ...]:
    """Returns what fetches files, not yet running."""
    keeper = MediaKeeper(database, source, FileFolder(media_folder(settings.var)))
    return tuple(MediaThread(keeper) for _ in range(_THREADS))
